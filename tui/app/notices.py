"""Notices, which are delayed while they would cover part of a dialog."""

from __future__ import annotations

from textwrap import wrap
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

_FRAME = 4
"""Columns that the edge and the padding of a notice take."""


class _Notice(NamedTuple):
    text: str
    options: dict[str, Any]
    ends: float
    """Time at which it disappears."""

    @property
    def tells_failure(self) -> bool:
        return self.options.get("severity") in ("warning", "error")

    def height(self, columns: int) -> int:
        """Return the number of lines that it takes above a dialog."""
        lines = self.text.splitlines()
        wrapped = [wrap(line, max(1, columns - _FRAME)) or [""] for line in lines]
        return sum(map(len, wrapped)) + bool(self.options.get("title"))


class Notices:
    """Shows notices, or delays them until the dialog that leaves no room for them has closed.

    Args:
        app: The application.
        show: Textual's `notify`, which takes a text and options.
    """

    def __init__(self, app: App[Any], show: Callable[..., None]) -> None:
        self._app = app
        self._show = show
        self._shown: list[_Notice] = []
        self._waiting: list[_Notice] = []

    def tell(self, text: str, options: dict[str, Any]) -> None:
        """Show a notice, or delay it until it covers nothing."""
        seconds = options.get("timeout") or self._app.NOTIFICATION_TIMEOUT
        notice = _Notice(text, options, monotonic() + seconds)
        if self._fit(notice):
            self._shown = [*self._still_shown, notice]
            self._show(text, **options)
        else:
            self._waiting.append(notice)

    @property
    def has_told(self) -> bool:
        """Whether there has been any notice."""
        return bool(self._shown or self._waiting)

    def make_room(self) -> None:
        """Show delayed notices if there is room, or else remove those that cover something.

        Removed warnings and errors are shown again later.
        """
        if self._fit():
            waiting, self._waiting = self._waiting, []
            for notice in waiting:
                self.tell(notice.text, notice.options)
        else:
            self._app.clear_notifications()
            self._waiting += [notice for notice in self._still_shown if notice.tells_failure]
            self._shown.clear()

    @property
    def _still_shown(self) -> list[_Notice]:
        return [notice for notice in self._shown if notice.ends > monotonic()]

    def _fit(self, *more: _Notice) -> bool:
        """Return whether there is room for all notices, and make the dialog show them if so."""
        stack = self._app.screen_stack
        room = getattr(stack[-1], "rows_for_notices", None) if stack else None
        if room is None:
            return True
        columns, notices = self._app.size.width, [*self._still_shown, *more]
        fits: bool = sum(each.height(columns) for each in notices) <= room
        # Not without notices, as a new class makes Textual style the whole dialog again.
        stack[-1].set_class(fits and bool(notices), "-noticing")
        return fits
