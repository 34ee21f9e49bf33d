"""Carries out a command on access keys, from the settings to the exit status."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from ...api.errors import ApiError, SignInFailed, Unreachable
from ...config.paths import undelivered_notes
from ...config.settings import SettingsError
from ...delivery.private_file import SaveError
from ...runtime.crash_report import crash_message
from ...runtime.hardening import harden
from ...runtime.log_file import run_with_log
from ...session.prefetch import start_prefetch
from ...session.session import Session
from ...workflows.rotation_journal import rotation_journal
from ..exit_codes import CRASHED, NETWORK, REFUSED, SIGN_IN, SIGNALLED
from .context import Context
from .output import OutputLost, require_output, say, say_lost
from .signals import cancelled_by_signals

if TYPE_CHECKING:
    from argparse import Namespace

    from ...config.settings import Settings
    from .command import KeyCommand

_CLOSE_TIMEOUT = 1.0
"""Seconds for a session to close, such as to kill a helper program."""

_NO_CREDENTIALS = (
    "there is no {missing} in the environment, or name a profile with --profile. --demo needs "
    "neither."
)

_NO_URL = "RUNAI_BASE_URL: set it"
_NO_GRANT = "way to sign in: set RUNAI_CLIENT_ID and RUNAI_CLIENT_SECRET, or RUNAI_TOKEN,"


def run(command: KeyCommand, flags: Namespace, settings: Settings) -> int:
    """Carry out a command, and return the exit status.

    Raises:
        SettingsError: a setting or an argument is not valid; nothing was changed.
    """
    if command.changes_keys and settings.readonly and not command.only_reads(flags):
        origin = settings.origins.get("readonly", "readonly")
        raise SettingsError(f"{origin}: nothing may be changed here: {flags.command} is refused.")
    if command.signs_in(flags) and not settings.complete:
        missing = _NO_URL if settings.base_url is None else _NO_GRANT
        from ...config.other_names import other_names_hint

        reason = _NO_CREDENTIALS.format(missing=missing)
        raise SettingsError(f"{reason} {other_names_hint(settings)}".rstrip())
    try:
        require_output()
    except OutputLost as error:
        return say_lost(error)
    if settings.address_note:
        say(settings.address_note)
    return run_with_log(settings, lambda settings: _run(command, flags, settings))


def _run(command: KeyCommand, flags: Namespace, settings: Settings) -> int:
    harden()
    prefetch = None
    if command.begins_with_list and not (flags.all or flags.owner or settings.screencast):
        prefetch = start_prefetch(settings)
    session = Session(settings, prefetch=prefetch)
    notes, journal = undelivered_notes(settings), rotation_journal(settings)
    return carry_out(command, Context(flags, session, notes, journal))


def carry_out(command: KeyCommand, context: Context) -> int:
    """Carry out a command in a session, and return the exit status, whatever goes wrong.

    Raises:
        SettingsError: an argument is not valid; nothing was changed.
    """
    try:
        return _run_to_end(command, context)
    except ApiError as error:
        say(str(error))
        return _status_of(error)
    except SaveError as error:
        say(str(error))
        return REFUSED
    except OutputLost as error:
        return say_lost(error)
    except SettingsError:
        raise
    except Exception as error:  # noqa: BLE001 - Python would print its text
        say(crash_message(error))
        return CRASHED


def _status_of(error: ApiError) -> int:
    if isinstance(error, Unreachable):
        return NETWORK
    return SIGN_IN if isinstance(error, SignInFailed) else REFUSED


def _run_to_end(command: KeyCommand, context: Context) -> int:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_cancel_on_signal(command, context))
    finally:
        # Without waiting for threads: one that looks up a name can't be stopped.
        loop.close()


async def _cancel_on_signal(command: KeyCommand, context: Context) -> int:
    """Cancel the command on a signal; the command says what that means for a change."""
    task = asyncio.ensure_future(command.run(context))
    with cancelled_by_signals(task) as caught:
        try:
            return await task
        except asyncio.CancelledError:
            if not caught:
                raise
            return SIGNALLED + caught[0]
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_TIMEOUT):
                    await context.session.aclose()
