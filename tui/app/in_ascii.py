"""ASCII for what terminals of another character set would garble."""

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
"""ASCII for the glyphs that the program draws; each is as wide as what it replaces."""


@lru_cache(1024)
def ascii_of(text: str) -> str:
    """Return a text in as many ASCII characters as it has cells."""
    return "".join(
        character if character.isascii() else _ASCII.get(character) or "?" * cell_len(character)
        for character in text
    )
