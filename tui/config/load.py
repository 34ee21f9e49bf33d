"""Puts flags, environment and config file together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..api.base_url import BaseUrlError, parse_base_url
from . import settings as names
from .paths import is_there
from .settings import (
    SecretCommand,
    SecretFile,
    SecretInConfig,
    Settings,
    SettingsError,
    Source,
    TokenCommand,
)
from .terminal_defaults import with_surroundings

if TYPE_CHECKING:
    from argparse import Namespace

    from .parse import Config


_ANYWHERE = ("clipboard", "clear_after", "delete_after", "idle_after", "stale_after", "refresh")
"""What may stand at the top of the config file as well as in a profile, which then wins."""

_AT_THE_TOP = (*_ANYWHERE, "log_file", "mouse", "theme", "ascii", "animations")


def read_settings(
    flags: Namespace, environment: Mapping[str, str], path: Path | None = None
) -> Settings:
    """Put everything together: a flag wins over the environment, that over the config file.

    Credentials are taken only together with the address that they came with: a profile's never go
    to the environment's control plane, nor the other way round.

    Args:
        flags: What the command line says.
        environment: The environment variables.
        path: The config file; None for none.

    Raises:
        SettingsError: a value can't be used.
    """
    if flags.demo:
        return with_surroundings(_demo(flags), environment)
    if flags.demo_role:
        raise SettingsError("--demo-role says who you are in the demo: add --demo.")
    if flags.freeze:
        raise SettingsError("--freeze stops the clock of the demo alone: add --demo.")
    found = _environment(flags, environment)
    config = _config(path)
    asked = flags.profile or environment.get(names.PROFILE, "").strip()
    if asked and flags.base_url:
        raise SettingsError("--base-url and a profile name two control planes: leave one out.")
    default = config.general.get("default_profile") if config else None
    name = asked or (default if found.base_url is None else None)
    if name:
        origin = _asked_by(flags, environment, config)
        found = _with_profile(found, config, path, name, origin)
    settings = _checked(_with_general(_with_flags(found, flags), config))
    return with_surroundings(settings, environment)


def _demo(flags: Namespace) -> Settings:
    if flags.base_url or flags.profile:
        other = "--base-url" if flags.base_url else "--profile"
        raise SettingsError(f"--demo brings its own control plane: leave out {other}.")
    found = Settings(demo_role=flags.demo_role or "admin", frozen=flags.freeze)
    if flags.freeze:
        # What moves by itself would tell one moment from the next.
        found = replace(found, animations=False, origins={"animations": "--freeze"})
    return _with_flags(found, flags)


def _environment(flags: Namespace, environment: Mapping[str, str]) -> Settings:
    def value(name: str) -> str:
        return environment.get(name, "").strip()

    base_url = _base_url(flags.base_url, value(names.BASE_URL))
    origins = {"base_url": "--base-url" if flags.base_url else names.BASE_URL} if base_url else {}
    client_id = _client_id(value(names.CLIENT_ID))
    if client_id:
        origins["client_id"] = names.CLIENT_ID
    return Settings(
        base_url=base_url,
        client_id=client_id,
        has_secret=bool(value(names.CLIENT_SECRET)),
        has_token=bool(value(names.TOKEN)),
        origins=origins,
    )


def _config(path: Path | None) -> Config | None:
    if path is None or not is_there(path):
        return None
    from .parse import read_config

    return read_config(path)


def _asked_by(flags: Namespace, environment: Mapping[str, str], config: Config | None) -> str:
    if flags.profile:
        return "--profile"
    if environment.get(names.PROFILE, "").strip():
        return names.PROFILE
    return config.place("default_profile") if config else ""


def _with_profile(
    found: Settings, config: Config | None, path: Path | None, name: str, origin: str
) -> Settings:
    if config is None or name not in config.profiles:
        known = ", ".join(config.profiles) if config and config.profiles else "none"
        raise SettingsError(
            f'{origin}: there is no profile "{name}" in {path}; there are: {known}.'
        )
    values = config.profiles[name]
    source = _source(values, config.path, name)
    # The environment's credentials are good for the environment's control plane alone.
    is_same = found.base_url == values["base_url"] and source is None
    is_same_key = found.client_id in (None, values.get("client_id", found.client_id))
    set_here = {"base_url", "client_id", "username", "ca_file", "readonly", "color", *_ANYWHERE}
    origins = {key: config.place("profiles", name, key) for key in values if key in set_here}
    return Settings(
        **{key: values[key] for key in values if key in set_here},
        profile=name,
        source=source,
        has_secret=is_same and is_same_key and found.has_secret,
        has_token=is_same and found.has_token,
        origins={"profile": origin, **origins},
    )


def _source(values: Mapping[str, Any], path: Path, name: str) -> Source | None:
    if "client_secret" in values:
        return SecretInConfig(path, name)
    if "client_secret_file" in values:
        return SecretFile(values["client_secret_file"])
    needs_terminal = values.get("command_needs_terminal", False)
    if "secret_command" in values:
        return SecretCommand(values["secret_command"], needs_terminal)
    if "token_command" in values:
        return TokenCommand(values["token_command"], needs_terminal)
    return None


def _with_flags(found: Settings, flags: Namespace) -> Settings:
    given: dict[str, Any] = {}
    if flags.ca_file is not None:
        given["ca_file"] = _readable(flags.ca_file, "--ca-file")
    elif found.ca_file is not None:
        _readable(found.ca_file, found.origins["ca_file"])
    for name in ("clipboard", "log_file", "theme", "refresh"):
        if getattr(flags, name) is not None:
            given[name] = getattr(flags, name)
    for name in ("readonly", "ascii", "screencast"):
        if getattr(flags, name):
            given[name] = True
    if flags.no_mouse:
        given["mouse"] = False
    flagged = {
        name: "--no-mouse" if name == "mouse" else f"--{name.replace('_', '-')}" for name in given
    }
    return replace(found, **given, origins={**found.origins, **flagged})


def _with_general(found: Settings, config: Config | None) -> Settings:
    general = config.general if config else {}
    names = [name for name in _AT_THE_TOP if name in general and name not in found.origins]
    places = {name: config.place(name) for name in names} if config else {}
    values: dict[str, Any] = {name: general[name] for name in names}
    return replace(found, **values, origins={**found.origins, **places})


def _checked(found: Settings) -> Settings:
    if found.idle_after < found.stale_after:
        return found
    origin = found.origins.get("stale_after") or found.origins["idle_after"]
    raise SettingsError(
        f"{origin}: keys are stale after {found.stale_after} days, which has to be more than the "
        f"{found.idle_after} days after which they are idle."
    )


def _base_url(flag: str | None, variable: str) -> str | None:
    origin, text = ("--base-url", flag) if flag is not None else (names.BASE_URL, variable)
    if not text and flag is None:
        return None
    try:
        return parse_base_url(text)
    except BaseUrlError as error:
        raise SettingsError(f"{origin}: {error}") from error


def _client_id(variable: str) -> str | None:
    if not variable.isprintable():
        raise SettingsError(
            f"{names.CLIENT_ID} has characters in it that can't be seen: set it again."
        )
    return variable or None


def _readable(ca_file: Path, origin: str) -> Path:
    try:
        with ca_file.open("rb"):
            return ca_file
    except OSError as error:
        reason = error.strerror or "it can't be read"
        raise SettingsError(f"{origin}: {ca_file}: {reason}.") from error
