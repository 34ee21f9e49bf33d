"""Adaptation to the terminal, once its replies identify it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..delivery.recognise_terminal import identify
from ..delivery.terminals import UNKNOWN
from .terminal.identity import brightness

if TYPE_CHECKING:
    from ..config.settings import Settings
    from ..delivery.clipboard import Clipboard
    from .appearance import Appearance
    from .terminal.control import TerminalControl
    from .terminal.identity import TerminalReplied


def fit_terminal(
    reply: TerminalReplied,
    control: TerminalControl,
    clipboard: Clipboard,
    appearance: Appearance,
    settings: Settings,
) -> None:
    """Recognise the terminal, or the outer terminal of GNU screen, and adapt to it.

    Args:
        reply: The terminal's replies.
        control: The terminal's control.
        clipboard: The clipboard, whose routes depend on the terminal.
        appearance: Theme and colour depth.
        settings: The settings, which may determine the use of the mouse.
    """
    terminal = identify(reply.xtversion, reply.da2, reply.da1, os.environ)
    if reply.is_around:
        clipboard.note_around(terminal if reply.da1 else UNKNOWN, reply.count)
        return
    clipboard.note(terminal)
    control.use(frames=terminal.shows_frames, keys=terminal.has_key_protocol)
    appearance.fit(brightness(reply.background), has_true_color=terminal.has_true_color)
    if terminal.is_screen and "mouse" not in settings.origins:
        control.leave_mouse()
