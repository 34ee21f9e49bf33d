"""Whatever a terminal sends, the program goes on, takes keys, and does nothing by itself."""

from __future__ import annotations

from codecs import getincrementaldecoder
from random import Random

import pytest
from textual import events
from textual.driver import Driver
from textual.message import Message
from textual.pilot import Pilot

from tests.app.dialogs.test_panel_keys import open_panel
from tests.app.support import dialog, press, running, settle
from tests.app.terminal.garbage import garbage
from tests.app.terminal.test_reply_filter import Clock, clock
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.terminal.input_parser import InputParser
from tui.app.terminal.reply_filter import PASTE_SILENCE
from tui.demo.server import Demo

__all__ = ["clock"]

INPUTS = 20_000


class _Reader:
    """The parser as the reader uses it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._parser = InputParser()
        self._decoder = getincrementaldecoder("utf-8")("replace")

    def read(self, *pieces: bytes, pause: float = 0.01) -> list[Message]:
        messages: list[Message] = []
        for piece in pieces:
            if text := self._decoder.decode(piece):
                messages += self._parser.feed(text)
            self._clock.now += pause
            messages += self._parser.tick()
        return messages

    def wait(self) -> list[Message]:
        self._clock.now += PASTE_SILENCE
        return list(self._parser.tick())


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(2))
def test_no_input_raises_or_deafens_or_is_more_than_keys_and_the_mouse(
    clock: Clock, seed: int
) -> None:
    random = Random(seed)
    reader = _Reader(clock)
    for number in range(INPUTS // 2):
        pieces = garbage(random)
        messages = reader.read(*pieces, pause=random.choice((0.0, 0.01, 0.12, 0.5, 1.2)))
        for message in messages:
            assert _is_harmless(message), pieces
        if number % 10 == 0:
            reader.wait()
            # An incomplete character takes the next byte along.
            reader.read(b" ")
            pressed = reader.read(b"q", b"\x11", b"\x1b[113;5u")
            names = [message.key for message in pressed if isinstance(message, events.Key)]
            assert names == ["q", "ctrl+q", "ctrl+q"], pieces


def _is_harmless(message: Message) -> bool:
    match message:
        case events.Key():
            f"{message.key}{message.character}".encode()
            return True
        case events.MouseEvent():
            return 0 <= message.x < 100_000 and 0 <= message.y < 100_000
    return type(message).__name__ in (
        "Paste",
        "AppFocus",
        "AppBlur",
        "TerminalSupportsSynchronizedOutput",
    )


def test_sequences_that_come_whole_type_no_letter(clock: Clock) -> None:
    random = Random(3)
    for _ in range(2_000):
        reader = _Reader(clock)
        pieces = garbage(random, typed=False)
        messages = [*reader.read(*pieces), *reader.wait()]
        typed = [message.character for message in messages if isinstance(message, events.Key)]
        assert not {"D", "S", "q", "\r"} & set(typed), pieces


_CONFIRMING = {"enter", "space", "ctrl+j", "ctrl+m", "ctrl+q", "ctrl+c", "ctrl+z", "f10"}


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", ["before the first frame", "list", "field", "panel"])
async def test_garbage_neither_ends_the_program_nor_deletes_nor_leaves_the_panel(
    clock: Clock, demo: Demo, place: str
) -> None:
    random = Random(place)
    reader = _Reader(clock)
    async with running(demo, settled=place != "before the first frame") as pilot:
        if place == "field":
            await press(pilot, "slash")
        elif place == "panel":
            await open_panel(pilot)
        before = len(demo.store.all_keys())
        for _ in range(100):
            for message in [*reader.read(*garbage(random, typed=False)), *reader.wait()]:
                if not (isinstance(message, events.Key) and message.key in _CONFIRMING):
                    _driver(pilot).process_message(message)
            await settle(pilot)

        assert pilot.app.is_running
        assert len(demo.store.all_keys()) == before
        if place == "panel":
            assert any(isinstance(screen, SecretPanel) for screen in pilot.app.screen_stack)
            await press(pilot, "ctrl+q")
            assert "neither copied nor saved" in dialog(pilot)
        else:
            await press(pilot, "ctrl+q")
            assert pilot.app.return_code == 0


def _driver(pilot: Pilot[None]) -> Driver:
    driver = pilot.app._driver
    assert driver is not None
    return driver
