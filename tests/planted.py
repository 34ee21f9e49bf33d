"""A secret in one object of each kind that could hold it: `python -m` prints which are found."""

from __future__ import annotations

import base64
import functools
import io
import json
import sys
from collections.abc import Coroutine
from typing import Any

from pydantic import SecretStr

from tests.delivery.support import canary
from tests.memory import holders_of


@functools.lru_cache
def remembered(text: str) -> int:
    return len(text)


async def suspended(text: str) -> str:
    return text


class Plain:
    def __init__(self, text: str) -> None:
        self.text = text


class Slotted:
    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text.encode()


def plant(backwards: str) -> tuple[list[object], Coroutine[Any, Any, str]]:
    """Put a secret into one object of each kind that could hold it."""
    text = backwards[::-1]
    coroutine = suspended(text)
    remembered(text)
    return [
        [text],
        {text: []},
        ([], {text: None}),
        Plain(f"in {text}."),
        Slotted(text),
        lambda: text,
        io.BytesIO(base64.b64encode(text.encode())),
        SecretStr(text),
    ], coroutine


def run() -> tuple[list[str], list[str]]:
    """Return what holds the secret while it is planted, and afterwards."""
    backwards = canary()[::-1]
    planted, coroutine = plant(backwards)
    before = holders_of(backwards)
    planted.clear()
    coroutine.close()
    del coroutine
    remembered.cache_clear()
    return before, holders_of(backwards)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run()))
