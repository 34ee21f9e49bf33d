"""Starts programs from a process that has loaded their modules: that is most of a start.

What Python or a library reads when it is loaded, such as `LANG` or `TEXTUAL_FPS`, is that of this
process. So a program that is given more than what is read later, or whose memory, modules or time
are looked at, is to be started afresh.
"""

from __future__ import annotations

import gc
import io
import json
import os
import pkgutil
import random
import runpy
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
_LARGEST = 200_000
"""Bytes of a request to start something."""

_READ_LATER = {
    *("COLORTERM", "COLUMNS", "DISPLAY", "HOME", "LINES", "NO_COLOR", "PATH", "SSH_CONNECTION"),
    *("SSL_CERT_FILE", "STY", "TERM", "TMPDIR", "TMUX", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"),
    *("CANARY", "KNOWN"),
}
"""Variables that are read when the program runs, and that it is given in tests."""
_LOCALE = {"LANG": "C.UTF-8"}


def can_be_preloaded(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> bool:
    """Return whether the preloaded process would start a command in the same way."""
    return (
        command[0] == sys.executable
        and command[1] in ("-c", "-m")
        and folder == ROOT
        and all(
            name.startswith("RUNAI_") or name in _READ_LATER or _LOCALE.get(name) == value
            for name, value in environment.items()
        )
    )


class Preloaded:
    """A program that was started so, with as much of `subprocess.Popen` as its users need.

    Args:
        streams: A terminal of its own, or standard input, output and error.
        command: Python, a flag of it, and what that takes.
        environment: All of its environment.
        processor: The only one that it may use, if any.
    """

    def __init__(
        self,
        streams: Sequence[int],
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        processor: str = "",
    ) -> None:
        self.args = command
        self.streams = streams
        self._ended, ended = os.pipe()
        request = json.dumps([processor, command[1:], dict(environment)]).encode()
        socket.send_fds(_helper().requests, [request], [ended, *streams])
        os.close(ended)
        self.pid = int(_helper().requests.recv(_LARGEST))
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, and return its exit status.

        Raises:
            subprocess.TimeoutExpired: it is still running.
        """
        if self.returncode is None:
            if not select.select([self._ended], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode = os.waitstatus_to_exitcode(int(os.read(self._ended, 100)))
            os.close(self._ended)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def run_preloaded(
    command: Sequence[str], environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run a program without a terminal, and return what it wrote and its exit status."""
    with TemporaryFile() as out, TemporaryFile() as err, Path(os.devnull).open() as nothing:
        streams = [stream.fileno() for stream in (nothing, out, err)]
        process = Preloaded(streams, command, environment)
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        for stream in (out, err):
            stream.seek(0)
        said = out.read().decode(), err.read().decode()
        return subprocess.CompletedProcess(command, status, *said)


def command_in_a_shell() -> str:
    """Return what runs the program in a script as `runai-keys` does."""
    return shlex.join([sys.executable, "-ISc", _IN_A_SHELL, _helper().address])


_IN_A_SHELL = """\
import json, os, socket, sys
program = ["-m", "tui", *sys.argv[2:]]
try:
    streams = [number for number in range(3) if os.fstat(number)]
except OSError:  # one is closed
    os.execv(sys.executable, [sys.executable, *program])
ended, its = os.pipe()
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as helper:
    helper.connect(sys.argv[1])
    start = json.dumps(["", program, dict(os.environ), os.getcwd()])
    socket.send_fds(helper, [start.encode()], [its, *streams])
    os.close(its)
    status = os.waitstatus_to_exitcode(int(os.read(ended, 100)))
os._exit(status if status >= 0 else 128 - status)
"""


class _Helper:
    """The process that is ready, which is started once and ends with the tests."""

    def __init__(self) -> None:
        self.requests, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # A socket's path must be short, which pytest's folders are not.
        self._folder = Path(mkdtemp(prefix="rk-"))
        self.address = str(self._folder / "s")
        with its, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as scripts:
            scripts.bind(self.address)
            scripts.listen()
            given = [its.fileno(), scripts.fileno()]
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, *map(str, given)],
                cwd=ROOT,
                env={"PATH": os.environ["PATH"], **_LOCALE},
                pass_fds=given,
                stdin=subprocess.DEVNULL,
            )

    def stop(self) -> None:
        """End it, which happens with its last request."""
        self.requests.close()
        self._process.wait()
        shutil.rmtree(self._folder)


@cache
def _helper() -> _Helper:
    return _Helper()


def stop_helper() -> None:
    """End the process that is ready, if there is one."""
    if _helper.cache_info().currsize:
        _helper().stop()


def main() -> None:
    """Load the modules, and start what is asked for until nobody can ask any more."""
    requests, scripts = (socket.socket(fileno=int(number)) for number in sys.argv[1:])
    # Also where the tests themselves were started in the background, or to outlive a terminal.
    for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for module in pkgutil.walk_packages([str(ROOT / "tui")], "tui."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    gc.collect()
    gc.freeze()
    if (start := _wait_for_start(requests, scripts)) is not None:
        _become(*start)


def _wait_for_start(
    requests: socket.socket, scripts: socket.socket
) -> tuple[list[int], list[Any]] | None:
    """Fork for each request: return it there, with the terminal or streams that it is for."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    running: dict[int, int] = {}
    while True:
        ready = select.select([requests.fileno(), scripts.fileno(), woken], [], [])[0]
        if woken in ready:
            os.read(woken, 100)
            _report_ended(running)
            continue
        asking = scripts.accept()[0] if scripts.fileno() in ready else requests
        request, descriptors, *_ = socket.recv_fds(asking, _LARGEST, 4)
        if not request:
            return None
        ended, *streams = descriptors
        if (child := os.fork()) == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _close(woken, wake, ended, *running.values())
            for connection in (requests, scripts, asking):
                connection.close()
            return streams, json.loads(request)
        _close(*streams)
        running[child] = ended
        # Whoever asked may be gone.
        with suppress(ConnectionError):
            asking.send(str(child).encode())
        if asking is not requests:
            asking.close()


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _report_ended(running: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            descriptor = running.pop(ended[0])
            # Whoever started it may be gone.
            with suppress(BrokenPipeError):
                os.write(descriptor, str(ended[1]).encode())
            os.close(descriptor)


def _become(streams: list[int], start: list[Any]) -> None:
    """Run a program on its terminal or streams, as if Python had been started with it."""
    processor, (flag, program, *arguments), environment, *folder = start
    if len(streams) == 1:
        os.login_tty(streams[0])
    else:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
    if processor:
        os.sched_setaffinity(0, {int(processor)})
    if folder:
        os.setsid()
        os.chdir(*folder)
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    _open_streams()
    sys.argv = [flag, *arguments]
    if flag == "-m":
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = ""
        sys.modules["__main__"] = module = ModuleType("__main__")
        exec(compile(program, "<string>", "exec"), vars(module))


def _open_streams() -> None:
    """Open the standard streams anew: how they work depends on what they lead to."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        errors = "backslashreplace" if name == "stderr" else "surrogateescape"
        raw = io.FileIO(number, mode, closefd=False)
        buffer = io.BufferedReader(raw) if name == "stdin" else io.BufferedWriter(raw)
        lines = raw.isatty() or name == "stderr"
        stream = io.TextIOWrapper(buffer, "utf-8", errors, line_buffering=lines)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    main()
