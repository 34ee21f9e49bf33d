"""Escape sequences of keys and the mouse, normalised for Textual's parser."""

from __future__ import annotations

import re

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS

_KEY = re.compile(r"\x1b\[([0-9:;]{0,64})([u~A-FHPQS])")

_AS_IT_IS = re.compile(
    r"\x1b[^\[O]?"
    r"|\x1b\[[IO]"  # the focus
    r"|\x1b\[<(?:[0-9]|[1-9][0-9]|1[01][0-9]|12[0-7]);[0-9]{1,5};[0-9]{1,5}[Mm]"  # the mouse
    r"|\x1b\[\?2026;[0-9]\$y"  # whether frames are understood
)
"""Sequences that Textual reads right; it takes mouse buttons from 128 on for the first three."""

_PRESSED = frozenset({"", "1", "2"})
"""Event types: missing, pressed, repeated; 3 is released."""

_SHIFT, _CAPS_LOCK, _LOCKS = 1, 64, 64 | 128
_CONTROLS = frozenset({9, 13, 27, 127})
_PRIVATE_USE = range(0xE000, 0xF900)
_KEYPAD = dict(zip(range(57399, 57414), "0123456789./*-+", strict=True))
_LONGEST_NUMBER = 7
_ARROWS = "ABCD"
_OLD_MODIFIERS = range(2, 9)
"""Modifiers, which old terminals send as the only number of an arrow key."""

_OTHER_KEYS = 27
"""First number of a key that xterm reports with its modifiers: 27, modifiers, character."""


def readable(sequence: str) -> str:
    """Return a sequence normalised for Textual's parser; empty if it is not a key press.

    The parser raises exceptions for some numbers, and takes unknown sequences for typed text.
    """
    if (key := _KEY.fullmatch(sequence)) and key[1]:
        return _readable_key(key[1], key[2])
    is_known = sequence in ANSI_SEQUENCES_KEYS or _AS_IT_IS.fullmatch(sequence) is not None
    return sequence if is_known else ""


def _readable_key(parameters: str, final: str) -> str:
    fields = [field.split(":") for field in parameters.split(";")]
    if len(fields) > 3 or max(len(number) for field in fields for number in field) > (
        _LONGEST_NUMBER
    ):
        return ""
    codes, modified, text = [*fields, [""], [""]][:3]
    if "".join(modified[1:2]) not in _PRESSED:
        return ""
    code, modifiers = int(codes[0] or 1), max(0, int(modified[0] or 1) - 1)
    if final == "~" and code == _OTHER_KEYS:
        return _other_key(text[0], modifiers)
    characters = [number for number in text if _is_character(number)]
    if modifiers > 255 or not _is_known(code, final, characters):
        return ""
    if final in _ARROWS and len(fields) == 1 and code > 1:
        code, modifiers = 1, code - 1
    if not characters and final == "u":
        characters = _characters_of(code, codes[1:2], modifiers)
    return _written(code, modifiers & ~_LOCKS, characters, final)


def _other_key(character: str, modifiers: int) -> str:
    """Return the key that xterm, or a tmux with extended keys, reports by its character."""
    is_printable = _is_character(character)
    if modifiers > 255 or not (is_printable or character in map(str, _CONTROLS)):
        return ""
    if is_printable and not modifiers & ~(_SHIFT | _LOCKS):
        return _written(int(character), modifiers & ~_LOCKS, [character], "u")
    small = chr(int(character)).lower()
    code = ord(small) if len(small) == 1 else int(character)
    return _written(code, modifiers & ~_LOCKS, [], "u")


def _written(code: int, modifiers: int, characters: list[str], final: str) -> str:
    if characters:
        return f"\x1b[{code};{modifiers + 1};{':'.join(characters)}{final}"
    return f"\x1b[{code};{modifiers + 1}{final}" if modifiers else f"\x1b[{code}{final}"


def _is_character(number: str) -> bool:
    return number.isdecimal() and int(number) <= 0x10FFFF and chr(int(number)).isprintable()


def _is_known(code: int, final: str, characters: list[str]) -> bool:
    if f"{code}{final}" in FUNCTIONAL_KEYS or (final in _ARROWS and code in _OLD_MODIFIERS):
        return True
    if final != "u":
        return False
    return bool(characters) or (_is_character(str(code)) and code not in _PRIVATE_USE)


def _characters_of(code: int, shifted: list[str], modifiers: int) -> list[str]:
    """Return the characters that a key types, if known without the keyboard's layout."""
    if modifiers & ~(_SHIFT | _LOCKS) or code in _CONTROLS:
        return []
    if code in _KEYPAD:
        return [str(ord(_KEYPAD[code]))]
    if not _is_character(str(code)) or code in _PRIVATE_USE:
        return []
    capital = chr(code).upper()
    is_letter = len(capital) == 1 and capital != chr(code)
    if is_letter and bool(modifiers & _SHIFT) != bool(modifiers & _CAPS_LOCK):
        return [str(ord(capital))]
    if is_letter or not modifiers & _SHIFT:
        return [str(code)]
    return [number for number in shifted if _is_character(number)]
