"""Signing in: which endpoint, how often, and what is said when it fails."""

from __future__ import annotations

import json
import re
import traceback
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import SecretStr

from tests.api.plane import CALLS, CLIENT_ID, HOST, SECRET, Plane, problem, reply, v2_token
from tui.api.bearer_auth import ClientCredentials, FixedToken, Password
from tui.api.errors import ApiError, BadResponse, Rejected, SignInFailed, Unreachable

if TYPE_CHECKING:
    from tests.api.plane import Answer

WEB_PAGE = reply(200, text="<title>Log in</title>", headers={"content-type": "text/html"})
V1_TOKEN = reply(201, {"accessToken": "CANARY-v1", "expiresIn": 3600})


async def test_version_2_gets_a_form(plane: Plane) -> None:
    await plane.service().list_my_keys()
    (request,) = plane.token_requests
    assert request.url.path == "/api/v2/token"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": [CLIENT_ID],
        "client_secret": [SECRET],
    }
    assert "authorization" not in request.headers
    assert plane.bearers == ["Bearer CANARY-token-1"]


async def test_secrets_survive_the_form(plane: Plane) -> None:
    secret = "a+b &=%é\ud800"
    await plane.service(ClientCredentials("c d", SecretStr(secret))).list_my_keys()
    form = parse_qs(plane.token_requests[0].content.decode())
    assert form["client_id"] == ["c d"]
    assert form["client_secret"] == ["a+b &=%é?"]


async def test_a_password_is_sent_in_both_versions_words(plane: Plane) -> None:
    plane.token_answers = [problem(404), V1_TOKEN]
    await plane.service(Password("ana", SecretStr("pw"))).list_my_keys()
    v2, v1 = plane.token_requests
    assert parse_qs(v2.content.decode()) == {
        "grant_type": ["password"],
        "username": ["ana"],
        "password": ["pw"],
    }
    assert json.loads(v1.content) == {
        "grantType": "password",
        "clientID": "cli",
        "username": "ana",
        "password": "pw",
    }


@pytest.mark.parametrize("missing", [problem(404), problem(405), reply(404), WEB_PAGE])
async def test_version_1_is_used_where_2_is_missing_and_remembered(
    plane: Plane, missing: Answer
) -> None:
    plane.token_answers = [missing, V1_TOKEN]
    service = plane.service()
    await service.list_my_keys()
    plane.now += 4000
    await service.list_my_keys()
    assert (await service.verify("c", SecretStr("s"))).accepted
    paths = [request.url.path for request in plane.token_requests]
    assert paths == ["/api/v2/token", "/api/v1/token", "/api/v1/token", "/api/v1/token"]
    assert json.loads(plane.token_requests[1].content) == {
        "grantType": "client_credentials",
        "clientId": CLIENT_ID,
        "clientSecret": SECRET,
    }
    assert plane.bearers == ["Bearer CANARY-v1"] * 2


async def test_a_server_that_is_busy_is_not_remembered_for_its_version(plane: Plane) -> None:
    plane.token_answers = [problem(503), problem(404), V1_TOKEN]
    service = plane.service()
    with pytest.raises(Unreachable):
        await service.list_my_keys()
    assert (await service.list_my_keys()).keys


