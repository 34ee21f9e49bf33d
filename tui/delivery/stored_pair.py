"""Reads a client ID and secret that were stored for another program, in any known format.

The text is untrusted: no error quotes it, and nothing in it is executed or expanded.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import yaml
from pydantic import SecretStr

YAML_LIMIT = 1 << 16
"""Maximum length of YAML, which the parser reads in two seconds at worst."""

BARE_LIMIT = 1 << 12
"""Maximum length of a bare secret."""


class PairError(ValueError):
    """A text holds no usable pair; the message is the end of a sentence about its file."""


class _Names(NamedTuple):
    client_id: str
    secret: str
    base_url: str


_SPELLINGS = (
    _Names("RUNAI_CLIENT_ID", "RUNAI_CLIENT_SECRET", "RUNAI_BASE_URL"),
    _Names("clientId", "clientSecret", "baseUrl"),
    _Names("client_id", "client_secret", "runai_base_url"),
)
"""Names that consumers of access keys use."""

_VARIABLES = _SPELLINGS[0]

_TWICE = "has the same name twice, and programs differ in which one they use"


@dataclass(frozen=True)
class StoredPair:
    """Client ID, secret and base URL of the control plane; empty if missing."""

    client_id: str
    secret: SecretStr
    base_url: str = ""

    def for_client(self, client_id: str) -> StoredPair:
        """Complete a bare secret with a client ID.

        Raises:
            PairError: there is no client ID, or the pair has a different one.
        """
        if not self.client_id and not client_id:
            raise PairError("has a secret without its client ID: add --client-id ID")
        if client_id and self.client_id not in ("", client_id):
            raise PairError("is for another client ID: leave out --client-id")
        return replace(self, client_id=self.client_id or client_id)


def read_pair(text: str, name: str = "") -> StoredPair:
    """Parse the pair in the text of a file.

    Args:
        text: The text.
        name: The file's name, whose suffix selects the format; without one, the text does.

    Raises:
        PairError: there is no pair, or more than one.
    """
    try:
        return _reader(text, name.lower())(text)
    except RecursionError:
        raise PairError("is nested too deeply to be read") from None


def _reader(text: str, name: str) -> Callable[[str], StoredPair]:
    for suffix, reader in _READERS.items():
        if name.endswith(suffix):
            return reader
    if text.lstrip().startswith("{"):
        return _read_json
    if re.search(rf"^[ \t]*(?:export[ \t]+)?{_VARIABLES.secret}=", text, re.MULTILINE):
        return _read_dotenv
    return _read_yaml if re.search(r"^kind[ \t]*:", text, re.MULTILINE) else _read_bare


# dotenv

_ASSIGNMENT = re.compile(rf"^[ \t]*(?:export[ \t]+)?({'|'.join(_VARIABLES)})=", re.MULTILINE)

_VALUE = re.compile(
    r"""
    (?: '(?P<literal>[^']*)'  |  "(?P<escaped>(?:[^"\\]|\\.)*)"  |  (?P<plain>[^\s'"\\$`]*) )
    [ \t]* (?: (?<=[ \t]) \#.* )? $
    """,
    re.MULTILINE | re.VERBOSE,
)
"""A value up to the end of its line, in a form that all readers of such files agree on."""

_ESCAPE = re.compile(r'\\([\\"$`])')


def _read_dotenv(text: str) -> StoredPair:
    values: dict[str, str] = {}
    for assignment in _ASSIGNMENT.finditer(text):
        name, value = assignment[1], _VALUE.match(text, assignment.end())
        if value is None:
            raise PairError(f"has a {name} that shells and other programs read differently")
        if name in values:
            raise PairError(_TWICE)
        escaped = _ESCAPE.sub(r"\1", value["escaped"] or "")
        values[name] = value["literal"] or value["plain"] or escaped
    return _pair_in(values)


# JSON: a pair, a Secret as kubectl prints it, or the configuration of an MCP client


def _read_json(text: str) -> StoredPair:
    try:
        content = json.loads(text, object_pairs_hook=_unique)
    except PairError:
        raise
    except ValueError:
        raise PairError("is no valid JSON") from None
    if not isinstance(content, dict):
        raise PairError("holds no JSON object")
    if "kind" in content:
        return _pair_in_manifests([content])
    if "mcpServers" in content:
        servers = _mapping(content["mcpServers"]).values()
        environments = [_mapping(_mapping(server).get("env")) for server in servers]
        return _only([each for each in environments if _has_pair(each)], "MCP servers")
    return _pair_in(content)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise PairError(_TWICE)
    return content


# A manifest of Kubernetes


class _Loader(yaml.BaseLoader):  # type: ignore[misc]  # PyYAML has no types
    """Reads every scalar as text; refuses repeated names, of which PyYAML keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        """Read a mapping."""
        names = [name.value for name, _ in node.value if isinstance(name, yaml.ScalarNode)]
        if len(set(names)) < len(names):
            raise PairError(_TWICE)
        content: dict[str, Any] = super().construct_mapping(node, deep)
        return content


def _read_yaml(text: str) -> StoredPair:
    if len(text) > YAML_LIMIT:
        raise PairError(f"is longer than the {YAML_LIMIT} characters of YAML that are read")
    try:
        documents = list(yaml.load_all(text, Loader=_Loader))
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, PairError):
            raise
        # The message of PyYAML quotes the line.
        raise PairError("is no valid YAML") from None
    return _pair_in_manifests(documents)


