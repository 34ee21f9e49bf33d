"""`python -m tui.demo` as a process of its own, which can be killed and started again."""

from __future__ import annotations

import json
import os
import select
import shlex
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path
from time import monotonic
from typing import Any, Self

from tests.pty.terminal import ROOT, TIMEOUT, clean_environment

_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ServedDemo:
    """A demo on a port of the loopback address, the same one after each start."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}
        """What it printed: the environment variables to reach it by."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def host(self) -> str:
        """Host and port."""
        return self.settings["RUNAI_BASE_URL"].removeprefix("http://")

    @property
    def secret(self) -> str:
        """The secret of the key to sign in with."""
        return self.settings["RUNAI_CLIENT_SECRET"]

    def start(self) -> None:
        """Start it, and wait until it listens."""
        port = self.host.partition(":")[2] if self.settings else "0"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tui.demo", "--port", port],
            env=clean_environment(self._home),
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        words = shlex.split(_lines(self._process, 3))
        self.settings = dict(word.split("=", 1) for word in words)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def token(self, client_id: str | None = None, secret: str | None = None) -> str:
        """Sign in by hand, with a pair or with the demo's own, and give the bearer token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id or self.settings["RUNAI_CLIENT_ID"],
            "client_secret": secret or self.secret,
        }
        return str(self._asked("/api/v2/token", urllib.parse.urlencode(form))["access_token"])

    def key_names(self) -> set[str]:
        """Give the names of the keys of whoever signs in."""
        answer = self._asked("/api/v1/access-keys", token=self.token())
        return {key["name"] for key in answer["accessKeys"]}

    def _asked(self, path: str, form: str | None = None, token: str = "") -> Any:  # noqa: ANN401
        request = urllib.request.Request(
            f"{self.settings['RUNAI_BASE_URL']}{path}",
            form.encode() if form is not None else None,
            {"Authorization": f"Bearer {token}"},
        )
        with _NO_PROXY.open(request, timeout=TIMEOUT) as answer:
            return json.load(answer)


def _lines(process: subprocess.Popen[bytes], count: int) -> str:
    assert process.stdout is not None
    output, deadline = b"", monotonic() + TIMEOUT
    while output.count(b"\n") < count:
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - monotonic()))
        piece = os.read(process.stdout.fileno(), 65_536) if ready else b""
        assert piece, f"the demo said no more than {output!r}"
        output += piece
    return output.decode()
