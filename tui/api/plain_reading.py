"""Strict reading of the two responses of a first list, without pydantic.

Only what a control plane sends when all is well; None for everything else, which the schemas read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..text import clean
from .access_key import AccessKey, KeyList
from .moments import moment, positive_seconds
from .secret_values import HeldSecret
from .tokens import MalformedToken, Token, read_token

if TYPE_CHECKING:
    from datetime import datetime

    from .plain_connection import PlainResponse

_OK = 200
_ODD = (ValueError, RecursionError)

_OTHER_NAMES = {"accessToken", "expiresIn", "client_id", "created_at", "last_login", "created_by"}
"""Names by which the schemas know fields as well."""


class _OddError(ValueError):
    """Something is not as it is when all is well."""


def plain_token(response: PlainResponse) -> Token | None:
    """Read the response of the token endpoint."""
    try:
        content = _flat(_content(response))
        text, seconds = _text(content, "access_token"), content.get("expires_in")
        if seconds is not None and (type(seconds) is not int or positive_seconds(seconds) is None):
            return None
        return read_token(HeldSecret(text), seconds)
    except (*_ODD, MalformedToken):
        return None


def plain_list(response: PlainResponse) -> KeyList | None:
    """Read a list of the user's own keys."""
    try:
        content = _content(response)
        items = content.pop("accessKeys", None) if isinstance(content, dict) else None
        _flat(content)
        return keys_of(items)
    except _ODD:
        return None


def keys_of(items: object) -> KeyList | None:
    """Read the keys of a list."""
    if not isinstance(items, list):
        return None
    try:
        keys = tuple(_key(item) for item in items)
    except _ODD:
        return None
    return KeyList(keys) if len({key.id for key in keys}) == len(keys) else None


def _content(response: PlainResponse) -> object:
    media_type = response.header("content-type").partition(";")[0].strip().lower()
    if response.status != _OK or media_type != "application/json":
        raise _OddError
    content: object = json.loads(response.body.decode(), parse_constant=_refuse)
    if b"\\u" in response.body:
        # Half of a surrogate pair is no text.
        json.dumps(content, ensure_ascii=False).encode()
    return content


def _flat(content: object) -> dict[str, Any]:
    """Return an object of plain values: the schemas limit how deep others may be."""
    if not isinstance(content, dict) or not _OTHER_NAMES.isdisjoint(content):
        raise _OddError
    if any(isinstance(value, dict | list) for value in content.values()):
        raise _OddError
    return content


def _key(content: object) -> AccessKey:
    item = _flat(content)
    last_login = _moment(item, "lastLogin")
    owner = item.get("createdBy")
    return AccessKey(
        _text(item, "id"),
        clean(_text(item, "name")),
        clean(_text(item, "clientId")),
        _moment(item, "createdAt"),
        last_login,
        "lastLogin" in item,
        None if owner is None else clean(_text(item, "createdBy")),
    )


def _text(item: dict[str, Any], name: str) -> str:
    text = item.get(name)
    if not isinstance(text, str) or not text:
        raise _OddError
    return text


def _moment(item: dict[str, Any], name: str) -> datetime | None:
    stamp = item.get(name)
    read = moment(stamp) if isinstance(stamp, str) else None
    if stamp is not None and read is None:
        raise _OddError
    return read


def _refuse(constant: str) -> None:
    raise _OddError(constant)
