"""File format of a rotation: JSON with a version number, without secrets."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ..listing.rotation import Rotation, Stage, Twin
from ..text import clean

_VERSION = 1
_YEARS = range(2000, 9000)
"""Years in which date arithmetic can't overflow."""
_LONGEST_SPAN = timedelta(days=36_600)


def encode(rotation: Rotation) -> bytes:
    """Encode a rotation."""
    content = {
        "version": _VERSION,
        "baseUrl": rotation.base_url,
        "user": rotation.user,
        "predecessor": _twin(rotation.predecessor),
        "successor": _twin(rotation.successor),
        "stage": rotation.stage.value,
        "destination": rotation.destination,
        "missing": rotation.missing,
        "useCount": rotation.use_count,
        "uses": [use.isoformat() for use in rotation.uses],
        "irregular": rotation.irregular,
        **{name: getattr(rotation, field).total_seconds() for name, field in _SPANS.items()},
        **{name: _stamp(getattr(rotation, field)) for name, field in _MOMENTS.items()},
    }
    return f"{json.dumps(content, indent=2)}\n".encode()


_SPANS = {"tokenLife": "token_life", "clockOffset": "clock_offset"}
_MOMENTS = {
    "begun": "begun",
    "delivered": "delivered",
    "watchFrom": "watch_from",
    "tested": "tested",
    "usedBefore": "used_before",
    "lastLogin": "last_login",
    "successorLogin": "successor_login",
}
"""Fields of durations and times, by their names in the file."""


def _twin(twin: Twin) -> dict[str, str]:
    return {"name": twin.name, "id": twin.id, "clientId": twin.client_id}


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def decode(data: bytes) -> Rotation | None:
    """Decode a rotation; None if the data is damaged, or of another version."""
    try:
        content: Any = json.loads(data)
        if content["version"] != _VERSION:
            return None
        rotation = Rotation(
            _text(content["baseUrl"]),
            _text(content["user"]),
            _read_twin(content["predecessor"]),
            _read_twin(content["successor"]),
            _moment(content["begun"]),
            Stage(content["stage"]),
            clean(_text(content["destination"])),
            # Earlier versions of the program did not write this field.
            missing=clean(_text(content.get("missing", ""))),
            uses=tuple(map(_moment, content["uses"])),
            use_count=int(content["useCount"]),
            irregular=clean(_text(content["irregular"])),
        )
        # Nor this one: assume a test sign-in, as nearly always; the user is told before a delete.
        content.setdefault("tested", content["watchFrom"])
        spans: dict[str, Any] = {field: _span(content[name]) for name, field in _SPANS.items()}
        moments: dict[str, Any] = {
            field: _moment(content[name])
            for name, field in _MOMENTS.items()
            if content[name] is not None
        }
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    return replace(rotation, **spans, **moments)


def _read_twin(content: Any) -> Twin:  # noqa: ANN401 - any JSON value
    return Twin(clean(_text(content["name"])), _text(content["id"]), _text(content["clientId"]))


def _text(content: object) -> str:
    if not isinstance(content, str):
        raise TypeError
    return content


def _span(content: Any) -> timedelta:  # noqa: ANN401
    span = timedelta(seconds=content)
    if abs(span) > _LONGEST_SPAN:
        raise ValueError
    return span


def _moment(content: Any) -> datetime:  # noqa: ANN401
    moment = datetime.fromisoformat(content).astimezone(UTC)
    if moment.year not in _YEARS:
        raise ValueError
    return moment
