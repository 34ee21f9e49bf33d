"""Export of a list of keys as CSV, JSON or Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from ..text import clean
from .usage import DEFAULT_LIMITS, UsageLimits, usage_of

if TYPE_CHECKING:
    from ..api.access_key import AccessKey

_FORMULA = re.compile(r'(^|[,;])(?=[\s"]*[=+\-@＝＋－＠])')
"""Place before anything that a spreadsheet would read as a formula, for any separator."""

_LONGEST = 1_000
"""Characters of a text: the server may send long ids, and terminals show exported files too."""


class ExportFormat(Enum):
    """Format of an export; the value is the suffix of the file name."""

    CSV = ".csv"
    JSON = ".json"
    MARKDOWN = ".md"


def export_format(path: Path) -> ExportFormat:
    """Return the format for a file name; CSV unless the suffix is of another."""
    formats = {format_.value: format_ for format_ in ExportFormat}
    return formats.get(path.suffix.lower(), ExportFormat.CSV)


@dataclass(frozen=True)
class Export:
    """Keys as shown on a screen, and their origin."""

    keys: Sequence[AccessKey]
    now: datetime
    base_url: str
    who: str
    narrowed: str
    """Filter of the list, in words; empty for none."""
    limits: UsageLimits = DEFAULT_LIMITS
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """Outcome for each key, by its id, after a bulk delete."""

    def write(self, export_format: ExportFormat) -> str:
        """Return the header and the keys in a format."""
        return _WRITERS[export_format](self)

    def rows_as_csv(self) -> str:
        """Return only the field names and the keys, for programs."""
        file = io.StringIO()
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(self.columns)
        for row in self.rows():
            writer.writerow([_harmless(row[column] or "") for column in self.columns])
        return file.getvalue()

    @property
    def header(self) -> dict[str, str]:
        """Time, control plane, user and filter of the export."""
        return {
            "exported": _stamp(self.now) or "",
            "control plane": self.base_url,
            "signed in as": self.who or "unknown",
            "shown": f"{len(self.keys)} keys{f', {self.narrowed}' if self.narrowed else ''}",
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """Field names."""
        return (*_COLUMNS, "outcome") if self.outcomes else _COLUMNS

    def rows(self) -> list[dict[str, str | None]]:
        """Return the fields of each key under the API's names."""
        return [self._row(key) for key in self.keys]

    def _row(self, key: AccessKey) -> dict[str, str | None]:
        row: dict[str, str | None] = {
            "id": key.id,
            "name": key.name,
            "clientId": key.client_id,
            "createdBy": key.created_by,
            "createdAt": _stamp(key.created_at),
            "lastLogin": _stamp(key.last_login),
            "use": usage_of(key, self.now, self.limits).value,
        }
        return row | ({"outcome": self.outcomes.get(key.id)} if self.outcomes else {})


_COLUMNS = ("id", "name", "clientId", "createdBy", "createdAt", "lastLogin", "use")


def _csv(export: Export) -> str:
    header = (f"# {name}: {_harmless(text)}\n" for name, text in export.header.items())
    return "".join((*header, export.rows_as_csv()))


def _harmless(cell: str) -> str:
    """Prevent a spreadsheet from running a text as a formula, which could send the sheet away."""
    return _FORMULA.sub(r"\1'", clean(cell, _LONGEST))


def _json(export: Export) -> str:
    header = {name.replace(" ", "_"): text for name, text in export.header.items()}
    return json.dumps(header | {"accessKeys": export.rows()}, indent=2) + "\n"


def _markdown(export: Export) -> str:
    lines = [f"- {name}: {_escaped(text)}" for name, text in export.header.items()]
    lines += ["", f"| {' | '.join(export.columns)} |", f"|{' --- |' * len(export.columns)}"]
    for row in export.rows():
        lines.append(f"| {' | '.join(_escaped(row[column] or '') for column in export.columns)} |")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    shown = clean(text, _LONGEST)
    return "".join(f"\\{character}" if character in _MARKED else character for character in shown)


_MARKED = frozenset("\\`*_[]<>|#!~&")

_WRITERS: dict[ExportFormat, Callable[[Export], str]] = {
    ExportFormat.CSV: _csv,
    ExportFormat.JSON: _json,
    ExportFormat.MARKDOWN: _markdown,
}


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
