"""Merges the settings of flags, environment and config file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..api.base_url import BaseUrl, BaseUrlError, parse_base_url
from . import declared_settings
from .declared_settings import SECRET_SOURCES, Kind, Place, Setting
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

Layer = Mapping[str, tuple[Any, str]]
"""The values and origins of the settings from one source, such as the flags."""

_CONNECTION = frozenset(
    {"base_url", "client_id", "username", "token", "command_needs_terminal", *SECRET_SOURCES}
)
"""The settings of a connection: with a profile, the environment's are ignored."""


def read_settings(
    flags: Namespace, environment: Mapping[str, str], path: Path | None = None
) -> Settings:
    """Merge the settings: flags override the environment, which overrides the config file.

    Credentials are only used with the address from the same source: a profile's are never sent to
    the environment's control plane, nor the other way round.

    Args:
        flags: The parsed command line.
        environment: The environment variables.
        path: The config file; None for none.

    Raises:
        SettingsError: a value is not valid.
    """
    if flags.demo:
        return with_surroundings(_demo(flags), environment)
    if flags.demo_role:
        raise SettingsError("--demo-role says who you are in the demo: add --demo.")
    if flags.freeze:
        raise SettingsError("--freeze stops the clock of the demo alone: add --demo.")
    given = {**_from_environment(environment), **_from_flags(flags)}
    config = _config(path)
    if flags.base_url and "profile" in given:
        raise SettingsError("--base-url and a profile name two control planes: leave one out.")
    top = _from_table(config, Place.TOP) if config else {}
    asked = given.get("profile")
    if asked is None and "base_url" not in given:
        asked = top.get("default_profile")
    if asked:
        found = _with_profile(top, given, _require_profile(config, path, *asked), asked)
    else:
        found = _settings({**top, **given}, given)
    targets = config.targets if config else {}
    found = replace(_checked(found), targets=targets, screencast=bool(flags.screencast))
    return with_surroundings(found, environment)


def _demo(flags: Namespace) -> Settings:
    if flags.base_url or flags.profile:
        other = "--base-url" if flags.base_url else "--profile"
        raise SettingsError(f"--demo brings its own control plane: leave out {other}.")
    # A frozen clock is for reproducible screens, which an animation would not be.
    still: Layer = {"animations": (False, "--freeze")} if flags.freeze else {}
    return replace(
        _checked(_settings({**still, **_from_flags(flags)}, {})),
        demo_role=flags.demo_role or "admin",
        frozen=flags.freeze,
        screencast=bool(flags.screencast),
    )


def _from_flags(flags: Namespace) -> Layer:
    layer = {}
    for setting in declared_settings.SETTINGS:
        if setting.flag and (value := getattr(flags, setting.name)) is not None:
            is_url = setting.kind is Kind.URL
            origin = setting.flag_name
            layer[setting.name] = (_url(value, origin) if is_url else value, origin)
    return layer


def _from_environment(environment: Mapping[str, str]) -> Layer:
    layer = {}
    for setting in declared_settings.SETTINGS:
        variable = setting.variable
        if variable and (text := environment.get(variable.name, "").strip()):
            # The secret itself is read when a connection is opened.
            value = True if variable.is_secret else _from_text(setting, text, variable.name)
            layer[setting.name] = (value, variable.name)
    return layer


def _from_text(setting: Setting, text: str, origin: str) -> str:
    if setting.kind is Kind.URL:
        return _url(text, origin)
    if not text.isprintable():
        raise SettingsError(f"{origin} has invisible characters in it: set it again.")
    return text


def _from_table(config: Config, place: Place, *path: str) -> Layer:
    """Return the settings at the top of the config file, or of the profile at a path."""
    values = config.profiles[path[-1]] if place is Place.PROFILE else config.general
    return {name: (value, config.place(*path, name)) for name, value in values.items()}


def _config(path: Path | None) -> Config | None:
    if path is None or not is_there(path):
        return None
    from .parse import read_config

    return read_config(path)


def _require_profile(config: Config | None, path: Path | None, name: str, origin: str) -> Config:
    if config is None or name not in config.profiles:
        known = ", ".join(config.profiles) if config and config.profiles else "none"
        raise SettingsError(
            f'{origin}: there is no profile "{name}" in {path}; there are: {known}.'
        )
    return config


def _with_profile(top: Layer, given: Layer, config: Config, asked: tuple[str, str]) -> Settings:
    """Merge a profile with the settings around it."""
    profile = _from_table(config, Place.PROFILE, "profiles", asked[0])
    values = config.profiles[asked[0]]
    source = _source(values, config.path, asked[0])
    around = {name: value for name, value in given.items() if name not in _CONNECTION}
    credentials = () if source else _credentials_for(values, given)
    return _settings({**top, **profile, **around, "profile": asked}, credentials, source)


def _credentials_for(profile: Mapping[str, Any], given: Layer) -> Collection[str]:
    """Return the environment's credentials that a profile without its own may use."""
    base_url, client_id = (given.get(name, (None,))[0] for name in ("base_url", "client_id"))
    # They belong to the environment's control plane.
    if base_url != profile["base_url"]:
        return ()
    is_same_key = client_id in (None, profile.get("client_id", client_id))
    return given.keys() & ({"client_secret", "token"} if is_same_key else {"token"})


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


def _settings(layer: Layer, credentials: Collection[str], source: Source | None = None) -> Settings:
    fields = {setting.name for setting in declared_settings.SETTINGS if setting.is_field}
    found = {name: given for name, given in layer.items() if name in fields}
    return Settings(
        **{name: value for name, (value, _) in found.items()},
        source=source,
        has_secret="client_secret" in credentials,
        has_token="token" in credentials,
        origins={name: origin for name, (_, origin) in found.items()},
    )


def _checked(found: Settings) -> Settings:
    if found.ca_file is not None:
        _require_readable(found.ca_file, found.origins["ca_file"])
    if found.idle_after < found.stale_after:
        return found
    origin = found.origins.get("stale_after") or found.origins["idle_after"]
    raise SettingsError(
        f"{origin}: keys are stale after {found.stale_after} days, which has to be more than the "
        f"{found.idle_after} days after which they are idle."
    )


def _url(text: str, origin: str) -> BaseUrl:
    try:
        return parse_base_url(text)
    except BaseUrlError as error:
        raise SettingsError(f"{origin}: {error}") from error


def _require_readable(ca_file: Path, origin: str) -> None:
    try:
        with ca_file.open("rb"):
            pass
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise SettingsError(f"{origin}: {ca_file} can't be read: {reason}.") from error
