"""Exports are safe in spreadsheets, terminals and Markdown, and keep their data for programs."""

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
def test_no_name_is_a_formula_in_a_spreadsheet(name: str) -> None:
    row = read_csv(export(name).write(ExportFormat.CSV))[1]

    assert row[1] == f"'{name}"
    assert not row[1].lstrip().startswith(("=", "+", "-", "@"))


def test_no_name_has_a_formula_after_the_separator_of_another_locale() -> None:
    names = ("a;=1+1", 'a; "=1+1"', "a,=1+1")

    written = export(*names, who="a,=1+1").write(ExportFormat.CSV)

    assert not re.search(r'[,;][\s"]*=', written.replace('","', ""))
    assert [row[1] for row in read_csv(written)[1:]] == ["a;'=1+1", 'a;\' "=1+1"', "a,'=1+1"]


@pytest.mark.parametrize("form", [ExportFormat.CSV, ExportFormat.MARKDOWN])
def test_an_export_has_no_escape_sequences(form: ExportFormat) -> None:
    keys = [make_key(text, key_id=text) for text in HOSTILE]

    written = Export(keys, NOW, "", "", "").write(form).removeprefix("\ufeff")

    assert written.replace("\n", "").isprintable()
    assert len([line for line in written.splitlines() if line.endswith(('"', "|"))]) in (
        len(keys) + 1,
        len(keys) + 2,  # a table of Markdown has a rule below its headings
    )


def test_quotes_commas_and_line_breaks_stay_inside_their_cell() -> None:
    names = ('a "quoted", name', *HOSTILE)

    rows = read_csv(export(*names).write(ExportFormat.CSV))

    assert len(rows) == len(names) + 1
    assert {len(row) for row in rows} == {7}
    assert rows[1][1] == 'a "quoted", name'


def test_json_keeps_formulas_unchanged() -> None:
    written = json.loads(export(*FORMULAS).write(ExportFormat.JSON))

    assert [key["name"] for key in written["accessKeys"]] == list(FORMULAS)


@pytest.mark.parametrize("form", [ExportFormat.JSON, ExportFormat.MARKDOWN])
def test_an_export_states_its_time_control_plane_user_and_filter(form: ExportFormat) -> None:
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


def test_a_name_like_a_number_or_a_date_stays_text_in_a_spreadsheet() -> None:
    names = (*NUMBERS, *TEXTS)
    keys = [make_key(name, key_id=name) for name in names]

    rows = read_csv(Export(keys, NOW, "", "", "").write(ExportFormat.CSV))[1:]

    shown = [*(f"'{name}" for name in NUMBERS), *TEXTS]
    assert [row[0] for row in rows] == shown
    assert [row[1] for row in rows] == shown


def test_csv_for_programs_has_unchanged_ids_and_times() -> None:
    key = make_key("ci", key_id="331e75", created=timedelta(days=1))

    rows = list(csv.DictReader(Export([key], NOW, "", "", "").rows_as_csv().splitlines()))

    assert rows[0]["id"] == "331e75"
    assert rows[0]["createdAt"] == "2026-03-11T09:30:00Z"


def test_csv_for_spreadsheets_has_recognisable_dates_and_begins_with_the_headings() -> None:
    key = make_key("ci", created=timedelta(days=1), used=None)

    headings, row = read_csv(Export([key], NOW, "", "", "").write(ExportFormat.CSV))

    assert headings[4:6] == ["createdAt (UTC)", "lastLogin (UTC)"]
    assert row[4:6] == ["2026-03-11 09:30:00", ""]


@pytest.mark.parametrize(("name", "signed"), [("ci", False), ("zoë", True)])
def test_csv_for_spreadsheets_has_a_byte_order_mark_only_if_needed(name: str, signed: bool) -> None:
    assert export(name).write(ExportFormat.CSV).startswith("\ufeff") is signed


@pytest.mark.parametrize("form", [ExportFormat.JSON, ExportFormat.CSV])
def test_an_export_without_keys_still_has_its_columns(form: ExportFormat) -> None:
    written = Export((), NOW, "", "", "", outcomes={}).write(form)

    if form is ExportFormat.JSON:
        assert json.loads(written)["accessKeys"] == []
    else:
        assert read_csv(written)[0][-1] == "outcome"


def test_json_escapes_only_characters_that_control_a_terminal() -> None:
    written = export(who="é\U0001f511\x9b").write(ExportFormat.JSON)

    assert "é\U0001f511\\u009b" in written


def test_times_and_usage_states_are_machine_readable() -> None:
    key = make_key("stale-key", created=timedelta(days=200), used=timedelta(days=100))
    unused = make_key("fresh", used=None)

    rows = Export([key, unused], NOW, "", "", "").rows()

    assert rows[0]["lastLogin"] == "2025-12-02T09:30:00Z"
    assert [row["use"] for row in rows] == ["stale", "never used"]
    assert rows[1]["lastLogin"] is None


def test_markdown_escapes_names_in_a_way_that_every_renderer_knows() -> None:
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
def test_the_suffix_of_a_file_determines_the_format(name: str, form: str) -> None:
    assert export_format(Path(name)).name == form
