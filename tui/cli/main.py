"""Entry point: runs a command or starts the screens; --help loads neither Textual nor httpx."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from ..runtime.hardening import harden
from ..text import LONGEST_LINE, clean, clean_lines
from .exit_codes import CRASHED, REFUSED, USAGE

if TYPE_CHECKING:
    from argparse import Namespace

    from ..app.app import AccessKeysApp
    from ..config.profiles import Profiles
    from ..config.settings import Settings
    from ..runtime.early_screen import EarlyScreen
    from ..runtime.kept_frame import KeptFrame, Size, Skeleton
    from ..screencast.disguise import Disguise

_NOTEBOOK_TERM = "xterm-color"
"""The TERM of every process that a notebook's kernel starts."""

_OUT_OF_RESOURCES = (
    "runai-keys ran out of files or memory: raise the limits (ulimit -n, ulimit -v)."
)

FRAMES_A_SECOND = "12"
"""Frame rate without animations, as over SSH: a 10 kB/s line keeps up while a key is held."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, and return the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(_parse(given))
    except (ModuleNotFoundError, OSError, MemoryError) as error:
        from ..runtime.crash_report import crash_message

        return _give_up(crash_message(error))


def _parse(given: Sequence[str]) -> Namespace:
    if list(given) in ([], ["--demo"]):
        from .no_flags import no_flags

        return no_flags(demo=bool(given))
    from .parser import parser

    # With --help or --version the parser prints and exits.
    return parser(given).parse_args(given)


def _run(flags: Namespace) -> int:
    from ..config.settings import SettingsError
    from ..screencast import choose_disguise

    disguise = choose_disguise(screencast=flags.screencast)
    try:
        if flags.command:
            from .dispatch import run

            return run(flags)
        return _start_screens(flags, disguise)
    except SettingsError as error:
        return _refuse(disguise.text(str(error)))


def _start_screens(flags: Namespace, disguise: Disguise) -> int:
    """Read the settings, check the terminal, and run the screens."""
    from ..config.load import read_settings
    from ..config.paths import config_path_if_any
    from ..config.profiles import Profiles
    from ..config.terminal_defaults import correct_environment

    correct_environment(os.environ, 0)
    settings = read_settings(flags, os.environ, None if flags.demo else config_path_if_any())
    if settings.theme:
        from ..config.theme_state import check_theme

        check_theme(settings)
    if problem := _terminal_problem():
        return _refuse(problem)
    profiles = None if flags.demo else Profiles(flags, os.environ)
    run_screens = partial(_run_screens, profiles=profiles, disguise=disguise)
    if settings.log_file is None:
        return run_screens(settings)
    from ..runtime.log_file import run_with_log

    return run_with_log(settings, run_screens)


def start() -> NoReturn:
    """Run the program, and exit with its status."""
    if (set_lazy_imports := getattr(sys, "set_lazy_imports", None)) is not None:
        # Since Python 3.15 all imports can be lazy, which httpcore and truststore don't survive.
        set_lazy_imports("normal")
    # Errors in finalizers would be printed in full, and their text may hold a secret.
    sys.unraisablehook = lambda _: None
    # Garbage collection during imports would only scan modules that stay.
    gc.disable()
    # Until there is a terminal to restore, ctrl+c may end the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        status = main()
    except SystemExit as end:  # of the parser, which has printed the help or what is wrong
        status = int(end.code or 0)
    except (OSError, MemoryError):  # not even the crash report can be loaded
        status = CRASHED
        _say(_OUT_OF_RESOURCES)
    for stream in (sys.stdout, sys.stderr):
        # The stream may be closed, or its terminal gone.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    # Without waiting for threads: a name lookup can't be stopped.
    os._exit(status)


def _refuse(reason: str) -> int:
    _say(f"runai-keys: {clean(reason, LONGEST_LINE)}")
    return USAGE


def _terminal_problem() -> str | None:
    # Textual reads key presses from standard input and draws on standard error.
    for stream, name in ((sys.__stdin__, "standard input"), (sys.__stderr__, "standard error")):
        if stream is None or stream.closed or not stream.isatty():
            return (
                f"{name} is not a terminal: start runai-keys in a terminal, without redirection, "
                "or use a command that runai-keys --help lists."
            )
    if os.environ.get("TERM", "") in ("", "dumb"):
        return (
            "this terminal can't draw (TERM is unset or dumb): set TERM, or use another terminal."
        )
    if _is_in_notebook():
        return (
            "a notebook's cell receives no key presses: start runai-keys in a terminal, such as "
            "JupyterLab's."
        )
    return None


def _is_in_notebook() -> bool:
    if os.environ["TERM"] != _NOTEBOOK_TERM:
        return False
    from ..delivery.process_tree import is_in_notebook

    return is_in_notebook()


def _run_screens(settings: Settings, profiles: Profiles | None, disguise: Disguise) -> int:
    from dataclasses import replace

    from ..config.theme_state import with_last_background, with_remembered_theme
    from ..runtime.early_screen import EarlyScreen

    harden()
    settings = replace(settings, demo_since=settings.clock())
    if not settings.animations:
        # Textual reads it once, at import.
        os.environ["TEXTUAL_FPS"] = FRAMES_A_SECOND
    if os.environ.get("NO_COLOR") == "":
        # Textual would treat an empty value as set.
        del os.environ["NO_COLOR"]
    try:
        settings = with_last_background(with_remembered_theme(settings))
        with EarlyScreen() as early:
            app, missing = _load_and_run(settings, profiles, disguise, early)
        if missing:
            return _refuse(missing)
        printed = [printout.write(sys.stdout) for printout in app.quitting.printouts]
    except Exception as error:  # noqa: BLE001 - a traceback could show a secret
        from ..runtime.crash_report import crash_message

        return _give_up(disguise.text(crash_message(error)))
    _say_at_end([*(outcome.text for outcome in printed), *app.quitting.left_open], disguise)
    if app.quitting.bug_report:
        return _give_up(disguise.text(app.quitting.bug_report))
    return app.return_code or (0 if all(outcome.left for outcome in printed) else REFUSED)


def _load_and_run(
    settings: Settings, profiles: Profiles | None, disguise: Disguise, early: EarlyScreen
) -> tuple[AccessKeysApp, str]:
    """Run the application; return it with a message about missing files, or an empty one."""
    if (kept := _kept_frame(settings)) is not None:
        frame = kept.skeleton or _opening_frame(settings, kept.size)
        if frame is not None:
            early.show(frame, kept.size)
    from ..session.prefetch import Prefetch, start_prefetch

    # The prefetch bypasses the disguise of a screencast.
    prefetch = Prefetch() if disguise.hides else start_prefetch(settings)
    from ..app.terminal.lazy_types import defer_palette, defer_types, spare_tracebacks

    defer_types()
    spare_tracebacks()
    with defer_palette():
        from ..app.app import AccessKeysApp
    from ..app.run import load_packed_style_sheets, run
    from ..config.paths import undelivered_notes
    from ..session.session import Session

    session = Session(settings, profiles=profiles, disguise=disguise, prefetch=prefetch)
    app = AccessKeysApp(session, undelivered_notes(settings), kept)
    if not (missing := load_packed_style_sheets(app)):
        run(app, early, mouse=settings.mouse)
    return app, missing


def _kept_frame(settings: Settings) -> KeptFrame | None:
    """Return the kept frame for these settings and this terminal; None if none may be drawn."""
    from ..config.paths import config_path_if_any
    from ..runtime.early_screen import has_alternate_screen
    from ..runtime.kept_frame import KeptFrame, frames_folder

    asks_or_differs = not settings.complete or settings.screencast or settings.frozen is not None
    if asks_or_differs or not has_alternate_screen(os.environ):
        return None
    try:
        size = os.get_terminal_size(0)
    except OSError:
        return None
    config = None if settings.demo_role else config_path_if_any()
    return KeptFrame(frames_folder(), settings, size, os.environ, config)


def _opening_frame(settings: Settings, size: Size) -> Skeleton | None:
    from ..app.opening_frame import opening_frame

    return opening_frame(settings, size)


def _say_at_end(lines: Iterable[str], disguise: Disguise) -> None:
    for line in filter(None, lines):
        _say(f"runai-keys: {clean(disguise.text(line), LONGEST_LINE)}")


def _give_up(message: str) -> int:
    _say(message)
    return CRASHED


def _say(text: str) -> None:
    # If standard error is closed, fall back to a terminal on standard output; it may be gone too.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if sys.stderr or sys.stdout.isatty():
            (sys.stderr or sys.stdout).write(clean_lines(text))
