"""Declaration of the command line, used for parsing, help and completion."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from .. import __version__
from ..app.keymap import with_key_names
from ..config import declared_settings
from ..config.declared_settings import Flag, Kind, Setting
from ..config.limits import LEAST_REFRESH, MOST_SECONDS, checked_refresh
from ..text import LONGEST_LINE, clean

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from _typeshed import SupportsWrite

_EPILOG = """\
Without credentials the program asks for them. Secrets are never accepted on the command line.
When you report a bug, include the output of `runai-keys info`.
"""

_WITHOUT_COMMAND = frozenset({"--demo"})
"""Arguments that name no command: if there are no others, the commands are not declared."""


class _Parser(argparse.ArgumentParser):
    """Removes escape sequences from quoted arguments, and reports failures to print the help."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and exit."""
        super().error(clean(message, LONGEST_LINE))

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Print the help; exit with a failure status if standard output can't be written."""
        if file is not None:
            super().print_help(file)
        elif status := _print_whole(self.format_help()):
            self.exit(status)


class _PrintVersion(argparse.Action):
    """Prints the version and ends the program."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        parser.exit(_print_whole(f"runai-keys {__version__}\n"))


def _print_whole(text: str) -> int:
    from .commands.output import print_whole

    return print_whole(text)


def parser(given: Collection[str] | None = None) -> argparse.ArgumentParser:
    """Declare the command line.

    Args:
        given: The arguments to parse: a command's module is loaded only if they name it. None
            declares all commands.
    """
    parser = _Parser(
        prog="runai-keys",
        description="List, create, regenerate, rotate and delete NVIDIA Run:ai access keys.",
        epilog=f"{_environment()}\n\n{_EPILOG}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_shared(parser)
    _add_screen(parser)
    parser.add_argument(
        "--version", action=_PrintVersion, nargs=0, help="show the program's version and exit"
    )
    parser.set_defaults(command=None)
    # The first frame must not wait for them.
    if given is None or not _WITHOUT_COMMAND.issuperset(given):
        _add_commands(parser, given)
    return parser


def _add_commands(parser: argparse.ArgumentParser, given: Collection[str] | None) -> None:
    """Declare the commands, and the arguments of those that are given."""
    from .commands import COMMANDS

    # No defaults: they would override flags that precede the command.
    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    _add_shared(shared)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, meaning in COMMANDS.items():
        is_loaded = given is None or name in given
        command = commands.add_parser(
            name,
            help=meaning,
            description=meaning,
            parents=[shared] if is_loaded else [],
            allow_abbrev=False,
        )
        if is_loaded:
            from .commands.command import load_command

            load_command(name).add_arguments(command)


def _add_shared(parser: argparse.ArgumentParser) -> None:
    """Declare the flags that screens and commands share."""
    add = parser.add_argument
    add("--demo", action="store_true", help="use the built-in demo control plane")
    add("--demo-role", choices=("admin", "user"), help="your role in the demo (default: admin)")
    add("--freeze", type=_moment, metavar="TIME", help="freeze the demo's clock at this time")
    _add_settings(parser, on_commands=True)


def _add_screen(parser: argparse.ArgumentParser) -> None:
    """Declare the flags of the screens only."""
    _add_settings(parser, on_commands=False)
    parser.add_argument(
        "--screencast",
        action="store_true",
        help="show pressed keys, made-up owners and hosts, and no secret",
    )


def _add_settings(parser: argparse.ArgumentParser, *, on_commands: bool) -> None:
    for setting in declared_settings.SETTINGS:
        if setting.flag and setting.flag.on_commands == on_commands:
            _add_setting(parser, setting, setting.flag)


def _add_setting(parser: argparse.ArgumentParser, setting: Setting, flag: Flag) -> None:
    add = partial(
        parser.add_argument, setting.flag_name, dest=setting.name, help=with_key_names(flag.help)
    )
    if setting.kind is Kind.FLAG:
        add(action="store_const", const=flag.value)
    elif setting.kind is Kind.CHOICE:
        add(choices=setting.choices)
    else:
        add(type=_TYPES[setting.kind], metavar=flag.metavar)


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def _period(text: str) -> float:
    try:
        return checked_refresh(float(text))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected seconds, from {LEAST_REFRESH} to {MOST_SECONDS}, or 0 for never"
        ) from None


def _moment(text: str) -> datetime:
    from ..config.settings import parse_moment

    try:
        return parse_moment(text)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            "expected a date and a time, such as 2026-03-12T09:30Z"
        ) from None


_TYPES: dict[Kind, Callable[[str], object]] = {
    Kind.TEXT: str,
    Kind.URL: str,
    Kind.PATH: _path,
    Kind.REFRESH: _period,
}
"""Parsers of a flag's value, by the kind of its setting."""


def _environment() -> str:
    variables = [setting.variable for setting in declared_settings.SETTINGS if setting.variable]
    lines = [f"  {variable.name:<23} {variable.help}" for variable in variables]
    return "\n".join(["environment:", *lines])
