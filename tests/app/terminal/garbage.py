"""Random input: real sequences cut, doubled, reordered and with other numbers, and any bytes."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

_NUMBERS = ["", "0", "1", "2", "3", "27", "200", "65535", "1114112", "55296", "-1", "9" * 30]
_BETWEEN = [";", ";", ";", ":", ""]
_LEADS = ["", "", "", "?", "<", ">", "="]
_FINALS = "ABCDEFHIMOPQRSZtuymncx~$hl"
_STRINGS = ["\x1b]52;c;", "\x1b]11;rgb:", "\x1bP>|", "\x1bP1+r", "\x1b_G"]
_ENDS = ["\x07", "\x1b\\", "", "\x1b", "\x18"]
_REAL = [
    *(key for key in ANSI_SEQUENCES_KEYS if len(key) > 2),
    "\x1b[48;24;80;0;0t",
    "\x1b[?2048;1$y",
]


def garbage(random: Random, *, typed: bool = True) -> list[bytes]:
    """Return random input in the pieces in which it is read.

    Args:
        random: Where chance comes from.
        typed: Whether there may be arbitrary bytes, keys among them, beside sequences.
    """
    makers = [_sequence, _real, _string, _paste, *([_bytes, _cut] if typed else [])]
    parts = [random.choice(makers)(random) for _ in range(random.randint(1, 4))]
    if random.random() < 0.2:
        parts += parts
    random.shuffle(parts)
    data = b"".join(parts)
    cuts = sorted(random.randint(0, len(data)) for _ in range(random.randint(0, 3)))
    bounds = [0, *cuts, len(data)]
    return [data[start:end] for start, end in pairwise(bounds) if end > start]


def _sequence(random: Random) -> bytes:
    body = "".join(
        random.choice(_NUMBERS) + random.choice(_BETWEEN) for _ in range(random.randint(0, 5))
    )
    return f"\x1b[{random.choice(_LEADS)}{body}{random.choice(_FINALS)}".encode()


def _real(random: Random) -> bytes:
    return random.choice(_REAL).encode()


def _string(random: Random) -> bytes:
    return f"{random.choice(_STRINGS)}DDqq;?{random.choice(_ENDS)}".encode()


def _paste(random: Random) -> bytes:
    end = random.choice(["\x1b[201~", "\x1b[201~", "\x1b[201", ""])
    return f"\x1b[200~Dq\r\x1b[D{end}".encode()


def _bytes(random: Random) -> bytes:
    return random.randbytes(random.randint(1, 12))


def _cut(random: Random) -> bytes:
    whole = _sequence(random) + _real(random)
    return whole[random.randrange(len(whole)) :]
