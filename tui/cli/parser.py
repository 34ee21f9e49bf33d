"""The command line's declaration: parsing, help and completion are made from it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn

from .. import __version__
from ..app.keymap import key_name
from ..config.limits import CLIPBOARD_ROUTES, LEAST_REFRESH, MOST_SECONDS, checked_refresh
from ..text import LONGEST_LINE, clean

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


class _Parser(argparse.ArgumentParser):
    """Quotes a wrong argument without what a terminal would obey in it."""

    def error(self, message: str) -> NoReturn:
        """Refuse."""
        super().error(clean(message, LONGEST_LINE))


def parser(*, commands: bool = True) -> argparse.ArgumentParser:
    """Declare the command line.

    Args:
        commands: Whether the commands are part of it; they are most of it, and take their time.
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
    if commands:
        _add_commands(parser)
    return parser


def _add_commands(parser: argparse.ArgumentParser) -> None:
    """Declare the commands, each with what it alone takes."""
    # Without defaults of its own, so that it takes away nothing that stands before the command.
    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    _add_connection(shared)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def command(name: str, meaning: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=meaning, description=meaning, parents=[shared], allow_abbrev=False
        )

    list_ = command("list", "list access keys, the last used first")
    report = command("report", "count what is worth a look")
    delete = command("delete", "delete access keys")
    for each in (list_, report, delete):
        _add_scope(each)
    _add_list(list_, report)
    _add_delete(delete)
    create = command("create", "create an access key")
    create.add_argument("name", metavar="NAME")
    _add_secret(create)
    regenerate = command("regenerate", "replace an access key's secret; the old one dies at once")
    regenerate.add_argument("id", metavar="ID", help="its id or client ID")
    _add_secret(regenerate)
    regenerate.add_argument("--own", action="store_true", help="even the key that you sign in with")
    config = command("config", "show, validate or find the config file, or list its profiles")
    config.add_argument("about", choices=("show", "validate", "path", "profiles"))
    trust = command("trust", "show a control plane's certificate, and trust it")
    trust.add_argument("url", nargs="?", metavar="URL", help="or that of the profile")
    completion = command("completion", "write a script that completes the command line")
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    command("info", "say what a bug report needs; nothing secret")


FINDINGS = ("stale", "never-used", "near-limit", "crowded", "temporary")
"""The names of what a report counts; written out, as the filters behind them load slowly."""


def _add_list(list_: argparse.ArgumentParser, report: argparse.ArgumentParser) -> None:
    list_.add_argument("--filter", metavar="FILTER", help="only keys that it shows, as after /")
    report.add_argument(
        "--fail-on",
        choices=FINDINGS,
        action="append",
        help="end with status 1 if there is any (may be repeated)",
    )


def _add_delete(delete: argparse.ArgumentParser) -> None:
    add = delete.add_argument
    add("ids", nargs="+", metavar="ID", help="their ids or client IDs")
    add("--filter", metavar="FILTER", help="hold back those that it does not show by now")
    add("--yes", action="store_true", help="do it; without this they are only shown")
    add("--own", action="store_true", help="even the key that you sign in with")
    add("--missing-ok", action="store_true", help="an ID that no key has is no failure")


def _add_secret(command: argparse.ArgumentParser) -> None:
    """Declare where a new secret goes."""
    command.add_argument(
        "--secret-file",
        metavar="PATH",
        required=True,
        help="a new private file: NAME.env, NAME.json, or any name for the bare secret, "
        "or - for standard output",
    )
    command.add_argument("--replace", action="store_true", help="replace a file of that name")


def _add_scope(command: argparse.ArgumentParser) -> None:
    """Declare whose keys a command is about, and in what form it writes them."""
    add = command.add_argument
    add("--all", action="store_true", help="everybody's keys, for administrators")
    add("--owner", metavar="E-MAIL", help="the keys of one owner, for administrators")
    add("--complete", action="store_true", help="ask owner by owner for what --all cuts off")
    add("--owners", metavar="PATH", help="and for those whose e-mail addresses are in a file")
    add("--format", choices=("table", "json", "csv"), default="table", help="(default: table)")


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
