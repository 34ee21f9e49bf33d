"""The two operations of administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.demo.clients import ALL, MINE, Clock, client_of, token_of
from tui.demo.server import Demo

if TYPE_CHECKING:
    import httpx


async def test_the_administration_list_holds_everybodys_keys_newest_first(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    keys = (await ana.get(ALL)).json()["accessKeys"]

    dates = [key["createdAt"] for key in keys]
    assert [key["id"] for key in keys] == [key.id for key in demo.store.all_keys()]
    assert len(keys) == 87
    assert dates[-1] is None
    assert dates[:-1] == sorted(dates[:-1], reverse=True)


async def test_the_administration_list_is_cut_off_at_the_newest_100_keys(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    for number in range(20):
        demo.store.add_key(f"key-{number}", "bulk@acme.example")

    keys = (await ana.get(ALL)).json()["accessKeys"]

    assert len(keys) == 100
    assert [key["createdBy"] for key in keys[:20]] == ["bulk@acme.example"] * 20


async def test_the_filters_are_applied_before_the_list_is_cut_off(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    oldest = demo.store.all_keys()[-1]
    for number in range(120):
        demo.store.add_key(f"key-{number}", "bulk@acme.example")

    found = await ana.get(ALL, params={"clientId": oldest.client_id})

    assert [key["id"] for key in found.json()["accessKeys"]] == [oldest.id]


@pytest.mark.parametrize("owner", ["Kenji.Sato@acme.example", "KENJI.sato@ACME.example"])
async def test_the_owner_filter_is_exact_but_for_case(ana: httpx.AsyncClient, owner: str) -> None:
    keys = (await ana.get(ALL, params={"createdBy": owner})).json()["accessKeys"]

    assert {key["createdBy"] for key in keys} == {"Kenji.Sato@acme.example"}


@pytest.mark.parametrize(
    "parameters",
    [
        {"createdBy": "Kenji"},
        {"createdBy": ""},
        {"clientId": "0"},
        {"clientId": "no-such-client", "createdBy": "Kenji.Sato@acme.example"},
    ],
)
async def test_a_filter_that_matches_no_key_gives_an_empty_list(
    ana: httpx.AsyncClient, parameters: dict[str, str]
) -> None:
    answer = await ana.get(ALL, params=parameters)

    assert (answer.status_code, answer.json()) == (200, {"accessKeys": []})


async def test_an_owner_with_escape_sequences_can_be_filtered_by(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    key = next(key for key in demo.store.all_keys() if "\x1b]52" in key.owner)

    keys = (await ana.get(ALL, params={"createdBy": key.owner})).json()["accessKeys"]

    assert [found["id"] for found in keys] == [key.id]


async def test_an_administrator_deletes_anybodys_key(demo: Demo, ana: httpx.AsyncClient) -> None:
    other = next(key for key in demo.store.all_keys() if key.owner != demo.username)

    first = await ana.delete(f"{ALL}/{other.id}")
    second = await ana.delete(f"{ALL}/{other.id}")

    assert (first.status_code, first.content) == (204, b"")
    assert (second.status_code, second.json()["code"]) == (404, 404)
    assert demo.store.find(other.id) is None


async def test_there_is_no_administrator_create_or_regenerate(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    create = await ana.post(ALL, json={"name": "new-key"})
    regenerate = await ana.post(f"{ALL}/{demo.store.my_keys()[0].id}/secret")

    assert (create.status_code, regenerate.status_code) == (405, 404)


async def test_a_user_who_is_no_administrator_gets_403_and_deletes_nothing(clock: Clock) -> None:
    demo = Demo(role="user", now=clock)
    own_key = demo.store.my_keys()[0]
    token = await token_of(demo, demo.client_id, demo.client_secret)

    async with client_of(demo, token) as client:
        answers = [await client.get(ALL), await client.delete(f"{ALL}/{own_key.id}")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json()["message"] == "You do not have sufficient permissions."
    assert demo.store.find(own_key.id) is not None


async def test_a_colleague_of_the_administrator_gets_403(colleague: httpx.AsyncClient) -> None:
    assert (await colleague.get(ALL)).status_code == 403
    assert (await colleague.get(MINE)).status_code == 200