REFUSED = "refused to accept this client ID and secret"
TOKEN_FAULTS: dict[str, tuple[Answer, type[ApiError], str, int]] = {
    "bare 400": (reply(400), SignInFailed, REFUSED, 1),
    "400 of OAuth": (
        reply(400, {"error": "invalid_client"}),
        SignInFailed,
        "“invalid_client”. Check both",
        1,
    ),
    "401": (problem(401), SignInFailed, REFUSED, 1),
    "403": (problem(403), SignInFailed, REFUSED, 1),
    "404 on both": (problem(404), SignInFailed, "/api/v2/token and /api/v1/token", 2),
    "web page on both": (WEB_PAGE, BadResponse, "web page (“Log in”). It does not look like", 2),
    "web page with 401": (reply(401, text="<html>"), BadResponse, "Something in front of", 1),
    "web page with 403": (
        reply(403, text=f"<title>Who is {SECRET}?</title>"),
        BadResponse,
        "to sign in with a web page (403 Forbidden: “Who is •••?”)",
        1,
    ),
    "429": (problem(429, retry_after="9999"), Unreachable, "asks to wait 9999 s", 1),
    "500": (problem(500), Rejected, "500 Internal Server Error", 1),
    "502": (reply(502, text="<html>"), Unreachable, "502 Bad Gateway", 1),
    "503": (problem(503), Unreachable, "503", 1),
    "504": (problem(504), Unreachable, "504", 1),
    "redirect": (
        reply(307, headers={"location": "https://CANARY@evil.example/x"}),
        BadResponse,
        "redirects the sign-in to evil.example,",
        1,
    ),
    "no token": (reply(200, {"token_type": "CANARY"}), SignInFailed, "no token that can be", 1),
    "null token": (reply(200, {"access_token": None}), SignInFailed, "no token that can be", 1),
    "empty token": (reply(200, {"access_token": ""}), SignInFailed, "no token that can be", 1),
    "token in two lines": (v2_token(1, access_token="CANARY\nx"), SignInFailed, "no token", 1),
    "token with a blank": (v2_token(1, access_token="CANARY x"), SignInFailed, "no token", 1),
    "token not in ASCII": (v2_token(1, access_token="CANARYé"), SignInFailed, "no token", 1),
    "truncated": (reply(200, text='{"access_token": "CANARY'), SignInFailed, "no token", 1),
    "not JSON": (reply(200, text="CANARY"), SignInFailed, "no token that can be used", 1),
    "huge": (reply(200, text="x" * 1025), ApiError, "more than 1 KiB", 1),
    "refused connection": (httpx.ConnectError(""), Unreachable, "could not be connected", 1),
    "cut": (httpx.ReadError(""), Unreachable, "closed the connection", 1),
    "read timeout": (httpx.ReadTimeout(""), Unreachable, "sent nothing", 1),
}


@pytest.mark.parametrize("fault", TOKEN_FAULTS)
@pytest.mark.parametrize("operation", CALLS)
async def test_a_failed_sign_in_is_definite_and_nothing_else_is_sent(
    plane: Plane, operation: str, fault: str
) -> None:
    answer, kind, says, tries = TOKEN_FAULTS[fault]
    plane.token_answers = [answer]
    with pytest.raises(kind) as caught:
        await CALLS[operation](plane.service(body_limit=1024))
    assert says in str(caught.value)
    assert HOST in caught.value.reason
    assert "CANARY" not in "".join(traceback.format_exception(caught.value, chain=False))
    assert len(plane.token_requests) == tries
    assert plane.api_requests == []
    assert plane.pauses == []


@pytest.mark.parametrize("quoted", [("'c1'", "s1"), ("c1", '"s1"')])
async def test_quotes_around_refused_credentials_are_named(
    plane: Plane, quoted: tuple[str, str]
) -> None:
    client_id, secret = quoted
    plane.token_answers = [problem(401)]
    with pytest.raises(SignInFailed, match="Remove the quotes around them"):
        await plane.service(ClientCredentials(client_id, SecretStr(secret))).list_my_keys()


async def test_a_web_page_in_front_says_nothing_of_secrets_and_the_next_call_signs_in(
    plane: Plane,
) -> None:
    plane.token_answers = [reply(401, text="<html>"), v2_token(1)]
    service = plane.service()
    with pytest.raises(BadResponse) as caught:
        await service.list_my_keys()
    assert not re.search("secret|permission|password", str(caught.value))
    assert (await service.list_my_keys()).keys


@pytest.mark.parametrize(
    "answer",
    [
        *(problem(status) for status in (429, 500, 502, 503, 504)),
        *(reply(status, text="<html>") for status in (200, 400, 401, 403, 429, 502)),
        reply(302, headers={"location": "/login"}),
        httpx.ConnectError(""),
        httpx.ReadError(""),
        httpx.RemoteProtocolError(""),
    ],
)
async def test_one_cause_is_one_kind_of_error_at_sign_in_and_in_a_list(
    plane: Plane, answer: Answer
) -> None:
    plane.answers = [answer]
    with pytest.raises(ApiError) as listing:
        await plane.service().list_my_keys()
    plane.token_answers = [answer]
    with pytest.raises(ApiError) as signing_in:
        await plane.service().list_my_keys()
    assert type(signing_in.value) is type(listing.value)


