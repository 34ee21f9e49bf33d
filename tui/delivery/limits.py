"""The limits of delivery: how long each way may take, and how much it carries."""

from __future__ import annotations

CLEAR_AFTER = 45.0
"""Seconds until a secret on a desktop's own clipboard is cleared, unless settings say otherwise."""

TURN_TIMEOUT = 0.3
"""Seconds to wait for a copy that is still under way."""

LOCAL_TIMEOUT = 2.0
"""Seconds for one copy to the desktop's clipboard, or one clearing of it."""

WSL_TIMEOUT = 8.0
"""The same below Windows, where PowerShell reads the clipboard."""

TMUX_TIMEOUT = 2.0
"""Seconds for everything that tmux is asked in one copy."""

TMUX_DELETE_TIMEOUT = 0.25
"""Seconds more for deleting the buffer of a copy that failed."""

TMUX_LOOK_TIMEOUT = 0.5
"""Seconds that tmux may take to say what shows a pane, and whether it records that."""

READ_BACK_TIMEOUT = 1.0
"""Seconds for a terminal to tell what its clipboard holds."""

READ_BACK_PAUSES = (0.02, 0.1)
"""Seconds between a copy and the query for it, and again if the reply is empty."""

MORE_REPLIES = 0.1
"""Seconds in which a terminal may reply for another selection as well."""

LOOK_PAUSE = 0.2
"""Seconds from a sign that another terminal may show the program to the look at that."""

OTHERS_REPLY = 0.25
"""Seconds in which another terminal that shows the same GNU screen replies as well."""

CLOSE_TIMEOUT = 1.5
"""Seconds to start the process that clears later; killing it may take a little longer."""

SAVE_TIMEOUT = 10.0
"""Seconds that a file may take before the user can go on without it."""

TARGET_TIMEOUT = 30.0
"""Seconds for the command of a target, unless its table says otherwise; and for its readback."""

TARGET_TERMINAL_TIMEOUT = 120.0
"""The same for a target that asks for something in the terminal."""

TERMINAL_LIMIT = 8_000
"""Bytes that a terminal is given: mosh cuts longer sequences, which garbles what arrives."""

LOCAL_LIMIT = 100_000
"""Bytes that a desktop's clipboard is given: more than any secret, and taken in time."""
