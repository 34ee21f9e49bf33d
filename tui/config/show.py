"""Says what the settings are and where each comes from, and never a secret."""

from __future__ import annotations

from .settings import (
    CLIENT_SECRET,
    TOKEN,
    SecretCommand,
    SecretFile,
    SecretInConfig,
    Settings,
    TokenCommand,
)
from .trusted_certificates import trusted_if_any

_SHOWN = (
    "profile",
    "base_url",
    "client_id",
    "username",
    "ca_file",
    "readonly",
    "color",
    "clipboard",
    "clear_after",
    "delete_after",
    "idle_after",
    "stale_after",
    "refresh",
    "log_file",
    "mouse",
    "theme",
    "ascii",
    "animations",
)
_WIDTH = 12


def table(settings: Settings) -> str:
    """Write a line for each setting: its name, its value, and its origin."""
    rows = [
        (name, _value(getattr(settings, name)), settings.origins.get(name, "default"))
        for name in _SHOWN
    ]
    rows.insert(4, ("secret", *_secret(settings)))
    if settings.base_url and (trusted := trusted_if_any(settings.base_url)):
        rows.insert(6, ("trusted", str(trusted), "runai-keys trust"))
    longest = max(len(value) for _, value, _ in rows)
    lines = [f"{name:<{_WIDTH}} {value:<{longest}}  {origin}" for name, value, origin in rows]
    return "\n".join(line.rstrip() for line in lines)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if value else "-"


def _secret(settings: Settings) -> tuple[str, str]:
    match settings.source:
        case SecretFile(path=path):
            return "in a file", str(path)
        case SecretInConfig(path=path):
            return "•••", str(path)
        # Not the arguments: they may be secrets themselves.
        case SecretCommand(argv=argv) | TokenCommand(argv=argv):
            return "from a command", argv[0]
    if settings.has_pair:
        return "•••", CLIENT_SECRET
    return ("•••", TOKEN) if settings.has_token else ("-", "asked for when the program starts")
