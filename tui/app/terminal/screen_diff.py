"""Known content of the screen, and the shortest output that turns it into a frame."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from rich.cells import cell_len

from ...runtime.kept_frame import Skeleton
from .line_diff import Frame, Lines, Piece, Run, diff_lines
from .scroll_diff import damaged_lines, detect_scroll
from .sgr import RESET, SgrState, parse_sgr, visible_on_blanks

if TYPE_CHECKING:
    from textual.geometry import Size

    from ...runtime.early_screen import EarlyScreen
    from .textual_internals import CrashSafeApp

_PLACE = re.compile(r"\x1b\[(\d+)(?:;(\d+))?H")
_TOKEN = re.compile(r"\x1b\[([0-9;]*)m|([^\x1b\r\n]+)|\n")

_KEPT = 512
"""Number of parsed pieces to cache: while a filter is typed, most rows only move."""

_HOME = "\x1b[1;1H"
"""Textual leaves the cursor there when no field has it; it is hidden then."""


class ScreenDiff:
    """Diff between the screen and each frame, so that only dirty cells are written.

    Textual writes whole widgets and full styles, with which a list would lag behind the keys on a
    slow line.
    """

    def __init__(self) -> None:
        self._lines: Lines = {}
        self._cursor = ""

    def invalidate(self) -> None:
        """Forget the screen: something else was drawn there, or its size has changed."""
        self._lines.clear()
        self._cursor = ""

    def adopt(self, frame: str) -> None:
        """Record a frame that is on the screen already."""
        self.invalidate()
        self.update(frame)

    def update(self, frame: str) -> str:
        """Return the shortest output that turns the screen into the frame."""
        try:
            runs, cursor = _parse_frame(frame)
        except ValueError:
            self.invalidate()
            return frame
        output, lines = diff_lines(self._lines, runs)
        if (scroll := detect_scroll(self._lines, lines)) is not None:
            moved, scrolled = scroll
            redrawn, after = diff_lines(scrolled, runs)
            if damaged := damaged_lines(after, lines):
                redrawn, after = diff_lines(scrolled, runs | damaged)
            if after == lines and len(moved) + len(redrawn) < len(output):
                output = moved + redrawn
        self._lines = lines
        if not output and cursor == self._cursor:
            return ""
        self._cursor = cursor
        return output + cursor


class Frames:
    """Frames of the application, each reduced to its difference from the screen.

    The first one is compared with the early screen's frame, unless the window was resized since.
    """

    def __init__(self, app: CrashSafeApp) -> None:
        self._app = app
        self._diff = ScreenDiff()
        self._size: Size | None = None
        """Size of the last frame."""
        self._early_frame = ""
        """Frame on the screen before the first one; empty if unknown."""
        self._early_size = (0, 0)
        self._sizes_asked = 0

    @property
    def has_begun(self) -> bool:
        """Whether a frame was drawn."""
        return self._size is not None

    def begin(self) -> None:
        """Forget everything, as the terminal is about to be taken over."""
        self._diff.invalidate()
        self._early_frame, self._sizes_asked = "", 0

    def go_on_from(self, early: EarlyScreen) -> None:
        """Record the frame that the early screen has drawn."""
        self._early_frame, self._early_size = early.frame, early.size

    def note_size_asked(self) -> None:
        """Take note of a look at the size: when the terminal is taken, and after each resize.

        A resize may have changed what the early frame looks like.
        """
        self._sizes_asked += 1

    def reduced(self, frame: str) -> str:
        """Return the output that replaces a frame."""
        is_first = not self.has_begun
        self._note_size()
        if is_first:
            if self._early_frame and self._sizes_asked == 1 and self._early_size == self._size:
                self._diff.adopt(self._early_frame)
            self._app.note_first_frame(partial(skeleton_of, frame))
        return self._diff.update(frame)

    def forget_screen(self) -> None:
        """Write the next frame in full, because the screen shows something else."""
        self._diff.invalidate()

    def repaint(self) -> None:
        """Repaint the screen, as another program may have written on it."""
        self._early_frame = ""
        self.forget_screen()
        self._redraw()

    def _redraw(self) -> None:
        self._app.refresh(layout=True)
        self._app.screen.refresh(layout=True)

    def _note_size(self) -> None:
        """Write the first frame of another size in full, and then draw everything again.

        The last frame of the old size may come after the terminal has taken the new one, and the
        first one of the new size holds only what has moved.
        """
        # Of the layout: `screen.size` is that of the app, which is ahead of it.
        size = self._app.screen.outer_size
        if self._size not in (None, size):
            self.forget_screen()
            self._app.call_later(self._redraw)
        self._size = size or self._size


def forget_pieces() -> None:
    """Clear the cache of parsed pieces, which may hold texts of closed screens."""
    _parse_piece.cache_clear()


def skeleton_of(frame: str) -> Skeleton:
    """Return the part of a full frame to keep: the lines that are not blank.

    Raises:
        ValueError: the frame has an unknown escape sequence.
    """
    runs, _ = _parse_frame(frame)
    grounds = Counter(ground for line in runs.values() if (ground := _ground_of(line)) is not None)
    ground = grounds.most_common(1)[0][0] if grounds else RESET
    drawn = {y: line for y, line in runs.items() if _ground_of(line) != ground}
    return Skeleton(RESET.transition_to(ground), diff_lines({}, drawn)[0])


def _ground_of(line: list[Piece]) -> SgrState | None:
    """Return the style of a blank line; None for others."""
    styles = {run.style for piece in line for run in piece.runs}
    is_blank = len(styles) == 1 and all(piece.text.isspace() for piece in line)
    return styles.pop() if is_blank else None


def _parse_frame(frame: str) -> tuple[Frame, str]:
    """Parse a frame into its pieces, and the cursor position at its end unless that is at home.

    Raises:
        ValueError: the frame has an unknown escape sequence.
    """
    pieces: Frame = {}
    style = RESET
    # The text before the first cursor position, and then positions, each with the text drawn there.
    first, *rest = _PLACE.split(frame)
    for line, column, drawn in [("1", "1", first), *zip(*[iter(rest)] * 3, strict=True)]:
        piece, style = _parse_piece(int(column or 1) - 1, drawn, style)
        if piece is not None:
            pieces.setdefault(int(line) - 1, []).append(piece)
    cursor = f"\x1b[{line};{column}H" if rest and piece is None else ""
    return pieces, "" if cursor == _HOME else cursor


@lru_cache(_KEPT)
def _parse_piece(x: int, drawn: str, style: SgrState) -> tuple[Piece | None, SgrState]:
    """Parse the text drawn from a column on; return the piece and the style after it."""
    runs: list[Run] = []
    at = 0
    for token in _TOKEN.finditer(drawn):
        if token.start() != at:
            break
        at = token.end()
        codes, text = token.groups()
        if codes is not None:
            style = parse_sgr(codes, style)
        elif text:
            x = _append(runs, x, text, style)
    if at != len(drawn):
        raise ValueError(drawn[at:])
    return Piece.of(*runs) if runs else None, style


def _append(runs: list[Run], x: int, text: str, style: SgrState) -> int:
    """Append a text, with its trailing blanks as a separate run; return the column after it."""
    words = text.rstrip(" ")
    if words:
        runs.append(Run(x, words, style))
        x += cell_len(words)
    if blanks := text[len(words) :]:
        runs.append(Run(x, blanks, visible_on_blanks(style)))
    return x + len(blanks)
