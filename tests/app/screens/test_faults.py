"""Failures of the control plane while the program is in use, as a user sees them."""

from __future__ import annotations

import httpx
import pytest

from tests.app.faulty import Fault, Faulty
from tests.app.support import NOW, dialog, press, running, service_of, text, write
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.notice import Notice
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

LIST = ("GET", "/access-keys")

NOT_THE_API = "It does not look like a Run:ai API: check the base URL."
CHECK_ADDRESS = "Check the base URL, the network and the proxy settings."
UNREADABLE = f"demo.example answered with something that can't be read. {NOT_THE_API}"

FAULTS: list[tuple[Fault, str]] = [
    (
        httpx.Response(403, json={"code": 403, "message": "No permission."}),
        "demo.example refused to list your access keys (403 Forbidden): “No permission”. "
        "This account lacks the permission: ask an administrator of your Run:ai tenant.",
    ),
    (
        httpx.Response(404, json={"code": 404, "message": "Resource id not found."}),
        "demo.example refused to list your access keys (404 Not Found): “Resource id not found”. "
        "Most likely the control plane is older than 2.24, where access keys came in, or the "
        "base URL is not that of a control plane.",
    ),
    (
        httpx.Response(409, json={"code": 409, "message": "Already exists"}),
        "demo.example refused to list your access keys (409 Conflict): “Already exists”.",
    ),
    (
        httpx.Response(500, json={"code": 500, "message": "unexpected error"}),
        "demo.example answered 500 Internal Server Error when asked to list your access keys: "
        "“unexpected error”. Try again; if it stays, tell the administrator of the control plane.",
    ),
    (
        httpx.Response(503, json={"code": 503, "message": "Please try again."}),
        "demo.example answered 503 Service Unavailable when asked to list your access keys: "
        "“Please try again”. Try again in a few minutes.",
    ),
    (
        httpx.Response(502, html="<h1>Bad gateway</h1>"),
        "demo.example answered 502 Bad Gateway when asked to list your access keys. A gateway "
        "can't reach the control plane behind it: try again in a few minutes.",
    ),
    (
        httpx.Response(200, html="<!doctype html><title>Run:ai</title>"),
        f"demo.example answered with a web page (“Run:ai”). {NOT_THE_API} If it is right, "
        "something in front of it answered instead, such as a firewall or a login page: log in "
        "with a browser first, or ask whoever runs it.",
    ),
    (httpx.Response(200, content=b'{"accessKeys": [{"id": "1", "na'), UNREADABLE),
    (httpx.Response(200, json={"accessKeys": "none"}), UNREADABLE),
    (httpx.Response(200, json=17), UNREADABLE),
    (
        httpx.Response(302, headers={"location": "https://elsewhere.example/"}),
        "demo.example redirects to elsewhere.example, which is not followed. If you know that the "
        "control plane is there now, give that as the base URL. If it is a login page, log in with "
        "a browser first, or ask whoever runs it to let requests to /api pass.",
    ),
    (
        httpx.ConnectError("refused"),
        f"demo.example could not be connected to. {CHECK_ADDRESS}",
    ),
    (
        httpx.ConnectTimeout(""),
        f"demo.example did not accept a connection in time. {CHECK_ADDRESS}",
    ),
    (
        httpx.ReadTimeout(""),
        "demo.example accepted the request, but then sent nothing for too long. Try again; if it "
        "stays, ask whoever runs the control plane or the proxy before it.",
    ),
    (
        httpx.RemoteProtocolError(""),
        f"demo.example answered with something that is not HTTP. {CHECK_ADDRESS}",
    ),
]


async def test_a_refresh_that_fails_keeps_the_last_good_list_and_says_why(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        notice = pilot.app.screen.query_one(Notice)
        for fault, sentence in FAULTS:
            plane.answer(*LIST, fault)
            await press(pilot, "r")
            said = str(notice.render())
            assert said.startswith(sentence)
            assert said.endswith("The list shown is of 09:30:00.")
            assert "notebook-export" in text(pilot)
            plane.heal()
            await press(pilot, "r")
            assert not notice.display


async def test_a_first_list_that_fails_says_why_and_how_to_go_on(demo: Demo, plane: Faulty) -> None:
    plane.answer(*LIST, httpx.Response(500))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        for fault, sentence in FAULTS:
            plane.answer(*LIST, fault)
            await press(pilot, "r")
            shown = " ".join(text(pilot).split())
            assert sentence in shown
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


async def test_details_that_cannot_be_fetched_are_shown_as_the_list_has_them(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        key = demo.store.my_keys()[0]
        plane.answer("GET", key.id, httpx.Response(500))
        await press(pilot, "enter")
        assert key.client_id in dialog(pilot)
        assert "Shown as listed." in dialog(pilot)


async def test_an_own_key_with_a_new_secret_keeps_the_session_signed_in(demo: Demo) -> None:
    async with running(demo) as pilot:
        assert "laptop-terminal" in pilot.app.screen.table.selected.name  # type: ignore[attr-defined]
        await press(pilot, "S")
        assert "it goes on with the new secret" in dialog(pilot)
        await write(pilot, "laptop-terminal")
        await press(pilot, "enter", "q", "tab", "enter")
        demo.store.revoke_tokens()
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, KeyListScreen)
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


async def test_a_gateways_web_page_is_named_and_not_quoted(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        page = "<html><h1>Oops</h1><script>x()</script></html>"
        plane.answer("GET", "/access-keys", httpx.Response(502, html=page))
        await press(pilot, "r")
        assert "502" in text(pilot)
        assert "12/20" in text(pilot)
        assert not any(part in text(pilot) for part in ("<h1>", "script", "Oops"))
