"""Writes the manifest of a Kubernetes Secret by hand, valid whatever the texts in it are."""

from __future__ import annotations

import re
from collections.abc import Mapping

_STRANGERS = re.compile(r"[^a-z0-9]+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_LABEL = 63


def manifest(name: str, values: Mapping[str, str], namespace: str = "") -> str:
    """Write a manifest.

    Args:
        name: The name of the access key, from which the Secret's is made.
        values: What the Secret holds.
        namespace: Its namespace; empty for the one that `kubectl` is set to.
    """
    where = [f"  namespace: {_quoted(namespace)}"] if namespace else []
    held = [f"  {key}: {_quoted(value)}" for key, value in values.items()]
    lines = ["apiVersion: v1", "kind: Secret", "metadata:", f"  name: {_quoted(label(name))}"]
    return "\n".join([*lines, *where, "type: Opaque", "stringData:", *held, ""])


def label(name: str) -> str:
    """Make a DNS label of the name of an access key, which may have other characters in it."""
    return _STRANGERS.sub("-", name.lower())[:_LONGEST_LABEL].strip("-") or "access-key"


def is_label(text: str) -> bool:
    """Check that a text is a DNS label, as the name of a namespace has to be."""
    return _LABEL.fullmatch(text) is not None


def _quoted(text: str) -> str:
    """Quote a text as YAML, Python and, but for rare characters, JSON read it."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    # A pair of surrogates, as JSON has it, is not valid in YAML.
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
