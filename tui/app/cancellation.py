"""Cancellation of workers that hold a secret."""

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
    """Make a worker return, instead of raising, when it is cancelled.

    Textual would keep the exception, whose frames hold the secret, as long as the worker: until the
    last timer and connection created in it are gone.
    """

    @wraps(task)
    async def run(*args: Arguments.args, **options: Arguments.kwargs) -> None:
        with suppress(asyncio.CancelledError):
            await task(*args, **options)

    return run
