"""The Run:ai access-key API, since version 2.24, as an async service that knows no screen."""

from __future__ import annotations

import sys

# Wherever click happens to be installed, httpx loads a command line of its own, ahead of the first
# request, and much of rich with it. None in its place is Python's way to hide a module.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
