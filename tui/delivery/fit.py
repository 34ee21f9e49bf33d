"""What can be copied at all, and whole."""

from __future__ import annotations

LONGEST = 8_000
"""Bytes; mosh cuts longer sequences, and what arrives then is no text any more."""

LONGEST_LOCAL = 100_000
"""Bytes; no secret is longer, and a helper program has to take it in time."""


def unfit(text: str, *, lines: bool) -> str:
    """Say why a text is not to be copied, or nothing."""
    if not text:
        return "there is nothing to copy"
    plain = text.replace("\n", "") if lines else text
    if not (plain.isprintable() and (lines or plain.isascii())):
        return "it has characters that a terminal could change or obey"
    return ""
