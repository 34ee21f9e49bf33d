"""The command line's declaration: parsing, help and completion are made from it."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Container
from typing import TYPE_CHECKING, NoReturn

from .. import __version__
from ..app.keymap import key_name
from ..config.limits import CLIPBOARD_ROUTES, LEAST_REFRESH, MOST_SECONDS, checked_refresh
from ..text import LONGEST_LINE, clean
from .commands import COMMANDS

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_ENVIRONMENT = """\
environment:
  RUNAI_BASE_URL          the control plane, such as https://acme.run.ai
  RUNAI_CLIENT_ID         an access key to sign in with
  RUNAI_CLIENT_SECRET     and its secret
  RUNAI_TOKEN             or a ready bearer token
  RUNAI_PROFILE           or the profile of the config file to connect with

Without credentials the program asks for them. Secrets are never taken from the command line.
A bug is best reported with what `runai-keys info` prints.
"""


_WITHOUT_COMMAND = frozenset({"--demo"})
"""The arguments with which no command can follow, as nearly always when the screens are started."""


class _Parser(argparse.ArgumentParser):
    """Quotes a wrong argument without what a terminal would obey in it."""

    def error(self, message: str) -> NoReturn:
        """Refuse."""
        super().error(clean(message, LONGEST_LINE))


def parser(given: Collection[str] | None = None) -> argparse.ArgumentParser:
    """Declare the command line.

    Args:
        given: The arguments that will be parsed. The declaration of a command is loaded only if
            its name is among them; None for those of all commands.
    """
    parser = _Parser(
        prog="runai-keys",
        description="List, create, regenerate and delete NVIDIA Run:ai access keys.",
        epilog=_ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_connection(parser)
    _add_screen(parser)
    parser.add_argument("--version", action="version", version=f"runai-keys {__version__}")
    parser.set_defaults(command=None)
    # The first frame does not wait for the commands.
    if given is None or not _WITHOUT_COMMAND.issuperset(given):
        _add_commands(parser, COMMANDS if given is None else given)
    return parser


def _add_commands(parser: argparse.ArgumentParser, loaded: Container[str]) -> None:
    """Declare the commands, and the arguments of those that are loaded."""
    # Without defaults of its own, so that it takes away nothing that stands before the command.
    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    _add_connection(shared)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, meaning in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=meaning,
            description=meaning,
            parents=[shared] if name in loaded else [],
            allow_abbrev=False,
        )
        if name in loaded:
            from .commands.command import load_command

            load_command(name).add_arguments(command)


def _add_connection(parser: argparse.ArgumentParser) -> None:
    """Declare what holds for the screens and for the commands alike."""
    add = parser.add_argument
    add("--demo", action="store_true", help="try it on an embedded control plane")
    add("--demo-role", choices=("admin", "user"), help="who you are in the demo (default: admin)")
    add("--freeze", type=_moment, metavar="TIME", help="the time at which the demo stands still")
    add("--base-url", metavar="URL", help="the control plane, such as https://acme.run.ai")
    add("--profile", metavar="NAME", help="the profile of the config file to connect with")
    add("--ca-file", type=_path, metavar="PATH", help="trust this certificate authority as well")
    add("--readonly", action="store_true", help="offer nothing that changes anything")
    add("--log-file", type=_path, metavar="PATH", help="write what it does to a file, no secrets")


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def _period(text: str) -> float:
    try:
        return checked_refresh(float(text))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"it takes seconds, from {LEAST_REFRESH} to {MOST_SECONDS}, or 0 for never"
        ) from None


def _moment(text: str) -> datetime:
    from ..config.settings import parse_moment

    try:
        return parse_moment(text)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            "it takes a date and a time, such as 2026-03-12T09:30Z"
        ) from None


def _add_screen(parser: argparse.ArgumentParser) -> None:
    """Declare what only the screens know."""
    add = parser.add_argument
    add(
        "--clipboard",
        choices=CLIPBOARD_ROUTES,
        help="the way to your clipboard (default: auto, what fits where this runs)",
    )
    add(
        "--refresh",
        type=_period,
        metavar="SECONDS",
        help=f"load the list again so often, every {LEAST_REFRESH} s at the most (default: never)",
    )
    mouse = f"leave the mouse to the terminal; {key_name('app.mouse')} takes it"
    add("--no-mouse", action="store_true", help=mouse)
    theme = f"the colours, such as runai-light; {key_name('app.theme')} shows others"
    add("--theme", metavar="NAME", help=theme)
    add("--ascii", action="store_true", help="draw in plain ASCII")
    add(
        "--screencast",
        action="store_true",
        help="show the pressed keys, others in the place of owners and hosts, and no secret",
    )
