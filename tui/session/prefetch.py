"""Prefetch of the first list: requested while the program still loads what it draws with.

The service takes as long to import as the screen does, and signing in takes as long as the network
does: side by side, all of that passes at the same time.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.settings import SecretFile, SecretInConfig

# The rest is imported by the process that needs it, after the fork.
if TYPE_CHECKING:
    from asyncio import Task

    from ..api.access_key import KeyList
    from ..api.service import AccessKeyService
    from ..config.settings import Settings
    from .prefetch_process import ForkedFetch
    from .prefetch_result import Identity, PrefetchResult


class Prefetch:
    """The first list and the token it was fetched with, each handed out once.

    Without a fetch, nothing was prefetched and every method returns at once.
    """

    def __init__(self, fetch: ForkedFetch | None = None) -> None:
        self.identity: Identity | None = None
        """Owner of the list that was handed out, until the session is closed."""
        self._fetch = fetch
        self._result: Task[PrefetchResult] | None = None

    async def first_list(self) -> KeyList | None:
        """Wait for the list and return it to the first caller; None if there is none.

        A caller who stops waiting ends the fetch.
        """
        result = await self._wait()
        if result is None or result.keys is None:
            return None
        keys, result.keys = result.keys, None
        self.identity = result.identity
        return keys

    async def before_request(self, service: AccessKeyService) -> None:
        """Raise the failure of the fetch, or wait as long as the server asked it to; once.

        Raises:
            ApiError: there is no list.
        """
        if (result := await self._wait()) is None:
            return
        failure, result.failure = result.failure, None
        if failure is not None:
            raise failure
        pause, result.pause = result.pause, 0.0
        if pause:
            await service.pause(pause)

    async def finish(self) -> None:
        """Wait until the fetch has ended, so that it and the service don't both sign in."""
        await self._wait()

    async def hand_over(self, service: AccessKeyService) -> None:
        """Pass the token of the fetch to a service."""
        if (result := await self._wait()) is not None:
            result.hand_over(service)

    def close(self) -> None:
        """Kill the fetch and forget its result; whoever waits for it gets nothing."""
        self.identity = None
        if self._fetch is not None:
            self._fetch.kill()
            self._fetch = None
        if self._result is not None:
            # It may hold a token.
            self._result.add_done_callback(self._forget)

    async def _wait(self) -> PrefetchResult | None:
        import asyncio

        if (fetch := self._fetch) is None:
            return None
        if self._result is None:
            self._result = asyncio.create_task(fetch.result())
        try:
            result = await asyncio.shield(self._result)
        except asyncio.CancelledError:
            self.close()
            raise
        return None if self._fetch is None else result

    def _forget(self, _: Task[PrefetchResult]) -> None:
        self._result = None


def start_prefetch(settings: Settings) -> Prefetch:
    """Start the fetch, if it needs nothing from the user; to be called before threads exist.

    Only on Linux: elsewhere a forked process can't use all of the system, and would not end with
    this one. And only while a processor is idle: the first frame must not wait for the fetch.
    """
    is_possible = sys.platform == "linux" and _needs_no_user(settings) and _is_a_processor_idle()
    if not is_possible:
        return Prefetch(None)
    from .prefetch_process import fork_fetch

    return Prefetch(fork_fetch(settings))


def _needs_no_user(settings: Settings) -> bool:
    # A frozen demo has to be the same each time, also in when its list arrives.
    no_command = isinstance(settings.source, SecretFile | SecretInConfig | None)
    return settings.complete and no_command and settings.frozen is None


def _is_a_processor_idle() -> bool:
    try:
        running = Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[0]
    except OSError:
        return False
    return int(running) < len(os.sched_getaffinity(0))
