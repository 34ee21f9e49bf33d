"""Exit statuses; 0 is success."""

REFUSED = 1
"""A request was refused or failed; something may have changed."""
USAGE = 2
"""Wrong usage, a setting that is not valid, or no terminal; nothing was changed."""
NETWORK = 3
"""The control plane can't be reached; nothing was changed."""
SIGN_IN = 4
"""The control plane refused the sign-in; nothing was changed."""
CRASHED = 70
"""A bug, or out of files, threads or memory; EX_SOFTWARE of sysexits.h."""
SIGNALLED = 128
"""Added to the number of the signal that ended the program."""
