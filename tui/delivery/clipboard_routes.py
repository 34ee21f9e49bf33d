"""The routes to the user's clipboard, declared once: settings, flags, README and dispatch use it.

Imports little, since the command line's help names the routes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from .limits import LOCAL_LIMIT, TERMINAL_LIMIT

if TYPE_CHECKING:
    from .outcome import Outcome
    from .recorders import Recorder

Environment = Mapping[str, str]
"""Environment variables that show where the program runs: tmux, GNU screen, SSH or a desktop."""

Write = Callable[[str], None]
"""Writes a control sequence to the terminal."""

_NO_CLIPBOARD = frozenset(
    ("", "cons25", "dumb", "dvtm", "eterm", "linux", "unknown", "vt52", "vt100", "vt102", "vt220")
)
"""Kinds of terminals that are known to have no clipboard; Emacs's, eterm, would print the text."""


_DISPLAY_WITH_HOST = re.compile(r"(?!unix:)[^/:]+:|\[")
"""A host in front of the number; macOS has the path of a socket there."""


class Route:
    """A way to the clipboard.

    Args:
        name: Its name on the command line and in the config file.
        title: Its name in sentences.
        refusal: Says why it can't be taken from here; empty if it can.
        send: Copies a text, which may be a secret; raises `NotCopied`.
        clear: Overwrites the text with a mark, where a clipboard can be read; raises `NotCopied`.
        limit: Bytes that it carries whole.
        is_recorded: Whether a recording of the terminal holds what it carries.
    """

    def __init__(
        self,
        name: str,
        title: str,
        refusal: Callable[[Environment], str],
        send: Callable[[str, Environment, Write, bool], Awaitable[Outcome]],
        clear: Callable[[str, Environment], Awaitable[Outcome]] | None = None,
        *,
        limit: int = TERMINAL_LIMIT,
        is_recorded: bool = True,
    ) -> None:
        self.name = name
        self.title = title
        self.refusal = refusal
        self.send = send
        self.clear = clear
        self.limit = limit
        self.is_recorded = is_recorded

    def is_seen_by(self, recorder: Recorder) -> bool:
        """Check whether a recorder of the terminal keeps what this route carries."""
        return self.is_recorded and self.name != recorder.misses


def is_remote(environment: Environment) -> bool:
    """Check whether the user sits at another computer."""
    return bool(remote_reason(environment))


def remote_reason(environment: Environment) -> str:
    """Return how another computer can be told to be the user's; empty if it can't."""
    if any(map(environment.get, ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))):
        return "this is an SSH session"
    # Windows' own X server is reached through the network. And sudo leaves only this of SSH.
    display = environment.get("DISPLAY", "")
    is_local = environment.get("WAYLAND_DISPLAY") or environment.get("WSL_DISTRO_NAME")
    if _DISPLAY_WITH_HOST.match(display) and not is_local:
        return f"the desktop is another computer's (DISPLAY={display})"
    return ""


def is_wsl(environment: Environment) -> bool:
    """Check for the Windows Subsystem for Linux, whose clipboard is that of Windows."""
    return any(map(environment.get, ("WSL_DISTRO_NAME", "WSL_INTEROP")))


def has_desktop(environment: Environment) -> bool:
    """Check for a desktop around the program."""
    is_desktop = any(map(environment.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    return sys.platform == "darwin" or is_desktop or is_wsl(environment)


def terminal_refusal(environment: Environment) -> str:
    """Return why the terminal must not be written to; empty if it may be."""
    term = environment.get("TERM", "")
    if term.removeprefix("screen.").partition("-")[0] in _NO_CLIPBOARD:
        return f"this terminal (TERM={term}) has no clipboard"
    return ""


def _tmux_refusal(environment: Environment) -> str:
    return "" if environment.get("TMUX") else "this is not inside tmux ($TMUX is not set)"


def _local_refusal(environment: Environment) -> str:
    # Over ssh -X it would reach a clipboard that dies with the session and hangs the logout; an
    # untrusted X client even ends, and hangs who pastes, at the first paste.
    reason = remote_reason(environment)
    return f"{reason}, and the clipboard of that computer is not yours" if reason else ""


async def _send_osc52(text: str, _: Environment, write: Write, __: bool) -> Outcome:
    from .osc52 import osc52
    from .outcome import sent

    write(osc52(text))
    return sent(OSC52.title)


async def _send_by_tmux(text: str, environment: Environment, _: Write, __: bool) -> Outcome:
    from .outcome import sent
    from .tmux_clipboard import send_by_tmux

    await send_by_tmux(text, environment)
    return sent(TMUX.title)


async def _send_through_screen(text: str, _: Environment, write: Write, __: bool) -> Outcome:
    from .osc52 import osc52, through_screen
    from .outcome import sent

    write(through_screen(osc52(text)))
    return sent(SCREEN.title)


async def _send_through_tmux(text: str, _: Environment, write: Write, __: bool) -> Outcome:
    from .osc52 import osc52, through_tmux
    from .outcome import sent

    write(through_tmux(osc52(text)))
    return sent(AROUND.title)


async def _send_through_both(text: str, _: Environment, write: Write, __: bool) -> Outcome:
    from .osc52 import osc52, through_screen, through_tmux
    from .outcome import sent

    write(through_screen(through_tmux(osc52(text))))
    return sent(SCREEN_AROUND.title)


async def _send_locally(text: str, environment: Environment, _: Write, secret: bool) -> Outcome:
    from .desktop_clipboard import copy_locally
    from .outcome import verified

    await copy_locally(text, environment, secret=secret)
    return verified("Copied to the clipboard of this computer.")


async def _clear_locally(mark: str, environment: Environment) -> Outcome:
    from .desktop_clipboard import clear_locally
    from .outcome import verified

    if await clear_locally(mark, environment):
        return verified("Cleared the clipboard; a clipboard history may still hold it.")
    return verified("The clipboard holds something else by now, which was left alone.")


OSC52 = Route("osc52", "OSC 52", terminal_refusal, _send_osc52)
TMUX = Route("tmux", "tmux", _tmux_refusal, _send_by_tmux)
SCREEN = Route("screen", "GNU screen", terminal_refusal, _send_through_screen)
AROUND = Route("around", "the tmux around this session", terminal_refusal, _send_through_tmux)
"""Taken where the replies of a terminal are tmux's: what is asked for by name is a tmux inside."""

SCREEN_AROUND = Route(
    "screen-around", "GNU screen and the tmux around it", terminal_refusal, _send_through_both
)
"""Taken where the terminal around GNU screen is such a tmux."""

LOCAL = Route(
    "local",
    "this computer's own clipboard",
    _local_refusal,
    _send_locally,
    _clear_locally,
    limit=LOCAL_LIMIT,
    is_recorded=False,
)

ROUTES = (OSC52, TMUX, SCREEN, LOCAL)

AUTO, OFF = "auto", "off"
"""Other choices: the route that fits where the program runs, and none."""


def route_choices() -> tuple[str, ...]:
    """Return what can be asked for."""
    return (AUTO, *(route.name for route in ROUTES), OFF)
