"""Export the marked keys, or else the shown ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...text import clean
from .action import Action, on_a_key

if TYPE_CHECKING:
    from .context import ActionContext


async def _export(context: ActionContext) -> None:
    from ...session.export import export_of
    from ..dialogs.keys.export_keys import ExportKeys

    marked = context.marks.of(context.order.sort(context.listing.keys or ()))
    narrowed = "marked" if marked else context.narrowed
    export = export_of(context.session, marked or context.shown, narrowed)
    path = await context.ask(ExportKeys(export, context.clipboard))
    if path is not None:
        context.notify(f"Wrote {len(export.keys)} keys to {clean(str(path))}.")


EXPORT = Action(
    "keys.export",
    "Export",
    "Write the marked or shown keys to a file",
    lambda context: context.steps.start(_export(context)),
    on_a_key,
    shown=False,
)
