"""The service is opened with secrets that no child process inherits."""

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
async def test_no_child_process_inherits_the_secrets_that_a_service_was_opened_with(
    monkeypatch: pytest.MonkeyPatch, *, demo: bool
) -> None:
    secrets = {CLIENT_SECRET: canary(), TOKEN: canary()}
    for name, secret in secrets.items():
        monkeypatch.setenv(name, secret)
    assert inherited(secrets)
    settings = Settings(
        base_url="https://acme.example",
        client_id="x",
        has_secret=True,
        demo_role="admin" if demo else None,
    )

    service = await open_service(settings)
    await service.aclose()

    assert not inherited(secrets)


def test_secrets_are_removed_from_the_environment_and_from_variables_that_repeat_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = canary()
    record = json.dumps({"p": {}, "n": {CLIENT_SECRET: secret}}).encode()
    compressed = base64.urlsafe_b64encode(zlib.compress(record)).decode()
    repeated = {
        CLIENT_SECRET: secret,
        TOKEN: canary(),
        "MAKEFLAGS": f" -- {CLIENT_SECRET}={secret}",
        "SUDO_COMMAND": f"/usr/bin/env {CLIENT_SECRET}={secret} runai-keys",
        "__VARLOCK_ENV": record.decode(),
        **dict.fromkeys(("DIRENV_DIFF", "__MISE_DIFF", "__MISE_SESSION"), compressed),
    }
    for name, value in repeated.items():
        monkeypatch.setenv(name, value)

    forget_environment()

    assert not repeated.keys() & os.environ.keys()


def test_a_short_secret_removes_no_variable_that_contains_it_by_chance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(CLIENT_SECRET, "ana")
    monkeypatch.setenv("HOME", "/home/ana")

    forget_environment()

    assert os.environ["HOME"] == "/home/ana"


@pytest.mark.parametrize("typed", [False, True], ids=["settings", "form"])
async def test_the_certificates_in_the_ca_file_are_trusted(
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
    """Return the names of the secrets in the environment of a child process."""
    environment = subprocess.run(["env"], capture_output=True, text=True, check=True).stdout
    return [name for name, secret in secrets.items() if secret in environment]
