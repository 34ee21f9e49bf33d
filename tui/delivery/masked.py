"""Masks a secret in the output of a program."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import quote

MASK = "•••"

_PIECE = 8
"""Length from which parts of a secret are masked; a shorter secret is masked as a whole."""

_SHORTEST = 4
"""Minimum length to mask: anything shorter occurs in many texts by chance."""


def decoded(output: bytes | bytearray) -> str:
    """Decode output as UTF-8; NULs are dropped, because Windows programs print UTF-16."""
    return output.removeprefix(b"\xff\xfe").replace(b"\0", b"").decode(errors="replace")


def masked(text: str, secret: str) -> str:
    """Mask a secret, parts of it and its usual encodings in a text."""
    if not text:
        return text
    hidden = bytearray(len(text))
    for piece in {piece for form in _parts_of_forms(secret) for piece in _pieces(form)}:
        for start in _places(text, piece):
            hidden[start : start + len(piece)] = b"\1" * len(piece)
    runs = groupby(zip(text, hidden, strict=True), key=lambda pair: pair[1])
    return "".join(MASK if is_hidden else "".join(c for c, _ in run) for is_hidden, run in runs)


def masked_bytes(data: bytes, secret: str) -> bytes:
    """Mask a secret in a part of an output, which may begin and end within a character."""
    if not secret:
        return data
    text = masked(data.decode(errors="surrogateescape"), secret)
    return text.encode(errors="surrogateescape")


def holds(output: bytes, secret: str) -> bool:
    """Return whether an output contains a secret, plain or in a usual encoding."""
    text = decoded(output)
    without_breaks = "".join(text.split())
    return any(form in text or form in without_breaks for form in _forms(secret))


def _forms(secret: str) -> set[str]:
    encoded = secret.encode("utf-8", "surrogatepass")
    quoted = json.dumps(secret)[1:-1]
    return {
        *(secret, quoted, json.dumps(secret, ensure_ascii=False)[1:-1]),
        *(quote(encoded, safe=""), base64.b64encode(encoded).decode()),
    }


def _parts_of_forms(secret: str) -> set[str]:
    """Return the forms of a secret by itself, and within a longer text."""
    encoded = secret.encode("utf-8", "surrogatepass")
    # In base64, the characters at both ends depend on the neighbouring text.
    within = {base64.b64encode(bytes(shift) + encoded).decode()[4:-4] for shift in range(3)}
    return _forms(secret) | within | {encoded.hex(), encoded.hex().upper()}


def _pieces(form: str) -> Iterator[str]:
    if len(form) >= _SHORTEST:
        for start in range(max(1, len(form) - _PIECE + 1)):
            yield form[start : start + _PIECE]


def _places(text: str, piece: str) -> Iterator[int]:
    place = text.find(piece)
    while place >= 0:
        yield place
        place = text.find(piece, place + 1)
