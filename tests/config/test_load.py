"""Flags, environment and config file together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tui.cli.parser import parser
from tui.config.load import read_settings
from tui.config.other_names import other_names_hint
from tui.config.settings import (
    SecretCommand,
    SecretFile,
    SecretInConfig,
    Settings,
    TokenCommand,
)
from tui.config.show import table

FILE = """\
clipboard = "tmux"
clear_after = 20
[profiles.prod]
base_url = "https://acme.run.ai"
client_id = "5e7b"
secret_command = ["pass", "show", "CANARY"]
clipboard = "screen"
[profiles.bare]
base_url = "https://bare.example"
client_id = "77aa"
[profiles.file]
base_url = "https://file.example"
client_id = "77aa"
client_secret_file = "secret"
[profiles.inline]
base_url = "https://inline.example"
client_id = "77aa"
client_secret = "CANARY"
[profiles.token]
base_url = "https://token.example"
token_command = ["runai", "auth"]
readonly = true
"""

ENVIRONMENT = {
    "RUNAI_BASE_URL": "https://env.example",
    "RUNAI_CLIENT_ID": "env-id",
    "RUNAI_CLIENT_SECRET": "CANARY",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(FILE)
    path.chmod(0o600)
    return path


def read(path: Path, *flags: str, **environment: str) -> Settings:
    return read_settings(parser().parse_args(flags), environment, path)


def test_a_flag_wins_over_the_environment_and_that_over_the_default(path: Path) -> None:
    path.write_text(f'default_profile = "prod"\n{FILE}')

    assert read(path).profile == "prod"
    assert read(path, RUNAI_PROFILE="file").profile == "file"
    assert read(path, "--profile", "token", RUNAI_PROFILE="file").profile == "token"
    assert read(path, **ENVIRONMENT).profile == ""
    assert read(path, "--base-url", "https://flag.example").profile == ""


def test_the_nearest_place_says_how_to_reach_the_clipboard(path: Path) -> None:
    assert read(path).clipboard == "tmux"
    assert read(path, "--profile", "prod").clipboard == "screen"
    assert read(path, "--profile", "prod", "--clipboard", "off").clipboard == "off"
    assert read(path, "--profile", "prod").clear_after == 20.0


def test_a_profile_says_when_keys_are_idle_and_stale(path: Path) -> None:
    days = "idle_after = 20\nstale_after = 60\n"
    path.write_text(f"{days}{FILE}stale_after = 30\n")

    assert (read(path).idle_after, read(path).stale_after) == (20, 60)
    assert read(path, "--profile", "token").stale_after == 30
    assert re.search(r"stale_after +60 +.*line 2", table(read(path)))


def test_the_nearest_place_says_how_often_a_list_is_loaded_again(path: Path) -> None:
    assert read(path).refresh == 0
    path.write_text(f"refresh = 60\n{FILE}refresh = 20\n")

    assert read(path).refresh == 60
    assert read(path, "--profile", "token").refresh == 20
    assert read(path, "--profile", "token", "--refresh", "5").refresh == 5
    assert read(path, "--profile", "token", "--refresh", "0").refresh == 0
    assert re.search(r"refresh +60 +.*line 1", table(read(path)))
    assert re.search(r"refresh +7\.5 +--refresh", table(read(path, "--refresh", "7.5")))


def test_an_address_as_people_have_it_is_told_with_the_place_where_it_stands(path: Path) -> None:
    path.write_text(f'{FILE}[profiles.bare-host]\nbase_url = "bare.example"\n')
    browser = "https://acme.example/projects?x=CANARY"
    found = {
        "--base-url": read(path, "--base-url", browser),
        "RUNAI_BASE_URL": read(path, RUNAI_BASE_URL=browser),
        f"{path}, line": read(path, "--profile", "bare-host"),
    }

    for origin, settings in found.items():
        assert settings.address_note.startswith(origin)
        assert f": The address is read as {settings.base_url}: " in settings.address_note
        assert "CANARY" not in settings.address_note
    assert read(path, "--profile", "prod").address_note == ""
    assert read(path, "--demo").address_note == ""


def test_the_demo_has_no_targets(path: Path) -> None:
    path.write_text(f'{FILE}[targets.store]\npath = "store.env"\n')

    assert [*read(path).targets] == ["store"]
    assert [*read(path, "--demo").targets] == []


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"RUNAI_URL": "x"}, "RUNAI_BASE_URL instead of RUNAI_URL"),
        ({"RUNAI_API_BASE_URL": "x"}, "RUNAI_BASE_URL instead of RUNAI_API_BASE_URL"),
        ({"RUNAI_CONTROL_PLANE_URL": "x"}, "RUNAI_BASE_URL instead of RUNAI_CONTROL_PLANE_URL"),
        ({"RUN_AI_BASE_URL": "x"}, "RUNAI_BASE_URL instead of RUN_AI_BASE_URL"),
        (
            {"RUNAI_APP_ID": "x", "RUNAI_APP_SECRET": "CANARY", "RUNAI_BASE_URL": "https://a.b"},
            "RUNAI_CLIENT_ID instead of RUNAI_APP_ID, RUNAI_CLIENT_SECRET instead of "
            "RUNAI_APP_SECRET",
        ),
        (
            {"RUNAI_URL": "x", "RUN_AI_APP_CLIENT_ID": "x", "RUNAI_CLIENT_ID": "y"},
            "RUNAI_BASE_URL instead of RUNAI_URL",
        ),
        ({"RUNAI_URL": " "}, ""),
        ({"RUNAI_URL": "x", "RUNAI_BASE_URL": "https://a.b", "RUNAI_TOKEN": "x"}, ""),
    ],
)
def test_names_of_other_tools_are_told_and_not_read(
    path: Path, environment: dict[str, str], said: str
) -> None:
    settings = read_settings(parser().parse_args(()), environment, None)

    hint = other_names_hint(settings, environment)

    assert hint == (said and f"This program reads other variables: set {said}.")
    assert settings.base_url == environment.get("RUNAI_BASE_URL")


@pytest.mark.parametrize("seconds", ["4.9", "-5", "86401", "nan", "inf", "soon", ""])
def test_a_period_that_makes_no_sense_is_refused(
    path: Path, seconds: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        read(path, f"--refresh={seconds}")

    assert caught.value.code == 2
    said = "argument --refresh: expected seconds, from 5 to 86400, or 0 for never"
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("profile", "source"),
    [
        ("prod", SecretCommand(("pass", "show", "CANARY"))),
        ("file", SecretFile(Path("secret"))),
        ("inline", SecretInConfig(Path("config.toml"), "inline")),
        ("token", TokenCommand(("runai", "auth"))),
        ("bare", None),
    ],
)
def test_a_profile_says_where_its_secret_is(path: Path, profile: str, source: object) -> None:
    settings = read(path, "--profile", profile)

    if isinstance(settings.source, SecretFile | SecretInConfig):
        assert settings.source.path.parent == path.parent
        assert settings.source.path.name == getattr(source, "path", Path()).name
    else:
        assert settings.source == source
    assert settings.complete == (profile != "bare")
    assert "CANARY" not in repr(settings) or profile == "prod"


@pytest.mark.parametrize("profile", ["prod", "token"])
def test_a_profile_says_whether_its_command_needs_the_terminal(path: Path, profile: str) -> None:
    needing = "command_needs_terminal = true\n"
    path.write_text(FILE.replace('clipboard = "screen"\n', needing) + needing)

    source = read(path, "--profile", profile).source

    assert isinstance(source, SecretCommand | TokenCommand)
    assert source.needs_terminal


def test_credentials_never_go_to_another_control_plane_than_they_came_with(path: Path) -> None:
    elsewhere = read(path, "--profile", "bare", **ENVIRONMENT | {"RUNAI_TOKEN": "t"})
    assert (elsewhere.base_url, elsewhere.client_id) == ("https://bare.example", "77aa")
    assert not elsewhere.has_secret
    assert not elsewhere.has_token

    unnamed = read(path, "--profile", "bare", RUNAI_CLIENT_SECRET="CANARY", RUNAI_TOKEN="t")
    assert not unnamed.complete

    same = ENVIRONMENT | {"RUNAI_BASE_URL": "https://bare.example", "RUNAI_CLIENT_ID": "77aa"}
    assert read(path, "--profile", "bare", **same).has_pair
    other_key = same | {"RUNAI_CLIENT_ID": "other"}
    assert not read(path, "--profile", "bare", **other_key).has_secret


def test_all_settings_are_shown_with_their_origin_and_no_secret(path: Path) -> None:
    shown = table(read(path, "--profile", "prod", "--readonly"))

    assert f"base_url     https://acme.run.ai  {path}, line 4" in shown
    assert "secret       from a command       pass\n" in shown
    assert "readonly     true                 --readonly" in shown
    assert f"clear_after  20                   {path}, line 2" in shown
    assert "color        -                    default" in shown
    for profile in ("prod", "inline", "file", "token"):
        assert "CANARY" not in table(read(path, "--profile", profile))
    assert "CANARY" not in table(read(path, **ENVIRONMENT))
    assert "RUNAI_CLIENT_SECRET" in table(read(path, **ENVIRONMENT))