def _pair_in_manifests(documents: Iterable[Any]) -> StoredPair:
    secrets = [_values(manifest) for manifest in _manifests(documents)]
    if not secrets:
        raise PairError("holds no manifest of a Kubernetes Secret")
    return _only([each for each in secrets if _has_pair(each)], "Secrets")


def _manifests(documents: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for document in documents:
        content = _mapping(document)
        items = content.get("items")
        if content.get("kind") in ("List", "SecretList") and isinstance(items, list):
            yield from (item for item in items if _mapping(item).get("kind") == "Secret")
        elif content.get("kind") == "Secret":
            yield content


def _values(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a Secret; `stringData` overrides `data`, as in Kubernetes."""
    names = {name for spelling in _SPELLINGS for name in spelling}
    encoded = _mapping(manifest.get("data")).items()
    decoded = {name: _decoded(value) for name, value in encoded if name in names}
    return {**decoded, **_mapping(manifest.get("stringData"))}


def _decoded(value: object) -> str:
    try:
        return base64.b64decode("".join(str(value).split()), validate=True).decode()
    except ValueError:
        raise PairError("has data that is not in base64") from None


# A bare secret


def _read_bare(text: str) -> StoredPair:
    secret = text.strip("\r\n")
    if not secret or not secret.isprintable() or " " in secret or len(secret) > BARE_LIMIT:
        raise PairError(f"holds neither {_VARIABLES.secret}, JSON, a manifest, nor a bare secret")
    return StoredPair("", SecretStr(secret))


# What all of them share


def _only(found: list[Mapping[str, Any]], what: str) -> StoredPair:
    if len(found) > 1:
        raise PairError(f"has the pairs of {len(found)} {what}: keep one of them in a file")
    return _pair_in(found[0] if found else {})


def _has_pair(values: Mapping[str, Any]) -> bool:
    return any(names.secret in values for names in _SPELLINGS)


def _pair_in(values: Mapping[str, Any]) -> StoredPair:
    found = [names for names in _SPELLINGS if names.secret in values]
    if not found:
        raise PairError(f"has no {_VARIABLES.secret}")
    if len(found) > 1:
        raise PairError(f"has both {found[0].secret} and {found[1].secret}")
    names = found[0]
    client_id, secret, base_url = (values.get(name, "") for name in names)
    for name, value in zip(names, (client_id, secret, base_url), strict=True):
        if not isinstance(value, str):
            raise PairError(f"has a {name} that is no text")
    if not secret:
        raise PairError(f"has an empty {names.secret}")
    return StoredPair(client_id, SecretStr(secret), base_url)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


_READERS = {".env": _read_dotenv, ".json": _read_json, ".yaml": _read_yaml, ".yml": _read_yaml}
