"""Owners are read from typed text or from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.workflows.owner_names import OwnersError, owners_in

_TEXT = 'name,mail\n"Ana","ana@acme.example"\nBo <bo@acme.example>; ana@acme.example\n# no one'


def test_addresses_are_found_in_any_text_or_file(tmp_path: Path) -> None:
    file = tmp_path / "left@acme.csv"
    file.write_text(f"\ufeff{_TEXT}")

    assert owners_in(_TEXT) == owners_in(str(file)) == ("ana@acme.example", "bo@acme.example")
    assert owners_in("") == ()


def test_up_to_2000_owners_can_be_named() -> None:
    many = [f"user{number}@acme.example" for number in range(2_000)]

    assert owners_in(" ".join(many)) == tuple(many)
    with pytest.raises(OwnersError, match="2001 owners; name 2000 at the most"):
        owners_in(" ".join((*many, "one@more.example")))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no-such-file", "no-such-file can't be read: no such file or directory."),
        ("~nobody-of-that-name/owners", "~nobody-of-that-name/owners does not exist."),
        ("nul\0byte", "nul\u2400byte does not exist."),
        ("/", "/ can't be read: is a directory."),
        ("@", "@ has no e-mail address in it."),
    ],
)
def test_a_text_or_file_without_an_address_is_refused_with_the_reason(
    text: str, reason: str
) -> None:
    with pytest.raises(OwnersError) as refused:
        owners_in(text)

    assert str(refused.value) == reason
