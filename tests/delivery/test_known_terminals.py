"""Each terminal is recognised by its measured replies."""

from __future__ import annotations

import pytest

from tests.delivery.support import osc52_of
from tui.delivery.clipboard import Clipboard
from tui.delivery.limits import TERMINAL_LIMIT
from tui.delivery.outcome import Certainty
from tui.delivery.recognise_terminal import identify, recognise_by_environment
from tui.delivery.terminal import Osc52
from tui.delivery.terminals import TERMINALS, UNKNOWN

_TAKES, _PRIMARY, _DROPS, _PRINTS = Osc52.TAKES, Osc52.PRIMARY, Osc52.DROPS, Osc52.PRINTS
_CARRIES, _UNKNOWN = Osc52.CARRIES, Osc52.UNKNOWN

_VTE = "gnome-terminal and other VTE terminals"
_QTERMINAL = "qterminal and cool-retro-term"
_OLD_LIBVTERM = "Emacs' vterm or an old Neovim's :terminal"

_XTERM_DA1 = "64;1;2;6;9;15;16;17;18;21;22;28"

MEASURED = [
    ("kitty (0.26.5)", _TAKES, "kitty(0.26.5)", "1;4000;26", "62;"),
    ("kitty (0.41.1)", _TAKES, "kitty(0.41.1)", "1;4000;41", "62;"),
    ("kitty (0.48.2)", _TAKES, "kitty(0.48.2)", "1;4000;48", "62;52;"),
    ("foot (1.13.1)", _TAKES, "foot(1.13.1)", "1;011301;0", "62;4;22"),
    ("foot (1.21.0)", _TAKES, "foot(1.21.0)", "1;012100;0", "62;4;22;28"),
    ("foot (1.28.0)", _TAKES, "foot(1.28.0)", "1;012800;0", "62;4;22;28;52"),
    ("alacritty", _TAKES, "", "0;1700;1", "6"),
    ("alacritty", _TAKES, "", "0;2500;1", "6"),
    ("alacritty", _TAKES, "", "0;2600;1", "6"),
    ("zutty", _TAKES, "", "64;0;0", "64;1;9;15;21;22"),
    ("xterm (379)", _DROPS, "XTerm(379)", "41;379;0", _XTERM_DA1),
    ("xterm (398)", _DROPS, "XTerm(398)", "41;398;0", _XTERM_DA1),
    ("xterm (330)", _DROPS, "", "41;330;0", _XTERM_DA1),
    (f"{_VTE} (0.70.6)", _DROPS, "", "65;7006;1", "65;1;9"),
    (f"{_VTE} (0.80.1)", _DROPS, "VTE(8001)", "61;8001;1", "61;1;21;22;28"),
    (f"{_VTE} (0.84.1)", _DROPS, "VTE(8401)", "61;8401;1", "61;1;21;22;28"),
    ("Konsole (22.12.3)", _DROPS, "Konsole 22.12.3", "1;115;0", "62;1;4"),
    ("Konsole (24.08.3)", _DROPS, "Konsole 24.08.3", "1;115;0", "62;1;4"),
    ("Konsole (24.12.0)", _TAKES, "Konsole 24.12.0", "1;115;0", "62;1;4"),
    ("Konsole (25.04.2)", _TAKES, "Konsole 25.04.2", "1;115;0", "62;1;4"),
    ("Konsole (26.08.2)", _TAKES, "Konsole 26.08.2", "1;115;0", "62;1;4"),
    ("rxvt-unicode", _DROPS, "", "85;95;0", "1;2"),
    ("st or a terminal like it", _DROPS, "", "", "6"),
    ("mlterm", _DROPS, "", "24;279;0", "63;1;2"),
    ("mlterm (3.9.4)", _DROPS, "mlterm(3.9.4)", "24;279;0", "63;1;2;3;4"),
    ("terminology (1.13.0)", _DROPS, "terminology 1.13.0", "61;337;0", "64;1;9"),
    ("terminology (1.14.0)", _PRIMARY, "terminology(1.14.0)", "61;337;0", "64;1;9"),
    (_QTERMINAL, _DROPS, "", "0;115;0", "1;2"),
    ("PuTTY", _DROPS, "", "0;136;0", "6"),
    ("xterm.js", _UNKNOWN, "", "0;276;0", "1;2"),
    ("xterm.js", _UNKNOWN, "", "0;276;0", "62;4;9;22"),
    ("tmux (3.3a)", _CARRIES, "tmux 3.3a", "84;0;0", "1;2"),
    ("tmux (3.8)", _CARRIES, "tmux 3.8", "84;0;0", "1;2;4;52"),
    ("tmux", _CARRIES, "", "84;0;0", "1;2"),
    ("GNU screen (4.9.0)", _CARRIES, "", "83;40900;0", "1;2"),
    ("GNU screen (5.0.2)", _CARRIES, "", "83;50002;0", "1;2"),
    ("mosh", _CARRIES, "", "1;10;0", "62"),
    ("Neovim's :terminal", _TAKES, "libvterm(0.3)", "0;100;0", "61;22;52"),
    ("Vim's or Neovim's :terminal", _UNKNOWN, "libvterm(0.3)", "0;100;0", "1;2"),
    (_OLD_LIBVTERM, _DROPS, "", "0;100;0", "1;2"),
    ("xgterm", _DROPS, "", "?1;2", "1;2"),
    ("mprocs", _DROPS, "", "", "65;6;22;52"),
    # Not measured: only what they declare counts.
    ("your terminal", _UNKNOWN, "WezTerm 20240203", "1;277;0", "65;4;6;18;22"),
    ("your terminal", _UNKNOWN, "", "0;10;1", "61;6;7;22;23;24;28;32;42"),
    ("a terminal that declares clipboard access", _TAKES, "Ghosts 1.2", "1;10;1", "62;22;52"),
    ("a terminal that declares clipboard access", _TAKES, "", "1;10;1", "52"),
    ("a terminal that answers no query", _DROPS, "", "", ""),
]


