"""Job control: whether a stopped program would ever go on."""

from __future__ import annotations

import os


def can_be_resumed() -> bool:
    """Return whether a shell with job control waits for this process.

    Such a shell has given it a process group of its own, in the same session. Without one, as by
    `ssh -t host runai-keys`, below `sh -c` or in a container, nobody would notice that it stopped.
    """
    parent = os.getppid()
    try:
        is_of_session = os.getsid(parent) == os.getsid(0)
        is_of_group = os.getpgid(parent) == os.getpgrp()
    except OSError:  # it has ended, or belongs to somebody else
        return False
    return os.getpid() != 1 and is_of_session and not is_of_group
