"""Looks for a secret in whatever form it could have slipped out."""

from __future__ import annotations

import base64
import html
import json
import re
import secrets
from pathlib import Path
from urllib.parse import quote, quote_plus

_OSC52 = re.compile(rb"\x1b\]52;[^\x07\x1b]*(?:\x07|\x1b\\)")


def awkward_canary() -> str:
    """Make a secret that is nowhere else, and that no encoding leaves as it is."""
    return f"canary/+=&%<{secrets.token_hex(16)}"


def forms_of(secret: str) -> set[bytes]:
    """Return the secret as it is, and in every encoding that it could be passed on in."""
    plain = secret.encode()
    # The characters at the edges of base64 depend on what is beside them.
    aligned = {base64.b64encode(b"\0" * shift + plain)[4:-4] for shift in range(3)}
    escaped = {quote(secret), quote(secret, safe=""), quote_plus(secret), html.escape(secret)}
    return (
        {plain, secret.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode()}
        | {text.encode() for text in (*escaped, json.dumps(secret)[1:-1])}
        | aligned
        | {form.translate(bytes.maketrans(b"+/", b"-_")) for form in aligned}
    )


def found_in(secret: str, data: bytes) -> set[bytes]:
    """Return the forms of the secret that are in the data."""
    return {form for form in forms_of(secret) if form in data}


def without_clipboard(output: bytes) -> bytes:
    """Take out what was sent to the clipboard on purpose."""
    return _OSC52.sub(b"", output)


def files_with(secret: str, *folders: Path) -> list[Path]:
    """Name the files below the folders that hold the secret."""
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    return sorted(path for path in files if found_in(secret, path.read_bytes()))
