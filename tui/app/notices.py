"""Notices that pop up; over a dialog only where they cover nothing of it, otherwise afterwards."""

from __future__ import annotations

from textwrap import wrap
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

_BESIDE = 4
"""Columns of a line beside the text: the edge of a notice, and its padding."""


class _Notice(NamedTuple):
    text: str
    options: dict[str, Any]
    ends: float
    """Time at which it is gone."""

    @property
    def tells_failure(self) -> bool:
        return self.options.get("severity") in ("warning", "error")

    def height(self, columns: int) -> int:
        """Return the lines that it has above a dialog."""
        lines = self.text.splitlines()
        wrapped = [wrap(line, max(1, columns - _BESIDE)) or [""] for line in lines]
        return sum(map(len, wrapped)) + bool(self.options.get("title"))


class Notices:
    """Shows notices, and those for which a dialog left no room once it is closed.

    Args:
        app: The application.
        show: Pops one up; takes a text and Textual's options.
    """

    def __init__(self, app: App[Any], show: Callable[..., None]) -> None:
        self._app = app
        self._show = show
        self._shown: list[_Notice] = []
        self._waiting: list[_Notice] = []

    def tell(self, text: str, options: dict[str, Any]) -> None:
        """Show a notice, or keep it until it covers nothing."""
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
        """Take notices away that cover something by now, or show those that waited for room.

        Of what is taken away, failures are shown again later.
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
        """Return whether all notices have room on the screen, and have them shown there."""
        stack = self._app.screen_stack
        room = getattr(stack[-1], "rows_for_notices", None) if stack else None
        if room is None:
            return True
        columns, notices = self._app.size.width, [*self._still_shown, *more]
        fits: bool = sum(each.height(columns) for each in notices) <= room
        # Only where there is one to show: it has all of the dialog styled again.
        stack[-1].set_class(fits and bool(notices), "-noticing")
        return fits
