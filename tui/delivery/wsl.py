"""Recognises the Windows Subsystem for Linux, whose clipboard is that of Windows."""

from __future__ import annotations

from collections.abc import Mapping


def is_wsl(environment: Mapping[str, str]) -> bool:
    """Check for the Windows Subsystem for Linux, whose clipboard is that of Windows."""
    return any(map(environment.get, ("WSL_DISTRO_NAME", "WSL_INTEROP")))
