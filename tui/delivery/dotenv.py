"""Writes credentials in the form that shells and dotenv readers take."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping


def dotenv(values: Mapping[str, str]) -> str:
    """Write variables one a line, quoted where a shell needs it."""
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())


def file_name(key_name: str) -> str:
    """Propose a file name for a key's credentials, made of harmless characters alone."""
    stem = re.sub(r"[^a-z0-9_-]+", "-", key_name.lower()).strip("-")[:60]
    return f"{stem or 'access-key'}.env"
