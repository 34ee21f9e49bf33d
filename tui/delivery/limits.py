"""Timeouts and size limits of delivery."""

from __future__ import annotations

CLEAR_AFTER = 45.0
"""Default for the seconds until a secret on the desktop's clipboard is cleared."""

TURN_TIMEOUT = 0.3
"""Seconds to wait for another copy that is in progress."""

LOCAL_TIMEOUT = 2.0
"""Seconds to copy to the desktop's clipboard, or to clear it."""

WSL_TIMEOUT = 8.0
"""The same on WSL, where PowerShell reads the clipboard."""

TMUX_TIMEOUT = 2.0
"""Seconds for all commands of tmux in one copy."""

TMUX_DELETE_TIMEOUT = 0.25
"""Further seconds to delete the buffer of a copy that failed."""

TMUX_LOOK_TIMEOUT = 0.5
"""Seconds for tmux to list the clients of a pane, and whether it is recorded."""

READ_BACK_TIMEOUT = 1.0
"""Seconds for a terminal to reply with the content of its clipboard."""

READ_BACK_PAUSES = (0.02, 0.1)
"""Seconds between a copy and its query, and before a second query if the reply is empty."""

MORE_REPLIES = 0.1
"""Seconds to wait for replies about further selections."""

LOOK_PAUSE = 0.2
"""Seconds from a sign that another terminal may show the program until it is identified."""

OTHERS_REPLY = 0.25
"""Seconds to wait for replies of other terminals that show the same GNU screen."""

CLOSE_TIMEOUT = 1.5
"""Seconds to start the process that clears later; killing it may take a little longer."""

SAVE_TIMEOUT = 10.0
"""Seconds to write a file, before the user can continue without it."""

TARGET_TIMEOUT = 30.0
"""Default timeout in seconds of a target's command, and of its readback."""

TARGET_TERMINAL_TIMEOUT = 120.0
"""The same for a target that prompts in the terminal."""

TERMINAL_LIMIT = 8_000
"""Maximum size in bytes of a text for a terminal: mosh cuts off longer sequences."""

LOCAL_LIMIT = 100_000
"""Maximum size in bytes of a text for the desktop's clipboard: longer than any secret."""
