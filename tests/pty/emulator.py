"""Understands what a program writes to a terminal: the screen, the modes, the questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pyte
from rich.cells import cell_len

from tests.pty.outer_clipboard import OuterClipboard

_CONTROL = re.compile(rb"\x1b\[([<=>?]?)([0-9;:]*)([ -/]*)([@-~])")
_CUT_OFF = re.compile(rb"\x1b(?:\[[<=>?]?[0-9;:]*[ -/]*)?\Z")

_ASKS_FOR_BACKGROUND = b"\x1b]11;?"
_ASKS_AROUND = b"\x1bP\x1b[>q\x1b[>c\x1b[c\x1b\\"
"""Sequences that GNU screen passes on, and nobody replies to."""

_LINE_WRAP, _CURSOR, _ALTERNATE, _FRAME, _SIZES = 7, 25, 1049, 2026, 2048
_NORMALLY_ON = (_LINE_WRAP, _CURSOR)
_NAMES = {
    _LINE_WRAP: "no line wrap",
    _CURSOR: "cursor hidden",
    _ALTERNATE: "alternate screen",
    1000: "mouse",
    1002: "mouse drags",
    1003: "mouse moves",
    1004: "focus",
    1006: "mouse SGR",
    1015: "mouse urxvt",
    1016: "mouse pixels",
    2004: "bracketed paste",
    _SIZES: "size reports",
}


class Style(NamedTuple):
    """Look of a character."""

    color: str
    background: str
    reverse: bool = False
    is_dim: bool = False


class _Screen(pyte.Screen):
    """A screen that keeps dim text, which pyte does not know, as blinking, which nothing is."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._texts: list[str] = []

    @property
    def texts(self) -> list[str]:
        """The lines; only those are put together again that have changed since the last look."""
        if len(self._texts) != self.lines:
            self._texts, self.dirty = [""] * self.lines, {*range(self.lines)}
        for line in self.dirty & {*range(self.lines)}:
            self._texts[line] = self._text(line)
        self.dirty.clear()
        return self._texts

    def _text(self, line: int) -> str:
        cells, characters, is_behind_wide = self.buffer[line], [], False
        for column in range(self.columns):
            character = "" if is_behind_wide else cells[column].data
            is_behind_wide = character > "\u10ff" and cell_len(character) == 2
            characters.append(character)
        return "".join(characters).rstrip()

    def select_graphic_rendition(self, *attributes: int, **options: Any) -> None:  # noqa: ANN401
        super().select_graphic_rendition(*attributes, **options)
        # GNU screen 5, where there are few colours; nobody sets it together with others.
        if attributes in ((2,), (22,)):
            self.cursor.attrs = self.cursor.attrs._replace(blink=attributes == (2,))


class Replies(NamedTuple):
    """Replies of a terminal to those who ask which one it is; nothing where one is empty."""

    xtversion: str = "\x1bP>|Emulator 1.0\x1b\\"
    da2: str = "\x1b[>99;1;0c"
    da1: str = "\x1b[?62;22c"
    background: str = ""
    tells_clipboard: bool = False
    """Whether it replies to a query for its clipboard."""


