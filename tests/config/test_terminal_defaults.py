"""Settings that are not set fit the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.cli.parser import parser
from tui.config.load import read_settings
from tui.config.settings import Settings
from tui.config.terminal_defaults import with_surroundings

_MODERN = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}


def _with(**environment: str) -> Settings:
    return with_surroundings(Settings(), _MODERN | environment)


def test_on_a_modern_terminal_everything_is_on() -> None:
    assert vars(_with()) == vars(Settings())


@pytest.mark.parametrize(
    ("environment", "origin"),
    [
        ({"LANG": "C"}, "LANG"),
        ({"LANG": "POSIX"}, "LANG"),
        ({"LANG": "de_DE.ISO-8859-1"}, "LANG"),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "LANG"),
        ({"LC_ALL": "C"}, "LC_ALL"),
        ({"LC_CTYPE": "en_US"}, "LC_CTYPE"),
    ],
)
def test_a_locale_without_unicode_draws_ascii(environment: dict[str, str], origin: str) -> None:
    found = _with(**environment)

    assert (found.ascii, found.origins["ascii"]) == (True, origin)


@pytest.mark.parametrize(
    "environment",
    [{"LANG": ""}, {"LC_ALL": "en_US.utf8", "LANG": "C"}, {"LC_CTYPE": "de_DE.UTF-8", "LANG": "C"}],
)
def test_unicode_is_drawn_where_the_locale_asks_for_it_or_for_nothing(
    environment: dict[str, str],
) -> None:
    assert not _with(**environment).ascii


@pytest.mark.parametrize("variable", ["SSH_TTY", "SSH_CONNECTION"])
def test_over_ssh_nothing_is_animated(variable: str) -> None:
    found = _with(**{variable: "x"})

    assert (found.animations, found.origins["animations"]) == (False, variable)


@pytest.mark.parametrize(
    ("environment", "few"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "linux"}, True),
        ({"TERM": "xterm-16color"}, True),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, False),
        ({"TERM": "screen-256color"}, False),
        ({"NO_COLOR": "1"}, True),
        ({"NO_COLOR": "", "COLORTERM": "truecolor"}, False),
    ],
)
def test_terminals_with_few_colours_are_known_by_name(
    environment: dict[str, str], few: bool
) -> None:
    assert _with(**environment).few_colors is few


@pytest.mark.parametrize(
    ("environment", "background"),
    [
        ({}, ""),
        ({"COLORFGBG": "15;0"}, "dark"),
        ({"COLORFGBG": "0;15"}, "light"),
        ({"COLORFGBG": "0;default;7"}, "light"),
        ({"COLORFGBG": "15;default"}, ""),
        ({"TERM": "linux"}, "dark"),
    ],
)
def test_the_background_is_what_a_variable_tells(
    environment: dict[str, str], background: str
) -> None:
    assert _with(**environment).background == background


def test_what_is_set_wins_over_the_surroundings(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mouse = true\nascii = false\n")
    path.chmod(0o600)
    poor = {"STY": "1.x", "LANG": "C", "TERM": "screen"}

    def read(*flags: str, path: Path | None = path) -> tuple[bool, bool]:
        found = read_settings(parser().parse_args(flags), poor, path)
        return found.mouse, found.ascii

    assert read() == (True, False)
    assert read("--no-mouse", "--ascii") == (False, True)
    assert read(path=None) == (False, True)


@pytest.mark.parametrize("animated", [True, False])
def test_what_the_config_file_says_of_animations_holds_over_ssh_too(animated: bool) -> None:
    said = Settings(animations=animated, origins={"animations": "config.toml"})

    found = with_surroundings(said, {"SSH_TTY": "/dev/pts/1"})

    assert (found.animations, found.origins["animations"]) == (animated, "config.toml")
