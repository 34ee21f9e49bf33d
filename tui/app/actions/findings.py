"""Findings: show or mark keys to clean up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .action import Action

if TYPE_CHECKING:
    from .context import ActionContext


async def _show_findings(context: ActionContext) -> None:
    from ...listing.findings import count_findings
    from ..dialogs.keys.show_findings import ShowFindings

    keys, view = context.listing.keys or (), context.session.filter_context
    chosen = await context.ask(ShowFindings(count_findings(keys, view), listed=len(keys)))
    if chosen is None:
        return
    if chosen.mark:
        context.marks = context.marks.add(chosen.finding.filter.select(keys, view))
    else:
        context.filter = chosen.finding.filter


FINDINGS = Action(
    "keys.findings",
    "Findings",
    "Show or mark keys to clean up",
    lambda context: context.steps.start(_show_findings(context)),
    lambda view: True if view.listing.keys else None,
)
