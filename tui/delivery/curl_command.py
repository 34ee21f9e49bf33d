"""A shell command that signs in with a key, and that has no secret in it."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from .secret_formats import SecretFormat, format_of

_ASK = (
    "(printf 'Client secret: ' >&2; IFS= read -rs secret; echo >&2; printf %s \"$secret\") | ",
    "",
)
"""Before and after the command when the secret is typed."""


def curl_command(
    base_url: str,
    client_id: str,
    *,
    saved: Path | None = None,
    form: SecretFormat | None = None,
    ca_file: Path | None = None,
) -> str:
    """Write one line for bash and zsh that signs in.

    Args:
        base_url: The control plane.
        client_id: The key's client ID.
        saved: The file that holds the secret; without one, the command asks for the secret.
        form: The format of that file; None for the one that its name says.
        ca_file: A certificate authority to trust.
    """
    if saved is None:
        before, after = _ASK
    else:
        form = form or format_of(saved)
        before, after = form.reading(_quoted(os.fspath(saved.absolute())))
    trust = ["--cacert", _quoted(os.fspath(ca_file.absolute()))] if ca_file else []
    words = (
        *("curl", "-sS", *trust),
        *("--data", "grant_type=client_credentials"),
        *("--data-urlencode", _quoted(f"client_id={client_id}")),
        # Not @FILE: curl would take a name with "=" in it for something else.
        *("--data-urlencode", "client_secret@-"),
        _quoted(f"{base_url.rstrip('/')}/api/v2/token"),
    )
    return f"{before}{' '.join(words)}{after}"


def _quoted(text: str) -> str:
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    # bash and zsh know this way of quoting; the command stays one line of harmless characters.
    return f"$'{''.join(_escaped(byte) for byte in os.fsencode(text))}'"


def _escaped(byte: int) -> str:
    character = chr(byte)
    harmless = character.isascii() and (character.isalnum() or character in "/._-=:")
    return character if harmless else f"\\x{byte:02x}"
