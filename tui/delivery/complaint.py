"""Chooses the line to quote from the output of a failed program."""

from __future__ import annotations

import re

_ERROR = re.compile(r"(?:error|fatal|panic)\s*:", re.IGNORECASE)
_FAILURE = re.compile(
    r"fail|error|denied|refused|can(?:no|')t\b|could ?n[o']t\b|unable|not found|no such|unknown"
    r"|unrecogni|invalid|missing",
    re.IGNORECASE,
)


def useful_line(text: str) -> str:
    """Return the last line that names a failure, or else the last line; empty if there is none.

    Many programs print their usage, or a link to the documentation, after the reason.
    """
    lines = text.splitlines()
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for pattern in (_ERROR, _FAILURE):
        if found := [number for number in filled if pattern.search(lines[number])]:
            return _with_continuation(lines[found[-1] :])
    return lines[filled[-1]].strip() if filled else ""


def _with_continuation(lines: list[str]) -> str:
    """Join a line that ends with a colon with the next one."""
    first, *rest = (line.strip() for line in lines)
    return f"{first} {rest[0]}" if first.endswith(":") and rest else first
