"""Request bodies, checked before use."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .resource import Refused

if TYPE_CHECKING:
    from starlette.requests import Request

_NAME_PATTERN = "[a-z][-_a-z0-9]*[a-z0-9]"
_NAME_LENGTHS = (2, 255)


async def read_object(request: Request) -> dict[str, Any]:
    """Return the JSON object in a request's body, or refuse the request."""
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        # Deeply nested brackets are valid JSON that the parser gives up on.
        raise _bad_request("The body must be JSON.") from None
    if not isinstance(body, dict):
        raise _bad_request("The body must be a JSON object.")
    return body


async def read_name(request: Request) -> str:
    """Return the name of the key to create, or refuse it with the rule that it breaks."""
    body = await read_object(request)
    if "name" not in body:
        raise _bad_request("The field name is missing.")
    name = body["name"]
    if not isinstance(name, str):
        raise _bad_request("The name must be a string.")
    shortest, longest = _NAME_LENGTHS
    if not shortest <= len(name) <= longest:
        raise _bad_request(f"The name must be {shortest} to {longest} characters long.")
    if not re.fullmatch(_NAME_PATTERN, name):
        raise _bad_request(f"The name must match ^{_NAME_PATTERN}$.")
    return name


def _bad_request(details: str) -> Refused:
    return Refused(400, "Bad request.", details)
