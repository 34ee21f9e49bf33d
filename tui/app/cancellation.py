"""Cancellation of workers that have a secret in hand."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

Arguments = ParamSpec("Arguments")


def ends_when_cancelled(
    task: Callable[Arguments, Awaitable[None]],
) -> Callable[Arguments, Coroutine[object, object, None]]:
    """Decorate a worker so that it returns when it is cancelled.

    Textual would keep the error, whose frames hold the secret, as long as it keeps the worker:
    until the last timer and connection that were made in it are gone.
    """

    @wraps(task)
    async def run(*args: Arguments.args, **options: Arguments.kwargs) -> None:
        with suppress(asyncio.CancelledError):
            await task(*args, **options)

    return run
