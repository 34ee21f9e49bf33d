"""Job control: whether a stopped program can be resumed."""

from __future__ import annotations

import os


def can_be_resumed() -> bool:
    """Return whether a shell with job control waits for this process.

    Such a shell starts it in a process group of its own, in the same session. Otherwise, as with
    `ssh -t host runai-keys`, below `sh -c` or in a container, nothing would resume it.
    """
    parent = os.getppid()
    try:
        same_session = os.getsid(parent) == os.getsid(0)
        same_group = os.getpgid(parent) == os.getpgrp()
    except OSError:  # the parent has ended, or belongs to another user
        return False
    return os.getpid() != 1 and same_session and not same_group
