"""The command line; neither Textual nor httpx is loaded before the program really starts."""

from __future__ import annotations

import argparse
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .settings import CLIPBOARD_ROUTES, SettingsError, read_settings

if TYPE_CHECKING:
    from .delivery.pending import Pending
    from .settings import Settings

USAGE = 2
"""Exit status for wrong usage, wrong configuration, or no terminal."""

_ENVIRONMENT = """\
environment:
  RUNAI_BASE_URL          the control plane, such as https://acme.run.ai
  RUNAI_CLIENT_ID         an access key to sign in with
  RUNAI_CLIENT_SECRET     and its secret
  RUNAI_TOKEN             or a ready bearer token

Without credentials the program asks for them. Secrets are never taken from the command line.
"""


def parser() -> argparse.ArgumentParser:
    """Declare the command line."""
    parser = argparse.ArgumentParser(
        prog="runai-keys",
        description="List, create, regenerate and delete NVIDIA Run:ai access keys.",
        epilog=_ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--demo", action="store_true", help="try it on an embedded control plane")
    add("--demo-role", choices=("admin", "user"), help="who you are in the demo (default: admin)")
    add("--base-url", metavar="URL", help="the control plane, such as https://acme.run.ai")
    add("--ca-file", type=Path, metavar="PATH", help="trust this certificate authority as well")
    add(
        "--clipboard",
        choices=CLIPBOARD_ROUTES,
        default="auto",
        help="the way to your clipboard (default: what fits where this runs)",
    )
    add("--readonly", action="store_true", help="offer nothing that changes anything")
    add("--version", action="version", version=f"runai-keys {__version__}")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the program.

    Returns:
        The exit status.
    """
    try:
        settings = read_settings(parser().parse_args(arguments), os.environ)
    except SettingsError as error:
        return _refuse(str(error))
    if problem := _terminal_problem():
        return _refuse(problem)
    return _run(settings)


def _refuse(reason: str) -> int:
    print(f"runai-keys: {reason}", file=sys.stderr)  # noqa: T201
    return USAGE


def _terminal_problem() -> str | None:
    # Textual reads the keys from standard input and draws on standard error.
    for stream, name in ((sys.__stdin__, "standard input"), (sys.__stderr__, "standard error")):
        if stream is None or stream.closed or not stream.isatty():
            return f"{name} is not a terminal: start it in a terminal, without redirecting it."
    if os.environ.get("TERM", "") in ("", "dumb"):
        return "this terminal can't draw (TERM is unset or dumb): set TERM, or use another one."
    return None


def _run(settings: Settings) -> int:
    _harden()
    from .app import AccessKeysApp
    from .session import Session

    app = AccessKeysApp(Session(settings), _pending(settings))
    app.run()
    return app.return_code or 0


def _pending(settings: Settings) -> Pending | None:
    """Give the place for notes about secrets on their way; the demo's are worth none."""
    if settings.demo_role is not None:
        return None
    from platformdirs import user_state_path

    from .delivery.pending import Pending

    return Pending(user_state_path("runai-keys"))


def _harden() -> None:
    """Close the ways by which what is typed and shown could be written down by others.

    Textual logs every key, takes screenshots and loads drivers as its environment variables say;
    a core dump holds all secrets. New files are the user's alone.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    os.environ.pop("SSLKEYLOGFILE", None)
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
