"""Story of the film: the life of a key and its twin, and an administrator who cleans up."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cast.camera import Camera
from tests.delivery.support import stand_in
from tests.pty.steps import MASKED_SECRET, go_to_button, wait_for_button
from tests.pty.terminal import ENTER, TAB, Terminal

SIZE = (100, 24)

TIME = "2026-03-12T09:30Z"

COPIED = "copied"
"""The file with all that was copied."""

_XCLIP = f'case "$*" in *-o) cat clipboard;; *) tee -a {COPIED} > clipboard;; esac'

_MADE, _RENEWED, _DELETED = "inference-gateway", "quarterly-cost-report", "tmp-migration"

_ROTATED = "airflow-prod"

_ON_CLIPBOARD = "may still be on your clipboard"


@contextmanager
def program(home: Path) -> Iterator[Terminal]:
    """Start the program on a desktop, whose clipboard is a file."""
    tools = home / "tools"
    stand_in(tools, "xclip", f"cd {home}; {_XCLIP}")
    environment = {
        "COLORTERM": "truecolor",
        "DISPLAY": ":0",
        "PATH": f"{tools}:{os.environ['PATH']}",
        "TZ": "UTC",
    }
    command = [sys.executable, "-m", "tui", "--demo", "--freeze", TIME, "--screencast"]
    with Terminal(command, home, size=SIZE, environment=environment, folder=home) as terminal:
        yield terminal


def tell(camera: Camera) -> None:
    """Play it."""
    _look_around(camera)
    _create(camera)
    _copy_and_use(camera)
    _regenerate(camera)
    _rotate(camera)
    _delete(camera)
    _clean_up(camera)


def _look_around(camera: Camera) -> None:
    camera.say("Your access keys: how long has each gone unused?")
    camera.terminal.wait_for("12/20")
    camera.hold(3)


def _create(camera: Camera) -> None:
    camera.say("Create: n asks for a name")
    camera.press("n", "enter Go on", 1.5)
    camera.write(_MADE, 0.8)
    camera.say("Create: the secret is there once, and can't be left by a slip")
    camera.press(ENTER, MASKED_SECRET, 3)


def _copy_and_use(camera: Camera) -> None:
    camera.say("Copy: c copies it, and reads it back")
    camera.press("c", "Copied to the clipboard", 2.5)
    camera.say("Use: t signs in with it, to see that it works")
    camera.press("t", "accepted this client ID and secret", 2.5)
    camera.say("Copy: it goes from the clipboard after 45 s, or by x")
    camera.press("q", re.compile(rf"› {_MADE}.*{_ON_CLIPBOARD}", re.DOTALL), 1.5)
    camera.click_away(_ON_CLIPBOARD)
    camera.press("x", "Cleared", 1.5)
    camera.click_away("Cleared")


def _regenerate(camera: Camera) -> None:
    camera.say("Regenerate: S replaces a secret, after saying what that means")
    camera.press("G", f"› {_DELETED}", 0.3)
    for name in ("slurm-bridge", "data-loader-staging", "notebook-export"):
        camera.press("k", f"› {name}", 0.2)
    camera.press("k", f"› {_RENEWED}", 0.8)
    camera.terminal.send("S")
    wait_for_button(camera.terminal, "Cancel", "Replace the secret")
    camera.hold(2.5)
    go_to_button(camera.terminal, "Cancel", "Replace the secret")
    camera.hold(0.5)
    camera.press(ENTER, MASKED_SECRET, 1.2)
    camera.say("Save: s writes a file that only you can read")
    camera.press("s", "Format: ", 1.2)
    camera.press(ENTER, "Saved to", 2)
    camera.press("q", re.compile(rf"› {_RENEWED}.*Help", re.DOTALL), 0.5)


def _rotate(camera: Camera) -> None:
    camera.say("Rotate: R makes a twin, so that the old secret lives until nothing uses it")
    camera.press("g", f"› {_MADE}", 0.2)
    camera.press("jjj", f"› {_ROTATED}", 0.5)
    camera.press("R", f"Type the name, {_ROTATED}", 2)
    camera.write(_ROTATED, 0.2)
    camera.terminal.send(TAB)
    camera.write(f"{_ROTATED}.env", 0.2)
    camera.press(ENTER, "Rotate", 0.4)
    camera.press(ENTER, "Saved to", 1)
    camera.say("Rotate: the new secret is proved by signing in, and ↻ marks both keys")
    camera.press("q", f"{_ROTATED}-2 works.", 2)
    camera.click_away(f"{_ROTATED}-2 works.")
    camera.say("Rotate: R tells when the old key can go, and nothing goes by itself")
    camera.press("R", re.compile("Ready from.*tab Next", re.DOTALL), 2.3)
    camera.press("q", re.compile(rf"›↻{_ROTATED}.*Help", re.DOTALL), 0.3)


def _delete(camera: Camera) -> None:
    camera.say("Delete: D has the name typed, so that it is no slip")
    camera.press("G", f"› {_DELETED}", 0.5)
    camera.press("D", f"Type the name, {_DELETED}", 1.5)
    camera.write(_DELETED, 0.2)
    wait_for_button(camera.terminal, "Cancel", "Delete")
    camera.hold(0.8)
    camera.say("Delete: for 5 s, u takes it back")
    camera.press(ENTER, f"Deleting {_DELETED} in 5 s", 2)
    camera.press("", f"Deleted {_DELETED}.", 1.5)
    camera.click_away(f"Deleted {_DELETED}.")


def _clean_up(camera: Camera) -> None:
    camera.say("Clean up: administrators see everybody's keys")
    camera.press("2", "All keys 88", 2.5)
    camera.say("Clean up: which has nobody used for 300 days?")
    camera.press("/", "enter Go on", 0.8)
    camera.write("idle:>300d", 1.5)
    camera.press(ENTER, "D Delete", 0.8)
    camera.say("Clean up: * marks them, D shows them once more and has them counted")
    camera.press("*", "5 marked", 1.2)
    camera.press("D", "Type the number of keys, 5", 2.5)
    camera.write("5", 0.2)
    wait_for_button(camera.terminal, "Cancel", "Delete them")
    camera.hold(0.8)
    camera.say("Clean up: what became of each is said")
    camera.press(ENTER, "5 deleted.", 2)
    camera.press("q", re.compile("Deleting access keys.*Help", re.DOTALL), 1)
    camera.click_away("Deleting access keys")
    camera.press("\x1b", f"›↻{_ROTATED}-2", 2)
