"""Writes the manifest of a Kubernetes Secret, quoted so that any text in it is valid YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NOT_IN_LABEL = re.compile(r"[^a-z0-9]+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_LABEL = 63


def manifest(name: str, values: Mapping[str, str], namespace: str = "") -> str:
    """Return a manifest.

    Args:
        name: Name of the access key, from which the Secret's name is derived.
        values: Keys and values of the Secret.
        namespace: Namespace of the Secret; empty for the current one of `kubectl`.
    """
    lines = ["apiVersion: v1", "kind: Secret", "metadata:", f"  name: {_quoted(label(name))}"]
    if namespace:
        lines.append(f"  namespace: {_quoted(namespace)}")
    data = [f"  {key}: {_quoted(value)}" for key, value in values.items()]
    return "\n".join([*lines, "type: Opaque", "stringData:", *data, ""])


def label(name: str) -> str:
    """Derive a DNS label from the name of an access key."""
    return _NOT_IN_LABEL.sub("-", name.lower())[:_LONGEST_LABEL].strip("-") or "access-key"


def is_label(text: str) -> bool:
    """Return whether a text is a DNS label, as the name of a namespace must be."""
    return _LABEL.fullmatch(text) is not None


def _quoted(text: str) -> str:
    """Quote a text so that YAML, Python and, except rare characters, JSON read it."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    # Not a surrogate pair as in JSON, which is invalid in YAML.
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
