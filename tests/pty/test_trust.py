"""A certificate can be trusted by hand: shown, asked about, and saved for its address."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from tests.api.sockets import EMPTY_LIST, OK, answering, serving
from tests.api.test_tls import certificate
from tests.pty.terminal import Terminal

_LIST = answering(OK + b"Content-Length: %d\r\n\r\n" % len(EMPTY_LIST) + EMPTY_LIST)
_WIDE = (120, 24)


def _program(home: Path, *options: str, **environment: str) -> Terminal:
    command = [sys.executable, "-m", "tui", *options]
    return Terminal(command, home, size=_WIDE, environment=environment)


def _saved(home: Path) -> list[Path]:
    return sorted(home.rglob("*.pem"))


def _decline(home: Path, *arguments: str) -> None:
    with _program(home, "trust", *arguments) as terminal:
        terminal.wait_for("[y/N]")
        assert terminal.find("Issuer   CN=alone")
        assert terminal.find("For      localhost, 127.0.0.1")
        assert terminal.find(re.compile(r"SHA-256  ([0-9A-F]{2}:){16}\n +([0-9A-F]{2}:){15}"))
        terminal.send("\r")
        assert terminal.wait_exit() == 1
    assert _saved(home) == []


def _accept(home: Path, *arguments: str) -> None:
    with _program(home, "trust", *arguments) as terminal:
        terminal.wait_for("[y/N]")
        terminal.send("y\r")
        assert terminal.wait_exit() == 0
    with _program(home, "trust", *arguments) as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.find("It is trusted already")


def _list(home: Path, base_url: str) -> str:
    with _program(home, RUNAI_BASE_URL=base_url, RUNAI_TOKEN="some-token") as terminal:
        terminal.wait_for(re.compile("0/20|is self-signed and not trusted"))
        return " ".join(terminal.text.split())


async def test_a_certificate_is_shown_asked_about_and_trusted_for_its_address(
    home: Path,
) -> None:
    async with serving(_LIST, certificate("alone")) as port:
        base_url = f"https://localhost:{port}"
        assert "its subject is CN=alone" in await asyncio.to_thread(_list, home, base_url)

        await asyncio.to_thread(_decline, home, base_url)
        config = home / ".config" / "runai-keys" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text(f'[profiles.lab]\nbase_url = "{base_url}"\n')
        await asyncio.to_thread(_accept, home, "--profile", "lab")

        (saved,) = _saved(home)
        assert saved == config.parent / "trusted" / f"localhost_{port}.pem"
        assert (saved.stat().st_mode & 0o777, saved.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        assert "not trusted" not in await asyncio.to_thread(_list, home, base_url)
        other = await asyncio.to_thread(_list, home, f"https://127.0.0.1:{port}")
        assert "not trusted" in other


@pytest.mark.parametrize(
    ("name", "arguments", "status", "says"),
    [
        ("elsewhere", ["https://localhost:{port}"], 1, "is for another host name: elsewhere"),
        ("weak", ["https://localhost:{port}"], 1, "has a key that is too short"),
        ("elsewhere", ["https://localhost:1"], 3, "could not be fetched"),
        ("elsewhere", ["http://localhost:1"], 2, "over http there is no certificate"),
        ("elsewhere", [], 2, "trust needs an address"),
    ],
)
async def test_no_trust_is_offered_for_an_invalid_certificate(
    home: Path, name: str, arguments: list[str], status: int, says: str
) -> None:
    def refuse(port: int) -> None:
        filled = [argument.format(port=port) for argument in arguments]
        with _program(home, "trust", *filled) as terminal:
            assert terminal.wait_exit() == status
            assert says in terminal.text
            assert "[y/N]" not in terminal.text

    async with serving(_LIST, certificate(name)) as port:
        await asyncio.to_thread(refuse, port)
    assert _saved(home) == []
