"""A list of keys, written for other programs."""

from __future__ import annotations

import csv
import html
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.hostile import HOSTILE
from tests.keys import NOW, make_key
from tui.listing.export import Export, ExportFormat, export_format

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "  =HYPERLINK(1)", "＝1", "－1", "\u00a0@x")


def export(*names: str, who: str = "ana@acme.example") -> Export:
    keys = [make_key(name, key_id=str(number), owner=name) for number, name in enumerate(names)]
    return Export(keys, NOW, "https://acme.run.ai", who, "filter: used:stale")


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(text.removeprefix("\ufeff").splitlines()))


@pytest.mark.parametrize("name", FORMULAS)
def test_a_spreadsheet_takes_no_name_for_a_formula(name: str) -> None:
    row = read_csv(export(name).write(ExportFormat.CSV))[1]

    assert row[1] == f"'{name}"
    assert not row[1].lstrip().startswith(("=", "+", "-", "@"))


def test_a_spreadsheet_takes_no_formula_after_another_locale_s_separator_either() -> None:
    names = ("a;=1+1", 'a; "=1+1"', "a,=1+1")

    written = export(*names, who="a,=1+1").write(ExportFormat.CSV)

    assert not re.search(r'[,;][\s"]*=', written.replace('","', ""))
    assert [row[1] for row in read_csv(written)[1:]] == ["a;'=1+1", 'a;\' "=1+1"', "a,'=1+1"]


@pytest.mark.parametrize("form", [ExportFormat.CSV, ExportFormat.MARKDOWN])
def test_an_exported_file_has_nothing_in_it_that_a_terminal_obeys(form: ExportFormat) -> None:
    keys = [make_key(text, key_id=text) for text in HOSTILE]

    written = Export(keys, NOW, "", "", "").write(form).removeprefix("\ufeff")

    assert written.replace("\n", "").isprintable()
    assert len([line for line in written.splitlines() if line.endswith(('"', "|"))]) in (
        len(keys) + 1,
        len(keys) + 2,  # a table of Markdown has a rule below its headings
    )


def test_quotes_commas_and_breaks_stay_inside_their_cell() -> None:
    names = ('a "quoted", name', *HOSTILE)

    rows = read_csv(export(*names).write(ExportFormat.CSV))

    assert len(rows) == len(names) + 1
    assert {len(row) for row in rows} == {7}
    assert rows[1][1] == 'a "quoted", name'


def test_json_has_formulas_as_they_are() -> None:
    written = json.loads(export(*FORMULAS).write(ExportFormat.JSON))

    assert [key["name"] for key in written["accessKeys"]] == list(FORMULAS)


@pytest.mark.parametrize("form", [ExportFormat.JSON, ExportFormat.MARKDOWN])
def test_an_export_says_when_where_by_whom_and_what(form: ExportFormat) -> None:
    text = export("a", "b").write(form).replace("\\", "")

    for part in ("2026-03-12T09:30:00Z", "https://acme.run.ai", "ana@acme.example"):
        assert part in text
    assert "2 keys, filter: used:stale" in text


NUMBERS = (
    "331e75",
    "331E75",
    "12e-3",
    "1234567890123456",
    "0012345678901234",
    "12.5",
    "1,234",
    "2026-03-12",
    "3/4",
    "12:30",
    "mar-5",
    "sept2026",
    "DEC 1",
    "true",
)
TEXTS = ("5e7b3b7b", "e75", "ci-bot", "mar-a", "marketing-2", "may", "trueish", "0x1f", "12-ab")


def test_a_spreadsheet_keeps_what_only_looks_like_a_number_or_a_date_as_text() -> None:
    names = (*NUMBERS, *TEXTS)
    keys = [make_key(name, key_id=name) for name in names]

    rows = read_csv(Export(keys, NOW, "", "", "").write(ExportFormat.CSV))[1:]

    shown = [*(f"'{name}" for name in NUMBERS), *TEXTS]
    assert [row[0] for row in rows] == shown
    assert [row[1] for row in rows] == shown


def test_csv_for_programs_has_ids_and_times_as_they_are() -> None:
    key = make_key("ci", key_id="331e75", created=timedelta(days=1))

    rows = list(csv.DictReader(Export([key], NOW, "", "", "").rows_as_csv().splitlines()))

    assert rows[0]["id"] == "331e75"
    assert rows[0]["createdAt"] == "2026-03-11T09:30:00Z"


def test_csv_for_spreadsheets_has_dates_that_they_read_and_no_line_above_the_headings() -> None:
    key = make_key("ci", created=timedelta(days=1), used=None)

    headings, row = read_csv(Export([key], NOW, "", "", "").write(ExportFormat.CSV))

    assert headings[4:6] == ["createdAt (UTC)", "lastLogin (UTC)"]
    assert row[4:6] == ["2026-03-11 09:30:00", ""]


@pytest.mark.parametrize(("name", "signed"), [("ci", False), ("zoë", True)])
def test_csv_for_spreadsheets_names_its_character_set_where_that_matters(
    name: str, signed: bool
) -> None:
    assert export(name).write(ExportFormat.CSV).startswith("\ufeff") is signed


@pytest.mark.parametrize("form", [ExportFormat.JSON, ExportFormat.CSV])
def test_an_account_of_no_key_is_empty_and_has_its_columns(form: ExportFormat) -> None:
    written = Export((), NOW, "", "", "", outcomes={}).write(form)

    if form is ExportFormat.JSON:
        assert json.loads(written)["accessKeys"] == []
    else:
        assert read_csv(written)[0][-1] == "outcome"


def test_json_has_characters_as_they_are_unless_a_terminal_obeys_them() -> None:
    written = export(who="é\U0001f511\x9b").write(ExportFormat.JSON)

    assert "é\U0001f511\\u009b" in written


def test_times_and_states_are_written_for_programs() -> None:
    key = make_key("stale-key", created=timedelta(days=200), used=timedelta(days=100))
    unused = make_key("fresh", used=None)

    rows = Export([key, unused], NOW, "", "", "").rows()

    assert rows[0]["lastLogin"] == "2025-12-02T09:30:00Z"
    assert [row["use"] for row in rows] == ["stale", "never used"]
    assert rows[1]["lastLogin"] is None


def test_markdown_shows_names_as_they_are_and_has_no_escape_that_some_readers_do_not_know() -> None:
    names = (
        "j_doe@acme.com",
        "j_m_doe@acme.com",
        "_x@y",
        "R&D",
        "a|b",
        "<b>",
        "~~x~~",
        "*a* _b_ `c` [d](e)",
        "&lt;",
        "a\\|",
        "#1 !x",
        "-",
    )
    written = export(*names).write(ExportFormat.MARKDOWN)

    shown = MarkdownIt("gfm-like", {"linkify": False}).render(written)

    rows = re.findall(r"<tr>\n<td>\d+</td>\n<td>(.*)</td>", shown)
    assert [html.unescape(row) for row in rows] == list(names)
    assert not re.search(r"(?<!\\)(\\\\)*\\[|<>~&]", written)
    # Some readers link to the part of an address that stands behind an escape.
    assert not re.search(r"\\_\S*@", written)


@pytest.mark.parametrize(
    ("name", "form"),
    [("keys.csv", "CSV"), ("keys.JSON", "JSON"), ("keys.md", "MARKDOWN"), ("keys", "CSV")],
)
def test_the_name_of_a_file_tells_the_form(name: str, form: str) -> None:
    assert export_format(Path(name)).name == form
