"""JSON of what is found among the keys, with its origin before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...session.export import export_of
from ...text import json_text

if TYPE_CHECKING:
    from ...session.session import Session


def json_report(session: Session, **found: object) -> str:
    """Write when, where and for whom something was found, and then that."""
    header = export_of(session, ()).header
    origin = {
        "exported": header["exported"],
        "control_plane": header["control plane"],
        "signed_in_as": header["signed in as"],
    }
    return json_text({**origin, **found})
