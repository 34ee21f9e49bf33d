"""Completion of a filter."""

from __future__ import annotations

import random

import pytest

from tui.listing.filter_completion import complete
from tui.listing.filter_parser import parse_filter

OWNERS = ("ana@acme.example", "anna b@acme.example", "ben@acme.example")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("", ""),
        ("ow", "owner:"),
        ("tmp !OW", "tmp !OWner:"),
        ("owner:b", "owner:ben@acme.example"),
        ("!owner:AN", "!owner:ANa@acme.example"),
        ("owner:=b", "owner:=ben@acme.example"),
        ('owner:"anna ', 'owner:"anna b@acme.example"'),
        ('owner:"b', 'owner:"ben@acme.example"'),
        ("used:s", "used:stale"),
        ("used:", "used:active"),
        ("looks:", "looks:temporary"),
        ("rot", "rotating:"),
        ("rotating:", "rotating:used"),
        ("rotating:r", "rotating:ready"),
        ("server:o", "server:owner="),
        ("server:owner=be", "server:owner=ben@acme.example"),
        ('server:owner="an', 'server:owner="ana@acme.example"'),
        ('server:owner="anna', 'server:owner="anna b@acme.example"'),
        ("server:c", "server:client="),
        ('"two wo', '"two wo'),
        ('"owner:b', '"owner:b'),
        ("owner:zoe", "owner:zoe"),
        ("used:stale ", "used:stale "),
        ("zzz", "zzz"),
    ],
)
def test_the_last_term_is_completed(typed: str, completed: str) -> None:
    assert complete(typed, OWNERS, allows_server=True) == completed


def test_server_terms_are_not_completed_in_a_list_that_the_server_does_not_filter() -> None:
    assert complete("se") == "secret:"
    assert complete("ser") == "ser"
    assert complete("server:o") == "server:o"


@pytest.mark.parametrize("head", ["owner:", "owner:=", "server:owner="])
def test_a_completed_owner_can_be_parsed(head: str) -> None:
    completed = complete(f'{head}"anna', OWNERS, allows_server=True)

    assert str(parse_filter(completed)) == f'{head}"anna b@acme.example"'


def test_completion_never_changes_the_typed_text() -> None:
    chance = random.Random(7)
    pieces = [*'abow!:="\\ ', "owner:", "used:", "server:", "é", "İ"]

    for _ in range(5_000):
        typed = "".join(chance.choices(pieces, k=chance.randrange(10)))
        assert complete(typed, OWNERS, allows_server=True).startswith(typed)
