"""Keys as JSON or CSV, for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.export import ExportFormat
from ...session.export import export_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...api.access_key import AccessKey
    from .context import Context


def export_keys(
    context: Context,
    keys: Sequence[AccessKey],
    filter_text: str = "",
    outcomes: Mapping[str, str] | None = None,
) -> str:
    """Return keys in the format that `--format` names, JSON or CSV.

    Args:
        context: The command's flags and session.
        filter_text: The filter that narrows the list, as text.
        outcomes: The outcome for each key, by its id.
    """
    export = export_of(context.session, keys, filter_text, outcomes)
    as_json = context.flags.format == "json"
    return export.write(ExportFormat.JSON) if as_json else export.rows_as_csv()
