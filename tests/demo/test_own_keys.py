"""The five operations on one's own keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.demo.clients import MINE, TOKEN_V2, Clock, client_of, credentials, token_of
from tui.demo.server import Demo

if TYPE_CHECKING:
    import httpx


async def test_my_list_holds_my_keys_newest_first(demo: Demo, ana: httpx.AsyncClient) -> None:
    answer = await ana.get(MINE)

    keys = answer.json()["accessKeys"]
    assert answer.status_code == 200
    assert [key["id"] for key in keys] == [key.id for key in demo.store.my_keys()]
    assert [key["createdAt"] for key in keys] == sorted(
        (key["createdAt"] for key in keys), reverse=True
    )


async def test_a_colleague_sees_only_their_own_keys(
    demo: Demo, colleague: httpx.AsyncClient
) -> None:
    keys = (await colleague.get(MINE)).json()["accessKeys"]

    owners = {key.id: key.owner for key in demo.store.all_keys()}
    assert {owners[key["id"]] for key in keys} == {"grace.kim@acme.example"}


async def test_my_list_is_cut_off_at_the_newest_100_keys(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    added = [demo.store.add_key(f"made-behind-the-back-{number}") for number in range(100)]

    keys = (await ana.get(MINE)).json()["accessKeys"]

    assert [key["id"] for key in keys] == [key.id for key in reversed(added)]


async def test_a_new_key_comes_with_its_secret_and_signs_in(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    answer = await ana.post(MINE, json={"name": "new-key"})

    key = answer.json()
    assert answer.status_code == 201
    assert key["name"] == "new-key"
    assert key["createdAt"] == "2026-03-12T09:30:00Z"
    assert await token_of(demo, key["clientId"], key["clientSecret"])


async def test_no_answer_but_that_to_create_and_regenerate_holds_a_secret(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    key = (await ana.post(MINE, json={"name": "new-key"})).json()

    listed = await ana.get(MINE)
    single = await ana.get(f"{MINE}/{key['id']}")

    assert key["clientSecret"] not in listed.text + single.text
    assert demo.client_secret not in listed.text


@pytest.mark.parametrize("name", ["a-", "-a", "Ab", "ab c", "a\n", "ab\n", "1a", "é-a", "a\ud800b"])
async def test_a_name_that_breaks_the_pattern_is_refused_with_the_rule(
    ana: httpx.AsyncClient, name: str
) -> None:
    # Spelt in ASCII, since httpx can't send a lone surrogate in any other way.
    answer = await ana.post(MINE, content=json.dumps({"name": name}))

    assert answer.status_code == 400
    assert answer.json()["details"] == "The name must match ^[a-z][-_a-z0-9]*[a-z0-9]$."


@pytest.mark.parametrize("name", ["", "a", "a" * 256])
async def test_a_name_of_a_wrong_length_is_refused_with_the_rule(
    ana: httpx.AsyncClient, name: str
) -> None:
    answer = await ana.post(MINE, json={"name": name})

    assert answer.status_code == 400
    assert answer.json()["details"] == "The name must be 2 to 255 characters long."


@pytest.mark.parametrize("name", ["ab", "a1", "a-_b", "snake_case", "a" * 255])
async def test_every_name_that_the_pattern_allows_is_accepted(
    ana: httpx.AsyncClient, name: str
) -> None:
    assert (await ana.post(MINE, json={"name": name})).status_code == 201


@pytest.mark.parametrize(
    ("body", "details"),
    [
        (b"", "The body must be JSON."),
        (b"{name: x}", "The body must be JSON."),
        (b"\xff\xfe\xff", "The body must be JSON."),
        (b"[" * 100_000, "The body must be JSON."),
        (b'{"name": ' + b"9" * 5000 + b"}", "The body must be JSON."),
        (b'["ab"]', "The body must be a JSON object."),
        (b"null", "The body must be a JSON object."),
        (b"{}", "The field name is missing."),
        (b'{"name": null}', "The name must be a string."),
        (b'{"name": 17}', "The name must be a string."),
        (b'{"name": ["ab"]}', "The name must be a string."),
    ],
)
async def test_a_body_that_names_no_key_is_refused_with_the_reason(
    ana: httpx.AsyncClient, body: bytes, details: str
) -> None:
    answer = await ana.post(MINE, content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert answer.json() == {"code": 400, "message": "Bad request.", "details": details}


async def test_a_taken_name_is_refused_with_409(ana: httpx.AsyncClient) -> None:
    answer = await ana.post(MINE, json={"name": "ci-runner"})

    assert answer.status_code == 409
    assert answer.json() == {"code": 409, "message": "Resource with this name already exists"}


async def test_two_users_may_use_the_same_name(
    ana: httpx.AsyncClient, colleague: httpx.AsyncClient
) -> None:
    first = await ana.post(MINE, json={"name": "the-same"})
    second = await colleague.post(MINE, json={"name": "the-same"})

    assert (first.status_code, second.status_code) == (201, 201)


async def test_the_21st_key_is_refused_with_the_quota(ana: httpx.AsyncClient) -> None:
    statuses = [
        (await ana.post(MINE, json={"name": f"key-{number}"})).status_code for number in range(8)
    ]

    answer = await ana.post(MINE, json={"name": "one-too-many"})

    assert statuses == [201] * 8
    assert answer.status_code == 400
    assert answer.json()["message"] == "The quota of access keys is reached."
    assert "up to 20 access keys" in answer.json()["details"]


async def test_a_key_is_found_by_its_id(demo: Demo, ana: httpx.AsyncClient) -> None:
    key = next(key for key in demo.store.my_keys() if key.name == "tmp-migration")

    answer = await ana.get(f"{MINE}/{key.id}")

    assert answer.status_code == 200
    assert answer.json() == {
        "id": key.id,
        "name": "tmp-migration",
        "clientId": key.client_id,
        "createdAt": "2025-12-27T09:30:00Z",
        "lastLogin": None,
    }


async def test_a_deleted_key_leaves_an_empty_204_and_is_gone(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    key = demo.store.my_keys()[3]

    first = await ana.delete(f"{MINE}/{key.id}")
    second = await ana.delete(f"{MINE}/{key.id}")

    assert (first.status_code, first.content) == (204, b"")
    assert second.status_code == 404
    assert key not in demo.store.my_keys()


async def test_a_deleted_key_gets_no_new_tokens(
    demo: Demo, ana: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    key = demo.store.my_keys()[3]
    await ana.delete(f"{MINE}/{key.id}")

    answer = await stranger.post(TOKEN_V2, data=credentials(key.client_id, key.client_secret))

    assert answer.status_code == 401


async def test_a_regenerated_key_signs_in_with_the_new_secret_only(
    demo: Demo, ana: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    key = demo.store.my_keys()[3]

    answer = await ana.post(f"{MINE}/{key.id}/secret")

    new_secret = answer.json()["clientSecret"]
    old = await stranger.post(TOKEN_V2, data=credentials(key.client_id, key.client_secret))
    new = await stranger.post(TOKEN_V2, data=credentials(key.client_id, new_secret))
    assert answer.json().keys() == {"clientSecret"}
    assert (answer.status_code, old.status_code, new.status_code) == (200, 401, 200)


async def test_tokens_issued_before_a_regenerate_live_on(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    own_key = next(key for key in demo.store.my_keys() if key.client_id == demo.client_id)

    await ana.post(f"{MINE}/{own_key.id}/secret")

    assert (await ana.get(MINE)).status_code == 200


@pytest.mark.parametrize(("method", "suffix"), [("GET", ""), ("DELETE", ""), ("POST", "/secret")])
async def test_somebody_elses_key_is_404_and_stays_as_it_is(
    demo: Demo, ana: httpx.AsyncClient, method: str, suffix: str
) -> None:
    other = next(key for key in demo.store.all_keys() if key.owner != demo.username)

    answer = await ana.request(method, f"{MINE}/{other.id}{suffix}")

    assert answer.status_code == 404
    assert answer.json() == {"code": 404, "message": "Resource id not found."}
    assert demo.store.find(other.id) == other


async def test_a_user_who_is_no_administrator_has_all_own_operations(clock: Clock) -> None:
    demo = Demo(role="user", now=clock)
    token = await token_of(demo, demo.client_id, demo.client_secret)

    async with client_of(demo, token) as client:
        key = (await client.post(MINE, json={"name": "new-key"})).json()
        answers = [
            await client.get(MINE),
            await client.get(f"{MINE}/{key['id']}"),
            await client.post(f"{MINE}/{key['id']}/secret"),
            await client.delete(f"{MINE}/{key['id']}"),
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 204]


async def test_new_secrets_are_the_same_in_every_demo(ana: httpx.AsyncClient) -> None:
    twin = Demo(now=Clock())
    token = await token_of(twin, twin.client_id, twin.client_secret)

    async with client_of(twin, token) as client:
        first = (await client.post(MINE, json={"name": "new-key"})).json()
    second = (await ana.post(MINE, json={"name": "new-key"})).json()

    assert first == second
