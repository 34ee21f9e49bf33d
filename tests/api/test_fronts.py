"""What stands in front of the API: its words are quoted, and are never the API's verdict."""

from __future__ import annotations

import pytest

from tests.api.plane import SECRET, Answer, Plane, reply, success
from tui.api.errors import ApiError, BadResponse, Rejected, SignInFailed, Unreachable

_TEXT = {"content-type": "text/plain; charset=utf-8"}
_CHALLENGE = _TEXT | {"www-authenticate": 'Bearer realm="acme", error="invalid_token"'}


async def _failure(plane: Plane) -> ApiError:
    with pytest.raises(ApiError) as caught:
        await plane.service().list_my_keys()
    return caught.value


async def test_a_gateway_that_checks_tokens_itself_gets_a_new_one(plane: Plane) -> None:
    expired = reply(401, text="Jwt is expired", headers=_CHALLENGE)
    plane.answers = [expired, success("list_my_keys")]

    assert len((await plane.service().list_my_keys()).keys) == 1

    assert plane.bearers == ["Bearer CANARY-token-1", "Bearer CANARY-token-2"]


async def test_a_gateway_that_takes_no_token_at_all_is_quoted(plane: Plane) -> None:
    plane.answers = [reply(401, text="Jwt issuer is not configured", headers=_CHALLENGE)]

    error = await _failure(plane)

    assert type(error) is SignInFailed
    assert "(401 Unauthorized): “Jwt issuer is not configured”" in error.reason


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_front_that_refuses_the_sign_in_is_told_apart_from_wrong_credentials(
    plane: Plane, status: int
) -> None:
    plane.token_answers = [reply(status, text=f"denied for {SECRET}", headers=_TEXT)]

    error = await _failure(plane)

    assert type(error) is BadResponse
    assert error.reason.startswith("Something in front of acme.run.ai refused the request to ")
    assert "“denied for •••”" in error.reason


@pytest.mark.parametrize("scheme", ["Key", "Basic", "NEGOTIATE"])
async def test_a_gateway_that_wants_a_login_of_its_own_is_told_apart_from_a_refused_token(
    plane: Plane, scheme: str
) -> None:
    refusal = reply(
        401,
        {"message": "No API key found in request"},
        headers={"www-authenticate": f'{scheme} realm="ops"'},
    )
    plane.answers = [refusal]

    error = await _failure(plane)

    assert type(error) is BadResponse
    assert error.reason == (
        "Something in front of acme.run.ai refused the request to list your access keys and wants "
        f"a login of another kind, {scheme.lower()} (401 Unauthorized: “No API key found in "
        "request”)."
    )
    assert len(plane.bearers) == 1


async def test_json_that_is_called_plain_text_is_the_api_s(plane: Plane) -> None:
    plane.answers = [reply(403, text='{"message": "Not yours."}', headers=_TEXT)]

    error = await _failure(plane)

    assert isinstance(error, Rejected)
    assert error.message == "Not yours."


async def test_what_a_gateway_says_of_the_server_behind_it_is_quoted(plane: Plane) -> None:
    plane.answers = [reply(503, text="no healthy\nupstream", headers=_TEXT)]

    error = await _failure(plane)

    assert type(error) is Unreachable
    assert "503 Service Unavailable when asked to list your access keys" in error.reason
    assert error.reason.endswith(": “no healthy upstream”.")


_BARE = {
    "nothing": reply(404),
    "what Kong says": reply(404, {"message": "no Route matched with those values"}),
    "what nginx is made to say": reply(404, {"error": "not found"}),
}


@pytest.mark.parametrize("refusal", _BARE.values(), ids=_BARE)
async def test_a_404_not_in_the_form_of_the_api_s_errors_never_says_that_a_key_is_gone(
    plane: Plane, refusal: Answer
) -> None:
    plane.answers = [refusal]

    with pytest.raises(Rejected) as caught:
        await plane.service().delete_my_key("k1")

    assert not caught.value.is_gone
    assert "something in front of it may have refused the request" in caught.value.advice
    assert "If it was the API, most likely the key was deleted" in caught.value.advice


async def test_a_404_in_the_form_of_the_api_s_errors_says_that_a_key_is_gone(plane: Plane) -> None:
    plane.answers = [reply(404, {"code": 404, "message": "Resource id not found."})]

    with pytest.raises(Rejected) as caught:
        await plane.service().delete_my_key("k1")

    assert caught.value.is_gone
    assert "in front" not in caught.value.advice


@pytest.mark.parametrize("status", [401, 403])
async def test_a_bare_refusal_of_the_sign_in_may_be_somebody_else_s(
    plane: Plane, status: int
) -> None:
    plane.token_answers = [reply(status)]

    assert "something in front of it may have refused" in (await _failure(plane)).advice


async def test_a_bare_401_may_be_somebody_else_s(plane: Plane) -> None:
    plane.answers = [reply(401), reply(401)]

    assert "something in front of it may have refused" in (await _failure(plane)).advice
