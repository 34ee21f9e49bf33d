"""What can be done with the key under the cursor, on either screen."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on

from ..api.errors import Rejected
from ..dialogs.confirm import Confirm
from ..dialogs.key_details import KeyDetails
from ..dialogs.lost_answer import LostAnswer, WayOut
from ..dialogs.questions import delete_question
from ..dialogs.request import Done, Lost
from ..widgets.key_table import KeyTable
from .keys_screen import KeysScreen

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from ..api.models import AccessKey
    from ..api.service import AccessKeyService
    from ..delivery.outcome import Outcome
    from ..dialogs.key_details import Fetch

_GONE = 404

Answer = TypeVar("Answer")


class KeyVerbsScreen(KeysScreen):
    """A list of keys that can be looked at, copied from and deleted, one at a time."""

    CHANGES: ClassVar[frozenset[str]] = frozenset({"delete"})
    """Actions that are not offered when nothing may be changed."""
    NEEDS_KEY: ClassVar[frozenset[str]] = frozenset({"delete", "copy_id", "details"})
    """Actions that are not offered without a key under the cursor."""
    WHOSE: ClassVar[str]
    """The owner of a key that names none."""

    _busy = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if self.opening:
            return None
        if action in self.CHANGES and self.session.settings.readonly:
            return False
        if action == "clear" and not self.clipboard.copied_secret:
            return None
        if action in self.NEEDS_KEY and (not self.is_mounted or self.table.selected is None):
            return None
        return super().check_action(action, parameters)

    def start(self, steps: Coroutine[Any, Any, None]) -> None:
        """Go through the steps of a verb, unless another one is still going on.

        A second press of a key must not open a second dialog beneath the first.
        """
        if self._busy:
            steps.close()
            return
        self._busy = self.opening = True
        self.run_worker(self._run_steps(steps), group="dialog")

    async def _run_steps(self, steps: Coroutine[Any, Any, None]) -> None:
        try:
            await steps
        finally:
            self._busy = self.opening = False

    def on_screen_suspend(self) -> None:
        """Note that the dialog is on screen."""
        self.opening = False

    async def ask(self, dialog: Screen[Answer]) -> Answer | None:
        """Open a dialog and wait for its answer."""
        return await self.app.push_screen_wait(dialog)

    @property
    def fetch_details(self) -> Fetch | None:
        """How to ask the server for one key; None where it can't be asked."""
        return None

    def action_details(self) -> None:
        """Show all about the key under the cursor."""
        if (key := self.table.pick()) is not None:
            self.start(self._details(key))

    @on(KeyTable.Chosen)
    def _show_details(self, event: KeyTable.Chosen) -> None:
        event.stop()
        self.start(self._details(event.key))

    async def _details(self, key: AccessKey) -> None:
        details = KeyDetails(
            key,
            self.clipboard,
            now=self.session.now(),
            own=key.client_id == self.session.client_id,
            whose=self.WHOSE,
            fetch=self.fetch_details,
        )
        await self.ask(details)

    def action_copy_id(self) -> None:
        """Copy the client ID of the key under the cursor."""
        if (key := self.table.pick()) is not None:
            self.start(self._copy_id(key))

    async def _copy_id(self, key: AccessKey) -> None:
        self._tell_outcome("Client ID", await self.clipboard.copy(key.client_id))

    def _tell_outcome(self, title: str, outcome: Outcome) -> None:
        severity: SeverityLevel = "information" if outcome.left else "error"
        self.notify(outcome.text, title=title, severity=severity, markup=False)

    def action_clear(self) -> None:
        """Take a secret off the clipboard."""
        self.start(self._clear())

    async def _clear(self) -> None:
        self._tell_outcome("Clipboard", await self.clipboard.clear())
        self.refresh_bindings()

    async def delete(self, service: AccessKeyService, key: AccessKey) -> None:
        """Have the server delete a key."""
        raise NotImplementedError

    def action_delete(self) -> None:
        """Delete the key under the cursor, after asking."""
        if (key := self.table.pick()) is not None:
            self.start(self._delete(key))

    async def _delete(self, key: AccessKey) -> None:
        question = delete_question(
            key,
            now=self.session.now(),
            own_client_id=self.session.client_id,
            whose=self.WHOSE,
            me=self.session.who,
        )
        match await self.ask(Confirm(question, lambda: self._send_delete(key))):
            case Done(value=text):
                self.session.changes += 1
                self.listing = self.listing.without(key.id)
                self.notify(text, markup=False)
                self.reload()
            case Lost(error=error):
                await self._find_out(key, error.reason)

    async def _send_delete(self, key: AccessKey) -> str:
        try:
            await self.delete(await self.session.service(), key)
        except Rejected as error:
            if error.status != _GONE:
                raise
            return f"{key.name} was gone already."
        return f"Deleted {key.name}."

    async def _find_out(self, key: AccessKey, reason: str) -> None:
        found = await self.relist()
        if found is None:
            text, way = "The list can't be had either: it is not known.", WayOut.LOOK_AGAIN
        elif any(listed.id == key.id for listed in found.keys):
            text, way = "It is still listed: it was not deleted, as of now.", WayOut.AGAIN
        else:
            self.notify(f"The answer was lost, but {key.name} was deleted.", markup=False)
            return
        if await self.ask(LostAnswer(f"Deleting {key.name}", f"{reason} {text}", way)) is way:
            await (self._delete(key) if way is WayOut.AGAIN else self._find_out(key, reason))
