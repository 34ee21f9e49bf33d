"""The outcome of a copy agrees with the clipboard of a terminal that can be read."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from tests.delivery.support import osc52_of
from tui.delivery import read_back, route_finder
from tui.delivery.clipboard import Clipboard
from tui.delivery.osc52 import CLIPBOARD_QUERY
from tui.delivery.outcome import Certainty
from tui.delivery.recognise_terminal import identify

_SSH = {"TERM": "xterm-256color", "SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22"}
_ZUTTY = ("", "64;0;0", "64;1;9;15;21;22")
_FOOT = ("foot(1.21.0)", "1;012100;0", "62;4;22;28")
_OLD_ALACRITTY = ("", "0;1700;1", "6")
_XTERM = ("XTerm(379)", "41;379;0", "64;1;2")
_KITTY = ("kitty(0.41.1)", "1;4000;41", "62;")
_VTE = ("VTE(8001)", "61;8001;1", "61;1;21;22;28")
_SCREEN = ("", "83;40900;0", "1;2")
_UNKNOWN = ("Ghosts 1.2", "1;10;1", "62;22")
_NEVER = [
    ("kitty(0.41.1)", "1;4000;41", "62;"),
    ("Konsole 25.04.2", "1;115;0", "62;1;4"),
    ("terminology(1.14.0)", "61;337;0", "64;1;9"),
    ("", "0;2500;1", "6"),
    ("Ghosts 1.2", "1;10;1", "62;22;52"),
    ("WezTerm 20240203", "1;277;0", "65;4;6;18;22"),
    ("tmux 3.3a", "84;0;0", "1;2"),
    ("", "83;40900;0", "1;2"),
    ("", "1;10;0", "62"),
]
_BEFORE = b"something else"


@dataclass
class Played:
    """A terminal that handles its clipboard like real ones."""

    replies: tuple[str, str, str] = _ZUTTY
    route: str = "auto"
    takes: Callable[[int], bool] = lambda count: True
    """Whether it takes the copy with that number."""
    tells: Callable[[bytes, int], list[bytes]] = lambda held, count: [held]
    """Reply to the query with that number."""
    held: bytes = _BEFORE
    written: list[str] = field(default_factory=list)
    copies: int = 0
    queries: int = 0
    becomes: tuple[str, str, str] | None = None
    """Terminal that replies when the program asks again which one it is; None for none."""

    def __post_init__(self) -> None:
        self.becomes = self.becomes or self.replies
        self.clipboard = Clipboard(_SSH, self.write, route=self.route, identify=self.identify)
        self.clipboard.terminal = identify(*self.replies, _SSH)

    def identify(self) -> bool:
        if self.becomes is not None:
            asyncio.get_running_loop().call_soon(self._reply)
        return True

    def _reply(self) -> None:
        assert self.becomes is not None
        self.clipboard.terminal = identify(*self.becomes, _SSH)

    def write(self, sequence: str) -> None:
        self.written.append(sequence)
        if sequence == CLIPBOARD_QUERY:
            self.queries += 1
            for told in self.tells(self.held, self.queries):
                reply = SecretStr(base64.b64encode(told).decode())
                asyncio.get_running_loop().call_soon(self.clipboard.handle_reply, reply)
            return
        self.copies += 1
        if self.takes(self.copies):
            text = sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")
            self.held = base64.b64decode(text)

    def was_sent(self, text: str) -> bool:
        return any(osc52_of(text).search(part.encode()) for part in self.written)


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_back, "READ_BACK_TIMEOUT", 0.3)
    monkeypatch.setattr(route_finder, "READ_BACK_TIMEOUT", 0.3)
    monkeypatch.setattr(read_back, "READ_BACK_PAUSES", (0, 0))
    monkeypatch.setattr(read_back, "MORE_REPLIES", 0.02)


_READS_BACK = {
    "zutty": Played(),
    "foot, asked too early": Played(_FOOT, tells=lambda held, n: [held if n % 2 == 0 else b""]),
    "alacritty": Played(_OLD_ALACRITTY),
    "xterm that was set to": Played(_XTERM, "osc52"),
    "of two selections the second": Played(tells=lambda held, _: [_BEFORE, held]),
    "of two selections the first": Played(tells=lambda held, _: [held, _BEFORE]),
    "with a NUL at its end": Played(tells=lambda held, _: [held + b"\0"]),
}


@pytest.mark.parametrize("terminal", _READS_BACK.values(), ids=_READS_BACK)
async def test_a_copy_counts_as_copied_and_as_cleared_after_the_readback(
    terminal: Played, secret: str
) -> None:
    label = identify(*terminal.replies, _SSH).label

    copied = await terminal.clipboard.copy(secret, secret=True)
    holds = terminal.held
    cleared = await terminal.clipboard.clear()

    assert (copied.certainty, holds) == (Certainty.VERIFIED, secret.encode())
    assert copied.text == f"Copied to the clipboard of {label}; a clipboard history may keep it."
    assert (cleared.certainty, terminal.held) == (Certainty.VERIFIED, b" ")
    assert cleared.text == (
        f"Cleared the clipboard of {label}; a clipboard history may still hold it."
    )
    assert not terminal.clipboard.copied_secret


_REFUSES = {
    "without the focus": Played(_FOOT, takes=lambda _: False, tells=lambda *_: [b""]),
    "after another program": Played(_FOOT, takes=lambda _: False),
    "with what is no base64": Played(takes=lambda _: False, tells=lambda *_: [b"\xff\xfe"]),
}


@pytest.mark.parametrize("terminal", _REFUSES.values(), ids=_REFUSES)
async def test_a_terminal_that_refuses_copies_is_never_sent_the_secret(
    terminal: Played, secret: str
) -> None:
    outcome = await terminal.clipboard.copy(secret, secret=True)

    assert outcome.certainty is Certainty.FAILED
    assert "refused, as some do without the focus" in outcome.text
    assert "press a key there, and try again. Save it to a file, or reveal it." in outcome.text
    assert not terminal.was_sent(secret)
    assert not terminal.clipboard.copied_secret


async def test_a_copy_succeeds_again_after_another_program_held_the_clipboard(
    secret: str,
) -> None:
    # Foot accepts a copy after a key press, but not once another program owns the clipboard.
    terminal = Played(_FOOT, takes=lambda count: count != 2)

    first = await terminal.clipboard.copy(secret, secret=True)
    held = terminal.held
    second = await terminal.clipboard.copy(secret, secret=True)

    assert (first.certainty, held == secret.encode()) == (Certainty.FAILED, False)
    assert (second.certainty, terminal.held) == (Certainty.VERIFIED, secret.encode())


async def test_no_secret_is_queried_before_the_terminal_has_replied_once(
    secret: str,
) -> None:
    terminal = Played()

    await terminal.clipboard.copy(secret, secret=True)
    await terminal.clipboard.copy("a-client-id")

    first, query, *rest = terminal.written
    harmless = base64.b64decode(first.removeprefix("\x1b]52;c;").removesuffix("\x07"))
    assert harmless.startswith(b"not-copied-yet-")
    assert query == CLIPBOARD_QUERY
    assert [part == CLIPBOARD_QUERY for part in rest] == [False, True, False, True]


_SILENT = {
    "zutty": (Played(tells=lambda *_: []), "Sent to zutty, which takes it: paste it"),
    "xterm": (
        Played(_XTERM, "osc52", takes=lambda _: False, tells=lambda *_: []),
        "Sent to your terminal by way of OSC 52: paste it",
    ),
}


@pytest.mark.parametrize(("terminal", "said"), _SILENT.values(), ids=_SILENT)
async def test_a_terminal_that_does_not_reply_is_sent_the_copy_and_queried_no_more(
    terminal: Played, said: str, secret: str
) -> None:
    copied = await terminal.clipboard.copy(secret, secret=True)
    cleared = await terminal.clipboard.clear()

    assert (copied.certainty, copied.text.startswith(said)) == (Certainty.SENT, True)
    assert cleared.text == "Asked the terminal to clear the clipboard."
    assert terminal.was_sent(secret)
    assert terminal.queries == 1


async def test_a_copy_counts_as_sent_if_the_terminal_stops_replying(secret: str) -> None:
    terminal = Played(tells=lambda held, count: [held] * (count == 1))

    copied = await terminal.clipboard.copy(secret, secret=True)

    assert copied.text == "Sent to zutty: paste it to check before you leave."
    assert terminal.clipboard.copied_secret


async def test_a_late_reply_does_not_count_for_the_next_query(secret: str) -> None:
    terminal = Played(tells=lambda held, count: [held] if count < 2 else [])
    await terminal.clipboard.copy(secret, secret=True)
    terminal.tells = lambda held, _: [secret.encode(), held]

    second = await terminal.clipboard.copy("another-one", secret=True)

    assert second.certainty is Certainty.VERIFIED


async def test_an_unsolicited_reply_is_ignored(secret: str) -> None:
    terminal = Played(_FOOT)
    await terminal.clipboard.copy("a-client-id")
    terminal.takes = lambda _: False
    terminal.clipboard.handle_reply(SecretStr(base64.b64encode(secret.encode()).decode()))

    outcome = await terminal.clipboard.copy(secret, secret=True)

    assert outcome.certainty is Certainty.FAILED


async def test_clearing_does_not_touch_what_the_user_copied_since(secret: str) -> None:
    terminal = Played(_FOOT)
    await terminal.clipboard.copy(secret, secret=True)
    terminal.held, terminal.takes = _BEFORE, lambda _: False

    cleared = await terminal.clipboard.clear()

    assert cleared.text == "The clipboard holds something else by now, which was left alone."
    assert not terminal.clipboard.copied_secret


async def test_clearing_fails_if_the_terminal_still_holds_the_secret(secret: str) -> None:
    terminal = Played(_FOOT)
    await terminal.clipboard.copy(secret, secret=True)
    terminal.takes = lambda _: False

    cleared = await terminal.clipboard.clear()

    assert cleared.text.startswith("Not cleared: foot (1.21.0) refused, as some do without")
    assert terminal.clipboard.copied_secret


@pytest.mark.parametrize(
    ("becomes", "said"),
    [
        (("Konsole 25.04.2", "1;115;0", "62;1;4"), "Sent to Konsole (25.04.2), which takes it:"),
        (("VTE(8001)", "61;8001;1", "61;1;21"), "Not copied: gnome-terminal and other VTE"),
        (None, "Sent to your terminal by way of OSC 52: paste it"),
    ],
)
async def test_a_terminal_that_replaced_the_one_before_is_not_queried(
    secret: str, becomes: tuple[str, str, str] | None, said: str
) -> None:
    terminal = Played(_FOOT)
    first = await terminal.clipboard.copy(secret, secret=True)
    asked, terminal.becomes = terminal.queries, becomes

    second = await terminal.clipboard.copy(secret, secret=True)
    await terminal.clipboard.clear()

    assert first.certainty is Certainty.VERIFIED
    assert second.text.startswith(said)
    assert terminal.queries == asked


@pytest.mark.parametrize(
    ("replies", "becomes", "said", "is_sent"),
    [
        (_KITTY, _VTE, "Not copied: gnome-terminal and other VTE terminals (0.80.1)", False),
        (_KITTY, _ZUTTY, "Copied to the clipboard of zutty", True),
        (_KITTY, None, "Sent to kitty (0.41.1), which takes it", True),
        (_UNKNOWN, _VTE, "Not copied: gnome-terminal", False),
        (_VTE, _KITTY, "Sent to kitty (0.41.1), which takes it", True),
        (_VTE, None, "Not copied: gnome-terminal", False),
        (_SCREEN, _KITTY, "Sent to kitty (0.41.1), which takes it", True),
    ],
)
async def test_a_copy_is_sent_for_the_terminal_that_shows_the_program_now(
    replies: tuple[str, str, str],
    becomes: tuple[str, str, str] | None,
    said: str,
    is_sent: bool,
    secret: str,
) -> None:
    terminal = Played(replies)
    terminal.becomes = becomes

    outcome = await terminal.clipboard.copy(secret, secret=True)

    assert outcome.text.startswith(said)
    assert terminal.was_sent(secret) == is_sent


@pytest.mark.parametrize("replies", _NEVER, ids=str)
@pytest.mark.parametrize("route", ["auto", "osc52"])
async def test_no_terminal_is_queried_that_would_prompt_its_user_or_lose_the_copy(
    replies: tuple[str, str, str], route: str, secret: str
) -> None:
    terminal = Played(replies, route)

    await terminal.clipboard.copy(secret, secret=True)
    await terminal.clipboard.clear()

    assert terminal.queries == 0
    assert "?" not in "".join(terminal.written)
