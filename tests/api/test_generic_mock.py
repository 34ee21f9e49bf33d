"""The service works with a server that was made from the contract alone, as mock tools make them.

It answers every operation with example values, under the first documented success status, knows
no token endpoint, and does not remember anything.
"""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.api.contract import CONTRACT, example_of, resolved
from tests.api.plane import CALLS
from tui.api.bearer_auth import ClientCredentials, FixedToken
from tui.api.errors import SignInFailed
from tui.api.service import AccessKeyService

ROUTES: list[tuple[str, re.Pattern[str], dict[str, Any]]] = [
    (method, re.compile(re.sub(r"\{.*?\}", "[^/]+", path)), operation)
    for path, operations in CONTRACT["paths"].items()
    for method, operation in operations.items()
]


def answer_by_contract(request: httpx.Request) -> httpx.Response:
    for method, path, operation in ROUTES:
        if request.method.lower() == method and path.fullmatch(request.url.path):
            if not request.headers.get("authorization", "").startswith("Bearer "):
                return httpx.Response(401)
            status, response = next(iter(operation["responses"].items()))
            content = resolved(response).get("content")
            if content is None:
                return httpx.Response(int(status))
            body = example_of(content["application/json"]["schema"])
            return httpx.Response(int(status), json=body)
    return httpx.Response(404, json={"type": "NO_PATH_MATCHED_ERROR", "title": "Not found"})


def session(grant: FixedToken | ClientCredentials) -> AccessKeyService:
    return AccessKeyService(
        "http://127.0.0.1:4010", grant, transport=httpx.MockTransport(answer_by_contract)
    )


@pytest.mark.parametrize("operation", CALLS)
async def test_each_operation_works_with_a_fixed_token(operation: str) -> None:
    await CALLS[operation](session(FixedToken(SecretStr("any"))))


async def test_example_values_are_taken_as_they_are() -> None:
    service = session(FixedToken(SecretStr("any")))
    key_list = await service.list_all_keys()
    (key,) = key_list.keys
    assert key_list.skipped == 1  # both examples have the id "string"
    assert (key.id, key.name, key.created_by) == ("string", "string", "string")
    assert key.created_at is not None
    assert key.created_at.year == 2019

    new = await service.create_key("asked-for")
    assert new.name == "string"
    assert new.client_secret == await service.regenerate_secret("any-id") == SecretStr("string")


async def test_signing_in_with_a_secret_says_that_a_token_is_needed() -> None:
    with pytest.raises(SignInFailed, match="RUNAI_TOKEN"):
        await session(ClientCredentials("c", SecretStr("s"))).list_my_keys()
