"""Other colours can be tried on and are remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tests.app.contrast import LEAST, PALETTES, Palette, contrast, nearest_of_256
from tests.app.support import dialog, press, running, text, toasts
from tui.app.dialogs.program.choose_theme import ChooseTheme
from tui.app.themes import DARK, LIGHT, OWN, ansi_theme, own_variables
from tui.app.widgets.title_bar import PROFILE_STYLES
from tui.config.settings import Settings
from tui.config.terminal_defaults import with_surroundings
from tui.config.theme_state import THEMES, with_remembered_theme


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the remembered theme in a folder of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "runai-keys"


_TEXTS = ("foreground", "text-primary", "text-accent", "text-success", "text-warning")
_ALARMS = ("text-error", "stale")

_WHERE = {
    "background": (*_TEXTS, *_ALARMS, "quiet"),
    "surface": (*_TEXTS, *_ALARMS, "quiet"),
    # The row under the cursor, and what is chosen.
    "primary-muted": (*_TEXTS, *_ALARMS),
    "panel": ("foreground", "text-primary", "quiet"),
    **{
        style.rpartition("$")[2]: (style.split("$")[1].split()[0],)
        for color, style in PROFILE_STYLES.items()
        if color
    },
}
"""Colours of texts, by the background that they can have."""

# alacritty takes its 24-bit colours.
_OF_16 = [each for each in PALETTES if each.is_dark and each.name != "alacritty"]


def _next_start(settings: Settings = Settings()) -> str:  # noqa: B008 - nothing in it changes
    return with_remembered_theme(settings).theme


def test_all_of_textual_s_themes_can_be_had_behind_the_program_s_own() -> None:
    assert (*(theme.name for theme in OWN), *BUILTIN_THEMES) == THEMES


async def test_the_theme_under_the_cursor_is_tried_on_and_esc_takes_it_off(state: Path) -> None:
    async with running() as pilot:
        await press(pilot, "T", "j")
        assert pilot.app.theme == "runai-light"
        assert "enter Choose" in text(pilot)
        await press(pilot, "escape")

        assert pilot.app.theme == "runai-dark"
        assert _next_start() == ""


async def test_a_theme_that_is_chosen_is_worn_at_the_next_start_too(state: Path) -> None:
    async with running() as pilot:
        await press(pilot, "T", "j", "enter")

        assert pilot.app.theme == "runai-light"
    assert _next_start() == "runai-light"
    assert _next_start(Settings(theme="nord")) == "nord"
    assert _next_start(Settings(few_colors=True)) == ""


async def test_each_theme_can_be_worn(state: Path) -> None:
    async with running() as pilot:
        await press(pilot, "T")
        for name in THEMES:
            assert pilot.app.theme == name
            assert name in dialog(pilot)
            await press(pilot, "j")
        assert isinstance(pilot.app.screen, ChooseTheme)


async def test_a_choice_that_can_t_be_remembered_says_so_and_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    async with running() as pilot:
        await press(pilot, "T", "j", "enter")

        assert pilot.app.theme == "runai-light"
        assert "The theme lasts until you quit, because it can't be saved." in toasts(pilot)[0]


@pytest.mark.parametrize("remembered", ["", "no such theme", "\x1b[31m", "x" * 10_000])
def test_what_is_no_theme_is_not_worn(state: Path, remembered: str) -> None:
    state.mkdir()
    (state / "theme").write_text(remembered)

    assert _next_start() == ""


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({"COLORTERM": "truecolor"}, "runai-dark"),
        ({"COLORTERM": "truecolor", "COLORFGBG": "15;0"}, "runai-dark"),
        ({"COLORTERM": "truecolor", "COLORFGBG": "0;15"}, "runai-light"),
        ({"COLORTERM": "truecolor", "COLORFGBG": "0;default;7"}, "runai-light"),
        ({"TERM": "xterm", "COLORFGBG": "0;15"}, "runai-ansi"),
    ],
)
async def test_without_a_choice_the_theme_fits_the_terminal(
    environment: dict[str, str], theme: str
) -> None:
    async with running(settings=with_surroundings(Settings(), environment)) as pilot:
        assert pilot.app.theme == theme
        assert pilot.app.has_class("-dark-mode") == (theme != "runai-light")


@pytest.mark.parametrize("palette", _OF_16, ids=lambda each: each.name)
def test_on_a_dark_background_each_of_the_sixteen_colours_that_texts_have_can_be_read(
    palette: Palette,
) -> None:
    variables, default = ansi_theme("dark").variables, ansi_theme("light").variables
    colored = {name: value for name, value in variables.items() if value != default.get(name)}
    assert {"text-success", "text-warning", "text-error", "stale"} <= colored.keys()

    for name, value in colored.items():
        color = value.removeprefix("ansi_")
        for style in (
            Style(color=color),
            Style(color=color, bold=True),
            Style(color=color, reverse=True),
        ):
            assert contrast(*palette.seen(style)) >= LEAST, (name, str(style))


@pytest.mark.parametrize("in_256", [False, True])
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda each: each.name)
def test_every_text_can_be_read_on_every_background_that_it_can_have(
    theme: Theme, in_256: bool
) -> None:
    variables = own_variables(theme) | theme.to_color_system().generate() | theme.variables

    def seen(name: str) -> Color:
        color = Color.parse(variables[name])
        assert color.a == 1
        return nearest_of_256(color) if in_256 else color

    found = {
        (text, background): contrast(seen(text), seen(background))
        for background, texts in _WHERE.items()
        for text in texts
    }

    assert {pair: ratio for pair, ratio in found.items() if ratio < LEAST} == {}
