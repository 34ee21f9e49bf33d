"""The form for credentials."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.faulty import Faulty
from tests.app.support import (
    NOW,
    burst,
    dialog,
    lines,
    press,
    service_of,
    settle,
    text,
    toasts,
    until,
)
from tui.api import service as service_module
from tui.api.base_url import parse_base_url
from tui.app.app import AccessKeysApp
from tui.app.screens.help import HelpScreen
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.screens.sign_in import SignInScreen
from tui.app.widgets.bindings_view import binding_views
from tui.app.widgets.notice import Notice
from tui.app.widgets.radio_row import RadioRow
from tui.app.widgets.secret_input import SecretInput
from tui.config.paths import config_path
from tui.config.settings import Settings, SettingsError
from tui.demo.server import Demo
from tui.session.session import Session
from tui.session.sign_in_input import SignInMethod

URL = "https://demo.example"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with neither a config file nor the vendor's CLI."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("RUNAI_CLI_CONFIG_PATH", str(tmp_path / "vendor"))
    monkeypatch.delenv("RUNAI_CLI_CONFIG_FILE", raising=False)
    return tmp_path


@pytest.fixture
def app(demo: Demo, home: Path, monkeypatch: pytest.MonkeyPatch) -> AccessKeysApp:
    """The program without credentials; whatever it connects to is the demo."""

    class Connected(service_module.AccessKeyService):
        def __init__(self, *arguments: object, **options: object) -> None:
            options["transport"] = httpx.ASGITransport(app=demo.app)
            super().__init__(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("tui.session.connect.AccessKeyService", Connected)
    return AccessKeysApp(Session(Settings(), now=lambda: NOW))


@asynccontextmanager
async def on_form(
    app: AccessKeysApp, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """Run the program, and wait until its form is there."""
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot


def fill_key(app: AccessKeysApp, demo: Demo, **others: str) -> None:
    """Fill in what signs in to the demo, or something else in its place."""
    pair = {"client_id": demo.client_id, "client_secret": demo.client_secret}
    fill(app, **{"url": URL} | pair | others)


def fill(app: AccessKeysApp, **values: str) -> None:
    for name, value in values.items():
        app.screen.query_one(f"#{name}", Input).value = value


async def choose(pilot: Pilot[None], method: SignInMethod) -> None:
    """Choose a method to sign in as a user would, and go on to the URL."""
    row = pilot.app.screen.query_one(RadioRow)
    row.focus()
    for _ in row.options:
        if row.chosen != method.value:
            await press(pilot, "right")
    await press(pilot, "tab")


async def token_of(demo: Demo) -> str:
    """Sign in by hand, and give the bearer token."""
    transport = httpx.ASGITransport(app=demo.app)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        form = {
            "grant_type": "client_credentials",
            "client_id": demo.client_id,
            "client_secret": demo.client_secret,
        }
        return str((await client.post("/api/v2/token", data=form)).json()["access_token"])


def said(app: AccessKeysApp) -> str:
    return str(app.screen.query_one(Notice).render())


async def test_an_address_as_the_browser_has_it_is_read_and_shown(
    app: AccessKeysApp, demo: Demo
) -> None:
    async with on_form(app) as pilot:
        fill_key(app, demo, url="demo.example/projects?tab=CANARY", client_secret="wrong")
        field = app.screen.query_one("#url", Input)
        await press(pilot, "enter")

        assert field.value == URL
        assert f"The address is read as {URL}: https:// was missing and" in " ".join(toasts(pilot))
        assert "CANARY" not in text(pilot)


async def test_what_was_made_of_the_settings_is_said_on_the_form(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base_url = parse_base_url("demo.example")
    settings = Settings(base_url=base_url, origins={"base_url": "RUNAI_BASE_URL"})
    app = AccessKeysApp(Session(settings, now=lambda: NOW))
    async with on_form(app):
        assert said(app).startswith(f"RUNAI_BASE_URL: The address is read as {URL}: https")

    monkeypatch.setenv("RUNAI_URL", "https://CANARY.example")
    app = AccessKeysApp(Session(Settings(), now=lambda: NOW))
    async with on_form(app):
        assert said(app) == (
            "This program reads other variables: set RUNAI_BASE_URL instead of RUNAI_URL."
        )


async def test_what_was_made_of_the_address_is_said_once_over_the_list(
    demo: Demo, home: Path
) -> None:
    base_url = parse_base_url("demo.example")
    settings = Settings(
        base_url=base_url, has_token=True, origins={"base_url": "config.toml, line 2"}
    )
    app = AccessKeysApp(Session(settings, now=lambda: NOW, opener=partial(service_of, demo)))
    async with on_form(app) as pilot:
        assert "config.toml, line 2: The address is read as" in " ".join(toasts(pilot))


async def test_an_access_key_signs_in_and_lists_the_keys(app: AccessKeysApp, demo: Demo) -> None:
    async with on_form(app) as pilot:
        assert isinstance(app.screen, SignInScreen)
        fill_key(app, demo)
        field = app.screen.query_one("#client_secret", SecretInput)
        await press(pilot, "enter")
        assert isinstance(app.screen, MyKeysScreen)
        assert field.value == ""
        assert "laptop-terminal" in text(pilot)
        assert "updated 09:30:00" in text(pilot)
        assert demo.client_secret not in text(pilot)
        assert [path for _, path, _ in demo.requests].count("/api/v1/access-keys") == 1


async def test_a_password_manager_types_all_fields_in_one_go(
    app: AccessKeysApp, demo: Demo
) -> None:
    async with on_form(app) as pilot:
        pair = (*demo.client_id, "tab", *demo.client_secret, "enter")
        await burst(pilot, *URL, "tab", *pair)
        assert isinstance(app.screen, MyKeysScreen)
        assert "laptop-terminal" in text(pilot)


async def test_what_is_typed_right_behind_another_way_goes_into_its_fields(
    app: AccessKeysApp,
) -> None:
    async with on_form(app) as pilot:
        app.screen.set_focus(app.screen.query_one(RadioRow))
        await burst(pilot, "right", "tab", "tab", *"ana", "tab", *"hidden")

        typed = {field.id: field.value for field in app.screen.query(Input) if field.value}
        assert typed == {"username": "ana", "password": "hidden"}


async def test_a_token_alone_signs_in(app: AccessKeysApp, demo: Demo) -> None:
    token = await token_of(demo)
    async with on_form(app) as pilot:
        await choose(pilot, SignInMethod.TOKEN)
        fill(app, url=URL, token=token)
        await press(pilot, "enter")
        assert "laptop-terminal" in text(pilot)


async def test_a_refused_secret_stays_in_the_form_with_everything_typed(
    app: AccessKeysApp, demo: Demo
) -> None:
    async with on_form(app) as pilot:
        fill_key(app, demo, client_secret="wrong-one")
        await press(pilot, "enter")
        assert isinstance(app.screen, SignInScreen)
        assert "demo.example" in said(app)
        assert "wrong-one" not in text(pilot)
        values = {field.id: field.value for field in app.screen.query(Input)}
        assert values["client_secret"] == "wrong-one"
        assert values["client_id"] == demo.client_id
        fill(app, client_secret=demo.client_secret)
        await press(pilot, "enter")
        assert isinstance(app.screen, MyKeysScreen)


_UNUSABLE = (
    "",
    "acme",
    "ftp://acme.run.ai",
    "http://acme.run.ai",
    "https://user:hunter2@acme.run.ai",
    "https://acme run.ai",
    "NyuzpoUSB9hY0pURqdSuXvEnXkxhmlrT",
)


async def test_a_base_url_that_cannot_be_used_is_refused_before_anything_is_sent(
    app: AccessKeysApp, demo: Demo
) -> None:
    async with on_form(app) as pilot:
        for url in _UNUSABLE:
            fill_key(app, demo, url=url)
            app.screen.query_one("#client_secret").focus()
            await press(pilot, "enter")
            assert isinstance(app.screen, SignInScreen), url
            assert said(app), url
            assert "hunter2" not in said(app), url
            assert demo.requests == [], url
            assert app.focused is app.screen.query_one("#url"), url


_MISSING: dict[str, tuple[SignInMethod, list[dict[str, str]]]] = {
    "client_id": (SignInMethod.KEY, [{}, {"client_secret": "x"}]),
    "client_secret": (SignInMethod.KEY, [{"client_id": "x"}]),
    "username": (SignInMethod.PASSWORD, [{}]),
    "password": (SignInMethod.PASSWORD, [{"username": "ana"}]),
    "token": (SignInMethod.TOKEN, [{"client_id": "x", "client_secret": "x"}]),
}
"""Fields filled in, without the one that is then asked for."""


async def test_a_missing_part_is_asked_for_where_it_belongs(app: AccessKeysApp) -> None:
    async with on_form(app) as pilot:
        for field, (method, cases) in _MISSING.items():
            await choose(pilot, method)
            for values in cases:
                fill(app, **dict.fromkeys(_MISSING, "") | {"url": URL} | values)
                app.screen.query_one("#url").focus()
                await press(pilot, "enter")
                assert app.focused is app.screen.query_one(f"#{field}"), values
                assert said(app), values


async def test_a_secret_field_puts_nothing_on_the_clipboard(
    app: AccessKeysApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(AccessKeysApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    async with on_form(app) as pilot:
        fill(app, client_secret="hunter2")
        field = app.screen.query_one("#client_secret", SecretInput)
        field.focus()
        await pilot.press("ctrl+a", "shift+home", "ctrl+c", "ctrl+x")
        await pilot.click(field, offset=(3, 0), times=2)
        await pilot.press("ctrl+c", "ctrl+x")
        await pilot.mouse_down(field, offset=(1, 0))
        await pilot.hover(field, offset=(6, 0))
        await pilot.mouse_up(field, offset=(6, 0))
        assert len(field.selected_text) == 5
        await pilot.press("ctrl+c", "ctrl+x")
        app.screen.query_one("#client_id").focus()
        await pilot.press("ctrl+v")
        await settle(pilot)
        assert (copied, app.clipboard) == ([], "")
        assert app.screen.get_selected_text() is None
        assert field.value == "hunter2"
        assert app.screen.query_one("#client_id", Input).value == ""
        assert toasts(pilot) == []


async def test_what_the_environment_gave_is_filled_in_already(demo: Demo) -> None:
    settings = Settings(base_url="https://acme.example", client_id="abc")
    app = AccessKeysApp(Session(settings, now=lambda: NOW))
    async with on_form(app) as pilot:
        shown = text(pilot)
        assert "https://acme.example" in shown
        assert "abc" in shown
        assert app.focused is app.screen.query_one("#client_secret")


async def test_no_list_can_be_gone_to_before_signing_in(app: AccessKeysApp) -> None:
    async with on_form(app) as pilot:
        offered = {binding.id for binding in binding_views(app.screen) if binding.enabled}
        assert not offered & {"app.mine", "app.all"}
        await app.run_action("show('all')")
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)


async def test_signing_in_beneath_the_help_goes_on_when_the_help_is_closed(
    app: AccessKeysApp, demo: Demo
) -> None:
    async with on_form(app) as pilot:
        fill_key(app, demo)
        await app.run_action("help")
        app.screen_stack[-2].action_submit()  # type: ignore[attr-defined]
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        await press(pilot, "q")
        assert isinstance(app.screen, MyKeysScreen)


async def test_another_sign_in_closes_the_connection_before(demo: Demo, plane: Faulty) -> None:
    old, new = service_of(demo, plane), service_of(demo)
    session = Session(Settings(), opener=lambda: old)
    await (await session.service()).list_my_keys()
    keys = await session.adopt(new)
    assert len(keys.keys) == 12
    assert plane.closed
    assert await session.service() is new
    await session.aclose()


async def test_esc_leaves_the_program(app: AccessKeysApp) -> None:
    async with on_form(app) as pilot:
        await press(pilot, "escape")
        assert not app.is_running


async def test_a_local_user_signs_in_with_a_password(app: AccessKeysApp, demo: Demo) -> None:
    async with on_form(app) as pilot:
        await choose(pilot, SignInMethod.PASSWORD)
        fill(app, url=URL, username=demo.store.username, password=demo.password)
        await press(pilot, "enter")
        assert isinstance(app.screen, MyKeysScreen)
        assert "laptop-terminal" in text(pilot)


async def test_one_way_is_asked_for_at_a_time_and_the_others_keep_what_was_typed(
    app: AccessKeysApp,
) -> None:
    async with on_form(app) as pilot:
        fill(app, url=URL, client_id="abc")
        assert "Client ID" in text(pilot)
        assert "Password  " not in text(pilot).replace("○ Password", "")
        await choose(pilot, SignInMethod.PASSWORD)
        assert "● Password" in text(pilot)
        assert "User name" in text(pilot)
        assert "Client ID" not in text(pilot)
        await pilot.click(RadioRow, offset=(3, 0))
        await settle(pilot)
        assert "● Access key" in text(pilot)
        assert app.screen.query_one("#client_id", Input).value == "abc"


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
@pytest.mark.parametrize("method", [SignInMethod.KEY, SignInMethod.PASSWORD, SignInMethod.TOKEN])
async def test_the_whole_form_fits_with_the_longest_of_reasons(
    app: AccessKeysApp, size: tuple[int, int], method: SignInMethod
) -> None:
    async with on_form(app, size) as pilot:
        await choose(pilot, method)
        app.screen.query_one(Notice).say("A reason of a line and a half. " * 3, failed=True)
        await settle(pilot)
        assert app.screen.query_one("#form").max_scroll_y == 0
        assert "Save as profile" in text(pilot)
        assert "runai-keys --demo" in " ".join(text(pilot).split())
        assert "enter Go on" in lines(pilot)[-1]


async def test_the_way_to_another_field_is_by_tab_or_arrow_there_and_back(
    app: AccessKeysApp,
) -> None:
    async with on_form(app) as pilot:
        went = []
        for key in ("down", "tab", "up", "shift+tab", "up"):
            await press(pilot, key)
            went.append(app.focused and app.focused.id)
        assert went == ["client_id", "client_secret", "client_id", "url", "method"]


@pytest.mark.parametrize(
    ("method", "values", "field"),
    [
        (SignInMethod.KEY, {"client_id": "x", "client_secret": "wrong"}, "client_secret"),
        (SignInMethod.PASSWORD, {"username": "x", "password": " wrong "}, "password"),
        (SignInMethod.TOKEN, {"token": "wrong"}, "token"),
        (SignInMethod.TOKEN, {"token": "two words"}, "token"),
        (SignInMethod.TOKEN, {"url": "https://127.0.0.1:1", "token": "x"}, "url"),
    ],
)
async def test_a_failure_goes_to_the_field_at_fault_and_keeps_all_that_was_typed(
    app: AccessKeysApp,
    monkeypatch: pytest.MonkeyPatch,
    method: SignInMethod,
    values: dict[str, str],
    field: str,
) -> None:
    if "url" in values:
        monkeypatch.setattr("tui.session.connect.AccessKeyService", service_module.AccessKeyService)
    async with on_form(app) as pilot:
        await choose(pilot, method)
        fill(app, **{"url": URL, "profile": "lab"} | values)
        await press(pilot, "enter")
        assert isinstance(app.screen, SignInScreen)
        assert said(app)
        assert app.focused is app.screen.query_one(f"#{field}")
        typed = {name: app.screen.query_one(f"#{name}", Input).value for name in values}
        assert typed == values
        assert not config_path().exists()


async def test_a_secret_of_the_environment_goes_to_no_other_control_plane(
    demo: Demo, home: Path
) -> None:
    settings = Settings(base_url="https://acme.example", has_secret=True)
    app = AccessKeysApp(Session(settings, now=lambda: NOW))
    async with on_form(app) as pilot:
        fill(app, url=URL, client_id="abc")
        await press(pilot, "enter")
        assert app.focused is app.screen.query_one("#client_secret")
        assert "Give the client secret" in said(app)


async def test_a_profiles_user_is_asked_for_the_password_alone(demo: Demo, home: Path) -> None:
    settings = Settings(base_url=URL, username="ana@acme.example")
    app = AccessKeysApp(Session(settings, now=lambda: NOW))
    async with on_form(app) as pilot:
        assert "ana@acme.example" in text(pilot)
        assert app.focused is app.screen.query_one("#password")


async def test_a_profile_is_saved_once_signed_in_with_all_but_the_secret(
    app: AccessKeysApp, demo: Demo, home: Path
) -> None:
    async with on_form(app) as pilot:
        fill_key(app, demo, profile="lab")
        await press(pilot, "enter")
        assert isinstance(app.screen, MyKeysScreen)
        (said,) = toasts(pilot)
        assert f"Saved without the secret in {config_path()}. Next time: runai-keys." in said
        assert "Add secret_command or client_secret_file to it" in said
    saved = config_path().read_text()
    assert f'[profiles.lab]\nbase_url = "{URL}"\nclient_id = "{demo.client_id}"\n' in saved
    assert demo.client_secret not in saved
    assert config_path().stat().st_mode & 0o777 == 0o600


async def test_a_profile_that_is_there_already_is_told_before_anything_is_sent(
    app: AccessKeysApp, demo: Demo, home: Path
) -> None:
    config_path().parent.mkdir()
    config_path().write_text(f'[profiles.lab]\nbase_url = "{URL}"\n')
    async with on_form(app) as pilot:
        fill_key(app, demo, profile="lab")
        await press(pilot, "enter")
        assert isinstance(app.screen, SignInScreen)
        assert 'there is already a profile "lab"' in said(app)
        assert app.focused is app.screen.query_one("#profile")
        assert demo.requests == []

        fill(app, profile="")
        await press(pilot, "enter")
        assert isinstance(app.screen, MyKeysScreen)
    assert config_path().read_text() == f'[profiles.lab]\nbase_url = "{URL}"\n'


async def test_a_config_file_that_changes_meanwhile_does_not_undo_the_sign_in(
    app: AccessKeysApp, demo: Demo, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> str:
        raise SettingsError("it is full")

    monkeypatch.setattr("tui.session.save_profile.save_profile", fail)
    async with on_form(app) as pilot:
        fill_key(app, demo, profile="lab")
        await press(pilot, "enter")
        assert isinstance(app.screen, MyKeysScreen)
        assert toasts(pilot) == ["Signed in, but the profile is not saved: it is full"]


@pytest.fixture
def runai(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The vendor's CLI, logged in to the demo; gives the file whose text it prints as its token."""
    token = home / "token"
    program = home / "bin" / "runai"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\n[ "$*" = "auth get-token -o plaintext" ] && exec cat {token}\n'
        f'[ "$*" = "login remote-browser" ] && mv {token.with_name("renewed")} {token} && exit\n'
        "exit 9\n"
    )
    program.chmod(0o700)
    (home / "vendor").mkdir()
    (home / "vendor" / "config.json").write_text(f'{{"control_plane": {{"url": "{URL}"}}}}')
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return token