@pytest.mark.parametrize(("label", "osc52", "xtversion", "da2", "da1"), MEASURED)
def test_each_terminal_is_recognised_by_its_measured_replies(
    label: str, osc52: Osc52, xtversion: str, da2: str, da1: str
) -> None:
    terminal = identify(xtversion, da2, da1, {"TERM": "xterm-256color"})

    assert (terminal.label, terminal.osc52) == (label, osc52)


@pytest.mark.parametrize(
    ("name", "osc52", "replies", "environment"),
    [
        ("JupyterLab's terminal", _DROPS, ("", "0;276;0", "1;2"), {"PYXTERM_DIMENSIONS": "80x24"}),
        ("Vim's :terminal", _DROPS, ("libvterm(0.3)", "0;100;0", "1;2"), {"VIM_TERMINAL": "900"}),
        (_OLD_LIBVTERM, _DROPS, ("", "", ""), {"INSIDE_EMACS": "vterm"}),
        ("Vim's or Neovim's :terminal", _UNKNOWN, ("", "", ""), {"NVIM": "/run/nvim.1"}),
        ("dvtm", _DROPS, ("", "", ""), {"TERM": "dvtm-256color"}),
        ("cmux", _DROPS, ("libghostty", "1;0;0", "62;22"), {"CMUX_TUI_SESSION_ID": "session_1"}),
        ("your terminal", _UNKNOWN, ("libghostty", "1;0;0", "62;22"), {}),
        ("Emacs' term", _PRINTS, ("", "", ""), {"TERM": "eterm-color"}),
        # Inherited from the terminal that this one was started from.
        ("kitty", _TAKES, ("kitty(0.41.1)", "1;4000;41", "62;"), {"VTE_VERSION": "7006"}),
        ("your terminal", _UNKNOWN, ("WezTerm 1", "1;277;0", "65"), {"NVIM": "/run/nvim.1"}),
        # Incomplete replies.
        ("kitty", _TAKES, ("", "", ""), {"TERM": "xterm-kitty"}),
    ],
)
def test_the_environment_decides_between_terminals_with_equal_replies(
    name: str, osc52: Osc52, replies: tuple[str, str, str], environment: dict[str, str]
) -> None:
    terminal = identify(*replies, environment)

    assert (terminal.name, terminal.osc52) == (name, osc52)


