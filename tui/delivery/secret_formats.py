"""The formats that credentials are saved in, declared once; the name of a file tells which."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..text import json_text

_BASE_URL, _CLIENT_ID = "RUNAI_BASE_URL", "RUNAI_CLIENT_ID"
_CLIENT_SECRET = "RUNAI_CLIENT_SECRET"  # noqa: S105  (a name, not a secret)

_UNQUOTED = re.compile(
    r"""(?![~=])(?!.*:[~=])(?:[A-Za-z0-9_@%+=:,./~^*?{}!\[\]-]|[^\x00-\x7f])*""", re.DOTALL
)
"""Values that shells read as they are: no `~` or `=` where one of them would expand it."""

_ESCAPED = re.compile(r'[\\"$`]')
"""Characters that mean something between double quotes."""

_READ_JSON = "import json, sys; sys.stdout.write(json.load(sys.stdin)['clientSecret'])"


class SecretText(NamedTuple):
    """A key's credentials as they are written; a text that is empty is left out."""

    name: str
    client_id: str
    secret: str
    base_url: str

    def __repr__(self) -> str:
        """Leave the secret out."""
        return f"SecretText(name={self.name!r})"


class SecretFormat(NamedTuple):
    """A format of a file."""

    title: str
    """Its name for people."""
    suffix: str
    """The end of the names of such files; the format without one takes all other names."""
    write: Callable[[SecretText], str]
    reading: Callable[[str], tuple[str, str]]
    """Returns the words of a shell before and after a command that reads the secret from its
    standard input, from the quoted path of the file."""
    proposed_suffix: str = ""
    """The end of a proposed name, where it is not the suffix."""


def _write_dotenv(texts: SecretText) -> str:
    values = {_CLIENT_ID: texts.client_id, _CLIENT_SECRET: texts.secret, _BASE_URL: texts.base_url}
    return dotenv(_without_empty(values))


def _write_json(texts: SecretText) -> str:
    values = {
        "name": texts.name,
        "clientId": texts.client_id,
        "clientSecret": texts.secret,
        "baseUrl": texts.base_url,
    }
    return json_text(_without_empty(values))


def _without_empty(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def dotenv(values: Mapping[str, str]) -> str:
    """Write variables one a line, each in the form that most readers of such files take."""
    return "".join(f"{name}={_quoted(value)}\n" for name, value in values.items())


def _quoted(value: str) -> str:
    """Quote a value where a shell needs it.

    Few readers remove quotes, more know single ones as a shell does, and fewest know escapes.
    """
    if value.isprintable() and _UNQUOTED.fullmatch(value):
        return value
    if "'" not in value:
        return f"'{value}'"
    escaped = _ESCAPED.sub(r"\\\g<0>", value)
    return f'"{escaped}"'


DOTENV = SecretFormat(
    "dotenv",
    ".env",
    _write_dotenv,
    lambda file: (f'(. {file} && printf %s "${_CLIENT_SECRET}") | ', ""),
)
JSON = SecretFormat(
    "JSON",
    ".json",
    _write_json,
    lambda file: (f"python3 -c {shlex.quote(_READ_JSON)} < {file} | ", ""),
)
BARE = SecretFormat(
    "the bare secret",
    "",
    # Without a newline, for `runai login access-key --secret-file`.
    lambda texts: texts.secret,
    lambda file: ("", f" < {file}"),
    ".secret",
)

FORMATS = (DOTENV, JSON, BARE)


def format_of(path: Path) -> SecretFormat:
    """Return the format that a file's name asks for, wherever that stands in the list."""
    name = path.name.lower()
    fitting = [form for form in FORMATS if name.endswith(form.suffix)]
    return max(fitting, key=lambda form: len(form.suffix))


def file_names() -> str:
    """Describe the formats by their file names."""
    names = ", ".join(f"NAME{form.suffix}" for form in FORMATS if form.suffix)
    return f"{names}, or any name for {BARE.title}"


def file_name(key_name: str, form: SecretFormat = DOTENV) -> str:
    """Propose a file name for a key's credentials, made of harmless characters alone."""
    stem = re.sub(r"[^a-z0-9_-]+", "-", key_name.lower()).strip("-")[:60]
    return f"{stem or 'access-key'}{form.suffix or form.proposed_suffix}"
