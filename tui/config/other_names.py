"""Environment variables of other Run:ai tools, to hint at when ours are missing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .declared_settings import CLIENT_SECRET, TOKEN

if TYPE_CHECKING:
    from .settings import Settings

_BASE_URL, _CLIENT_ID = "RUNAI_BASE_URL", "RUNAI_CLIENT_ID"

_ADDRESSES = dict.fromkeys(
    (
        "RUNAI_URL",
        "RUNAI_API_URL",
        "RUNAI_API_BASE_URL",
        "RUNAI_CONTROL_PLANE_URL",
        "RUNAI_CP_URL",
        "RUN_AI_URL",
        "RUN_AI_BASE_URL",
    ),
    _BASE_URL,
)
_CREDENTIALS = {
    "RUNAI_APP_ID": _CLIENT_ID,
    "RUNAI_APP_CLIENT_ID": _CLIENT_ID,
    "RUN_AI_CLIENT_ID": _CLIENT_ID,
    "RUN_AI_APP_ID": _CLIENT_ID,
    "RUN_AI_APP_CLIENT_ID": _CLIENT_ID,
    "RUNAI_APP_SECRET": CLIENT_SECRET,
    "RUNAI_APP_CLIENT_SECRET": CLIENT_SECRET,
    "RUN_AI_CLIENT_SECRET": CLIENT_SECRET,
    "RUN_AI_APP_SECRET": CLIENT_SECRET,
    "RUN_AI_APP_CLIENT_SECRET": CLIENT_SECRET,
    "RUNAI_API_TOKEN": TOKEN,
    "RUNAI_ACCESS_TOKEN": TOKEN,
    "RUN_AI_TOKEN": TOKEN,
}


def other_names_hint(settings: Settings, environment: Mapping[str, str] = os.environ) -> str:
    """Return a hint to variables that hold what the settings lack; empty if there are none.

    Their values are not used, as they may belong to another control plane.
    """
    if settings.complete:
        return ""
    names = (_ADDRESSES if settings.base_url is None else {}) | _CREDENTIALS
    found = {
        other: ours
        for other, ours in names.items()
        if environment.get(other, "").strip() and not environment.get(ours, "").strip()
    }
    if not found:
        return ""
    pairs = ", ".join(f"{ours} instead of {other}" for other, ours in found.items())
    return f"This program reads other variables: set {pairs}."
