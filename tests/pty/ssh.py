"""An SSH server of our own on a loopback port, and a way into it."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from pathlib import Path
from time import monotonic, sleep
from typing import Self

from tests.pty.terminal import TIMEOUT

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")

_CONFIG = """\
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
ClientAliveInterval 1
ClientAliveCountMax 1
"""
"""A client that is silent for two seconds is given up."""


class SshServer:
    """SSH server that accepts the user who runs the tests, by a key of its own.

    Args:
        folder: Where it keeps keys and settings.
    """

    def __init__(self, folder: Path) -> None:
        assert SSHD is not None
        self._folder = folder
        for name in ("host", "user"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(command, check=True)
        (folder / "config").write_text(_CONFIG.format(folder=folder))
        if os.geteuid() == 0:
            # Started by hand, it misses what the system's start script makes.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._process = subprocess.Popen(
            [SSHD, "-D", "-f", str(folder / "config"), "-p", str(self._port)],
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_it_listens()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def connections(self) -> list[str]:
        """The processes that serve connections now."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return children.read_text().split()

    def command(self, script: str) -> list[str]:
        """Return the command that runs a script there, in a terminal."""
        return [*self._client("-tt"), script]

    def forwarding(self, port: int) -> list[str]:
        """Return the command that serves as a SOCKS proxy on a port of this machine."""
        return self._client("-N", f"-D127.0.0.1:{port}", "-oExitOnForwardFailure=yes")

    def _client(self, *more: str) -> list[str]:
        options = {
            "Port": self._port,
            "IdentityFile": self._folder / "user",
            "IdentitiesOnly": "yes",
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
            "ServerAliveInterval": 0,
        }
        flags = [f"-o{name}={value}" for name, value in options.items()]
        return ["ssh", "-F", "none", *flags, *more, f"{getpass.getuser()}@127.0.0.1"]

    def _wait_until_it_listens(self) -> None:
        deadline = monotonic() + TIMEOUT
        while monotonic() < deadline:
            with socket.socket() as connection:
                if connection.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            assert self._process.poll() is None, "sshd ended"
            sleep(0.02)
        raise AssertionError("sshd does not listen")
