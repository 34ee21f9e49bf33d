"""The command line; neither Textual nor httpx is loaded before the program really starts."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from ..runtime.hardening import harden
from ..text import LONGEST_LINE, clean, clean_lines
from .exit_codes import REFUSED, USAGE
from .parser import parser

if TYPE_CHECKING:
    from argparse import Namespace

    from ..config.profiles import Profiles
    from ..config.settings import Settings
    from ..screencast.disguise import Disguise

FRAMES_A_SECOND = "12"
"""Over SSH: so many follow a held key by as little as a line of 10 kB/s carries."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the program.

    Returns:
        The exit status.
    """
    given = sys.argv[1:] if arguments is None else arguments
    # --help and --version only print, and end here.
    return _obey(parser(given).parse_args(given))


def _obey(flags: Namespace) -> int:
    from ..config.load import read_settings
    from ..config.paths import config_path_if_any
    from ..config.profiles import Profiles
    from ..config.settings import SettingsError
    from ..screencast.disguise import disguise_for

    disguise = disguise_for(screencast=flags.screencast)
    try:
        if flags.command:
            from .dispatch import run

            return run(flags)
        settings = read_settings(flags, os.environ, None if flags.demo else config_path_if_any())
        if settings.theme:
            from ..config.theme_state import check_theme

            check_theme(settings)
        if problem := _terminal_problem():
            return _refuse(problem)
        profiles = None if flags.demo else Profiles(flags, os.environ)
        run_it = partial(_run, profiles=profiles, disguise=disguise)
        if settings.log_file is None:
            return run_it(settings)
        from ..runtime.log_file import run_with_log

        return run_with_log(settings, run_it)
    except SettingsError as error:
        return _refuse(disguise.text(str(error)))


def start() -> NoReturn:
    """Start the program, and end the process with it."""
    # Python would look through all modules again and again while it loads them.
    gc.disable()
    # Until there is a terminal to be put in order, ctrl+c may end it as it ends anything.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    status = main()
    for stream in (sys.stdout, sys.stderr):
        # Closed, or to a terminal that is gone.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    # Without waiting for threads: one that looks up a name can't be stopped.
    os._exit(status)


def _refuse(reason: str) -> int:
    print(f"runai-keys: {clean(reason, LONGEST_LINE)}", file=sys.stderr)  # noqa: T201
    return USAGE


def _terminal_problem() -> str | None:
    # Textual reads the keys from standard input and draws on standard error.
    for stream, name in ((sys.__stdin__, "standard input"), (sys.__stderr__, "standard error")):
        if stream is None or stream.closed or not stream.isatty():
            return f"{name} is not a terminal: start it in a terminal, without redirecting it."
    if os.environ.get("TERM", "") in ("", "dumb"):
        return "this terminal can't draw (TERM is unset or dumb): set TERM, or use another one."
    return None


def _run(settings: Settings, profiles: Profiles | None, disguise: Disguise) -> int:
    from dataclasses import replace

    from ..app.terminal.lazy_types import spare_types
    from ..session.prefetch import Prefetch, start_prefetch

    harden()
    settings = replace(settings, demo_since=settings.clock())
    # A screencast shows nothing as a service gives it.
    prefetch = Prefetch() if disguise.hides else start_prefetch(settings)
    if not settings.animations:
        # Textual reads it once. What changes in the meantime is drawn together.
        os.environ["TEXTUAL_FPS"] = FRAMES_A_SECOND
    spare_types()
    try:
        from ..app.app import AccessKeysApp
        from ..app.run import run
        from ..config.theme_state import with_remembered_theme
        from ..config.undelivered_notes import undelivered_notes
        from ..session.session import Session

        settings = with_remembered_theme(settings)
        session = Session(settings, profiles=profiles, disguise=disguise, prefetch=prefetch)
        app = AccessKeysApp(session, undelivered_notes(settings))
        run(app, mouse=settings.mouse)
        printed = [printout.write(sys.stdout) for printout in app.quitting.printouts]
    except Exception as error:  # noqa: BLE001 - Python would print its text
        from ..runtime.crash_report import crash_message

        return _give_up(disguise.text(crash_message(error)))
    for line in filter(None, [*(outcome.text for outcome in printed), *app.quitting.left_open]):
        _say(f"runai-keys: {clean(disguise.text(line), LONGEST_LINE)}")
    if app.quitting.bug_report:
        return _give_up(disguise.text(app.quitting.bug_report))
    return app.return_code or (0 if all(outcome.left for outcome in printed) else REFUSED)


def _give_up(message: str) -> int:
    from ..runtime.crash_report import EXIT_STATUS

    _say(message)
    return EXIT_STATUS


def _say(text: str) -> None:
    # The terminal may be gone.
    with contextlib.suppress(OSError):
        sys.stderr.write(clean_lines(text))
