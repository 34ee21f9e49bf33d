"""Shell command that signs in with a key, without containing the secret."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from .secret_formats import SecretFormat, format_of

_PROMPT = (
    "(printf 'Client secret: ' >&2; IFS= read -rs secret; echo >&2; printf %s \"$secret\") | ",
    "",
)
"""Shell code before and after the command, to prompt for the secret."""


def curl_command(
    base_url: str,
    client_id: str,
    *,
    saved: Path | None = None,
    form: SecretFormat | None = None,
    ca_file: Path | None = None,
) -> str:
    """Return a line for bash and zsh that signs in.

    Args:
        base_url: The control plane.
        client_id: The key's client ID.
        saved: The file that holds the secret; None to prompt for the secret.
        form: The format of that file; None for the one implied by its name.
        ca_file: A certificate authority to trust.
    """
    if saved is None:
        before, after = _PROMPT
    else:
        form = form or format_of(saved)
        before, after = form.reading(_quoted(os.fspath(saved.absolute())))
    trust = ["--cacert", _quoted(os.fspath(ca_file.absolute()))] if ca_file else []
    words = (
        *("curl", "-sS", *trust),
        *("--data", "grant_type=client_credentials"),
        *("--data-urlencode", _quoted(f"client_id={client_id}")),
        # Not @FILE, because curl would misread a file name with "=".
        *("--data-urlencode", "client_secret@-"),
        _quoted(f"{base_url.rstrip('/')}/api/v2/token"),
    )
    return f"{before}{' '.join(words)}{after}"


def _quoted(text: str) -> str:
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    # ANSI-C quoting, known to bash and zsh, keeps the command on one line of printable ASCII.
    return f"$'{''.join(_escaped(byte) for byte in os.fsencode(text))}'"


def _escaped(byte: int) -> str:
    character = chr(byte)
    harmless = character.isascii() and (character.isalnum() or character in "/._-=:")
    return character if harmless else f"\\x{byte:02x}"
