"""`python -m tui.demo`: serves the demo control plane on the loopback address."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import socket
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .server import Demo, real_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_HOST = "127.0.0.1"
_NO_UVICORN = (
    "Serving the demo needs uvicorn: pip install 'runai-access-keys[serve]', "
    "or from a clone: pip install -e '.[serve]'"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the demo until a signal ends it, and return the exit code."""
    options = _parser().parse_args(arguments)
    if find_spec("uvicorn") is None:
        return _fail(_NO_UVICORN, 2)
    try:
        listener = socket.create_server((_HOST, options.port))
    except OSError as error:
        # The error's own text repeats the address.
        reason = os.strerror(error.errno or 0)
        return _fail(f"Can't listen on {_HOST}, port {options.port}: {reason}.", 1)
    with listener:
        _serve(_demo(options), listener)
    return 0


def _demo(options: argparse.Namespace) -> Demo:
    return Demo(
        role=options.role,
        latency=options.latency / 1000,
        now=options.freeze or real_clock,
        crowd=options.crowd,
        token_lifetime=options.token_lifetime,
        client_id=os.environ.get("RUNAI_CLIENT_ID"),
        client_secret=os.environ.get("RUNAI_CLIENT_SECRET"),
    )


def _serve(demo: Demo, listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        demo.app, log_level="warning", access_log=False, ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    # uvicorn installs this handler only while it serves, and raises the signal again afterwards: a
    # signal before or after that must end the program in the same way.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, server.handle_exit)
    _announce(demo, listener.getsockname()[1])
    server.run(sockets=[listener])


def _fail(reason: str, exit_code: int) -> int:
    sys.stderr.write(f"{reason}\n")
    return exit_code


def _announce(demo: Demo, port: int) -> None:
    settings = {
        "RUNAI_BASE_URL": f"http://{_HOST}:{port}",
        "RUNAI_CLIENT_ID": demo.client_id,
        "RUNAI_CLIENT_SECRET": demo.client_secret,
    }
    lines = "".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items())
    sys.stdout.write(lines)
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tui.demo",
        description="Serve a demo of the Run:ai access-key API on the loopback address. "
        "Its address and credentials are printed as shell variables.",
        epilog="RUNAI_CLIENT_ID and RUNAI_CLIENT_SECRET in the environment set the credentials.",
    )
    parser.add_argument(
        "--port", type=_whole(0, 65_535), default=0, help="default 0: any free port"
    )
    parser.add_argument(
        "--role", choices=("admin", "user"), default="admin", help="role of the signed-in user"
    )
    parser.add_argument(
        "--latency",
        type=_whole(0),
        default=0,
        metavar="MILLISECONDS",
        help="delay of each response",
    )
    parser.add_argument(
        "--freeze",
        type=_frozen_clock,
        metavar="TIME",
        help="freeze the clock, such as at 2026-03-12T09:30Z",
    )
    parser.add_argument("--crowd", action="store_true", help="500 keys of 60 owners")
    parser.add_argument(
        "--token-lifetime", type=_whole(1), default=3600, metavar="SECONDS", help="default 3600"
    )
    return parser


def _frozen_clock(text: str) -> Callable[[], datetime]:
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return lambda: moment


def _whole(smallest: int, largest: int | None = None) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if value < smallest or (largest is not None and value > largest):
            raise ValueError(text)
        return value

    return number


if __name__ == "__main__":
    sys.exit(main())