class Emulator:
    """A terminal of xterm's kind, as far as a Textual program can tell.

    Args:
        size: Columns and lines.
        answer: Takes what the terminal sends to the program.
        tells_size: Whether it tells its size in the input to a program that wants that, as some
            do; otherwise a signal tells of a new one.
        replies: What it says of itself; normally nothing that anybody knows.
    """

    def __init__(
        self,
        size: tuple[int, int],
        answer: Callable[[str], None],
        *,
        tells_size: bool = False,
        replies: Replies = Replies(),  # noqa: B008 - it can't be changed
    ) -> None:
        self._replies = {b">q": replies.xtversion, b">c": replies.da2, b"c": replies.da1}
        self.clipboard = OuterClipboard(answer, tells=replies.tells_clipboard)
        self._size = size
        self._known = (_FRAME, _SIZES) if tells_size else (_FRAME,)
        self._screens = [_Screen(*size), _Screen(*size)]
        self._streams = [pyte.ByteStream(screen) for screen in self._screens]
        self._answer = answer
        self._background = replies.background
        self._changed: set[int] = set()
        """The private modes that are not as they were in the beginning."""
        self._kitty_pushed = 0
        self._rest = b""

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        texts: list[str] = self._screen.texts
        return texts.copy()

    @property
    def cells(self) -> list[list[Any]]:
        """The screen as pyte's characters, line by line, with their looks."""
        buffer, lines, columns = self._screen.buffer, self._screen.lines, self._screen.columns
        return [[buffer[line][column] for column in range(columns)] for line in range(lines)]

    @property
    def looks(self) -> list[list[Any]]:
        """The screen as it is seen: of a blank that is the background alone."""
        return [[_seen(cell) for cell in line] for line in self.cells]

    @property
    def in_frame(self) -> bool:
        """Whether the program is in the middle of a synchronised update."""
        return _FRAME in self._changed

    @property
    def modes(self) -> set[str]:
        """The modes that are not as a shell needs them."""
        names = {_NAMES.get(mode, f"mode {mode}") for mode in self._changed}
        return names | ({"kitty keyboard"} if self._kitty_pushed else set())

    def style(self, column: int, line: int) -> Style:
        """Return the look of one character."""
        cell = self._screen.buffer[line][column]
        return Style(cell.fg, cell.bg, cell.reverse, cell.blink)

    def resize(self, size: tuple[int, int]) -> None:
        """Change the size of both screens."""
        for screen in self._screens:
            screen.resize(size[1], size[0])

    def feed(self, data: bytes) -> None:
        """Take what the program wrote."""
        self.clipboard.feed(data)
        data = (self._rest + data).replace(_ASKS_AROUND, b"")
        cut_off = _CUT_OFF.search(data)
        end, start = cut_off.start() if cut_off else len(data), 0
        for control in _CONTROL.finditer(data, 0, end):
            self._draw(data[start : control.start()])
            self._obey(control)
            start = control.end()
        self._draw(data[start:end])
        self._rest = data[end:]

    @property
    def _screen(self) -> Any:  # noqa: ANN401 - pyte has no types
        return self._screens[_ALTERNATE in self._changed]

    def _draw(self, data: bytes) -> None:
        if self._background and _ASKS_FOR_BACKGROUND in data:
            self._answer(self._background)
        self._streams[_ALTERNATE in self._changed].feed(data)

    def _obey(self, control: re.Match[bytes]) -> None:
        prefix, numbers, between, final = control.groups()
        if prefix == b"?" and between == b"$":
            self._answer(f"\x1b[?{int(numbers)};{2 if int(numbers) in self._known else 0}$y")
        elif prefix == b"?" and final in b"hl":
            for number in map(int, numbers.split(b";")):
                self._set_mode(number, on=final == b"h")
                if number == _SIZES and final == b"h":
                    columns, rows = self._size
                    self._answer(f"\x1b[48;{rows};{columns};{rows * 20};{columns * 10}t")
        elif reply := self._replies.get(prefix + final):
            self._answer(reply)
        elif prefix and final == b"u":
            # One that was never pushed can't be popped.
            self._kitty_pushed = max(0, self._kitty_pushed + {b">": 1, b"<": -1}.get(prefix, 0))
        elif not prefix and final != b"c":
            self._draw(control[0])

    def _set_mode(self, mode: int, *, on: bool) -> None:
        if on == (mode in _NORMALLY_ON):
            self._changed.discard(mode)
        else:
            self._changed.add(mode)


def _seen(cell: Any) -> Any:  # noqa: ANN401 - pyte has no types
    is_blank = cell.data == " " and not (cell.reverse or cell.underscore)
    return (" ", cell.bg) if is_blank else cell


def in_common(line: str, other: str) -> str:
    """Return the characters of a line that stand at the same places in another."""
    pairs = zip(line, other, strict=False)
    return "".join(one if one == another else " " for one, another in pairs).rstrip()
