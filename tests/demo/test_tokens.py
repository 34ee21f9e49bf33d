"""Signing in by both endpoints, and what becomes of tokens."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.demo.clients import (
    ALL,
    MINE,
    TOKEN_V1,
    TOKEN_V2,
    Clock,
    client_of,
    credentials,
    token_of,
)
from tui.demo.server import Demo

if TYPE_CHECKING:
    import httpx


def _claims(token: str) -> dict[str, Any]:
    _header, payload, _signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert isinstance(claims, dict)
    return claims


def _last_login(demo: Demo) -> datetime | None:
    return next(k.last_login for k in demo.store.my_keys() if k.client_id == demo.client_id)


async def test_version_2_trades_client_credentials_for_a_token(
    demo: Demo, stranger: httpx.AsyncClient
) -> None:
    answer = await stranger.post(TOKEN_V2, data=credentials(demo.client_id, demo.client_secret))

    body = answer.json()
    assert answer.status_code == 200
    assert body.keys() == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    assert (await stranger.get(ALL, headers=headers)).status_code == 200


async def test_version_2_trades_a_password_for_a_token(
    demo: Demo, stranger: httpx.AsyncClient
) -> None:
    form = {"grant_type": "password", "username": demo.username, "password": demo.password}

    answer = await stranger.post(TOKEN_V2, data=form)

    headers = {"Authorization": f"bearer {answer.json()['access_token']}"}
    assert (await stranger.get(MINE, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "unsupported_grant_type"),
        ({"grant_type": "app_token"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": "x"}, 400, "invalid_request"),
        ({"grant_type": "password", "username": "ana@acme.example"}, 400, "invalid_request"),
        (credentials("nobody", "nothing"), 401, "invalid_client"),
        (credentials("é", "ü\U0001f511"), 401, "invalid_client"),
        ({"grant_type": "password", "username": "x", "password": "y"}, 400, "invalid_grant"),
    ],
)
async def test_version_2_refuses_in_the_words_of_oauth(
    stranger: httpx.AsyncClient, form: dict[str, str], status: int, error: str
) -> None:
    answer = await stranger.post(TOKEN_V2, data=form)

    assert answer.status_code == status
    assert answer.json().keys() == {"error", "error_description"}
    assert answer.json()["error"] == error


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{}", b"&&==&", b"%ff=%00"])
async def test_version_2_refuses_a_body_that_is_no_form(
    stranger: httpx.AsyncClient, body: bytes
) -> None:
    assert (await stranger.post(TOKEN_V2, content=body)).status_code == 400


@pytest.mark.parametrize(
    ("grant_type", "client_id", "client_secret"),
    [
        ("grantType", "clientId", "clientSecret"),
        ("grantType", "clientID", "clientSecret"),
        ("GRANTTYPE", "CLIENTID", "CLIENTSECRET"),
        ("grant_type", "client_id", "client_secret"),
    ],
)
async def test_version_1_takes_field_names_in_any_case(
    demo: Demo, stranger: httpx.AsyncClient, grant_type: str, client_id: str, client_secret: str
) -> None:
    body = {
        grant_type: "client_credentials",
        client_id: demo.client_id,
        client_secret: demo.client_secret,
    }

    answer = await stranger.post(TOKEN_V1, json=body)

    assert answer.status_code == 200
    assert answer.json().keys() == {"accessToken", "expiresIn"}
    assert answer.json()["expiresIn"] == 3600
    headers = {"Authorization": f"Bearer {answer.json()['accessToken']}"}
    assert (await stranger.get(MINE, headers=headers)).status_code == 200


@pytest.mark.parametrize(("app_id", "app_secret"), [("AppId", "AppSecret"), ("appId", "appsecret")])
async def test_version_1_takes_the_legacy_app_token_form(
    demo: Demo, stranger: httpx.AsyncClient, app_id: str, app_secret: str
) -> None:
    body = {"grantType": "app_token", app_id: demo.client_id, app_secret: demo.client_secret}

    answer = await stranger.post(TOKEN_V1, json=body)

    assert answer.status_code == 200
    assert _claims(answer.json()["accessToken"])["email"] == demo.username


async def test_version_1_trades_a_password_for_a_token(
    demo: Demo, stranger: httpx.AsyncClient
) -> None:
    body = {
        "grantType": "password",
        "clientID": "cli",
        "username": demo.username,
        "password": demo.password,
    }

    answer = await stranger.post(TOKEN_V1, json=body)

    assert answer.status_code == 200
    assert _claims(answer.json()["accessToken"])["email"] == demo.username


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"grantType": "client_credentials", "clientId": "x", "clientSecret": "y"}, 401),
        ({"grantType": "client_credentials", "clientId": "\ud800", "clientSecret": "\udfff"}, 401),
        ({"grantType": "app_token", "AppId": "x", "AppSecret": "y"}, 401),
        ({"grantType": "password", "username": "x", "password": "y"}, 401),
        ({"grantType": "password", "username": "ana@acme.example", "password": "\udfff"}, 401),
        ({"grantType": "client_credentials", "clientId": 1, "clientSecret": None}, 400),
        ({"grantType": "client_credentials"}, 400),
        ({"grantType": ["client_credentials"]}, 400),
        ({"grantType": "magic"}, 400),
        ({}, 400),
        ([], 400),
    ],
)
async def test_version_1_refuses_with_code_and_message(
    stranger: httpx.AsyncClient, body: object, status: int
) -> None:
    answer = await stranger.post(TOKEN_V1, content=json.dumps(body))

    assert answer.status_code == status
    assert answer.json()["code"] == status
    assert answer.json()["message"]


async def test_a_token_is_a_jwt_that_says_whose_it_is_and_when_it_ends(
    demo: Demo, clock: Clock
) -> None:
    token = await token_of(demo, demo.client_id, demo.client_secret)

    claims = _claims(token)
    assert claims["email"] == claims["preferred_username"] == demo.username
    assert claims["azp"] == demo.client_id
    assert claims["exp"] - claims["iat"] == 3600
    assert datetime.fromtimestamp(claims["iat"], UTC) == clock()


async def test_a_token_is_good_until_the_second_it_expires(clock: Clock) -> None:
    demo = Demo(now=clock, token_lifetime=60)
    token = await token_of(demo, demo.client_id, demo.client_secret)

    async with client_of(demo, token) as client:
        clock.advance(59)
        before = await client.get(MINE)
        clock.advance(1)
        after = await client.get(MINE)

    assert (before.status_code, after.status_code) == (200, 401)
    assert after.json()["details"] == "The token has expired."


async def test_revoked_tokens_are_refused_and_new_ones_are_not(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    demo.store.revoke_tokens()

    refused = await ana.get(MINE)
    token = await token_of(demo, demo.client_id, demo.client_secret)
    accepted = await ana.get(MINE, headers={"Authorization": f"Bearer {token}"})

    assert (refused.status_code, accepted.status_code) == (401, 200)


async def test_a_token_with_other_claims_under_the_same_signature_is_refused(demo: Demo) -> None:
    token = await token_of(demo, demo.client_id, demo.client_secret)
    header, payload, signature = token.split(".")
    claims = _claims(token) | {"exp": 2**40}
    forged_payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()

    async with client_of(demo, f"{header}.{forged_payload}.{signature}") as client:
        forged = await client.get(MINE)
    async with client_of(demo, f"{header}.{payload}.{signature}") as client:
        genuine = await client.get(MINE)

    assert (forged.status_code, genuine.status_code) == (401, 200)


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YTpi", "é"]
)
async def test_a_request_without_a_genuine_token_is_401(
    stranger: httpx.AsyncClient, authorization: str | None
) -> None:
    headers = [] if authorization is None else [(b"Authorization", authorization.encode("latin-1"))]

    answer = await stranger.get(MINE, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == 401
    assert answer.json()["message"] == "Issuer is not familiar."


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", MINE),
        ("POST", MINE),
        ("GET", f"{MINE}/x"),
        ("DELETE", f"{MINE}/x"),
        ("POST", f"{MINE}/x/secret"),
        ("GET", ALL),
        ("DELETE", f"{ALL}/x"),
    ],
)
async def test_every_operation_asks_for_a_token_before_anything_else(
    stranger: httpx.AsyncClient, method: str, path: str
) -> None:
    assert (await stranger.request(method, path)).status_code == 401


async def test_a_token_request_moves_the_last_login_of_its_key(
    demo: Demo, clock: Clock, stranger: httpx.AsyncClient
) -> None:
    others = [key for key in demo.store.all_keys() if key.client_id != demo.client_id]
    clock.advance(30)

    await stranger.post(TOKEN_V2, data=credentials(demo.client_id, demo.client_secret))

    assert _last_login(demo) == clock()
    assert [key for key in demo.store.all_keys() if key.client_id != demo.client_id] == others


async def test_a_refused_token_request_and_a_password_move_no_last_login(
    demo: Demo, stranger: httpx.AsyncClient
) -> None:
    before = demo.store.all_keys()
    form = {"grant_type": "password", "username": demo.username, "password": demo.password}

    refused = await stranger.post(TOKEN_V2, data=credentials(demo.client_id, "wrong"))
    accepted = await stranger.post(TOKEN_V2, data=form)

    assert (refused.status_code, accepted.status_code) == (401, 200)
    assert demo.store.all_keys() == before


async def test_the_token_answers_may_not_be_cached(demo: Demo, stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post(TOKEN_V2, data=credentials(demo.client_id, demo.client_secret))

    assert answer.headers["Cache-Control"] == "no-store"
