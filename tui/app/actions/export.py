"""Export the marked keys, or else those that are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...text import clean
from .action import Action, on_a_key

if TYPE_CHECKING:
    from .desk import Desk


async def _export(desk: Desk) -> None:
    from ...session.export import export_of
    from ..dialogs.keys.export_keys import ExportKeys

    marked = desk.marks.of(desk.order.sort(desk.listing.keys or ()))
    narrowed = "marked" if marked else desk.narrowed
    export = export_of(desk.session, marked or desk.shown, narrowed)
    path = await desk.ask(ExportKeys(export, desk.clipboard))
    if path is not None:
        desk.tell(f"Wrote {len(export.keys)} keys to {clean(str(path))}.")


EXPORT = Action(
    "keys.export",
    "Export",
    "Write the marked or shown keys to a file",
    lambda desk: desk.steps.start(_export(desk)),
    on_a_key,
    shown=False,
)
