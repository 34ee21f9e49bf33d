"""What the program's exit status says; 0 is success, and 70 a bug (see crash)."""

REFUSED = 1
"""It was refused or failed, and something may have changed."""
USAGE = 2
"""Wrong usage, wrong configuration, or no terminal; nothing was changed."""
NETWORK = 3
"""The control plane could not be reached; nothing was changed."""
SIGN_IN = 4
"""It did not let us in; nothing was changed."""
SIGNALLED = 128
"""Added to the number of the signal that ended it."""
