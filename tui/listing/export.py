"""Writes a list of keys for other programs and for people: CSV, JSON or Markdown."""

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
"""Right before what a spreadsheet takes for a formula, whatever it separates cells by."""

_LONGEST = 1_000
"""Characters of a text; ids are as the server wrote them, and files are shown by terminals too."""


class ExportFormat(Enum):
    """The forms of an export; the value is the suffix of a file's name."""

    CSV = ".csv"
    JSON = ".json"
    MARKDOWN = ".md"


def export_format(path: Path) -> ExportFormat:
    """Tell the form that a file's name asks for; CSV unless it says otherwise."""
    known = {form.value: form for form in ExportFormat}
    return known.get(path.suffix.lower(), ExportFormat.CSV)


@dataclass(frozen=True)
class Export:
    """Keys as a screen shows them, and where they come from."""

    keys: Sequence[AccessKey]
    now: datetime
    base_url: str
    who: str
    narrowed: str
    """What narrows the list, in words; empty if nothing does."""
    limits: UsageLimits = DEFAULT_LIMITS
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """What became of each key, by its id, if something was done with them."""

    def write(self, form: ExportFormat) -> str:
        """Write it all."""
        return _WRITERS[form](self)

    def rows_as_csv(self) -> str:
        """Write the fields' names and the keys alone, for programs."""
        file = io.StringIO()
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(self.columns)
        for row in self.rows():
            writer.writerow([_harmless(row[column] or "") for column in self.columns])
        return file.getvalue()

    @property
    def header(self) -> dict[str, str]:
        """When, from where, by whom, and which keys."""
        return {
            "exported": _stamp(self.now) or "",
            "control plane": self.base_url,
            "signed in as": self.who or "unknown",
            "shown": f"{len(self.keys)} keys{f', {self.narrowed}' if self.narrowed else ''}",
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields."""
        return (*_COLUMNS, "outcome") if self.outcomes else _COLUMNS

    def rows(self) -> list[dict[str, str | None]]:
        """Give the keys, field by field, in the names of the API."""
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
    """Have a spreadsheet take a text for text: a formula could send the sheet to anybody."""
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
