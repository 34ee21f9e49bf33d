"""Copies by OSC 52, plain and through multiplexers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.delivery.screen import Screen
from tests.delivery.support import osc52_of
from tui.delivery.clipboard import Clipboard
from tui.delivery.clipboard_routes import OFF, route_choices
from tui.delivery.outcome import Certainty
from tui.delivery.recognise_terminal import identify

_OVER_SSH = {"TERM": "xterm-256color", "SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22"}

_SENT = "Sent to your terminal by way of OSC 52: paste it to check before you leave"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    if shutil.which("screen") is None:
        pytest.skip("GNU screen is not installed")
    with Screen(tmp_path) as screen:
        yield screen


def _copies(environment: Mapping[str, str], route: str = "auto") -> tuple[Clipboard, list[str]]:
    written: list[str] = []
    return Clipboard(environment, written.append, route=route), written


async def test_gnu_screen_passes_a_copy_on(screen: Screen, secret: str) -> None:
    long_secret = secret * 60
    clipboard = Clipboard(screen.environment, screen.write)

    outcome = await clipboard.copy(long_secret, secret=True)

    assert outcome.text == (
        "Sent to your terminal by way of GNU screen: paste it to check before you leave."
    )
    wanted = osc52_of(long_secret)
    screen.terminal.wait_until(
        lambda: wanted.search(screen.terminal.output) is not None, "OSC 52 with the secret"
    )


async def test_clearing_sends_a_blank_through_gnu_screen(screen: Screen, secret: str) -> None:
    clipboard = Clipboard(screen.environment, screen.write)
    await clipboard.copy(secret, secret=True)

    outcome = await clipboard.clear()

    assert outcome.text == "Asked the terminal to clear the clipboard."
    wanted = osc52_of(" ")
    screen.terminal.wait_until(
        lambda: wanted.search(screen.terminal.output) is not None, "OSC 52 with a blank"
    )


@pytest.mark.parametrize("term", ["tmux-256color", "screen", "screen-256color"])
async def test_a_copy_through_a_tmux_around_ssh_counts_as_sent_with_a_hint(
    secret: str, term: str
) -> None:
    clipboard, written = _copies(_OVER_SSH | {"TERM": term})

    outcome = await clipboard.copy(secret, secret=True)

    assert outcome.certainty is Certainty.SENT
    assert outcome.text == (
        f"{_SENT} (a tmux around your ssh drops it, or keeps a copy in a paste buffer)."
    )
    assert len(written) == 1
    assert (await clipboard.clear()).text.endswith(
        "If set-clipboard is on in the tmux around your ssh, a paste buffer there still holds it: "
        "delete it by tmux choose-buffer."
    )


@pytest.mark.parametrize(
    ("route", "calls_itself", "in_screen", "said", "kept"),
    [
        ("osc52", "tmux 3.3a", False, "(tmux (3.3a) drops it, or keeps a copy", "tmux (3.3a)"),
        ("screen", "tmux 3.3a", True, "(tmux (3.3a) drops it, or keeps a copy", "tmux (3.3a)"),
        ("osc52", "tmux 3.3a", True, "(GNU screen drops it: --clipboard screen gets", ""),
        ("osc52", "kitty(0.41.1)", True, "(GNU screen drops it: --clipboard screen gets", ""),
        ("osc52", "kitty(0.41.1)", False, "Sent to kitty (0.41.1), which takes it", ""),
        ("auto", "tmux 3.3a", False, "passes it on if allow-passthrough is on", ""),
        ("auto", "tmux 3.3a", True, "passes it on if allow-passthrough is on", ""),
    ],
)
async def test_a_copy_that_a_multiplexer_may_keep_has_a_note_before_and_after_clearing(
    secret: str, route: str, calls_itself: str, in_screen: bool, said: str, kept: str
) -> None:
    clipboard, _ = _copies(_OVER_SSH | {"TERM": "screen"}, route)
    terminal, screen = identify(calls_itself, "", "62", {}), identify("", "83;40900;0", "62", {})
    clipboard.terminal = terminal.around(screen) if in_screen else terminal

    copied = await clipboard.copy(secret, secret=True)
    cleared = await clipboard.clear()

    assert said in copied.text
    assert ("paste buffer" in cleared.text) is bool(kept)
    assert kept in cleared.text


@pytest.mark.parametrize(
    "term", ["", "dumb", "linux", "linux-16color", "screen.linux", "vt100", "vt220", "unknown"]
)
@pytest.mark.parametrize("route", ["auto", "osc52", "screen"])
@pytest.mark.parametrize("place", [{}, {"SSH_TTY": "/dev/pts/3"}, {"STY": "1.x"}])
async def test_a_terminal_without_a_clipboard_is_never_written_to(
    secret: str, term: str, route: str, place: dict[str, str]
) -> None:
    clipboard, written = _copies({"TERM": term} | place, route)

    copied = await clipboard.copy(secret, secret=True)
    cleared = await clipboard.clear()

    assert copied.text == (
        f"Not copied: this terminal (TERM={term}) has no clipboard. "
        "Save it to a file, or reveal it."
    )
    assert cleared.certainty is Certainty.FAILED
    assert written == []


async def test_without_a_desktop_or_any_helper_a_copy_goes_to_the_terminal(
    stand_ins: Path, secret: str
) -> None:
    clipboard, written = _copies({"TERM": "xterm-256color", "PATH": str(stand_ins)})

    outcome = await clipboard.copy(secret, secret=True)

    assert outcome.text == f"{_SENT}."
    assert [bool(osc52_of(secret).fullmatch(text.encode())) for text in written] == [True]


@pytest.mark.parametrize(
    "strange", ["\n", "\r", "\x1b]0;x\x07", "\x9b31m", "\ud800", "é", "\u202e", "\t", "\0"]
)
@pytest.mark.parametrize("route", [route for route in route_choices() if route != OFF])
async def test_a_text_with_control_characters_is_refused(
    stand_ins: Path, secret: str, strange: str, route: str
) -> None:
    where = {"TERM": "xterm", "PATH": str(stand_ins), "TMUX": "x"}
    clipboard, written = _copies(where, route)

    outcome = await clipboard.copy(f"{secret}{strange}", secret=True)

    assert outcome.text == (
        "Not copied: it has characters that a terminal could change or interpret. "
        "Save it to a file, or reveal it."
    )
    assert written == []
    assert not clipboard.copied_secret


async def test_an_empty_text_is_not_copied() -> None:
    clipboard, written = _copies(_OVER_SSH)

    assert (await clipboard.copy("")).text == "Not copied: there is nothing to copy."
    assert written == []


@pytest.mark.parametrize("environment", [_OVER_SSH, {"TERM": "screen", "STY": "1.x"}])
async def test_a_text_too_long_for_a_terminal_is_refused(environment: dict[str, str]) -> None:
    clipboard, written = _copies(environment)

    longest = await clipboard.copy("x" * 8_000)
    longer = await clipboard.copy("x" * 8_001, secret=True)

    assert longest.certainty is Certainty.SENT
    assert "it is longer than the 8,000 bytes that this way carries whole" in longer.text
    assert len(written) == 1
    assert not clipboard.copied_secret


async def test_clearing_overwrites_with_a_blank_only_what_was_copied(secret: str) -> None:
    clipboard, written = _copies(_OVER_SSH)

    before = await clipboard.clear()
    await clipboard.copy(secret, secret=True)
    after = await clipboard.clear()
    again = await clipboard.clear()

    assert before == again
    assert before.text == ("Not cleared: nothing was copied from here, or it is cleared already.")
    assert after.text == "Asked the terminal to clear the clipboard."
    assert [bool(osc52_of(" ").fullmatch(text.encode())) for text in written] == [False, True]


async def test_a_secret_counts_as_copied_until_something_replaces_it(secret: str) -> None:
    clipboard, _ = _copies(_OVER_SSH)
    seen = [clipboard.copied_secret]

    for text, is_secret in ((secret, True), ("a-client-id", False), (secret, True)):
        await clipboard.copy(text, secret=is_secret)
        seen.append(clipboard.copied_secret)
    await clipboard.clear()
    seen.append(clipboard.copied_secret)

    assert seen == [False, True, False, True, False]


async def test_a_copy_that_was_only_sent_is_not_cleared_by_a_timer_or_at_the_end(
    secret: str,
) -> None:
    written: list[str] = []
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    clipboard = Clipboard(_OVER_SSH, written.append, sleep=sleep)
    await clipboard.copy(secret, secret=True)
    await clipboard.aclose()

    assert slept == []
    assert len(written) == 1


async def test_a_copy_to_a_terminal_that_is_gone_fails(secret: str) -> None:
    def write(sequence: str) -> None:
        raise ValueError("I/O operation on closed file")

    outcome = await Clipboard(_OVER_SSH, write).copy(secret, secret=True)

    assert "the terminal can't be written to" in outcome.text
