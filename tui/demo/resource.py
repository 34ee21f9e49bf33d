"""A path of the demo's API with its methods, and errors as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send


class Refused(Exception):
    """A request that gets an error response."""

    def __init__(
        self,
        status: int,
        message: str,
        details: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.response = error_response(status, message, details, headers)


class Resource:
    """A path of the API: a handler for each method, and 405 for all others."""

    def __init__(self, **handlers: Callable[[Request], Awaitable[Response]]) -> None:
        self._handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond as an ASGI application."""
        try:
            response = await self._response(Request(scope, receive))
        except Refused as refusal:
            response = refusal.response
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        handler = self._handlers.get(request.method)
        if handler is None:
            raise Refused(405, "Method Not Allowed", headers={"Allow": ", ".join(self._handlers)})
        return await handler(request)


def error_response(
    status: int, message: str, details: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error body of the contract; details are optional."""
    body = {"code": status, "message": message} | ({"details": details} if details else {})
    return JSONResponse(body, status, headers)


async def respond_to_unknown_path(_request: Request, _error: Exception) -> Response:
    """Respond to a request for a path that the API does not have."""
    return error_response(404, "Not Found")


async def respond_to_crash(_request: Request, _error: Exception) -> Response:
    """Respond to a request that ran into a bug of the demo."""
    return error_response(500, "Internal server error", "This is a bug of the demo server.")
