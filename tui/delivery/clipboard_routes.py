"""Routes to the user's clipboard, each declared once for settings, flags, README and dispatch.

Other modules are imported inside functions, because the command line's help needs this one.
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
"""Environment variables, which show tmux, GNU screen, SSH or a desktop around the program."""

Write = Callable[[str], None]
"""Writes an escape sequence to the terminal."""

_NO_CLIPBOARD = frozenset(
    ("", "cons25", "dumb", "dvtm", "eterm", "linux", "unknown", "vt52", "vt100", "vt102", "vt220")
)
"""Values of TERM for terminals without a clipboard; Emacs (eterm) would print the text."""


_DISPLAY_WITH_HOST = re.compile(r"(?!unix:)[^/:]+:|\[")
"""A DISPLAY with a host; on macOS, a socket's path precedes the colon."""


class Route:
    """Route to the clipboard: a clipboard backend.

    Args:
        name: Name on the command line and in the config file.
        title: Name in sentences.
        refusal: Returns why the route can't be used here; empty if it can.
        send: Copies a text, which may be a secret; returns None if all that is known is that it was
            sent, and raises `NotCopied`.
        clear: Clears the text with a mark, for a clipboard that can be read; raises `NotCopied`.
        limit: Maximum size of a text in bytes.
        is_recorded: Whether a recording of the terminal contains the text.
    """

    def __init__(
        self,
        name: str,
        title: str,
        refusal: Callable[[Environment], str],
        send: Callable[[str, Environment, Write, bool], Awaitable[Outcome | None]],
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
        """Return whether a recorder of the terminal keeps texts on this route."""
        return self.is_recorded and self.name != recorder.misses


def is_remote(environment: Environment) -> bool:
    """Return whether the user sits at another computer."""
    return bool(remote_reason(environment))


def remote_reason(environment: Environment) -> str:
    """Return why the user must be at another computer; empty if nothing says so."""
    if any(map(environment.get, ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))):
        return "this is an SSH session"
    # Of an SSH session, sudo may keep only DISPLAY. WSL reaches its own X server by network too.
    display = environment.get("DISPLAY", "")
    is_local = environment.get("WAYLAND_DISPLAY") or environment.get("WSL_DISTRO_NAME")
    if _DISPLAY_WITH_HOST.match(display) and not is_local:
        return f"the desktop is another computer's (DISPLAY={display})"
    return ""


def is_wsl(environment: Environment) -> bool:
    """Return whether this is the Windows Subsystem for Linux, with the clipboard of Windows."""
    return any(map(environment.get, ("WSL_DISTRO_NAME", "WSL_INTEROP")))


def has_desktop(environment: Environment) -> bool:
    """Return whether the program runs in a desktop session."""
    is_desktop = any(map(environment.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    return sys.platform == "darwin" or is_desktop or is_wsl(environment)


def copies_for_x_alone(environment: Environment) -> bool:
    """Check for a Wayland desktop without wl-copy, where xclip is left to copy.

    It reads its copy back from the X server for old programs; some desktops hand that to Wayland
    windows only while an X window has the focus.
    """
    if not environment.get("WAYLAND_DISPLAY") or is_wsl(environment):
        return False
    from shutil import which

    path = environment.get("PATH")
    return not all(which(name, path=path) for name in ("wl-copy", "wl-paste"))


def terminal_refusal(environment: Environment) -> str:
    """Return why the terminal must not be written to; empty if it may be."""
    term = environment.get("TERM", "")
    if term.removeprefix("screen.").partition("-")[0] in _NO_CLIPBOARD:
        return f"this terminal (TERM={term}) has no clipboard"
    return ""


def _tmux_refusal(environment: Environment) -> str:
    return "" if environment.get("TMUX") else "this is not inside tmux ($TMUX is not set)"


def _local_refusal(environment: Environment) -> str:
    # Over ssh -X, the helper would own a clipboard that ends with the session, and hang the logout;
    # an untrusted X client even dies at the first paste, and hangs the program that pastes.
    reason = remote_reason(environment)
    return f"{reason}, and the clipboard of that computer is not yours" if reason else ""


async def _send_osc52(text: str, _: Environment, write: Write, __: bool) -> None:
    from .osc52 import osc52

    write(osc52(text))


async def _send_by_tmux(text: str, environment: Environment, _: Write, __: bool) -> None:
    from .tmux_clipboard import send_by_tmux

    await send_by_tmux(text, environment)


async def _send_through_screen(text: str, _: Environment, write: Write, __: bool) -> None:
    from .osc52 import osc52, through_screen

    write(through_screen(osc52(text)))


async def _send_through_tmux(text: str, _: Environment, write: Write, __: bool) -> None:
    from .osc52 import osc52, through_tmux

    write(through_tmux(osc52(text)))


async def _send_through_both(text: str, _: Environment, write: Write, __: bool) -> None:
    from .osc52 import osc52, through_screen, through_tmux

    write(through_screen(through_tmux(osc52(text))))


async def _send_locally(text: str, environment: Environment, _: Write, secret: bool) -> Outcome:
    from .desktop_clipboard import copy_locally
    from .outcome import copied_in_x, verified

    await copy_locally(text, environment, secret=secret)
    if copies_for_x_alone(environment):
        return copied_in_x()
    return verified("Copied to the clipboard of this computer.")


async def _clear_locally(mark: str, environment: Environment) -> Outcome:
    from .desktop_clipboard import clear_locally
    from .outcome import cleared, left_alone

    return cleared("the clipboard") if await clear_locally(mark, environment) else left_alone()


OSC52 = Route("osc52", "OSC 52", terminal_refusal, _send_osc52)
TMUX = Route("tmux", "tmux", _tmux_refusal, _send_by_tmux)
SCREEN = Route("screen", "GNU screen", terminal_refusal, _send_through_screen)
AROUND = Route("around", "the tmux around this session", terminal_refusal, _send_through_tmux)
"""Chosen if the terminal's replies are those of tmux; the setting `tmux` means one inside SSH."""

SCREEN_AROUND = Route(
    "screen-around", "GNU screen and the tmux around it", terminal_refusal, _send_through_both
)
"""Chosen if the terminal around GNU screen is such a tmux."""

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
"""Other values of the setting: choose by the environment; copy nothing."""


def route_choices() -> tuple[str, ...]:
    """Return the values of the setting."""
    return (AUTO, *(route.name for route in ROUTES), OFF)
