"""The forms that credentials are saved in, and a command that signs in with them."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

_BASE_URL, _CLIENT_ID = "RUNAI_BASE_URL", "RUNAI_CLIENT_ID"
_CLIENT_SECRET = "RUNAI_CLIENT_SECRET"  # noqa: S105  (a name, not a secret)

_READ_JSON = "import json, sys; sys.stdout.write(json.load(sys.stdin)['clientSecret'])"

_ASK = (
    "(printf 'Client secret: ' >&2; IFS= read -rs secret; echo >&2; printf %s \"$secret\") | ",
    "",
)
"""What comes before and after the sign-in when the secret is typed."""


class Format(Enum):
    """A form of a file; the value is its name for people."""

    DOTENV = "dotenv"
    JSON = "JSON"
    BARE = "the bare secret"


def format_of(path: Path) -> Format:
    """Tell from a file's name what belongs into it."""
    name = path.name.lower()
    if name.endswith(".env"):
        return Format.DOTENV
    return Format.JSON if name.endswith(".json") else Format.BARE


def write_credentials(
    form: Format, *, name: str, client_id: str, secret: str, base_url: str
) -> str:
    """Write a key's credentials; those that are empty are left out.

    The bare secret ends without a newline, for `runai login access-key --secret-file`.
    """
    if form is Format.DOTENV:
        values = {_CLIENT_ID: client_id, _CLIENT_SECRET: secret, _BASE_URL: base_url}
        return dotenv(_given(values))
    if form is Format.JSON:
        credentials = {
            "name": name,
            "clientId": client_id,
            "clientSecret": secret,
            "baseUrl": base_url,
        }
        return json.dumps(_given(credentials), indent=2) + "\n"
    return secret


def _given(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def dotenv(values: Mapping[str, str]) -> str:
    """Write variables one a line, quoted where a shell needs it."""
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())


def file_name(key_name: str, form: Format = Format.DOTENV) -> str:
    """Propose a file name for a key's credentials, made of harmless characters alone."""
    stem = re.sub(r"[^a-z0-9_-]+", "-", key_name.lower()).strip("-")[:60]
    suffix = {Format.DOTENV: ".env", Format.JSON: ".json", Format.BARE: ".secret"}[form]
    return f"{stem or 'access-key'}{suffix}"


def curl_command(
    base_url: str, client_id: str, *, saved: Path | None = None, ca_file: Path | None = None
) -> str:
    """Write one line for bash and zsh that signs in, and that has no secret in it.

    Args:
        base_url: The control plane.
        client_id: The key's client ID.
        saved: The file that holds the secret, in the form that its name says; without one, the
            command asks for the secret.
        ca_file: A certificate authority to trust.
    """
    before, after = _ASK if saved is None else _reading(saved)
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


def _reading(saved: Path) -> tuple[str, str]:
    file = _quoted(os.fspath(saved.absolute()))
    form = format_of(saved)
    if form is Format.DOTENV:
        return f'(. {file} && printf %s "${_CLIENT_SECRET}") | ', ""
    if form is Format.JSON:
        return f"python3 -c {_quoted(_READ_JSON)} < {file} | ", ""
    return "", f" < {file}"


def _quoted(text: str) -> str:
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    # bash and zsh know this way of quoting; the command stays one line of harmless characters.
    return f"$'{''.join(_escaped(byte) for byte in os.fsencode(text))}'"


def _escaped(byte: int) -> str:
    character = chr(byte)
    harmless = character.isascii() and (character.isalnum() or character in "/._-=:")
    return character if harmless else f"\\x{byte:02x}"
