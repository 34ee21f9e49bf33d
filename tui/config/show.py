"""Table of the settings with their origins, without secrets."""

from __future__ import annotations

from collections.abc import Iterator

from . import declared_settings
from .declared_settings import CLIENT_SECRET, TOKEN
from .settings import (
    SecretCommand,
    SecretFile,
    SecretInConfig,
    Settings,
    TokenCommand,
)
from .trusted_certificates import trusted_if_any

Row = tuple[str, str, str]

_WIDTH = 12


def table(settings: Settings) -> str:
    """Return a line for each setting with its name, value and origin."""
    rows = list(_rows(settings))
    longest = max(len(value) for _, value, _ in rows)
    lines = [f"{name:<{_WIDTH}} {value:<{longest}}  {origin}" for name, value, origin in rows]
    return "\n".join(line.rstrip() for line in lines)


def _rows(settings: Settings) -> Iterator[Row]:
    for setting in declared_settings.SETTINGS:
        name = setting.name
        if setting.is_field:
            value = _value(getattr(settings, name))
            yield name, value, settings.origins.get(name, "default")
        if name == "username":
            yield "secret", *_secret(settings)
        trusts = name == "ca_file" and settings.base_url
        if trusts and (trusted := trusted_if_any(trusts)):
            yield "trusted", str(trusted), "runai-keys trust"


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
        # Not the arguments, which may contain secrets.
        case SecretCommand(argv=argv) | TokenCommand(argv=argv):
            return "from a command", argv[0]
    if settings.has_pair:
        return "•••", CLIENT_SECRET
    return ("•••", TOKEN) if settings.has_token else ("-", "asked for when the program starts")
