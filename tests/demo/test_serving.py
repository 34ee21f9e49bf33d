"""`python -m tui.demo` as a process of its own, on a real socket."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.demo.clients import ALL, MINE, TOKEN_V2, credentials
from tests.pty.preloaded import run_preloaded

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

_ROOT = Path(__file__).parents[2]
_DEADLINE = 30
_MODULE = ("-m", "tui.demo")


class _Server:
    """A running demo and what it said about itself."""

    def __init__(self, process: Process, settings: dict[str, str]) -> None:
        self._process = process
        self.settings = settings

    @property
    def port(self) -> int:
        return int(self.settings["RUNAI_BASE_URL"].rpartition(":")[2])

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.settings["RUNAI_BASE_URL"], trust_env=False)

    def sign_in_form(self) -> dict[str, str]:
        return credentials(self.settings["RUNAI_CLIENT_ID"], self.settings["RUNAI_CLIENT_SECRET"])

    async def end(self, number: signal.Signals) -> tuple[int | None, str, str]:
        """Send a signal; return the exit code and what came after the settings."""
        self._process.send_signal(number)
        output, errors = await asyncio.wait_for(self._process.communicate(), _DEADLINE)
        return self._process.returncode, output.decode(), errors.decode()


def _environment(**settings: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RUNAI_")}
    return inherited | settings


async def _start(*arguments: str, environment: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@asynccontextmanager
async def _serving(*options: str, **settings: str) -> AsyncIterator[_Server]:
    process = await _start(*_MODULE, "--port", "0", *options, environment=_environment(**settings))
    assert process.stdout is not None
    try:
        lines = [
            (await asyncio.wait_for(process.stdout.readline(), _DEADLINE)).decode().rstrip("\n")
            for _ in range(3)
        ]
        yield _Server(process, dict(line.split("=", 1) for line in lines))
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def _failure(*arguments: str) -> tuple[int | None, str, str]:
    ended = run_preloaded([sys.executable, *arguments], _environment(), _DEADLINE)
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_printed_settings_sign_in_and_a_signal_ends_it_with_0(
    number: signal.Signals,
) -> None:
    async with _serving() as server, server.client() as client:
        answer = await client.post(TOKEN_V2, data=server.sign_in_form())
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        listed = await client.get(ALL, headers=headers)
        created = await client.post(MINE, headers=headers, json={"name": "new-key"})
        deleted = await client.delete(f"{MINE}/{created.json()['id']}", headers=headers)
        ending = await server.end(number)

    assert len(listed.json()["accessKeys"]) == 87
    assert (created.status_code, deleted.status_code) == (201, 204)
    assert list(server.settings) == ["RUNAI_BASE_URL", "RUNAI_CLIENT_ID", "RUNAI_CLIENT_SECRET"]
    assert server.settings["RUNAI_BASE_URL"].startswith("http://127.0.0.1:")
    assert ending == (0, "", "")


async def test_a_demo_that_is_served_with_a_stopped_clock_says_the_same_each_time() -> None:
    said = []
    for _ in range(2):
        async with _serving("--freeze", "2026-03-12T09:30Z") as server, server.client() as client:
            signed_in = await client.post(TOKEN_V2, data=server.sign_in_form())
            headers = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
            created = await client.post(MINE, headers=headers, json={"name": "new-key"})
            listed = await client.get(ALL, headers=headers)
            said.append((signed_in.text, created.text, listed.text))

    assert said[0] == said[1]
    assert json.loads(said[0][1])["createdAt"].startswith("2026-03-12T09:30:00")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_right_after_the_settings_ends_it_with_0(number: signal.Signals) -> None:
    async with _serving() as server:
        ending = await server.end(number)

    assert ending == (0, "", "")


async def test_a_signal_ends_it_although_an_answer_is_still_due() -> None:
    head = (
        f"POST {TOKEN_V2} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"
    )
    async with _serving("--latency", "3600000") as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(head.encode())
        interim_answer = await asyncio.wait_for(reader.readline(), _DEADLINE)
        writer.write(b"x")
        exit_code, output, _errors = await server.end(signal.SIGTERM)
        writer.close()

    # Only a server that is at work on the request asks for its body.
    assert interim_answer.startswith(b"HTTP/1.1 100")

    assert (exit_code, output) == (0, "")


async def test_the_credentials_of_the_environment_are_taken_and_printed_for_a_shell() -> None:
    secret = 'it\'s $HOME "quoted"; `x` \\'
    async with _serving(RUNAI_CLIENT_ID="my-client", RUNAI_CLIENT_SECRET=secret) as server:
        lines = "\n".join(f"{name}={value}" for name, value in server.settings.items())
        sourced = subprocess.run(  # noqa: ASYNC221 - nothing else is waiting in this test
            ["/bin/sh", "-c", 'eval "$1"; printf %s "$RUNAI_CLIENT_SECRET"', "sh", lines],
            capture_output=True,
            text=True,
            check=True,
        )
        async with server.client() as client:
            answer = await client.post(TOKEN_V2, data=credentials("my-client", secret))

    assert sourced.stdout == secret
    assert answer.status_code == 200


async def test_the_options_reach_the_server() -> None:
    options = ("--role", "user", "--latency", "200", "--token-lifetime", "90")
    async with _serving(*options) as server, server.client() as client:
        asked_at = time.monotonic()
        answer = await client.post(TOKEN_V2, data=server.sign_in_form())
        waited = time.monotonic() - asked_at
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        refused = await client.get(ALL, headers=headers)

    assert waited >= 0.2
    assert answer.json()["expires_in"] == 90
    assert refused.status_code == 403


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
async def test_it_listens_on_the_loopback_address_only() -> None:
    async with _serving() as server:
        with pytest.raises(OSError, match="Address already in use"):
            socket.create_server(("127.0.0.1", server.port))
        # Another address is free, so it is not the wildcard address that is taken.
        socket.create_server(("127.0.0.2", server.port)).close()


def test_a_busy_port_is_one_sentence_and_exit_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]
        exit_code, output, errors = _failure(*_MODULE, "--port", str(port))

    assert (exit_code, output) == (1, "")
    assert errors == f"Can't listen on 127.0.0.1, port {port}: Address already in use.\n"


@pytest.mark.parametrize(
    "options",
    [
        ("--port", "65536"),
        ("--port", "http"),
        ("--latency", "-1"),
        ("--token-lifetime", "0"),
        ("--role", "root"),
        ("--host", "0.0.0.0"),
    ],
)
def test_bad_usage_is_exit_2(options: tuple[str, str]) -> None:
    exit_code, output, errors = _failure(*_MODULE, *options)

    assert (exit_code, output) == (2, "")
    assert errors.startswith("usage: python -m tui.demo ")


def test_without_uvicorn_it_says_how_to_get_it() -> None:
    without_uvicorn = (
        "import sys; sys.modules['uvicorn'] = None; "
        "from tui.demo.__main__ import main; sys.exit(main([]))"
    )

    exit_code, output, errors = _failure("-c", without_uvicorn)

    assert (exit_code, output) == (2, "")
    assert errors.count("\n") == 1
    assert "pip install 'runai-access-keys[serve]'" in errors
    assert "pip install -e '.[serve]'" in errors
