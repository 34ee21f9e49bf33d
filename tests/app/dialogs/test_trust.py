"""Whoever signs in at a host with an unknown certificate can trust it there and then."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.api.sockets import EMPTY_LIST, OK, answering, serving
from tests.api.test_tls import TLS, certificate
from tests.app.support import NOW, dialog, press, settle, until, write
from tui.app.app import AccessKeysApp
from tui.app.dialogs.base.yes_no import YesNo
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.screens.sign_in import SignInScreen
from tui.config.settings import Settings
from tui.config.trusted_certificates import trusted_path
from tui.session.session import Session

_LIST = answering(OK + b"Content-Length: %d\r\n\r\n" % len(EMPTY_LIST) + EMPTY_LIST)


async def _give_token(pilot: Pilot[None]) -> None:
    await press(pilot, "shift+tab", "shift+tab", "right", "right", "tab", "tab")
    await write(pilot, "token")
    await pilot.press("enter")


def _is_asked(app: AccessKeysApp) -> bool:
    return isinstance(app.screen, YesNo) and bool(app.screen.query("#go:enabled"))


async def test_the_form_offers_to_trust_a_certificate_and_signs_in_then(
    armed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    async with serving(_LIST, certificate("alone")) as port:
        url = f"https://localhost:{port}"
        app = AccessKeysApp(Session(Settings(base_url=url), now=lambda: NOW))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await settle(pilot)
            await _give_token(pilot)
            await until(pilot, lambda: _is_asked(app))
            assert "Issuer CN=alone" in dialog(pilot)
            assert "another certificate was trusted there" not in dialog(pilot)

            await press(pilot, "enter")
            assert isinstance(app.screen, SignInScreen)
            assert not trusted_path(url).exists()

            await pilot.press("enter")
            await until(pilot, lambda: _is_asked(app))
            await press(pilot, "tab", "enter")
            await until(pilot, lambda: isinstance(app.screen, MyKeysScreen))
            assert trusted_path(url).stat().st_mode & 0o777 == 0o600
            await settle(pilot)


async def test_a_certificate_that_replaces_a_trusted_one_raises_an_alarm(
    armed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    async with serving(_LIST, certificate("alone")) as port:
        url = f"https://localhost:{port}"
        trusted_path(url).parent.mkdir(parents=True)
        trusted_path(url).write_text((TLS / "server.pem").read_text())
        app = AccessKeysApp(Session(Settings(base_url=url), now=lambda: NOW))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await settle(pilot)
            await _give_token(pilot)
            await until(pilot, lambda: _is_asked(app))

            assert "Until now another certificate was trusted there." in dialog(pilot)
