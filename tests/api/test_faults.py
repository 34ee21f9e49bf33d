"""Errors say what happened, and keep secrets to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.api.fault_matrix import DOUBTS
from tests.api.faults import BODY_CANARY, WEB_PAGE
from tests.api.plane import (
    CALLS,
    CHANGES,
    READS,
    SECRET_GIVING,
    Plane,
    problem,
    reply,
    success,
)
from tui.api.errors import ApiError, NoOwnKeys, OutcomeUnknown, Rejected, Unreachable

if TYPE_CHECKING:
    from tests.api.plane import Answer


async def failure(plane: Plane, operation: str, answer: Answer) -> ApiError:
    plane.answers = [answer]
    with pytest.raises(ApiError) as caught:
        await CALLS[operation](plane.service(body_limit=1024))
    return caught.value


@pytest.mark.parametrize("operation", [*READS, *SECRET_GIVING])
async def test_no_error_keeps_the_body_of_an_answer(plane: Plane, operation: str) -> None:
    body = f'{{"accessKeys": "{BODY_CANARY}", "clientSecret": ["{BODY_CANARY}"]}}'
    plane.answers = [reply(200, text=body)]
    with pytest.raises(ApiError) as caught:
        await CALLS[operation](plane.service())
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


async def test_a_list_that_is_not_there_points_at_an_older_control_plane(plane: Plane) -> None:
    assert "older than 2.24" in str(await failure(plane, "list_my_keys", problem(404)))


@pytest.mark.parametrize("status", [403, 404])
async def test_a_service_account_is_told_that_it_has_no_keys_of_its_own(
    plane: Plane, status: int
) -> None:
    plane.answers = [problem(status), success("list_all_keys")]
    with pytest.raises(NoOwnKeys) as caught:
        await plane.service().list_my_keys()
    assert caught.value.advice == (
        "All keys can be listed, so these are most likely the credentials of a service account, "
        "which has no keys of its own: use All keys, or --all in a command."
    )
    assert [request.url.path for request in plane.requests][-2:] == [
        "/api/v1/access-keys",
        "/api/v1/administration/access-keys",
    ]


async def test_a_web_page_says_that_this_is_not_the_api(plane: Plane) -> None:
    answer = reply(200, text=WEB_PAGE, headers={"content-type": "text/html"})
    error = await failure(plane, "list_my_keys", answer)
    assert "does not look like a Run:ai API: check the base URL" in str(error)


@pytest.mark.parametrize("operation", CHANGES)
async def test_an_unknown_outcome_says_what_to_look_at(plane: Plane, operation: str) -> None:
    error = await failure(plane, operation, httpx.ReadError(""))
    assert isinstance(error, OutcomeUnknown)
    assert error.reason == f"{DOUBTS[operation]}: {error.event}"
    assert ("secret" in error.advice) == (operation in SECRET_GIVING)


async def test_a_server_s_message_is_cleaned_and_cut_at_200_characters(
    plane: Plane,
) -> None:
    message = "[red]no[/x]\x1b]52;c;aGk=\x07\u202e\n" + "x" * 500
    error = await failure(plane, "create_key", problem(409, message))
    assert isinstance(error, Rejected)
    assert error.message.startswith("[red]no[/x]␛]52;c;aGk=␇\N{REPLACEMENT CHARACTER}␊xxx")
    assert len(error.message) == 200
    assert error.message in error.reason


async def test_details_are_kept_beside_the_message(plane: Plane) -> None:
    body = {"code": 400, "message": "No.", "details": "The\nquota."}
    error = await failure(plane, "create_key", reply(400, body))
    assert isinstance(error, Rejected)
    assert (error.status, error.message, error.details) == (400, "No.", "The␊quota.")


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("status", [400, 401, 403, 409, 500, 503])
async def test_a_token_that_the_server_echoes_is_blanked(
    plane: Plane, operation: str, status: int
) -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        words = f"what is {request.headers['authorization']}?"
        return httpx.Response(status, json={"message": words, "details": words})

    error = await failure(plane, operation, echo)
    assert "what is Bearer •••?" in error.reason
    assert "CANARY" not in f"{error} {vars(error)}"


async def test_cookies_are_never_sent_back(plane: Plane) -> None:
    plane.answers = [reply(200, [], headers={"set-cookie": "a=b; path=/"})]
    service = plane.service()
    await service.list_my_keys()
    await service.list_my_keys()
    assert all("cookie" not in request.headers for request in plane.requests)


async def test_a_read_is_not_repeated_after_the_end_of_a_session(plane: Plane) -> None:
    service = plane.service()

    async def busy_until_it_ends(_: httpx.Request) -> httpx.Response:
        await service.aclose()
        return httpx.Response(503)

    plane.answers = [busy_until_it_ends]
    with pytest.raises(Unreachable, match="has ended"):
        await service.list_my_keys()
    assert len(plane.api_requests) == 1


async def test_after_the_end_of_a_session_nothing_is_sent(plane: Plane) -> None:
    service = plane.service()
    await service.list_my_keys()
    await service.aclose()
    await service.aclose()
    sent = len(plane.requests)
    with pytest.raises(Unreachable, match="has ended"):
        await service.delete_my_key("1")
    assert len(plane.requests) == sent


@pytest.mark.parametrize(("status", "is_gone"), [(404, True), (403, False)])
async def test_a_refusal_tells_whether_the_key_is_gone(
    plane: Plane, status: int, is_gone: bool
) -> None:
    error = await failure(plane, "delete_my_key", problem(status))
    assert isinstance(error, Rejected)
    assert error.is_gone == is_gone
