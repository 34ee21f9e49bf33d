"""Export of a list of keys as CSV, JSON or Markdown."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from ..text import clean, json_text
from .usage import DEFAULT_LIMITS, UsageLimits, usage_of

if TYPE_CHECKING:
    from ..api.access_key import AccessKey

_FORMULA = re.compile(r'(^|[,;])(?=[\s"]*[=+\-@＝＋－＠])')
"""Position before a text that a spreadsheet would read as a formula, with any separator."""

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_NOT_TEXT = re.compile(
    rf"\s*(?:\d[\d.,:/ -]*(?:e[+-]?\d+)?|(?:{_MONTH})[ -]?\d+|true|false)\s*", re.IGNORECASE
)
"""Text that a spreadsheet would convert to a number, date or boolean."""

_LONGEST = 1_000
"""Maximum length of a text, because the server may send long ids."""


class ExportFormat(Enum):
    """Format of an export; the value is the suffix of the file name."""

    CSV = ".csv"
    """CSV for spreadsheets; `rows_as_csv` is for programs."""
    JSON = ".json"
    MARKDOWN = ".md"


def export_format(path: Path) -> ExportFormat:
    """Return the format for the suffix of a file name; CSV for any other suffix."""
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
    outcomes: Mapping[str, str] | None = None
    """Outcome for each key, by its id, after a bulk delete."""

    def write(self, export_format: ExportFormat) -> str:
        """Return the keys in a format, with the header if the format can hold one."""
        return _WRITERS[export_format](self)

    def rows_as_csv(self) -> str:
        """Return field names and keys as CSV for programs."""
        cells = ([harmless(row[name] or "") for name in self.columns] for row in self.rows())
        return csv_text(self.columns, cells)

    @property
    def header(self) -> dict[str, str]:
        """Time, control plane, user and filter of the export."""
        return {
            "exported": utc_stamp(self.now) or "",
            "control plane": self.base_url,
            "signed in as": self.who or "unknown",
            "shown": f"{len(self.keys)} keys{f', {self.narrowed}' if self.narrowed else ''}",
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """Field names."""
        return _COLUMNS if self.outcomes is None else (*_COLUMNS, "outcome")

    def rows(self) -> list[dict[str, str | None]]:
        """Return the fields of each key under the API's names."""
        return [self._row(key) for key in self.keys]

    def _row(self, key: AccessKey) -> dict[str, str | None]:
        row: dict[str, str | None] = {
            "id": key.id,
            "name": key.name,
            "clientId": key.client_id,
            "createdBy": key.created_by,
            "createdAt": utc_stamp(key.created_at),
            "lastLogin": utc_stamp(key.last_login),
            "use": usage_of(key, self.now, self.limits).value,
        }
        return row if self.outcomes is None else row | {"outcome": self.outcomes.get(key.id)}


_COLUMNS = ("id", "name", "clientId", "createdBy", "createdAt", "lastLogin", "use")


_DATES = frozenset(("createdAt", "lastLogin"))


def _spreadsheet(export: Export) -> str:
    """Write CSV in which a spreadsheet recognises dates, but keeps IDs as text."""
    headings = [f"{name} (UTC)" if name in _DATES else name for name in export.columns]
    cells = (
        [_spreadsheet_cell(name, row[name] or "") for name in export.columns]
        for row in export.rows()
    )
    text = csv_text(headings, cells)
    # Without a byte order mark, Excel reads the file in the legacy encoding of Windows.
    return text if text.isascii() else f"\ufeff{text}"


def _spreadsheet_cell(column: str, text: str) -> str:
    if column in _DATES:
        return text.replace("T", " ").removesuffix("Z")
    return f"'{clean(text, _LONGEST)}" if _NOT_TEXT.fullmatch(text) else harmless(text)


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write CSV with every cell in quotes; `harmless` is for cells with text from outside."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return file.getvalue()


def harmless(cell: str) -> str:
    """Prevent a spreadsheet from running a text as a formula, which could send the sheet away."""
    return _FORMULA.sub(r"\1'", clean(cell, _LONGEST))


def _json(export: Export) -> str:
    header = {name.replace(" ", "_"): text for name, text in export.header.items()}
    return json_text(header | {"accessKeys": export.rows()})


def _markdown(export: Export) -> str:
    lines = [f"- {name}: {_escaped(text)}" for name, text in export.header.items()]
    lines += ["", f"| {' | '.join(export.columns)} |", f"|{' --- |' * len(export.columns)}"]
    for row in export.rows():
        lines.append(f"| {' | '.join(_escaped(row[column] or '') for column in export.columns)} |")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Escape Markdown syntax, with a backslash only where every renderer knows that."""
    text = _AMPERSAND.sub("&amp;", clean(text, _LONGEST)).translate(_ESCAPES)
    if _ONE_INSIDE.fullmatch(text):
        return text.replace(r"\_", "_")
    return _CUT_ADDRESS.sub(r"\1&#64;", text)


_AMPERSAND = re.compile(r"&(?=#?\w+;)")
"""Ampersand that begins a character reference; others need no escape."""

_ONE_INSIDE = re.compile(r"[^_]*[^\W_]\\_[^\W_][^_]*")
"""A single underscore, inside a word, which is itself to all."""

_CUT_ADDRESS = re.compile(r"(\\_[^\s@]*)@")
"""An e-mail address that lowdown, discount and marked cut at an escape: they would link to what
stands behind it, which is an address of somebody else."""

_ESCAPES = str.maketrans(
    {character: f"\\{character}" for character in "\\`*_[]#!"}
    | {"<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;"}
)

_WRITERS: dict[ExportFormat, Callable[[Export], str]] = {
    ExportFormat.CSV: _spreadsheet,
    ExportFormat.JSON: _json,
    ExportFormat.MARKDOWN: _markdown,
}


def utc_stamp(moment: datetime | None) -> str | None:
    """Format a time for programs: with `Z` and without fraction, as jq requires."""
    if moment is None:
        return None
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