@pytest.mark.parametrize(
    ("label", "osc52", "environment"),
    [
        ("kitty", _TAKES, {"TERM": "xterm-kitty"}),
        ("kitty", _TAKES, {"TERM": "xterm-kitty", "VTE_VERSION": "7006"}),
        ("foot", _TAKES, {"TERM": "foot"}),
        ("alacritty", _TAKES, {"TERM": "alacritty"}),
        ("rxvt-unicode", _DROPS, {"TERM": "rxvt-unicode-256color"}),
        ("st or a terminal like it", _DROPS, {"TERM": "st-256color"}),
        (f"{_VTE} (0.70.6)", _DROPS, {"TERM": "xterm-256color", "VTE_VERSION": "7006"}),
        ("Konsole (22.12.3)", _DROPS, {"KONSOLE_VERSION": "221203"}),
        ("Konsole (25.4.2)", _TAKES, {"KONSOLE_VERSION": "250402"}),
        ("tmux", _CARRIES, {"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-1/default,1,0"}),
        ("your terminal", _UNKNOWN, {"TERM": "xterm-256color"}),
    ],
)
def test_some_terminals_are_recognised_by_the_environment_alone(
    label: str, osc52: Osc52, environment: dict[str, str]
) -> None:
    terminal = recognise_by_environment(environment)

    assert (terminal.label, terminal.osc52) == (label, osc52)


_FRAMES_AND_KEYS = {
    *("kitty (0.26.5)", "kitty (0.41.1)", "kitty (0.48.2)", "foot (1.13.1)", "foot (1.21.0)"),
    *("foot (1.28.0)", "Konsole (26.08.2)"),
}
"""Terminals that support the kitty keyboard protocol."""


def test_only_terminals_that_print_no_query_are_queried_for_frames_and_keys() -> None:
    told = [identify(xtversion, da2, da1, {}) for _, _, xtversion, da2, da1 in MEASURED]
    asked = {each.label for each in told if each.shows_frames}

    assert {each.label for each in told if each.has_key_protocol} == _FRAMES_AND_KEYS | {
        "alacritty"
    }
    assert not asked & {"zutty", _QTERMINAL, "PuTTY", "st or a terminal like it", "xterm.js"}
    assert asked >= _FRAMES_AND_KEYS
    assert not identify("", "0;1700;1", "6", {}).has_key_protocol
    assert identify("", "0;2500;1", "6", {}).shows_frames


def test_no_terminal_is_queried_that_prompts_its_user_or_empties_its_clipboard() -> None:
    queried = {terminal.name for terminal in TERMINALS if terminal.may_query}

    assert queried == {"foot", "alacritty", "zutty", "xterm"}
    assert not identify("", "0;2500;1", "6", {}).may_query
    assert not UNKNOWN.may_query


def test_a_version_is_shown_without_escape_sequences() -> None:
    told = identify("kitty(0.1\x1b[2J[red]\u202e" + "9" * 99 + ")", "", "62;", {})

    assert told.label == "kitty (0.12Jred99999999)"


_SSH = {"TERM": "xterm-256color", "SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22"}
_DESKTOP = {"TERM": "xterm-256color", "DISPLAY": ":7"}
_BY = {label: (xtversion, da2, da1) for label, _, xtversion, da2, da1 in MEASURED}


def _clipboard(
    label: str, environment: dict[str, str] = _SSH, route: str = "auto"
) -> tuple[Clipboard, list[str]]:
    written: list[str] = []
    clipboard = Clipboard(environment, written.append, route=route)
    clipboard.terminal = identify(*_BY[label], environment)
    return clipboard, written


_BY_OSC52 = "Copies go by way of OSC 52, because this is an SSH session"
_LOCALLY = "Copies go by way of this computer's own clipboard"


