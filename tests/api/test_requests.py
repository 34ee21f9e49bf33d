"""Requests, to the letter."""

from __future__ import annotations

import json
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from tests.api.plane import CALLS, HOST, SECRET_GIVING, Plane, reply, success
from tui.api.bearer_auth import FixedToken
from tui.api.errors import BadResponse
from tui.api.operations import DELETE_MY_KEY, ID_LIMIT, path_to
from tui.api.service import AccessKeyService

EXPECTED = {
    "list_my_keys": ("GET", "/api/v1/access-keys"),
    "list_all_keys": ("GET", "/api/v1/administration/access-keys"),
    "get_key": ("GET", "/api/v1/access-keys/1"),
    "create_key": ("POST", "/api/v1/access-keys"),
    "regenerate_secret": ("POST", "/api/v1/access-keys/1/secret"),
    "delete_my_key": ("DELETE", "/api/v1/access-keys/1"),
    "delete_any_key": ("DELETE", "/api/v1/administration/access-keys/1"),
}


@pytest.mark.parametrize("operation", CALLS)
async def test_each_operation_goes_where_the_contract_says(plane: Plane, operation: str) -> None:
    plane.answers = [success(operation)]
    await CALLS[operation](plane.service())
    (request,) = plane.api_requests
    assert (request.method, request.url.raw_path.decode()) == EXPECTED[operation]
    assert request.url.host == HOST


async def test_each_request_has_a_number_of_its_own_even_when_it_is_sent_again(
    plane: Plane,
) -> None:
    numbers: list[str] = []

    def busy_once(request: httpx.Request) -> httpx.Response:
        numbers.append(request.headers["x-request-id"])
        return httpx.Response(503)

    def answering(request: httpx.Request) -> httpx.Response:
        numbers.append(request.headers["x-request-id"])
        return httpx.Response(200, json={"accessKeys": []})

    plane.answers = [busy_once, answering]
    await plane.service().list_my_keys()
    assert len(set(numbers)) == 2


async def test_a_create_sends_the_name_as_json(plane: Plane) -> None:
    plane.answers = [success("create_key")]
    await plane.service().create_key('ci"é\ud800')
    (request,) = plane.api_requests
    assert json.loads(request.content) == {"name": 'ci"é\ud800'}
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("operation", sorted(CALLS.keys() - {"create_key"}))
async def test_nothing_else_has_a_body(plane: Plane, operation: str) -> None:
    plane.answers = [success(operation)]
    await CALLS[operation](plane.service())
    assert plane.api_requests[0].content == b""
    assert "content-type" not in plane.api_requests[0].headers


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("operation", SECRET_GIVING)
async def test_a_secret_is_accepted_with_200_and_201(
    plane: Plane, operation: str, status: int
) -> None:
    body = {"id": "string", "name": "string", "clientId": "string", "clientSecret": "string"}
    plane.answers = [reply(status, body)]
    await CALLS[operation](plane.service())


async def test_a_name_that_the_server_does_not_repeat_is_the_one_that_was_sent(
    plane: Plane,
) -> None:
    plane.answers = [reply(201, {"clientSecret": "x"})]
    assert (await plane.service().create_key("ci")).name == "ci"


@pytest.mark.parametrize(
    ("key_id", "segment"),
    [
        ("a/b", "a%2Fb"),
        ("a?x=1#y", "a%3Fx%3D1%23y"),
        ("%2e%2e", "%252e%252e"),
        ("a b+c", "a%20b%2Bc"),
        ("ключ", "%D0%BA%D0%BB%D1%8E%D1%87"),
        ("a\r\nX: y", "a%0D%0AX%3A%20y"),
        ("..a", "..a"),
        ("{id}", "%7Bid%7D"),
    ],
)
async def test_an_id_stays_within_its_segment(plane: Plane, key_id: str, segment: str) -> None:
    plane.answers = [success("delete_my_key")]
    await plane.service().delete_my_key(key_id)
    assert plane.api_requests[0].url.raw_path.decode() == f"/api/v1/access-keys/{segment}"


@pytest.mark.parametrize(
    "key_id",
    [
        "",
        ".",
        "..",
        "../administration/access-keys/1",
        "a/../b",
        "a\\..\\b",
        "x" * (ID_LIMIT + 1),
        "x" * 10_000,
    ],
)
async def test_an_id_that_could_lead_elsewhere_is_not_sent(plane: Plane, key_id: str) -> None:
    service = plane.service()
    for call in (
        service.get_key,
        service.regenerate_secret,
        service.delete_my_key,
        service.delete_any_key,
    ):
        with pytest.raises(BadResponse, match=HOST):
            await call(key_id)
    assert plane.requests == []


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_id_is_one_segment_or_refused(key_id: str) -> None:
    try:
        path = path_to(DELETE_MY_KEY, key_id, HOST)
    except BadResponse:
        return
    segment = path.removeprefix("/api/v1/access-keys/")
    assert segment.isascii()
    assert not set("/?#\\ ") & set(segment)
    assert segment not in {"", ".", ".."}
    assert unquote(segment, errors="surrogatepass") == key_id


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        ({}, b""),
        ({"client_id": None, "created_by": ""}, b""),
        ({"client_id": "a&b=c"}, b"clientId=a%26b%3Dc"),
        ({"created_by": "ana+test@acme x/é"}, b"createdBy=ana%2Btest%40acme%20x%2F%C3%A9"),
        ({"client_id": "c", "created_by": "a"}, b"clientId=c&createdBy=a"),
        ({"created_by": "\ud800"}, b"createdBy=%3F"),
    ],
)
async def test_filters_are_sent_encoded_and_only_if_given(
    plane: Plane, filters: dict[str, str], query: bytes
) -> None:
    await plane.service().list_all_keys(**filters)
    assert plane.api_requests[0].url.query == query


def test_the_address_is_kept_in_its_normal_form() -> None:
    service = AccessKeyService("https://Acme.run.ai:8443/api/v1", FixedToken(SecretStr("t")))
    assert service.base_url == "https://acme.run.ai:8443"
    assert service.host == "acme.run.ai:8443"
