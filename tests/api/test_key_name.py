"""The rules for a name are those of the contract's pattern, in words."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.api.contract import schema
from tui.api.key_name import KEY_QUOTA, NAME_LIMIT, name_hint, name_problem

NAME = schema("AccessKeyCreationRequest1")["properties"]["name"]
ALMOST_NAMES = st.text("abz09-_A \n", max_size=12)


def keeps_the_contract(name: str) -> bool:
    fits = NAME["minLength"] <= len(name) <= NAME["maxLength"]
    return fits and re.fullmatch(NAME["pattern"].strip("^$"), name) is not None


@given(ALMOST_NAMES | st.text() | st.from_regex(NAME["pattern"]))
@example("a" * 255)
@example("a" * 256)
@example("ci-runner\n")
def test_a_name_is_fine_exactly_if_the_contract_says_so(name: str) -> None:
    assert (name_problem(name) is None) == keeps_the_contract(name)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "At least 2 characters."),
        ("a", "At least 2 characters."),
        ("a" * 256, "At most 255 characters."),
        ("1a", "Begin with a lower-case letter."),
        ("-a", "Begin with a lower-case letter."),
        ("a-", "End with a lower-case letter or a digit."),
        ("my Key", "Only a to z, 0 to 9, - and _: not “ ”."),
        ("ci-runner\n", "Only a to z, 0 to 9, - and _: not “␊”."),
        ("ключ", "Only a to z, 0 to 9, - and _: not “к”."),
    ],
)
def test_the_problem_is_said_in_words(name: str, problem: str) -> None:
    assert name_problem(name) == problem


def test_an_underscore_is_allowed_but_earns_a_hint() -> None:
    assert name_problem("my_key") is None
    assert "_" in (name_hint("my_key") or "")
    assert name_hint("my-key1") is None


def test_the_limits_are_the_contract_s() -> None:
    assert NAME["maxLength"] == NAME_LIMIT
    assert KEY_QUOTA == 20
