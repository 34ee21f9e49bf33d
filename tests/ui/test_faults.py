"""What a user sees when the control plane fails while the program is in use."""

from __future__ import annotations

import httpx
import pytest

from tests.ui.faulty import Fault, Faulty
from tests.ui.support import NOW, dialog, press, running, service_of, text, toasts, write
from tui.demo.server import Demo
from tui.screens.keys_screen import KeysScreen
from tui.widgets.notice import Notice

pytestmark = pytest.mark.usefixtures("armed")

LIST = ("GET", "/access-keys")

FAULTS: list[tuple[Fault, str]] = [
    (httpx.Response(403, json={"code": 403, "message": "No permission."}), "No permission"),
    (httpx.Response(404, json={"code": 404, "message": "Resource id not found."}), "2.24"),
    (httpx.Response(409, json={"code": 409, "message": "Already exists"}), "409"),
    (httpx.Response(500, json={"code": 500, "message": "unexpected error"}), "500"),
    (httpx.Response(503, json={"code": 503, "message": "Please try again."}), "503"),
    (httpx.Response(502, html="<h1>Bad gateway</h1>"), "502"),
    (httpx.Response(200, html="<!doctype html><title>Run:ai</title>"), "Run:ai API"),
    (httpx.Response(200, content=b'{"accessKeys": [{"id": "1", "na'), ""),
    (httpx.Response(200, json={"accessKeys": "none"}), ""),
    (httpx.Response(200, json=17), ""),
    (httpx.Response(302, headers={"location": "https://elsewhere.example/"}), "elsewhere.example"),
    (httpx.ConnectError("refused"), ""),
    (httpx.ConnectTimeout(""), ""),
    (httpx.ReadTimeout(""), ""),
    (httpx.RemoteProtocolError(""), ""),
]


@pytest.fixture
def demo() -> Demo:
    return Demo(now=lambda: NOW)


@pytest.fixture
def plane(demo: Demo) -> Faulty:
    return Faulty(demo)


@pytest.mark.parametrize(("fault", "word"), FAULTS)
async def test_a_refresh_that_fails_keeps_the_last_good_list_and_says_why(
    demo: Demo, plane: Faulty, fault: Fault, word: str
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer(*LIST, fault)
        await press(pilot, "r")
        said = str(pilot.app.screen.query_one(Notice).render())
        assert "demo.example" in said
        assert word in said
        assert "Shown is the list of 09:30" in said
        assert "notebook-export" in text(pilot)
        plane.heal()
        await press(pilot, "r")
        assert not pilot.app.screen.query_one(Notice).display


@pytest.mark.parametrize(("fault", "word"), FAULTS)
async def test_a_first_list_that_fails_says_why_and_how_to_go_on(
    demo: Demo, plane: Faulty, fault: Fault, word: str
) -> None:
    plane.answer(*LIST, fault)
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        shown = " ".join(text(pilot).split())
        assert "demo.example" in shown
        assert word in shown
        assert "r tries again" in shown
        plane.heal()
        await press(pilot, "r")
        assert "notebook-export" in text(pilot)


async def test_a_sign_in_that_is_refused_says_so_and_asks_only_once(demo: Demo) -> None:
    other = Demo(now=lambda: NOW, client_secret="another")
    async with running(
        other, opener=lambda: service_of(demo, httpx.ASGITransport(other.app))
    ) as pilot:
        assert "demo.example" in text(pilot)
        await press(pilot, "r", "r")
        tokens = [path for _, path, _ in other.requests if path.endswith("/token")]
        assert len(tokens) == 1


@pytest.mark.parametrize(
    "fault",
    [
        httpx.Response(403, json={"code": 403, "message": "Not yours."}),
        httpx.ConnectError("refused"),
    ],
)
async def test_a_delete_that_was_not_made_stays_in_the_card_with_the_reason(
    demo: Demo, plane: Faulty, fault: Fault
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        victim = demo.store.my_keys()[0]
        plane.answer("DELETE", victim.id, fault)
        await press(pilot, "D")
        await write(pilot, victim.name)
        await press(pilot, "enter")
        assert "demo.example" in dialog(pilot)
        assert victim in demo.store.my_keys()


async def test_a_key_that_is_gone_already_counts_as_deleted(demo: Demo) -> None:
    async with running(demo) as pilot:
        victim = demo.store.my_keys()[0]
        await press(pilot, "D")
        demo.store.remove_key(victim.id)
        await write(pilot, victim.name)
        await press(pilot, "enter")
        assert toasts(pilot) == [f"{victim.name} was gone already."]
        assert victim.client_id not in text(pilot)


async def test_a_delete_whose_answer_is_lost_is_looked_up_and_not_sent_again(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        victim = demo.store.my_keys()[0]
        plane.lose("DELETE", victim.id)
        await press(pilot, "D")
        await write(pilot, victim.name)
        await press(pilot, "enter")
        assert toasts(pilot) == [f"The answer was lost, but {victim.name} was deleted."]
        assert plane.sent["DELETE"] == 1


async def test_a_delete_with_an_unclear_answer_that_was_not_made_says_so(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        victim = demo.store.my_keys()[0]
        plane.answer("DELETE", victim.id, httpx.Response(502))
        await press(pilot, "D")
        await write(pilot, victim.name)
        await press(pilot, "enter")
        assert "It is still listed" in dialog(pilot)
        assert plane.sent["DELETE"] == 1


@pytest.mark.parametrize(
    "answer", [httpx.Response(200, json={}), httpx.Response(200, json={"clientSecret": None})]
)
async def test_a_new_secret_that_the_server_forgot_to_tell_is_said_to_be_lost(
    demo: Demo, plane: Faulty, answer: httpx.Response
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer("POST", "/secret", answer)
        await press(pilot, "G", "S", "tab", "enter")
        assert "The old secret may be dead already" in dialog(pilot)
        assert plane.sent["POST"] == 1


async def test_details_that_cannot_be_fetched_are_shown_as_the_list_has_them(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        key = demo.store.my_keys()[0]
        plane.answer("GET", key.id, httpx.Response(500))
        await press(pilot, "enter")
        assert key.client_id in dialog(pilot)
        assert "As the list has it." in dialog(pilot)


async def test_an_own_key_with_a_new_secret_keeps_the_session_signed_in(demo: Demo) -> None:
    async with running(demo) as pilot:
        assert "laptop-terminal" in pilot.app.screen.table.selected.name  # type: ignore[attr-defined]
        await press(pilot, "S")
        assert "it goes on with the new secret" in dialog(pilot)
        await write(pilot, "laptop-terminal")
        await press(pilot, "enter", "q", "tab", "enter")
        demo.store.revoke_tokens()
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, KeysScreen)
        assert pilot.app.screen.listing.failure is None


async def test_a_list_at_the_servers_limit_says_so_and_how_to_narrow_it(demo: Demo) -> None:
    for number in range(20):
        demo.store.add_key(f"more-{number}", owner="zoe@acme.example")
    async with running(demo) as pilot:
        await press(pilot, "2")
        assert "at most 100 keys" in text(pilot)
        await press(pilot, "f")
        await write(pilot, "zoe@acme.example")
        await press(pilot, "enter")
        shown = text(pilot)
        assert "server: owner zoe@acme.example" in shown
        assert "All keys 20" in shown
        assert "at most 100 keys" not in shown
        await press(pilot, "escape")
        assert "All keys 100" in text(pilot)
