"""JSON reports about keys, which begin with time, control plane and user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...session.export import export_of
from ...text import json_text

if TYPE_CHECKING:
    from ...session.session import Session


def json_report(session: Session, **fields: object) -> str:
    """Return the fields as JSON, after the time, the control plane and the user."""
    header = export_of(session, ()).header
    origin = {
        "exported": header["exported"],
        "control_plane": header["control plane"],
        "signed_in_as": header["signed in as"],
    }
    return json_text({**origin, **fields})
