"""ASCII replacements of characters, for terminals without UTF-8."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len

_ASCII = {
    **dict.fromkeys("─━═▔▁╌┄", "-"),
    **dict.fromkeys("│┃║▏▕▌▐", "|"),
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼╔╗╚╝┏┓┗┛", "+"),
    **dict.fromkeys("█▀▄▂▃▅▆▇▊▋▉▎▍", "#"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("–—−", "-"),
    "…": "~",
    "•": "*",
    "·": ".",
    "●": "*",
    "◐": "+",
    "▲": "!",
    "▼": "v",
    "○": "o",
    "✓": "x",
    "✗": "!",
    "↻": "&",
    "‹": "<",
    "›": ">",
    "↑": "^",
    "↓": "v",
    "→": ">",
    "←": "<",
}
"""Replacements of the glyphs that the program draws, all of the same width."""


@lru_cache(1024)
def ascii_of(text: str) -> str:
    """Return a text in as many ASCII characters as it has cells."""
    return "".join(
        character if character.isascii() else _ASCII.get(character) or "?" * cell_len(character)
        for character in text
    )
