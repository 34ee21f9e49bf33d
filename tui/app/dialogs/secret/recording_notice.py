"""Notice in the secret panel that the terminal is being recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....delivery.recorders import find_recorders
from ...keymap import key_name
from ...widgets.notice import Notice
from ..base.yes_no import ask
from .questions import effect_of, recorded_by, recorded_question

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....delivery.clipboard import Clipboard
    from ....delivery.recorders import Recorder


class RecordingNotice(Notice):
    """Names the recorders of this terminal, and asks once before they get the secret.

    Recorders are looked for each time, as one may be started while the panel is open.
    """

    def __init__(self, clipboard: Clipboard) -> None:
        super().__init__(id="recording")
        self._clipboard = clipboard
        self._allowed: set[Recorder] = set()

    @property
    def recorders(self) -> tuple[Recorder, ...]:
        """Recorders that were found last."""
        return self._clipboard.recorders

    def on_mount(self) -> None:
        """Look for recorders."""
        self.run_worker(self._look(), group="recording", exclusive=True)

    async def _look(self) -> None:
        self._clipboard.recorders = found = await find_recorders()
        self.say(self._warning if found else "", failed=True)

    @property
    def _warning(self) -> str:
        copy = "a copy or " if self._keepers(copies=True) else ""
        return (
            f"This terminal is being {recorded_by(self.recorders)}: {copy}the revealed secret "
            f"would {effect_of(self.recorders)}; {key_name('secret.save')} saves it to a file."
        )

    def _keepers(self, *, copies: bool) -> list[Recorder]:
        return [
            recorder
            for recorder in self.recorders
            if not copies or self._clipboard.is_kept_by(recorder)
        ]

    async def asks(self, again: Callable[[], object], *, copies: bool = False) -> bool:
        """Ask before a recorder gets the secret, unless it was allowed; return whether asked.

        Args:
            again: Called after a yes.
            copies: Whether the secret is about to be copied, not shown.
        """
        await self._look()
        keepers = self._keepers(copies=copies)
        if self._allowed.issuperset(keepers):
            return False

        def allow() -> None:
            self._allowed.update(keepers)
            again()

        ask(self, recorded_question(keepers, copies=copies), allow)
        return True
