"""Where the functions of `formats` were before; kept for whoever still imports them from here."""

from __future__ import annotations

from .formats import dotenv, file_name

__all__ = ["dotenv", "file_name"]