@pytest.mark.parametrize("status", [400, 401])
async def test_bad_credentials_are_never_tried_again(plane: Plane, status: int) -> None:
    plane.token_answers = [problem(status), v2_token(1)]
    service = plane.service()
    for call in CALLS.values():
        with pytest.raises(SignInFailed):
            await call(service)
    assert len(plane.requests) == 1


async def test_a_new_secret_is_tried_after_the_old_one_was_refused(plane: Plane) -> None:
    plane.token_answers = [problem(401), v2_token(1)]
    service = plane.service()
    with pytest.raises(SignInFailed):
        await service.list_my_keys()
    service.use_secret(SecretStr("CANARY-newer"))
    assert (await service.list_my_keys()).keys
    form = parse_qs(plane.token_requests[1].content.decode())
    assert form["client_secret"] == ["CANARY-newer"]
    assert form["client_id"] == [CLIENT_ID]


async def test_a_new_secret_does_not_cost_a_token_that_still_works(plane: Plane) -> None:
    service = plane.service()
    await service.list_my_keys()
    service.use_secret(SecretStr("CANARY-newer"))
    await service.list_my_keys()
    assert len(plane.token_requests) == 1


@pytest.mark.parametrize("grant", [FixedToken(SecretStr("t")), Password("ana", SecretStr("p"))])
async def test_a_new_secret_means_nothing_to_other_grants(
    plane: Plane, grant: FixedToken | Password
) -> None:
    service = plane.service(grant)
    service.use_secret(SecretStr("CANARY-newer"))
    assert (await service.list_my_keys()).keys
    assert service.client_id is None


async def test_a_busy_server_is_asked_again_by_the_next_call(plane: Plane) -> None:
    plane.token_answers = [problem(503), v2_token(1)]
    service = plane.service()
    with pytest.raises(Unreachable):
        await service.list_my_keys()
    assert (await service.list_my_keys()).keys


@pytest.mark.parametrize("message_field", ["message", "error_description", "error"])
async def test_an_echoed_secret_is_blanked(plane: Plane, message_field: str) -> None:
    secret = "CANARY/+secret"
    words = f"CANARY%2F%2Bsecret?{'.' * 170}{secret}"
    plane.token_answers = [reply(401, {message_field: words})]
    with pytest.raises(SignInFailed) as caught:
        await plane.service(ClientCredentials("c", SecretStr(secret))).list_my_keys()
    assert "CANARY" not in str(caught.value)
    assert "“•••?..." in str(caught.value)
    assert "...•••”" in str(caught.value)


async def test_the_token_for_other_programs_is_the_one_that_requests_are_sent_with(
    plane: Plane,
) -> None:
    service = plane.service()
    token = (await service.bearer_token()).value.get_secret_value()
    await service.list_my_keys()
    assert plane.bearers == [f"Bearer {token}"]
    assert len(plane.token_requests) == 1


@pytest.mark.parametrize("answer", [problem(401), problem(503), httpx.ConnectError("no")])
async def test_without_a_sign_in_there_is_no_token_for_other_programs(
    plane: Plane, answer: Answer
) -> None:
    plane.token_answers = [answer] * 4
    with pytest.raises((SignInFailed, Unreachable)):
        await plane.service().bearer_token()
    assert plane.bearers == []


async def test_another_key_is_signed_in_with_next_but_where_a_token_is_fixed(plane: Plane) -> None:
    service, fixed = plane.service(), plane.service(FixedToken(SecretStr("CANARY-token")))
    for each in (service, fixed):
        each.use_key("newer-id", SecretStr("CANARY-newer"))
        await each.list_my_keys()

    (form,) = (parse_qs(request.content.decode()) for request in plane.token_requests)
    assert (form["client_id"], form["client_secret"]) == (["newer-id"], ["CANARY-newer"])
    assert (service.client_id, fixed.client_id) == ("newer-id", None)
    assert plane.bearers[-1] == "Bearer CANARY-token"
