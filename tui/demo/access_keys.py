"""The seven operations on access keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .documents import anyones_key, own_key, timestamp
from .request_body import read_name
from .resource import Refused, Resource

if TYPE_CHECKING:
    from starlette.requests import Request

    from .record import DemoRecord
    from .store import DemoStore
    from .tokens import Tokens

Role = Literal["admin", "user"]

_LONGEST_LIST = 100
_QUOTA = 20


class AccessKeys:
    """Operations of users on their own keys, and of administrators on all keys."""

    def __init__(self, store: DemoStore, tokens: Tokens, role: Role) -> None:
        self._store = store
        self._tokens = tokens
        self._role = role

    def routes(self) -> list[Route]:
        """Return the routes of all seven operations."""
        mine, all_keys = "/api/v1/access-keys", "/api/v1/administration/access-keys"
        return [
            Route(mine, Resource(GET=self._list_mine, POST=self._create)),
            Route(f"{mine}/{{key_id}}", Resource(GET=self._get, DELETE=self._delete_mine)),
            Route(f"{mine}/{{key_id}}/secret", Resource(POST=self._regenerate)),
            Route(all_keys, Resource(GET=self._list_all)),
            Route(f"{all_keys}/{{key_id}}", Resource(DELETE=self._delete_any)),
        ]

    async def _list_mine(self, request: Request) -> Response:
        records = self._store.keys_of(self._user(request))
        return JSONResponse({"accessKeys": [own_key(r) for r in records[:_LONGEST_LIST]]})

    async def _create(self, request: Request) -> Response:
        user = self._user(request)
        name = await read_name(request)
        taken_names = [record.name for record in self._store.keys_of(user)]
        if name in taken_names:
            raise Refused(409, "Resource with this name already exists")
        if len(taken_names) >= _QUOTA:
            details = f"A user can have up to {_QUOTA} access keys; delete one first."
            raise Refused(400, "The quota of access keys is reached.", details)
        record = self._store.add_key(name, user)
        created = {
            "id": record.id,
            "name": record.name,
            "clientId": record.client_id,
            "clientSecret": record.client_secret,
            "createdAt": timestamp(record.created_at),
        }
        return JSONResponse(created, 201)

    async def _get(self, request: Request) -> Response:
        return JSONResponse(own_key(self._own_record(request)))

    async def _delete_mine(self, request: Request) -> Response:
        self._store.remove_key(self._own_record(request).id)
        return Response(status_code=204)

    async def _regenerate(self, request: Request) -> Response:
        secret = self._store.replace_secret(self._own_record(request).id)
        return JSONResponse({"clientSecret": secret})

    async def _list_all(self, request: Request) -> Response:
        self._require_administrator(request)
        client_id = request.query_params.get("clientId")
        owner = request.query_params.get("createdBy")
        records = [
            record
            for record in self._store.all_keys()
            if client_id in (None, record.client_id)
            and (owner is None or owner.casefold() == record.owner.casefold())
        ]
        return JSONResponse({"accessKeys": [anyones_key(r) for r in records[:_LONGEST_LIST]]})

    async def _delete_any(self, request: Request) -> Response:
        self._require_administrator(request)
        self._store.remove_key(self._record(request).id)
        return Response(status_code=204)

    def _user(self, request: Request) -> str:
        return self._tokens.user_of(request.headers.get("authorization", ""))

    def _require_administrator(self, request: Request) -> None:
        if self._user(request) != self._store.username or self._role != "admin":
            raise Refused(403, "You do not have sufficient permissions.")

    def _record(self, request: Request) -> DemoRecord:
        record = self._store.find(request.path_params["key_id"])
        if record is None:
            raise _not_found()
        return record

    def _own_record(self, request: Request) -> DemoRecord:
        user = self._user(request)
        record = self._record(request)
        if record.owner != user:
            # Not 403, which would reveal that the key exists.
            raise _not_found()
        return record


def _not_found() -> Refused:
    return Refused(404, "Resource id not found.")
