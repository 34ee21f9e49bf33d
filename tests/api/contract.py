"""The published contract, read from its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CONTRACT: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "contract" / "openapi.json").read_text(encoding="utf-8")
)


def schema(name: str) -> dict[str, Any]:
    """Return a schema by its name."""
    found: dict[str, Any] = CONTRACT["components"]["schemas"][name]
    return found


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, if it is one."""
    if "$ref" not in part:
        return part
    found: Any = CONTRACT
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return resolved(found)


def example_of(part: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    """Make up a value for a schema, the way generic mock servers do."""
    part = resolved(part)
    match part.get("type", "object"):
        case "object":
            return {name: example_of(of) for name, of in part.get("properties", {}).items()}
        case "array":
            return [example_of(part["items"]), example_of(part["items"])]
        case "integer":
            return part.get("minimum", 0)
        case _:
            return "2019-08-24T14:15:22.123456Z" if part.get("format") else "string"
