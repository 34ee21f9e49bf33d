"""What can be done with the key under the cursor, on either screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work

from ....listing.same_owner import same_owner_keys
from ....text import clean
from ...widgets.key_table import KeyTable
from .marks import MarksScreen

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from ....api.access_key import AccessKey
    from ....delivery.outcome import Outcome
    from ...dialogs.keys.key_details import Fetch


class KeyVerbsScreen(MarksScreen):
    """A list of keys that can be looked at and copied from, one at a time."""

    CHANGES: ClassVar[frozenset[str]] = frozenset({"delete", "delete_marked"})
    """Actions that are not offered when nothing may be changed."""
    NEEDS_KEY: ClassVar[frozenset[str]] = frozenset({"delete", "copy_id", "details", "export"})
    """Actions that are not offered without a key under the cursor."""

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
        from ...dialogs.keys.key_details import KeyDetails

        others = same_owner_keys(key, self.listing)
        details = KeyDetails(key, self.facts_of, others, self.clipboard, self.fetch_details)
        if await self.ask(details):
            self.action_same_owner()

    def action_copy_id(self) -> None:
        """Copy the client ID of the key under the cursor."""
        if (key := self.table.pick()) is not None:
            self._copy_id(key)

    @work(group="clipboard")
    async def _copy_id(self, key: AccessKey) -> None:
        client_id = self.session.disguise.real(key.client_id)
        self._tell_outcome("Client ID", await self.clipboard.copy_id(client_id))

    def _tell_outcome(self, title: str, outcome: Outcome) -> None:
        severity: SeverityLevel = "information" if outcome.left else "error"
        self.notify(outcome.text, title=title, severity=severity, markup=False)

    def action_export(self) -> None:
        """Write what is marked, or else what is shown, to a file, or copy it."""
        self.start(self._export())

    async def _export(self) -> None:
        from ...dialogs.keys.export_keys import ExportKeys

        marked = self.marks.of(self.order.sort(self.listing.keys or ()))
        narrowed = "marked" if marked else self.narrowed
        export = self.session.export(marked or self.shown, narrowed)
        path = await self.ask(ExportKeys(export, self.clipboard))
        if path is not None:
            self.notify(f"Wrote {len(export.keys)} keys to {clean(str(path))}.", markup=False)

    def action_clear(self) -> None:
        """Take a secret off the clipboard."""
        self._clear()

    @work(group="clipboard")
    async def _clear(self) -> None:
        self._tell_outcome("Clipboard", await self.clipboard.clear())
        self.refresh_bindings()