async def test_the_login_of_the_vendors_cli_is_proposed_and_enter_takes_it(
    app: AccessKeysApp, demo: Demo, runai: Path
) -> None:
    token = await token_of(demo)
    runai.write_text(token)  # noqa: ASYNC240
    async with on_form(app) as pilot:
        assert "● runai login" in text(pilot)
        assert URL in text(pilot)
        said = " ".join(text(pilot).replace("│", " ").split())
        assert "when it expires, that command is run again" in said
        fill(app, profile="lab")
        await press(pilot, "enter")
        assert isinstance(app.screen, MyKeysScreen)
        (said,) = toasts(pilot)
        assert "It asks the runai CLI for a token." in said
    saved = config_path().read_text()
    assert 'token_command = ["runai", "auth", "get-token", "-o", "plaintext"]' in saved
    assert token not in saved


async def test_a_login_for_the_address_that_is_set_is_proposed_too_and_the_focus_stays_in_sight(
    runai: Path,
) -> None:
    app = AccessKeysApp(Session(Settings(base_url=URL), now=lambda: NOW))
    async with on_form(app) as pilot:
        assert "● runai login" in text(pilot)
        assert app.focused is app.screen.query_one("#url")


async def test_a_login_that_gives_no_token_is_told_in_the_form_and_can_be_renewed_there(
    app: AccessKeysApp, demo: Demo, runai: Path, armed: None
) -> None:
    token = await token_of(demo)
    async with on_form(app) as pilot:
        await press(pilot, "enter")
        assert "token command runai for demo.example failed with status 1" in dialog(pilot)
        await press(pilot, "tab", "enter")
        await until(pilot, lambda: "remote-browser failed with status 9." in text(pilot))
        await press(pilot, "enter")
        assert isinstance(app.screen, SignInScreen)
        assert "token command runai for demo.example failed with status 1" in said(app)
        assert app.focused is app.screen.query_one("#method")
        runai.with_name("renewed").write_text(token)
        await press(pilot, "enter", "tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, MyKeysScreen))
        await settle(pilot)


async def test_a_login_goes_to_its_own_control_plane_alone(
    app: AccessKeysApp, demo: Demo, runai: Path
) -> None:
    async with on_form(app) as pilot:
        fill(app, url="https://elsewhere.example")
        await press(pilot, "enter")
        assert f"logged in to {URL}: its tokens go nowhere else" in said(app)
        assert app.focused is app.screen.query_one("#url")
        assert demo.requests == []


@pytest.mark.parametrize(
    "settings",
    [
        Settings(base_url="https://elsewhere.example"),
        Settings(base_url=URL, client_id="abc"),
        Settings(base_url=URL, username="ana"),
    ],
)
async def test_whoever_has_begun_otherwise_is_offered_the_login_but_not_led_to_it(
    runai: Path, settings: Settings
) -> None:
    app = AccessKeysApp(Session(settings, now=lambda: NOW))
    async with on_form(app) as pilot:
        assert "○ runai login" in text(pilot)
