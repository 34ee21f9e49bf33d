"""A profile's client secret or token is read from its file or printed by its command."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tui.api.errors import LoginEnded, SignInFailed
from tui.config.settings import SecretCommand, SecretFile, SecretInConfig, TokenCommand
from tui.session import secret_sources
from tui.session.secret_sources import fetch_secret, fetch_token

HOST = "acme.run.ai"


def python(code: str) -> SecretCommand:
    return SecretCommand((sys.executable, "-c", code))


@pytest.mark.parametrize("text", ["s3cret", "s3cret\n", "s3cret\r\n", "\ufeffs3cret"])
async def test_a_secret_is_read_from_a_private_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secret"
    path.write_bytes(text.encode())
    path.chmod(0o600)

    secret = await fetch_secret(SecretFile(path), HOST)

    assert secret.get_secret_value() == "s3cret"


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("CANARY", 0o644, "chmod 600"),
        ("", 0o600, "is no client secret. It must hold the client secret and nothing else."),
        ("CANARY\nmore", 0o600, "is no client secret."),
        ("RUNAI CANARY", 0o600, "is no client secret."),
    ],
)
async def test_a_secret_file_that_is_not_private_or_holds_more_is_refused(
    tmp_path: Path, text: str, mode: int, said: str
) -> None:
    path = tmp_path / "secret"
    path.write_text(text)
    path.chmod(mode)

    with pytest.raises(SignInFailed) as caught:
        await fetch_secret(SecretFile(path), HOST)

    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "CANARY" not in str(caught.value)


async def test_a_secret_is_read_from_the_config_file_if_that_is_private(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[profiles.a]\nbase_url = "https://a.example"\nclient_id = "x"\nclient_secret = "s3cret"'
    )
    path.chmod(0o600)
    source = SecretInConfig(path, "a")
    assert (await fetch_secret(source, HOST)).get_secret_value() == "s3cret"

    path.chmod(0o644)
    with pytest.raises(SignInFailed, match="chmod 600"):
        await fetch_secret(source, HOST)
    path.unlink()
    with pytest.raises(SignInFailed, match="has no client_secret for a any more"):
        await fetch_secret(source, HOST)


async def test_a_command_prints_the_secret() -> None:
    assert (await fetch_secret(python("print('s3cret')"), HOST)).get_secret_value() == "s3cret"


async def test_the_error_of_a_failed_secret_command_shows_nothing_that_it_printed() -> None:
    command = python("import sys; print('CANARY'); sys.exit('locked: CANARY')")

    with pytest.raises(SignInFailed) as caught:
        await fetch_secret(command, HOST)

    assert "failed with status 1 and said: locked: •••." in str(caught.value)
    assert HOST in str(caught.value)
    assert "CANARY" not in str(caught.value)


async def test_a_command_that_prints_more_than_a_secret_is_refused() -> None:
    with pytest.raises(
        SignInFailed, match=r"is no client secret\. It must be the client secret alone"
    ):
        await fetch_secret(python("print('two words')"), HOST)


def printing(code: str) -> TokenCommand:
    return TokenCommand((sys.executable, "-c", code))


async def test_the_vendor_s_cli_is_found_where_its_installer_puts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / ".runai" / "bin" / "runai"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho tok.e_n\n")
    program.chmod(0o700)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")

    token = await fetch_token(TokenCommand(("runai", "auth", "get-token")), HOST)

    assert token.value.get_secret_value() == "tok.e_n"


@pytest.mark.parametrize("printed", ["'tok.e_n'", "'Bearer tok.e_n\\n'"])
async def test_a_command_prints_the_token(printed: str) -> None:
    token = await fetch_token(printing(f"print({printed})"), HOST)
    assert token.value.get_secret_value() == "tok.e_n"


NO_TOKEN = {
    "fails": (printing("print('CANARY'); raise SystemExit(3)"), "failed with status 3."),
    "prints nothing": (printing(""), "no token"),
    "prints more": (printing("print('CANARY x')"), "no token"),
    "prints a kubeconfig": (printing("print('users:\\n  token: CANARY')"), "no token"),
    "prints bytes": (
        printing("import sys; sys.stdout.buffer.write(b'CANARY\\xff')"),
        "no token",
    ),
    "complains": (
        printing("import sys; print('CANARY'); sys.exit('\\x1b[1mCANARY is too old\\x1b[0m.')"),
        "failed with status 1 and said: ␛[1m••• is too old␛[0m.",
    ),
    "is too slow": (printing("import time; time.sleep(600)"), "did not end within 0.5 s."),
    "is missing": (
        TokenCommand(("/nonexistent/\x1b[0mtool", "CANARY")),
        "command /nonexistent/␛[0mtool for acme.run.ai could not be started (No such file or "
        "directory).",
    ),
    "is none": (TokenCommand(()), "command (none given) for acme.run.ai could not be started."),
}


@pytest.mark.parametrize("problem", NO_TOKEN)
async def test_the_error_of_a_failed_token_command_shows_nothing_that_it_printed(
    problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, says = NO_TOKEN[problem]
    if problem == "is too slow":
        monkeypatch.setattr(secret_sources, "COMMAND_TIMEOUT", 0.5)
    with pytest.raises(SignInFailed) as caught:
        await fetch_token(command, HOST)
    assert says in caught.value.reason
    assert HOST in caught.value.reason
    assert "Run it by hand to see why: it must print the token and nothing else." in str(
        caught.value
    )
    assert str(caught.value).isprintable()
    assert "CANARY" not in str(caught.value)


async def test_a_failure_of_the_vendor_s_cli_says_how_to_log_in_over_ssh(
    tmp_path: Path,
) -> None:
    command = TokenCommand((str(tmp_path / "runai"), "auth", "get-token"))
    with pytest.raises(SignInFailed) as caught:
        await fetch_token(command, HOST)
    # Without the program, a login is no remedy.
    assert not isinstance(caught.value, LoginEnded)

    (tmp_path / "runai").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "runai").chmod(0o700)
    with pytest.raises(LoginEnded, match=r"runai login \(over SSH: runai login remote-browser\)"):
        await fetch_token(command, HOST)
