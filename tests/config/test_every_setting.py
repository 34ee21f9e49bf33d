"""Every setting can be set in every way that is declared for it, and is read back and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pytest

from tests.cli.readme_settings import readme_settings_table
from tui.cli.parser import parser
from tui.config import declared_settings
from tui.config.declared_settings import (
    ANYWHERE,
    SETTINGS,
    Flag,
    Kind,
    Place,
    Setting,
    Variable,
)
from tui.config.load import read_settings
from tui.config.settings import (
    SecretCommand,
    SecretFile,
    SecretInConfig,
    Settings,
    TokenCommand,
)
from tui.config.show import table

_URL = "https://acme.example"

_OF_A_RUN = {
    "demo_role": (("--demo", "--demo-role", "user"), "user"),
    "frozen": (("--demo", "--freeze", "2026-03-12T09:30Z"), None),
    "screencast": (("--screencast",), True),
}
"""Fields of one run: the flags that set each, and its value, if a plain one."""

_FOUND = {
    *("source", "has_secret", "has_token", "origins", "demo_since", "targets"),
    *("few_colors", "background", "last_background"),
}
"""Fields that are found from settings and surroundings: nobody sets them."""

_VALUES: dict[Kind, tuple[str, str, object]] = {
    Kind.TEXT: ("word", '"word"', "word"),
    Kind.URL: (_URL, f'"{_URL}"', _URL),
    Kind.SECONDS: ("7", "7", 7.0),
    Kind.REFRESH: ("7", "7", 7.0),
    Kind.DAYS: ("60", "60", 60),
    Kind.HOURS: ("60", "60", 60),
    Kind.COMMAND: ("", '["pass", "word"]', ("pass", "word")),
}
"""For each kind a text for flag or variable, the same in TOML, and the value that is read."""

_BESIDE = {
    "username": "",
    "token_command": "",
    "idle_after": 'client_id = "5e7b"\n',
    "command_needs_terminal": 'token_command = ["pass", "word"]\n',
}
"""The lines that a profile needs beside a setting, other than a client ID."""


@dataclass(frozen=True)
class _Way:
    setting: Setting
    name: str
    """The flag, the variable, or the place in the config file."""
    arguments: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    file: str = ""
    value: object = None

    def __str__(self) -> str:
        return f"{self.setting.name} by {self.name}"


def _values(setting: Setting, folder: str = "/") -> tuple[str, str, object]:
    if setting.kind is Kind.PATH:
        return (f"{folder}ca.pem", f'"{folder}ca.pem"', Path(f"{folder}ca.pem"))
    if setting.kind is Kind.CHOICE:
        choice = setting.choices[-1]
        return choice, f'"{choice}"', choice
    if setting.kind is Kind.FLAG:
        value = not getattr(Settings(), setting.name, False)
        return "", str(value).lower(), value
    return _VALUES[setting.kind]


def _ways(setting: Setting) -> Iterator[_Way]:
    text, toml, value = _values(setting, "/")
    profile = f'[profiles.word]\nbase_url = "{_URL}"\n'
    if setting.flag:
        arguments = (setting.flag_name, text) if text else (setting.flag_name,)
        yield _Way(setting, setting.flag_name, arguments, file=profile, value=value)
    if setting.variable:
        variable = setting.variable.name
        yield _Way(setting, variable, (), ((variable, text),), profile, value)
    if Place.TOP in setting.places:
        yield _Way(setting, "top", file=f"{setting.name} = {toml}\n{profile}", value=value)
    if Place.PROFILE in setting.places:
        beside = _BESIDE.get(setting.name, 'client_id = "5e7b"\n')
        line = f"{setting.name} = {toml}\n"
        if setting.name == "base_url":
            file = f"[profiles.word]\n{line}"
        elif setting.name == "client_id":
            file = f"{profile}{line}"
        else:
            file = f"{profile}{beside}{line}"
        yield _Way(setting, "profile", ("--profile", "word"), file=file, value=value)


_ALL = [way for setting in SETTINGS for way in _ways(setting)]


def _read(way: _Way, folder: Path) -> Settings:
    path = folder / "config.toml"
    (folder / "ca.pem").touch()
    path.write_text(way.file.replace('"/ca.pem"', f'"{folder}/ca.pem"'))
    path.chmod(0o600)
    arguments = [text.replace("/ca.pem", f"{folder}/ca.pem") for text in way.arguments]
    return read_settings(parser().parse_args(arguments), dict(way.environment), path)


def _origin(way: _Way, folder: Path) -> str:
    if way.name not in ("top", "profile"):
        return way.name
    lines = way.file.splitlines()
    line = next(at for at, text in enumerate(lines, 1) if text.startswith(way.setting.name))
    return f"{folder / 'config.toml'}, line {line}"


@pytest.mark.parametrize("way", [way for way in _ALL if way.setting.is_field], ids=str)
def test_a_setting_is_read_back_and_shown_with_its_origin(way: _Way, tmp_path: Path) -> None:
    settings = _read(way, tmp_path)

    name, value = way.setting.name, way.value
    expected = tmp_path / "ca.pem" if isinstance(value, Path) else value
    assert getattr(settings, name) == expected != getattr(Settings(), name)
    assert settings.origins[name] == _origin(way, tmp_path)
    shown = re.escape(str(expected).lower() if value in (True, False) else str(expected))
    shown = shown.removesuffix(r"\.0")
    assert re.search(
        rf"(?m)^{name} +{shown} +{re.escape(_origin(way, tmp_path))}$", table(settings)
    )


@pytest.mark.parametrize("way", [way for way in _ALL if not way.setting.is_field], ids=str)
def test_what_leads_to_a_secret_or_a_profile_is_taken_and_shown_without_it(
    way: _Way, tmp_path: Path
) -> None:
    settings, file = _read(way, tmp_path), tmp_path / "config.toml"
    command = ("pass", "word")

    expected: dict[str, object] = {
        "default_profile": "word",
        "client_secret_file": SecretFile(tmp_path / "ca.pem"),
        "secret_command": SecretCommand(command),
        "client_secret": SecretInConfig(file, "word"),
        "RUNAI_CLIENT_SECRET": True,
        "token_command": TokenCommand(command),
        "command_needs_terminal": TokenCommand(command, needs_terminal=True),
        "RUNAI_TOKEN": True,
    }
    found = {
        "default_profile": settings.profile,
        "RUNAI_CLIENT_SECRET": settings.has_secret,
        "RUNAI_TOKEN": settings.has_token,
    }
    key = way.name if way.environment else way.setting.name
    assert found.get(key, settings.source) == expected[key]
    if way.setting.name == "client_secret":
        assert "word" not in repr(replace(settings, profile="", source=None, origins={}))


@pytest.mark.parametrize("name", _OF_A_RUN)
def test_a_flag_of_one_run_sets_its_field(name: str) -> None:
    arguments, value = _OF_A_RUN[name]

    found = getattr(read_settings(parser().parse_args(arguments), {}), name)

    assert found == value if value else found is not None


def test_every_field_is_declared_as_a_setting_or_found() -> None:
    declared = {setting.name for setting in SETTINGS if setting.is_field}

    assert declared | {*_OF_A_RUN} | _FOUND == {field.name for field in fields(Settings)}
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_can_be_set(setting: Setting) -> None:
    assert list(_ways(setting))


# Adding a setting


@dataclass(frozen=True)
class _WithMotto(Settings):
    motto: str = ""


_MOTTO = Setting(
    "motto",
    Kind.TEXT,
    "a word to live by",
    ANYWHERE,
    flag=Flag("a word to live by", "WORD", on_commands=True),
    variable=Variable("RUNAI_MOTTO", "a word to live by"),
)


@pytest.fixture
def motto(monkeypatch: pytest.MonkeyPatch) -> Setting:
    """Declare one setting more."""
    monkeypatch.setattr(declared_settings, "SETTINGS", (*SETTINGS, _MOTTO))
    monkeypatch.setattr("tui.config.load.Settings", _WithMotto)
    return _MOTTO


@pytest.mark.parametrize("way", list(_ways(_MOTTO)), ids=str)
def test_a_setting_that_is_declared_is_taken_in_every_way(
    motto: Setting, way: _Way, tmp_path: Path
) -> None:
    settings = _read(way, tmp_path)

    assert vars(settings)["motto"] == "word"
    assert settings.origins["motto"] == _origin(way, tmp_path)
    assert re.search(r"(?m)^motto +word +", table(settings))


def test_a_setting_that_is_declared_is_in_help_and_readme_s_table(motto: Setting) -> None:
    text = parser().format_help()

    assert "  --motto WORD          a word to live by\n" in text
    assert "  RUNAI_MOTTO             a word to live by\n" in text
    assert "| top, profile | `motto` | text | a word to live by |\n" in readme_settings_table()


def test_a_flag_wins_over_the_environment_that_over_a_profile_and_that_over_the_top(
    motto: Setting, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'motto = "top"\n[profiles.word]\nbase_url = "{_URL}"\nmotto = "profile"\n')
    path.chmod(0o600)

    def read(*arguments: str, **environment: str) -> object:
        settings = read_settings(parser().parse_args(arguments), environment, path)
        return vars(settings)["motto"]

    profile = ("--profile", "word")
    assert read() == "top"
    assert read(*profile) == "profile"
    assert read(*profile, RUNAI_MOTTO="variable") == "variable"
    assert read(*profile, "--motto", "flag", RUNAI_MOTTO="variable") == "flag"
