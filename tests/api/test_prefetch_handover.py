"""The prefetch process hands its session over to the program."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from tests.api.plane import problem, success
from tui.api.errors import (
    ApiError,
    BadResponse,
    OutcomeUnknown,
    Rejected,
    SignInFailed,
    Unreachable,
    Untrusted,
)
from tui.api.token_endpoint import CredentialsRefused

if TYPE_CHECKING:
    from tests.api.plane import Plane

_ERRORS = [
    *(
        kind("What failed.", "What to do.")
        for kind in (
            ApiError, BadResponse, OutcomeUnknown, SignInFailed, Unreachable, Untrusted,
            CredentialsRefused,
        )
    ),
    Rejected("What failed.", "What to do.", status=409, message="Taken.", details="By you."),
]  # fmt: skip


@pytest.mark.parametrize("error", _ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_goes_to_another_process_as_it_is(error: ApiError) -> None:
    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is type(error)
    assert str(copy) == str(error) == "What failed. What to do."
    assert vars(copy) == vars(error)


def test_the_cause_of_an_error_stays_where_it_is() -> None:
    error = Unreachable("What failed.")
    error.__cause__ = ValueError("CANARY")

    assert b"CANARY" not in pickle.dumps(error)


async def test_another_session_goes_on_with_the_same_token(plane: Plane) -> None:
    plane.answers = [success("list_my_keys"), success("get_key")]
    first, second = plane.service(), plane.service()
    await first.list_my_keys()

    second.continue_from(pickle.loads(pickle.dumps(first.sign_in)))
    await second.get_key("1")

    assert plane.bearers == ["Bearer CANARY-token-1"] * 2
    assert len(plane.token_requests) == 1


async def test_another_session_does_not_try_again_what_was_refused(plane: Plane) -> None:
    plane.token_answers = [problem(401)]
    first, second = plane.service(), plane.service()
    with pytest.raises(SignInFailed):
        await first.list_my_keys()

    second.continue_from(pickle.loads(pickle.dumps(first.sign_in)))
    with pytest.raises(SignInFailed):
        await second.list_my_keys()

    assert len(plane.token_requests) == 1
