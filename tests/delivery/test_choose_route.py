"""The choice of the route to the clipboard, and its explanation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.delivery.support import stand_in
from tui.delivery.choose_route import choose_route
from tui.delivery.clipboard import Clipboard
from tui.delivery.clipboard_routes import route_choices
from tui.delivery.outcome import Certainty
from tui.delivery.terminal import Osc52, Terminal

_TMUX = {"TMUX": "/tmp/tmux-0/default,1,0"}
_SCREEN = {"STY": "1.pts-0.host"}
_SSH = {"SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22"}
_DESKTOP = {"DISPLAY": ":0"}


@pytest.fixture(autouse=True)
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (_TMUX, "Copies go by way of tmux, because the program runs inside tmux."),
        (_TMUX | _SSH, "Copies go by way of tmux, because the program runs inside tmux."),
        (_TMUX | _DESKTOP, "Copies go by way of tmux, because the program runs inside tmux."),
        (_TMUX | _SCREEN, "Copies go by way of tmux, because the program runs inside tmux."),
        (
            _SCREEN | _SSH,
            "Copies go by way of GNU screen, because the program runs inside GNU screen.",
        ),
        (_SSH, "Copies go by way of OSC 52, because this is an SSH session."),
        (_SSH | _DESKTOP, "Copies go by way of OSC 52, because this is an SSH session."),
        ({}, "Copies go by way of OSC 52, because there is no desktop here."),
        *(
            (
                {"DISPLAY": display},
                "Copies go by way of OSC 52, because the desktop is another computer's "
                f"(DISPLAY={display}).",
            )
            for display in ("localhost:10.0", "192.0.2.1:0", "[2001:db8::1]:0", "2001:db8::1:0")
        ),
        *(
            (
                environment,
                "Copies go by way of this computer's own clipboard, or else of OSC 52, "
                "because this is no SSH session.",
            )
            for environment in (
                {"DISPLAY": "unix:0"},
                {"DISPLAY": "/private/tmp/com.apple.launchd.x/org.xquartz:0"},
                {"DISPLAY": "192.0.2.1:0", "WSL_DISTRO_NAME": "Debian"},
            )
        ),
        (
            _DESKTOP,
            "Copies go by way of this computer's own clipboard, or else of OSC 52, "
            "because this is no SSH session.",
        ),
        (
            {"WAYLAND_DISPLAY": "wayland-0", "TERM": "linux"},
            "Copies go by way of this computer's own clipboard, because this is no SSH session.",
        ),
        *(
            ({"TERM": term}, f"Nothing is copied: this terminal (TERM={term}) has no clipboard.")
            # Emacs's terminal would print the text; `Eterm` is another one.
            for term in ("linux", "eterm-color", "eterm", "dvtm", "dvtm-256color")
        ),
        (
            _SCREEN | {"TERM": "screen.eterm-color"},
            "Nothing is copied: this terminal (TERM=screen.eterm-color) has no clipboard.",
        ),
        (
            {"TERM": "Eterm-256color"},
            "Copies go by way of OSC 52, because there is no desktop here.",
        ),
        (
            {"WSL_INTEROP": "/run/WSL/8_interop"},
            "Copies go by way of this computer's own clipboard, or else of OSC 52, "
            "because this is no SSH session.",
        ),
    ],
)
def test_the_route_is_chosen_by_the_environment_and_explained(
    environment: dict[str, str], sentence: str
) -> None:
    clipboard = Clipboard({"TERM": "xterm"} | environment, lambda _: None)

    assert clipboard.explain() == sentence


@pytest.mark.parametrize(
    ("osc52", "has_wl_copy", "route"),
    [
        (Osc52.TAKES, False, "osc52"),
        (Osc52.TAKES, True, "local"),
        (Osc52.UNKNOWN, False, "local"),
        (Osc52.DROPS, False, "local"),
    ],
)
def test_in_wayland_a_terminal_that_takes_copies_comes_before_xclip(
    stand_ins: Path, osc52: Osc52, has_wl_copy: bool, route: str
) -> None:
    for name in ("wl-copy", "wl-paste") if has_wl_copy else ("xclip",):
        stand_in(stand_ins, name, "true")
    environment = {"TERM": "xterm", "WAYLAND_DISPLAY": "wayland-0", "PATH": str(stand_ins)}

    terminal = Terminal("a terminal", osc52)
    choice = choose_route(environment, "auto", terminal=terminal, around=None)

    assert choice.route.name == route


_RECORDED = "Nothing is copied: a recording of this terminal would hold it (--screencast)."
_NOT_HELD = (
    "Copies go by way of this computer's own clipboard, because a recording of the terminal does "
    "not hold that."
)


@pytest.mark.parametrize(
    ("route", "environment", "sentence"),
    [
        ("auto", _TMUX, _RECORDED),
        ("auto", _SCREEN, _RECORDED),
        ("auto", _SSH | _DESKTOP, _RECORDED),
        ("osc52", _DESKTOP, _RECORDED),
        ("tmux", _TMUX | _DESKTOP, _RECORDED),
        ("auto", _DESKTOP, _NOT_HELD),
        ("auto", _TMUX | _DESKTOP, _NOT_HELD),
    ],
)
def test_nothing_is_sent_through_a_recorded_terminal(
    route: str, environment: dict[str, str], sentence: str
) -> None:
    terminal = {"TERM": "xterm"} | environment
    clipboard = Clipboard(terminal, lambda _: None, route=route, recorded=True)

    assert clipboard.explain() == sentence


@pytest.mark.parametrize(
    ("route", "environment", "sentence"),
    [
        ("osc52", _TMUX, "Copies go by way of OSC 52, because --clipboard osc52 asks for it."),
        ("tmux", _TMUX, "Copies go by way of tmux, because --clipboard tmux asks for it."),
        ("tmux", {}, "Nothing is copied: this is not inside tmux ($TMUX is not set)."),
        ("screen", {}, "Copies go by way of GNU screen, because --clipboard screen asks for it."),
        (
            "local",
            {},
            "Copies go by way of this computer's own clipboard, "
            "because --clipboard local asks for it.",
        ),
        (
            "local",
            _SSH,
            "Nothing is copied: this is an SSH session, and the clipboard of that computer is not "
            "yours.",
        ),
        ("off", {}, "Nothing is copied: the clipboard is switched off (--clipboard off)."),
    ],
)
def test_the_route_of_the_setting_is_used_or_refused_with_the_reason(
    route: str, environment: dict[str, str], sentence: str
) -> None:
    clipboard = Clipboard({"TERM": "xterm"} | environment, lambda _: None, route=route)

    assert clipboard.explain() == sentence


async def test_off_copies_nothing_and_says_so(secret: str) -> None:
    written: list[str] = []
    clipboard = Clipboard({"TERM": "xterm"} | _TMUX, written.append, route="off")

    outcome = await clipboard.copy(secret, secret=True)

    assert outcome.certainty is Certainty.FAILED
    assert outcome.text == (
        "Not copied: the clipboard is switched off (--clipboard off). "
        "Save it to a file, or reveal it."
    )
    assert written == []


async def test_only_a_failure_to_copy_a_secret_has_advice() -> None:
    outcome = await Clipboard({}, lambda _: None, route="off").copy("a-client-id")

    assert outcome.text == "Not copied: the clipboard is switched off (--clipboard off)."


@pytest.mark.parametrize(
    ("environment", "hint"),
    [
        (_TMUX, "(tmux drops it by default: --clipboard tmux does not depend on that)"),
        (_SCREEN, "(GNU screen drops it: --clipboard screen gets through)"),
    ],
)
async def test_plain_osc52_inside_a_multiplexer_has_a_hint_about_that(
    environment: dict[str, str], hint: str
) -> None:
    clipboard = Clipboard({"TERM": "screen"} | environment, lambda _: None, route="osc52")

    assert hint in (await clipboard.copy("a-client-id")).text


def test_an_unknown_route_is_an_error() -> None:
    with pytest.raises(ValueError, match="'fax' is none of auto, osc52"):
        Clipboard({}, lambda _: None, route="fax")


def test_every_route_is_a_choice_on_the_command_line() -> None:
    assert route_choices() == ("auto", "osc52", "tmux", "screen", "local", "off")
