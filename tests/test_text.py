"""Cleaning of texts from outside before they are shown or handed on."""

from __future__ import annotations

import pytest

from tests.hostile import HOSTILE
from tui.text import clean_lines, is_plain_id


@pytest.mark.parametrize("text", ["5e7b1c", "demo-key_1", "a@acme.example:7"])
def test_what_a_server_makes_up_for_an_id_is_plain(text: str) -> None:
    assert is_plain_id(text)


@pytest.mark.parametrize(
    "text", ["", "-rf", "a b", "a;reboot", "a\n", "$(id)", "`id`", "é", "x" * 129, "x\x1b[201~"]
)
def test_what_could_do_harm_in_a_shell_is_not(text: str) -> None:
    assert not is_plain_id(text)


def test_each_of_several_lines_is_cleaned_and_ended() -> None:
    written = clean_lines("\n".join(["first", *HOSTILE]))

    assert written.startswith("first\n")
    assert written.endswith("\n")
    assert written.replace("\n", "").isprintable()
