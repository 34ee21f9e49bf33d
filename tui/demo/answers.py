"""What every answer of the demo is made of: one path with its methods, and errors as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send


class Refused(Exception):
    """A request that the control plane answers with an error."""

    def __init__(
        self,
        status: int,
        message: str,
        details: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.answer = error_answer(status, message, details, headers)


class Resource:
    """One path of the API: a handler for each method, and 405 for every other method."""

    def __init__(self, **handlers: Callable[[Request], Awaitable[Response]]) -> None:
        self._handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI application."""
        try:
            response = await self._response(Request(scope, receive))
        except Refused as refusal:
            response = refusal.answer
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        handler = self._handlers.get(request.method)
        if handler is None:
            raise Refused(405, "Method Not Allowed", headers={"Allow": ", ".join(self._handlers)})
        return await handler(request)


def error_answer(
    status: int, message: str, details: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """Return the contract's error body, with details only if there are any."""
    body = {"code": status, "message": message} | ({"details": details} if details else {})
    return JSONResponse(body, status, headers)


async def answer_unknown_path(_request: Request, _error: Exception) -> Response:
    """Answer a request to a path that the API does not have."""
    return error_answer(404, "Not Found")


async def answer_crash(_request: Request, _error: Exception) -> Response:
    """Answer a request that a bug of the demo ended."""
    return error_answer(500, "Internal server error", "This is a bug of the demo server.")
