"""The seven operations of the contract: paths, and words for messages."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from .errors import BadResponse

ID_LIMIT = 512
"""The longest id that is put into a path, in characters."""

_KEYS = "/api/v1/access-keys"
_KEY = "/api/v1/access-keys/{id}"
_ALL_KEYS = "/api/v1/administration/access-keys"
_ANY_KEY = "/api/v1/administration/access-keys/{id}"

_NO_API = (
    "Most likely the control plane is older than 2.24, where access keys came in, "
    "or the base URL is not that of a control plane."
)
_GONE = "Most likely the key was deleted: refresh the list."


class Operation(NamedTuple):
    """A request that the contract knows, in the words of a message."""

    method: str
    path: str
    act: str
    """Its purpose, in words that follow “refused to”."""

    if_missing: str = ""
    """Meaning of a 404, and what to do."""

    if_taken: str = ""
    """Advice on a conflict; empty where only a refresh helps."""

    doubt: str = ""
    """The possible outcomes if the response is lost; empty for what changes nothing."""

    if_lost: str = ""
    """Advice in that case."""

    @property
    def changes(self) -> bool:
        """Whether it changes anything, so that sending it twice can do harm."""
        return bool(self.doubt)


LIST_MY_KEYS = Operation("GET", _KEYS, "list your access keys", _NO_API)
LIST_ALL_KEYS = Operation("GET", _ALL_KEYS, "list all access keys", _NO_API)
GET_KEY = Operation("GET", _KEY, "show the access key", _GONE)
CREATE_KEY = Operation(
    "POST",
    _KEYS,
    "create the access key",
    _NO_API,
    "Something of this name exists already: choose another name.",
    "Not created, or created and its secret lost",
    "List the keys again: if it is there, its secret is lost, so regenerate or delete it.",
)
REGENERATE_SECRET = Operation(
    "POST",
    f"{_KEY}/secret",
    "regenerate the secret",
    _GONE,
    doubt="Not regenerated, or regenerated and the new secret lost",
    if_lost="The old secret may be invalid, and a new one lost: regenerate it once more.",
)
DELETE_MY_KEY = Operation(
    "DELETE",
    _KEY,
    "delete the access key",
    _GONE,
    doubt="Deleted, or not",
    if_lost="List the keys again: if it is still there, delete it once more.",
)
DELETE_ANY_KEY = Operation(
    "DELETE",
    _ANY_KEY,
    "delete the access key",
    _GONE,
    doubt="Deleted, or not",
    if_lost="List the keys again: if it is still there, delete it once more.",
)
SIGN_IN = Operation("POST", "", "sign in")
"""No operation of the contract: each version of the token endpoint has its own path."""


def path_to(operation: Operation, key_id: str, host: str) -> str:
    """Put an id, which came from the server, into the operation's path.

    Raises `BadResponse` for an id that would lead to another route, or could if a proxy on the way
    decodes the path before it reads it.
    """
    segments = set(re.split(r"[/\\]", key_id))
    if not key_id or len(key_id) > ID_LIMIT or segments & {".", ".."}:
        raise BadResponse(
            f"{host} gave this key an id that can't be put into a request, so nothing was sent.",
            "Refresh the list; if it stays, tell the administrator of the control plane.",
        )
    return operation.path.format(id=quote(key_id, safe="", errors="surrogatepass"))