@pytest.mark.parametrize(
    ("label", "environment", "route", "sentence"),
    [
        ("kitty (0.41.1)", _SSH, "auto", f"{_BY_OSC52}; kitty (0.41.1) takes them."),
        (
            "terminology (1.14.0)",
            _SSH,
            "auto",
            f"{_BY_OSC52}; terminology (1.14.0) puts them on the primary selection only, for the "
            "middle mouse button.",
        ),
        ("mosh", _SSH, "auto", f"{_BY_OSC52}; mosh passes them on."),
        ("xterm.js", _SSH, "auto", f"{_BY_OSC52}."),
        (
            "tmux (3.3a)",
            _SSH,
            "auto",
            "Copies go by way of the tmux around this session, because this is an SSH session; "
            "tmux (3.3a) passes them on if allow-passthrough is on there.",
        ),
        (
            "GNU screen (4.9.0)",
            _SSH,
            "auto",
            "Copies go by way of GNU screen, because this is an SSH session; "
            "GNU screen (4.9.0) passes them on.",
        ),
        (
            "xterm (379)",
            _SSH,
            "auto",
            "Nothing is copied: xterm (379) ignores clipboard writes unless allowWindowOps is set: "
            "then choose --clipboard osc52.",
        ),
        (
            "Konsole (22.12.3)",
            _SSH,
            "auto",
            "Nothing is copied: Konsole (22.12.3) ignores clipboard writes, which newer ones take "
            "from 24.12 on.",
        ),
        (
            "xterm (379)",
            _SSH,
            "osc52",
            "Copies go by way of OSC 52, because --clipboard osc52 asks for it.",
        ),
        # On a desktop the terminal is only the fallback.
        ("xterm (379)", _DESKTOP, "auto", f"{_LOCALLY}, because this is no SSH session."),
        (
            "kitty (0.41.1)",
            _DESKTOP,
            "auto",
            f"{_LOCALLY}, or else of OSC 52, because this is no SSH session.",
        ),
        (
            "tmux (3.3a)",
            _SSH | {"TMUX": "/tmp/tmux-1/default,1,0"},
            "auto",
            "Copies go by way of tmux, because the program runs inside tmux.",
        ),
        (
            "GNU screen (4.9.0)",
            _SSH | {"STY": "1.x"},
            "auto",
            "Copies go by way of GNU screen, because the program runs inside GNU screen; GNU "
            "screen (4.9.0) passes them on.",
        ),
    ],
)
def test_the_explanation_of_a_copy_says_what_the_terminal_does_with_it(
    label: str, environment: dict[str, str], route: str, sentence: str
) -> None:
    clipboard, _ = _clipboard(label, environment, route)

    assert clipboard.explain() == sentence


@pytest.mark.parametrize(
    ("label", "limit"),
    [("zutty", 3_066), ("terminology (1.14.0)", 3_066), ("kitty (0.41.1)", TERMINAL_LIMIT)],
)
async def test_a_text_too_long_for_the_terminal_is_refused_before_anything_is_written(
    label: str, limit: int
) -> None:
    clipboard, written = _clipboard(label)

    too_long = await clipboard.copy("x" * (limit + 1))
    nothing = list(written)
    fits = await clipboard.copy("x" * limit)

    assert f"longer than the {limit:,} bytes" in too_long.text
    assert (too_long.certainty, nothing) == (Certainty.FAILED, [])
    assert fits.certainty is Certainty.SENT
    assert osc52_of("x" * limit).search("".join(written).encode())


async def test_the_limit_of_a_terminal_applies_to_the_setting_osc52_too() -> None:
    clipboard, written = _clipboard("terminology (1.13.0)", route="osc52")

    outcome = await clipboard.copy("x" * 3_067)

    assert outcome.text == (
        "Not copied: it is longer than the 3,066 bytes that terminology (1.13.0) carries whole."
    )
    assert written == []


async def test_no_copy_is_written_to_a_terminal_that_prints_it_whatever_the_setting() -> None:
    written: list[str] = []
    clipboard = Clipboard(_SSH, written.append, route="osc52")
    clipboard.terminal = identify("", "", "", {"TERM": "eterm-color"})

    outcome = await clipboard.copy("a-client-id")

    assert outcome.text == "Not copied: Emacs' term prints clipboard writes on the screen."
    assert written == []


async def test_a_copy_is_cleared_by_the_route_it_was_sent_by(secret: str) -> None:
    clipboard, written = _clipboard("tmux (3.3a)")

    await clipboard.copy(secret, secret=True)
    await clipboard.clear()

    assert [part.startswith("\x1bPtmux;\x1b\x1b]52;c;") for part in written] == [True, True]
    assert "IA==" in written[1]
