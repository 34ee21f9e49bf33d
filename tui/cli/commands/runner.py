"""Carries out one command on keys, from the settings to the exit status."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from ...api.errors import ApiError, SignInFailed, Unreachable
from ...config.settings import SettingsError
from ...config.undelivered_notes import undelivered_notes
from ...delivery.private_file import SaveError
from ...runtime.crash_report import EXIT_STATUS, last_words
from ...runtime.hardening import harden
from ...runtime.log_file import logged
from ...session.session import Session
from ..exit_codes import NETWORK, REFUSED, SIGN_IN, SIGNALLED
from .context import Job
from .output import OutputLost, require_output, say

if TYPE_CHECKING:
    from argparse import Namespace

    from ...config.settings import Settings

_Command = Callable[[Job], Coroutine[None, None, int]]

_COMMANDS = {
    "list": "list_report:list_keys",
    "report": "list_report:report",
    "create": "create_regenerate:create",
    "regenerate": "create_regenerate:regenerate",
    "delete": "delete:delete",
}
"""Where each command is: each is loaded when it is asked for."""

CHANGING = frozenset({"create", "delete", "regenerate"})
"""The commands that change something."""

_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)

_TIDY_UP = 1.0
"""Seconds for what was cancelled to clean up, such as to kill a helper program."""

_NO_CREDENTIALS = (
    "there is no {missing}: set it in the environment, or name a profile with --profile. "
    "--demo needs neither."
)


def run(flags: Namespace, settings: Settings) -> int:
    """Carry out a command, and give the exit status.

    Raises:
        SettingsError: the settings or the command's arguments won't do; nothing was changed.
    """
    if flags.command in CHANGING and settings.readonly:
        origin = settings.origins.get("readonly", "readonly")
        raise SettingsError(f"{origin}: nothing may be changed here, so not by {flags.command}.")
    if not settings.complete:
        missing = "RUNAI_BASE_URL" if settings.base_url is None else "way to sign in"
        raise SettingsError(_NO_CREDENTIALS.format(missing=missing))
    require_output()
    return logged(settings, lambda settings: _run(flags, settings))


def _run(flags: Namespace, settings: Settings) -> int:
    harden()
    return carry_out(Job(flags, Session(settings), undelivered_notes(settings)))


def carry_out(job: Job) -> int:
    """Do what a command is there for, and give the exit status, whatever goes wrong.

    Raises:
        SettingsError: the command's arguments won't do; nothing was changed.
    """
    try:
        return _finished(job)
    except ApiError as error:
        say(str(error))
        return _status_of(error)
    except SaveError as error:
        say(str(error))
        return REFUSED
    except OutputLost as error:
        if str(error):
            say(str(error))
        return error.status
    except SettingsError:
        raise
    except Exception as error:  # noqa: BLE001 - Python would print its text
        say(last_words(error))
        return EXIT_STATUS


def _status_of(error: ApiError) -> int:
    if isinstance(error, Unreachable):
        return NETWORK
    return SIGN_IN if isinstance(error, SignInFailed) else REFUSED


def _finished(job: Job) -> int:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_stoppable(job))
    finally:
        # Without waiting for threads: one that looks up a name can't be stopped.
        loop.close()


async def _stoppable(job: Job) -> int:
    """Let a signal cancel the command, which says what that means for a change."""
    module, _, name = _COMMANDS[job.flags.command].partition(":")
    command: _Command = getattr(import_module(f".{module}", __package__), name)
    task = asyncio.ensure_future(command(job))
    with _signals(task) as caught:
        try:
            return await task
        except asyncio.CancelledError:
            if not caught:
                raise
            return SIGNALLED + caught[0]
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TIDY_UP):
                    await job.session.aclose()


@contextlib.contextmanager
def _signals(task: asyncio.Task[int]) -> Iterator[list[int]]:
    caught: list[int] = []

    def stop(number: int) -> None:
        caught.append(number)
        task.cancel()

    loop = asyncio.get_running_loop()
    # Whoever started it may want it to outlive a hang-up.
    numbers = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    for number in numbers:
        loop.add_signal_handler(number, stop, number)
    try:
        yield caught
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
