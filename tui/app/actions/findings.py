"""Findings: show or mark keys to clean up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .action import Action

if TYPE_CHECKING:
    from .desk import Desk


async def _show_findings(desk: Desk) -> None:
    from ...listing.findings import count_findings
    from ..dialogs.keys.show_findings import ShowFindings

    keys, view = desk.listing.keys or (), desk.session.filter_context
    chosen = await desk.ask(ShowFindings(count_findings(keys, view), listed=len(keys)))
    if chosen is None:
        return
    if chosen.mark:
        desk.marks = desk.marks.add(chosen.finding.filter.select(keys, view))
    else:
        desk.filter = chosen.finding.filter


FINDINGS = Action(
    "keys.findings",
    "Findings",
    "Show or mark keys to clean up",
    lambda desk: desk.steps.start(_show_findings(desk)),
    lambda view: True if view.listing.keys else None,
)
