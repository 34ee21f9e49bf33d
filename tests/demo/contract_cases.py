"""The demo server against the published contract of the real one; see test_contract."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from tests.demo.clients import ALL, MINE, Clock
from tui.demo.server import Demo
from tui.demo.tokens import Tokens

if TYPE_CHECKING:
    import httpx
    from schemathesis import AuthContext, Case
    from schemathesis.specs.openapi.schemas import OpenApiSchema
    from starlette.types import Receive, Scope, Send

_CONTRACT: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contract/openapi.json").read_text()
)
_BOUNDED = settings(
    max_examples=13,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


class _FreshDemo:
    """One application for all examples, as schemathesis wants it, with new data for each."""

    def __init__(self) -> None:
        self.start_over()

    def start_over(self) -> None:
        self.demo = Demo(now=Clock())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.demo.app(scope, receive, send)


class _Bearer:
    """Signs the requests of schemathesis, except where it wants to see them refused."""

    def get(self, _case: Case[Any], _context: AuthContext) -> str:
        # Every demo signs with the same seeded key, so the token is good for all of them.
        return Tokens(_fresh.demo.store, lifetime=3600).issue(_fresh.demo.username)

    def set(self, case: Case[Any], token: str, _context: AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {token}"


def _schema(contract: dict[str, Any]) -> OpenApiSchema:
    schema = schemathesis.openapi.from_dict(contract)
    schema.app = _fresh
    schema.auth()(_Bearer)
    return schema


def _contract_with_existing_ids() -> dict[str, Any]:
    contract = deepcopy(_CONTRACT)
    contract["components"]["parameters"]["accessKeyId"]["schema"]["enum"] = [
        key.id for key in _fresh.demo.store.my_keys()
    ]
    return contract


_fresh = _FreshDemo()
schema = _schema(_CONTRACT)
schema_of_existing_keys = _schema(_contract_with_existing_ids())
schema_of_existing_keys.config.generation.update(modes=[GenerationMode.POSITIVE])


@schema.parametrize()
@_BOUNDED
def test_the_server_keeps_the_contract_whatever_it_is_sent(case: Case[Any]) -> None:
    _fresh.start_over()

    case.call_and_validate()


@pytest.mark.parametrize(
    ("path", "method", "success"),
    [
        (MINE, "GET", 200),
        (MINE, "POST", 201),
        (f"{MINE}/{{accessKeyId}}", "GET", 200),
        (f"{MINE}/{{accessKeyId}}", "DELETE", 204),
        (f"{MINE}/{{accessKeyId}}/secret", "POST", 200),
        (ALL, "GET", 200),
        (f"{ALL}/{{accessKeyId}}", "DELETE", 204),
    ],
)
def test_the_server_keeps_the_contract_for_keys_that_exist(
    path: str, method: str, success: int
) -> None:
    statuses = set()

    @_BOUNDED
    @given(case=schema_of_existing_keys[path][method].as_strategy())
    def call(case: Case[Any]) -> None:
        _fresh.start_over()
        statuses.add(case.call_and_validate().status_code)

    call()

    assert success in statuses


async def test_the_answers_hold_exactly_the_fields_of_the_contract(ana: httpx.AsyncClient) -> None:
    created = (await ana.post(MINE, json={"name": "new-key"})).json()
    own_key = f"{MINE}/{created['id']}"
    answers = {
        "AccessKeyPostResponse": [created],
        "AccessKeys": [(await ana.get(MINE)).json()],
        "AccessKey1": [
            (await ana.get(own_key)).json(),
            *(await ana.get(MINE)).json()["accessKeys"],
        ],
        "AccessKeysAdministration": [(await ana.get(ALL)).json()],
        "AccessKeyAdministration": (await ana.get(ALL)).json()["accessKeys"],
    }

    for name, bodies in answers.items():
        fields = _CONTRACT["components"]["schemas"][name]["properties"].keys()
        assert all(body.keys() == fields for body in bodies), name


@pytest.mark.parametrize(
    ("method", "path", "template"),
    [
        ("POST", MINE, MINE),
        ("GET", f"{MINE}/x", f"{MINE}/{{accessKeyId}}"),
        ("DELETE", f"{ALL}/x", f"{ALL}/{{accessKeyId}}"),
    ],
)
async def test_an_error_fits_the_contract_and_has_no_other_fields(
    ana: httpx.AsyncClient, method: str, path: str, template: str
) -> None:
    answer = await ana.request(method, path)

    schema[template][method].validate_response(answer)
    assert answer.json().keys() <= {"code", "message", "details"}
    assert answer.json()["code"] == answer.status_code >= 400
