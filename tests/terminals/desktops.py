"""Desktops without a screen, on which real terminals open: an X server, or a Wayland compositor."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from tests.pty.processes import wait_until
from tests.pty.terminal import ENTER, TAB, TIMEOUT

_KEY_NAMES = {ENTER: "Return", TAB: "Tab"}
_NOBODY = 65_534

NUDGE_AFTER = 1.0
"""Seconds of silence after which a terminal may have overlooked an event."""


class Desktop:
    """A desktop with a keyboard and a clipboard, and a folder for the files of what runs there."""

    tools: dict[str, str] = {}
    """Commands that it needs, and Debian's packages of them."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        # The path of a socket must be short, and others may not look into pytest's folders.
        self.folder = Path(tempfile.mkdtemp(prefix="rk-"))
        self._stack.callback(shutil.rmtree, self.folder)
        self.log = self.folder / "log"
        """Output of the programs."""
        self._environment = {
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "XDG_RUNTIME_DIR": str(self.folder),
        }

    @classmethod
    def missing(cls) -> list[str]:
        """Return the packages that are not installed."""
        return [package for tool, package in cls.tools.items() if shutil.which(tool) is None]

    def __enter__(self) -> Self:
        with self._stack:
            self._start()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start(self) -> None:
        """Start the desktop itself."""
        raise NotImplementedError

    def focus(self) -> None:
        """Focus the only window, as soon as it is there."""
        raise NotImplementedError

    def press(self, keys: str) -> None:
        """Press a key that has a name, or type a text."""
        raise NotImplementedError

    def nudge(self) -> None:
        """Press a key that types nothing: zutty may look at an event only when the next comes."""

    def copy(self, text: str) -> None:
        """Put a new text on the clipboard, as another program does in which a user copies."""
        self._own(text)
        # The programs that do it return before that.
        wait_until(lambda: self.paste() == self.paste_selected() == text, TIMEOUT)

    def _own(self, text: str) -> None:
        """Start programs that have a text on the clipboard, and one for the middle button."""
        raise NotImplementedError

    def paste(self) -> str:
        """Return what a user would paste."""
        raise NotImplementedError

    def paste_selected(self) -> str:
        """Return what the middle mouse button would paste."""
        raise NotImplementedError

    def begin(self, *command: str, **options: object) -> None:
        """Start a program there, which ends with the desktop."""
        with self.log.open("ab") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
                command,
                env=self._environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **options,
            )
        self._stack.callback(_end, process)

    def _run(self, *command: str, text: str | None = None) -> str:
        """Run a command to its end, and return what it printed."""
        finished = subprocess.run(
            command,
            env=self._environment,
            input=text,
            # Who owns a clipboard lives on, and would keep a pipe open.
            stdout=subprocess.PIPE if text is None else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=TIMEOUT,
        )
        return finished.stdout or ""


class XServer(Desktop):
    """An X server, without a window manager."""

    tools = {"Xvfb": "xvfb", "xclip": "xclip", "xdotool": "xdotool"}

    def _start(self) -> None:
        read, write = os.pipe()
        size = ("-screen", "0", "1024x768x24")
        self.begin("Xvfb", "-displayfd", str(write), *size, "-nolisten", "tcp", pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as told:
            assert select.select([told], [], [], TIMEOUT)[0], self.log.read_text()
            number = told.readline().strip()
        assert number, self.log.read_text()
        # There is no graphics card for those that draw by OpenGL, and no D-Bus for GTK's.
        self._environment |= {
            "DISPLAY": f":{number}",
            "GTK_A11Y": "none",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "NO_AT_BRIDGE": "1",
        }

    def focus(self) -> None:
        self._run(
            *("xdotool", "search", "--sync", "--onlyvisible", "--name", "."),
            *("windowfocus", "--sync"),
        )

    def press(self, keys: str) -> None:
        named = _KEY_NAMES.get(keys)
        self._run("xdotool", *(["key", named] if named else ["type", "--delay", "0", keys]))

    def _own(self, text: str) -> None:
        self._run("xclip", "-selection", "clipboard", text=text)
        self._run("xclip", "-selection", "primary", text=text)

    def nudge(self) -> None:
        self._run("xdotool", "key", "Shift_L")

    def paste(self) -> str:
        return self._pasted("clipboard")

    def paste_selected(self) -> str:
        return self._pasted("primary")

    def _pasted(self, selection: str) -> str:
        command = ["xclip", "-selection", selection, "-o"]
        with subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as xclip:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    return xclip.communicate(timeout=NUDGE_AFTER)[0].decode()
                self.nudge()


class Sway(Desktop):
    """A Wayland compositor."""

    tools = {"sway": "sway", "wtype": "wtype", "wl-copy": "wl-clipboard"}

    def _start(self) -> None:
        config = self.folder / "sway"
        config.write_text("xwayland disable\noutput * resolution 800x600\n")
        self._environment |= {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman"}
        user: dict[str, object] = {}
        if os.getuid() == 0:
            # It refuses to run as root.
            user = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
            os.chown(self.folder, _NOBODY, _NOBODY)
        self.begin("sway", "-c", str(config), **user)
        self._environment["WAYLAND_DISPLAY"] = self._socket()

    def _socket(self) -> str:
        def found() -> list[str]:
            return [path.name for path in self.folder.glob("wayland-*") if path.is_socket()]

        wait_until(lambda: bool(found()), TIMEOUT)
        return found()[0]

    def focus(self) -> None:
        # A keyboard that stays: with the last one the focus would go as well.
        self.begin("wtype", "-s", "1000000")

    def press(self, keys: str) -> None:
        named = _KEY_NAMES.get(keys)
        self._run("wtype", *(["-k", named] if named else ["--", keys]))

    def _own(self, text: str) -> None:
        self._run("wl-copy", text=text)
        self._run("wl-copy", "--primary", text=text)

    def paste(self) -> str:
        return self._run("wl-paste", "--no-newline")

    def paste_selected(self) -> str:
        return self._run("wl-paste", "--no-newline", "--primary")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
