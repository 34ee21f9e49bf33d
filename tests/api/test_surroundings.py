"""In every surrounding the program blames who is to blame, and knows what became of a change.

`python -m tests.api.surrounding_matrix` prints the same as a matrix, with what is said.
"""

from __future__ import annotations

import pytest

from tests.api import surrounding_matrix
from tests.api.surrounding_matrix import OPERATIONS, row
from tests.api.surroundings import SURROUNDINGS, Blamed


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SURROUNDINGS)
async def test_who_is_to_blame_is_said_and_nobody_else(name: str) -> None:
    wrong = {cell.operation: cell.wrong for cell in await row(SURROUNDINGS[name]) if cell.wrong}

    assert wrong == {}


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"says": "HOST is silent"}, "says "),
        ({"advises": "Ask the cat"}, "advises "),
        ({"blamed": Blamed.PROXY}, "does not blame: proxy"),
        ({"is_open": True}, "the outcome is known"),
    ],
)
async def test_a_wrong_sentence_is_found(change: dict[str, object], mistake: str) -> None:
    surrounding = SURROUNDINGS["Envoy denies by a role"]._replace(**change)  # type: ignore[arg-type]

    cells = await row(surrounding)

    assert [cell.operation for cell in cells] == list(OPERATIONS)
    assert any(why.startswith(mistake) for cell in cells for why in cell.wrong)


async def test_the_printed_matrix_says_in_each_surrounding_what_is_said_and_counts_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = SURROUNDINGS["Envoy denies by a role"]
    both = {"right": right, "mistaken": right._replace(blamed=Blamed.PROXY)}
    monkeypatch.setattr(surrounding_matrix, "SURROUNDINGS", both)

    printed, wrong = await surrounding_matrix.printed()

    head, *said = printed.splitlines()
    assert head.startswith(f"right ({right.blamed.name.lower()}): sign_in ")
    assert "list_my_keys said" in head
    operation, _, sentence = said[0].strip().partition(": ")
    assert operation in OPERATIONS
    assert "refused the request to" in sentence
    assert any(line.startswith("mistaken (proxy): ") and "WRONG" in line for line in said)
    assert wrong > 0
    assert said[-1] == f"2 surroundings × {len(OPERATIONS)} operations, {wrong} wrong."
