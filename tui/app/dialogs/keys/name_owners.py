"""Dialog to name owners who have no key in a list that was cut off."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import on, work
from textual.widgets import Input, Static

from ....workflows.owner_names import OwnersError, owners_in
from ...widgets.field import Field
from ...widgets.status_line import StatusLine
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


class NameOwners(Dialog[tuple[str, ...]]):
    """Asks for e-mail addresses, or a file with them; the field may stay empty."""

    box_title = "Complete the list"

    def __init__(self, seen: int) -> None:
        super().__init__()
        self._seen = seen

    def compose_box(self) -> ComposeResult:
        """Lay out the explanation and the field."""
        yield Static(
            f"The keys of the {self._seen} known owners are loaded, four owners at a time. Name "
            "the owners who have no key in the list.",
            classes="consequence",
        )
        yield Static("More owners: e-mail addresses, or a file with them", classes="label ask")
        yield Field(id="owners", placeholder="ana@acme.run.ai bo@acme.run.ai")
        yield StatusLine()

    @on(Input.Submitted)
    @work(group="delivery", exclusive=True)
    async def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            named = await asyncio.to_thread(owners_in, event.value.strip())
        except OwnersError as error:
            self.say(str(error), failed=True)
        else:
            self.close(named)
