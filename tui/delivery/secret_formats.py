"""Formats of saved credentials, each declared once; the suffix of a file name selects one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..text import clean, json_text
from .kubernetes_secret import manifest

_BASE_URL, _CLIENT_ID = "RUNAI_BASE_URL", "RUNAI_CLIENT_ID"
_CLIENT_SECRET = "RUNAI_CLIENT_SECRET"  # noqa: S105  (a name, not a secret)

_UNQUOTED = re.compile(
    r"""(?![~=])(?!.*:[~=])(?:[A-Za-z0-9_@%+=:,./~^*?{}!\[\]-]|[^\x00-\x7f])*""", re.DOTALL
)
"""Values that no shell changes: without `~` or `=` where one of them would expand it."""

_ESCAPED = re.compile(r'[\\"$`]')
"""Characters with a meaning between double quotes."""

_LONGEST_SUFFIX = 20

_READ_JSON = "import json, sys; sys.stdout.write(json.load(sys.stdin){})"

_READ_YAML = (
    "import ast, re, sys; sys.stdout.write(ast.literal_eval(re.search("
    "r'(?m)^  (?:RUNAI_CLIENT_SECRET|clientSecret): (.*)$', sys.stdin.read())[1]))"
)
"""Python code that reads our own manifests, whose quoted texts are valid in Python too."""


class UnknownFormat(ValueError):
    """The suffix of a file name is that of no format."""


class SecretText(NamedTuple):
    """A key's credentials as plain text; empty ones are left out of files."""

    name: str
    client_id: str
    secret: str
    base_url: str

    def __repr__(self) -> str:
        """Leave out the secret."""
        return f"SecretText(name={self.name!r})"


class SecretFormat(NamedTuple):
    """Format of credentials in a file or on a program's standard input."""

    name: str
    """Name for `--format` and the config file."""
    title: str
    """Name on screen."""
    suffixes: tuple[str, ...]
    """Suffixes of such files, the default first; empty for names without one."""
    holds: str
    """Description of the content, for README."""
    readers: str
    """Description of its consumers, for README."""
    write: Callable[[SecretText], str]
    reading: Callable[[str], tuple[str, str]]
    """Returns, for the quoted path of a file, shell code before and after a command that reads the
    secret from standard input."""


def _variables(texts: SecretText) -> dict[str, str]:
    values = {_CLIENT_ID: texts.client_id, _CLIENT_SECRET: texts.secret, _BASE_URL: texts.base_url}
    return _without_empty(values)


def _members(texts: SecretText) -> dict[str, str]:
    values = {
        "clientId": texts.client_id,
        "clientSecret": texts.secret,
        "baseUrl": texts.base_url,
    }
    return _without_empty(values)


def _write_json(texts: SecretText) -> str:
    return json_text(_without_empty({"name": texts.name}) | _members(texts))


def _write_mcp(texts: SecretText) -> str:
    return json_text({"mcpServers": {"runai": {"env": _variables(texts)}}})


def _write_manifest(texts: SecretText) -> str:
    return manifest(texts.name, _variables(texts))


def _without_empty(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def dotenv(values: Mapping[str, str]) -> str:
    """Write variables, one a line, quoted so that most readers of such files accept them."""
    return "".join(f"{name}={_quoted(value)}\n" for name, value in values.items())


def _quoted(value: str) -> str:
    """Quote a value if a shell needs it.

    Not every reader removes quotes; more of them handle single quotes than escapes.
    """
    if value.isprintable() and _UNQUOTED.fullmatch(value):
        return value
    if "'" not in value:
        return f"'{value}'"
    escaped = _ESCAPED.sub(r"\\\g<0>", value)
    return f'"{escaped}"'


def _by_python(script: str) -> Callable[[str], tuple[str, str]]:
    return lambda file: (f"python3 -c {shlex.quote(script)} < {file} | ", "")


DOTENV = SecretFormat(
    "dotenv",
    "dotenv",
    (".env",),
    "`RUNAI_CLIENT_ID`, `RUNAI_CLIENT_SECRET` and `RUNAI_BASE_URL`, one a line",
    "shells, systemd, containers, dotenv libraries",
    lambda texts: dotenv(_variables(texts)),
    lambda file: (f'(. {file} && printf %s "${_CLIENT_SECRET}") | ', ""),
)
JSON = SecretFormat(
    "json",
    "JSON",
    (".json",),
    "`name`, `clientId`, `clientSecret` and `baseUrl`",
    "jq and programs",
    _write_json,
    _by_python(_READ_JSON.format("['clientSecret']")),
)
K8S = SecretFormat(
    "k8s",
    "Kubernetes Secret",
    (".yaml", ".yml"),
    "a Secret named like the key, with the three variables",
    "`kubectl apply --server-side -f`, and charts that take an existing Secret",
    _write_manifest,
    _by_python(_READ_YAML),
)
MCP = SecretFormat(
    "mcp",
    "MCP server configuration",
    (".mcp.json",),
    "the three variables, as `mcpServers.runai.env`",
    "programs that start MCP servers",
    _write_mcp,
    _by_python(_READ_JSON.format(f"['mcpServers']['runai']['env']['{_CLIENT_SECRET}']")),
)
BARE = SecretFormat(
    "bare",
    "the bare secret",
    (".secret", ".txt", ""),
    "the secret alone, without a newline",
    "`runai login access-key --secret-file`, `kubectl --from-file`, password stores",
    lambda texts: texts.secret,
    lambda file: ("", f" < {file}"),
)

FORMATS = (DOTENV, JSON, K8S, MCP, BARE)

K8S_KEYS = {"upper": _variables, "camel": _members}
"""Keys of a Kubernetes Secret, in the case that charts expect: RUNAI_CLIENT_ID or clientId."""


def k8s_format(namespace: str, keys: str) -> SecretFormat:
    """Return the format of a Kubernetes Secret in a namespace, with one of `K8S_KEYS`."""
    values = K8S_KEYS[keys]
    return K8S._replace(write=lambda texts: manifest(texts.name, values(texts), namespace))


def format_named(name: str) -> SecretFormat:
    """Return the format with a name."""
    return next(form for form in FORMATS if form.name == name)


def format_of(path: Path) -> SecretFormat:
    """Return the format for the suffix of a file name; the longest matching suffix wins.

    Raises:
        UnknownFormat: no format has the suffix.
    """
    name = path.name.lower()
    ends = {suffix: form for form in FORMATS for suffix in form.suffixes}
    suffix = max(filter(name.endswith, ends), key=len)
    if not suffix and "." in name.lstrip("."):
        end = clean(f".{path.name.rpartition('.')[2]}", _LONGEST_SUFFIX)
        raise UnknownFormat(f"{end} is no known extension: name the file {file_names()}.")
    return ends[suffix]


def file_names() -> str:
    """Describe the file names of all formats: "NAME.env, .json, ..."."""
    *ends, last = (form.suffixes[0] for form in FORMATS)
    return f"NAME{', '.join(ends)}, or {last}"


def file_stem(key_name: str) -> str:
    """Derive the stem of a file name from the name of a key, with safe characters only."""
    return re.sub(r"[^a-z0-9_-]+", "-", key_name.lower()).strip("-")[:60] or "access-key"


def file_name(key_name: str, form: SecretFormat = DOTENV) -> str:
    """Return the default file name for a key's credentials."""
    return f"{file_stem(key_name)}{form.suffixes[0]}"
