"""Opening of the service, and the secrets that it is opened with."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import zlib

import pytest

from tests.api.sockets import serving
from tests.api.test_tls import CA, EMPTY_LIST, certificate
from tests.delivery.support import canary
from tui.config.declared_settings import CLIENT_SECRET, TOKEN
from tui.config.settings import Settings
from tui.session.connect import forget_environment, open_service, open_typed
from tui.session.sign_in_input import SignInInput, SignInMethod


@pytest.mark.parametrize("demo", [False, True])
async def test_a_secret_in_the_environment_is_inherited_by_no_program(
    monkeypatch: pytest.MonkeyPatch, *, demo: bool
) -> None:
    secrets = {CLIENT_SECRET: canary(), TOKEN: canary()}
    for name, secret in secrets.items():
        monkeypatch.setenv(name, secret)
    settings = Settings(
        base_url="https://acme.example",
        client_id="x",
        has_secret=True,
        demo_role="admin" if demo else None,
    )

    service = await open_service(settings)
    await service.aclose()

    assert not inherited(secrets)


def test_a_secret_prefilled_into_the_form_is_inherited_by_no_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secrets = {CLIENT_SECRET: canary(), TOKEN: canary()}
    for name, secret in secrets.items():
        monkeypatch.setenv(name, secret)

    assert inherited(secrets)
    forget_environment()
    assert not inherited(secrets)


def test_a_secret_that_other_variables_repeat_is_inherited_by_no_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = canary()
    record = json.dumps({"p": {}, "n": {CLIENT_SECRET: secret}}).encode()
    compressed = base64.urlsafe_b64encode(zlib.compress(record)).decode()
    repeated = {
        CLIENT_SECRET: secret,
        "MAKEFLAGS": f" -- {CLIENT_SECRET}={secret}",
        "SUDO_COMMAND": f"/usr/bin/env {CLIENT_SECRET}={secret} runai-keys",
        "__VARLOCK_ENV": record.decode(),
        **dict.fromkeys(("DIRENV_DIFF", "__MISE_DIFF", "__MISE_SESSION"), compressed),
    }
    for name, value in repeated.items():
        monkeypatch.setenv(name, value)

    forget_environment()

    assert not repeated.keys() & os.environ.keys()


def test_a_short_word_as_a_secret_takes_no_other_variable_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(CLIENT_SECRET, "ana")
    monkeypatch.setenv("HOME", "/home/ana")

    forget_environment()

    assert os.environ["HOME"] == "/home/ana"


@pytest.mark.parametrize("typed", [False, True], ids=["settings", "form"])
async def test_the_ca_file_of_the_settings_is_trusted(
    monkeypatch: pytest.MonkeyPatch, *, typed: bool
) -> None:
    monkeypatch.setenv(TOKEN, "some-token")
    async with serving(EMPTY_LIST, certificate("server")) as port:
        base_url = f"https://localhost:{port}"
        settings = Settings(base_url=base_url, has_token=True, ca_file=CA)
        form = SignInInput(SignInMethod.TOKEN, base_url, secret="some-token")
        service = open_typed(settings, form) if typed else await open_service(settings)
        try:
            assert (await service.list_my_keys()).keys == ()
        finally:
            await service.aclose()


def inherited(secrets: dict[str, str]) -> list[str]:
    """Name the secrets that a program finds in its environment."""
    environment = subprocess.run(["env"], capture_output=True, text=True, check=True).stdout
    return [name for name, secret in secrets.items() if secret in environment]
