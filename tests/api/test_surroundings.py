"""In every surrounding the program blames who is to blame, and knows what became of a change.

`python -m tests.api.surrounding_matrix` prints the same as a matrix, with what is said.
"""

from __future__ import annotations

import pytest

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
