"""The form for credentials."""

from __future__ import annotations

import httpx
import pytest
from textual.widgets import Input

from tests.ui.support import NOW, settle, text, toasts
from tui.api import service as service_module
from tui.app import AccessKeysApp
from tui.demo.server import Demo
from tui.screens.my_keys import MyKeysScreen
from tui.screens.sign_in import SignInScreen
from tui.session import Session
from tui.settings import Settings
from tui.widgets.notice import Notice

URL = "https://demo.example"


@pytest.fixture
def demo() -> Demo:
    return Demo(now=lambda: NOW)


@pytest.fixture
def app(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> AccessKeysApp:
    """The program without credentials; whatever it connects to is the demo."""

    class Connected(service_module.AccessKeyService):
        def __init__(self, *arguments: object, **options: object) -> None:
            options["transport"] = httpx.ASGITransport(app=demo.app)
            super().__init__(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("tui.connection.AccessKeyService", Connected)
    return AccessKeysApp(Session(Settings(), now=lambda: NOW))


def fill(app: AccessKeysApp, **values: str) -> None:
    for name, value in values.items():
        app.screen.query_one(f"#{name}", Input).value = value


def said(app: AccessKeysApp) -> str:
    return str(app.screen.query_one(Notice).render())


async def test_an_access_key_signs_in_and_lists_the_keys(app: AccessKeysApp, demo: Demo) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        fill(app, url=URL, client_id=demo.client_id, client_secret=demo.client_secret)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, MyKeysScreen)
        assert "laptop-terminal" in text(pilot)
        assert demo.client_secret not in text(pilot)


async def test_a_token_alone_signs_in(app: AccessKeysApp, demo: Demo) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=demo.app), base_url=URL
    ) as client:
        form = {
            "grant_type": "client_credentials",
            "client_id": demo.client_id,
            "client_secret": demo.client_secret,
        }
        token = (await client.post("/api/v2/token", data=form)).json()["access_token"]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        fill(app, url=URL, token=token)
        await pilot.press("enter")
        await settle(pilot)
        assert "laptop-terminal" in text(pilot)


async def test_a_refused_secret_stays_in_the_form_with_everything_typed(
    app: AccessKeysApp, demo: Demo
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        fill(app, url=URL, client_id=demo.client_id, client_secret="wrong-one")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert "demo.example" in said(app)
        assert "wrong-one" not in text(pilot)
        values = {field.id: field.value for field in app.screen.query(Input)}
        assert values["client_secret"] == "wrong-one"
        assert values["client_id"] == demo.client_id
        fill(app, client_secret=demo.client_secret)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, MyKeysScreen)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "acme.run.ai",
        "ftp://acme.run.ai",
        "http://acme.run.ai",
        "https://user:hunter2@acme.run.ai",
        "https://acme.run.ai/some/where",
        "https://acme run.ai",
        "https://acme.run.ai?x=1",
    ],
)
async def test_a_base_url_that_cannot_be_used_is_refused_before_anything_is_sent(
    app: AccessKeysApp, demo: Demo, url: str
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        fill(app, url=url, client_id=demo.client_id, client_secret=demo.client_secret)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert said(app)
        assert "hunter2" not in said(app)
        assert demo.requests == []
        assert app.focused is app.screen.query_one("#url")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "client_id"),
        ({"client_id": "x"}, "client_secret"),
        ({"client_secret": "x"}, "client_id"),
    ],
)
async def test_a_missing_part_is_asked_for_where_it_belongs(
    app: AccessKeysApp, values: dict[str, str], field: str
) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        fill(app, url=URL, **values)
        await pilot.press("enter")
        await settle(pilot)
        assert app.focused is app.screen.query_one(f"#{field}")
        assert said(app)


async def test_a_secret_field_gives_nothing_to_the_clipboard(
    app: AccessKeysApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(AccessKeysApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        fill(app, client_secret="hunter2")
        app.screen.query_one("#client_secret").focus()
        await pilot.press("ctrl+a", "shift+home", "ctrl+c", "ctrl+x")
        await settle(pilot)
        assert copied == []
        assert app.screen.query_one("#client_secret", Input).value == "hunter2"
        assert toasts(pilot) == []


async def test_what_the_environment_gave_is_filled_in_already(demo: Demo) -> None:
    settings = Settings(base_url="https://acme.example", client_id="abc")
    app = AccessKeysApp(Session(settings, now=lambda: NOW))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        shown = text(pilot)
        assert "https://acme.example" in shown
        assert "abc" in shown
        assert app.focused is app.screen.query_one("#client_secret")


async def test_esc_leaves_the_program(app: AccessKeysApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert not app.is_running
