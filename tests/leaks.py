"""Looks for a secret in whatever form it could have slipped out."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from urllib.parse import quote

_OSC52 = re.compile(rb"\x1b\]52;[^\x07\x1b]*(?:\x07|\x1b\\)")


def forms_of(secret: str) -> set[bytes]:
    """Give the secret as it is, in base64 at each alignment, in hexadecimal and percent-encoded."""
    plain = secret.encode()
    # The characters at the edges of an encoding depend on the neighbours.
    aligned = {base64.b64encode(b"\0" * shift + plain)[4:-4] for shift in range(3)}
    return aligned | {plain, plain.hex().encode(), quote(secret, safe="").encode()}


def found_in(secret: str, data: bytes) -> set[bytes]:
    """Give the forms in which the secret is in the data."""
    return {form for form in forms_of(secret) if form in data}


def without_clipboard(output: bytes) -> bytes:
    """Take out what was sent to the clipboard on purpose."""
    return _OSC52.sub(b"", output)


def files_with(secret: str, *folders: Path) -> list[Path]:
    """Name the files below the folders that hold the secret."""
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path for path in files if found_in(secret, path.read_bytes())]
