"""Runs a command on access keys, and turns its errors into messages and exit statuses."""

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
"""Seconds for a session to close, for example to kill a child process."""

_HOW = "in the environment, or name a profile with --profile. --demo needs neither."

_NO_URL = f"there is no RUNAI_BASE_URL: set it {_HOW}"
_CREDENTIALS = "RUNAI_CLIENT_ID and RUNAI_CLIENT_SECRET, or RUNAI_TOKEN,"
_NO_CREDENTIALS = f"there is no way to sign in: set {_CREDENTIALS} {_HOW}"


def run(command: KeyCommand, flags: Namespace, settings: Settings) -> int:
    """Run a command with these settings, and return the exit status.

    Raises:
        SettingsError: a setting or an argument is not valid; nothing was changed.
    """
    if command.changes_keys and settings.readonly and not command.only_reads(flags):
        origin = settings.origins.get("readonly", "readonly")
        raise SettingsError(
            f"{origin}: {flags.command} is refused in a read-only session: remove that setting to "
            "allow changes."
        )
    if command.signs_in(flags) and not settings.complete:
        from ...config.other_names import other_names_hint

        reason = _NO_URL if settings.base_url is None else _NO_CREDENTIALS
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
    """Run a command in a session, report its errors, and return the exit status.

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
    except Exception as error:  # noqa: BLE001 - a traceback could show a secret
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
        # Without waiting for threads: a name lookup can't be stopped.
        loop.close()


async def _cancel_on_signal(command: KeyCommand, context: Context) -> int:
    """Run the command until it ends or a signal cancels it; it reports what is left unfinished."""
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
