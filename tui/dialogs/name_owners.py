"""Asks for the owners that a list may lack altogether."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.widgets import Input, Static

from ..gather import addresses_in
from ..widgets.field import Field
from ..widgets.notice import Notice
from .dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

_LARGEST = 1 << 20
"""Bytes of a file that are read."""

_MOST = 2_000
"""Owners that can be named: each is a request."""


class NameOwners(Dialog[tuple[str, ...]]):
    """One field, for e-mail addresses or for a file with them; it may stay empty."""

    def __init__(self, seen: int) -> None:
        super().__init__()
        self._seen = seen

    @property
    def box_title(self) -> str:
        """The title."""
        return "Complete the list"

    def compose_box(self) -> ComposeResult:
        """Lay out what will be asked, and the field."""
        yield Static(
            f"{self._seen} owners are known, and the keys of each are asked for, four owners at a "
            "time. Whoever has no key among those that are listed has to be named.",
            classes="consequence",
        )
        yield Static("More owners: e-mail addresses, or a file with them", classes="label ask")
        yield Field(id="owners", placeholder="ana@acme.run.ai bo@acme.run.ai")
        yield Notice(id="status")

    @on(Input.Submitted)
    @work(group="delivery", exclusive=True)
    async def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            named = await asyncio.to_thread(_owners_in, event.value.strip())
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self.say(f"{reason or 'That can not be read'}.", failed=True)
            return
        self.close(named)


def _owners_in(text: str) -> tuple[str, ...]:
    """Find the addresses in what was typed, or in the file that it names.

    Raises:
        OSError: the file can't be read.
        ValueError: there is no address.
    """
    if not text:
        return ()
    if "@" not in text or Path(text).expanduser().is_file():
        with Path(text).expanduser().open(encoding="utf-8", errors="replace") as file:
            text = file.read(_LARGEST)
    owners = addresses_in(text)
    if not owners:
        raise ValueError("There is no e-mail address in it")
    if len(owners) > _MOST:
        raise ValueError(f"These are {len(owners)} owners; name {_MOST} at the most")
    return owners
