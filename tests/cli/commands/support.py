"""Runs commands: as a user does, and in process on a demo that can be looked into."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from tests.app.support import NOW, service_of
from tests.pty.preloaded import can_be_preloaded, command_in_a_shell, run_preloaded
from tests.pty.terminal import ROOT, TIMEOUT, clean_environment
from tui.api.service import AccessKeyService
from tui.cli.commands import runner
from tui.cli.commands.command import KeyCommand, load_command
from tui.cli.commands.context import Context
from tui.cli.parser import parser
from tui.config.settings import Settings
from tui.delivery.target import Target
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.record import DemoRecord
from tui.demo.server import DEMO_BASE_URL, Demo
from tui.session.session import Session

PROGRAM = (sys.executable, "-m", "tui")

Ended = subprocess.CompletedProcess[str]


def run(*arguments: str, home: Path, command: Sequence[str] = PROGRAM, **environment: str) -> Ended:
    """Run the program, or what stands for it, with these arguments and without a terminal."""
    if can_be_preloaded(command, environment, ROOT):
        given = clean_environment(home) | environment
        return run_preloaded([*command, *arguments], given, TIMEOUT)
    return run_afresh(*arguments, home=home, command=command, **environment)


def run_afresh(*arguments: str, home: Path, command: Sequence[str], **environment: str) -> Ended:
    """Run a program that loads its modules itself."""
    return subprocess.run(
        [*command, *arguments],
        env=clean_environment(home) | environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def shell(script: str, *, home: Path, **environment: str) -> Ended:
    """Run a script of bash in which `runai-keys` is the program."""
    command = ["bash", "-c", f'runai-keys() {{ {command_in_a_shell()} "$@"; }}\n{script}']
    with subprocess.Popen(
        command,
        env=clean_environment(home) | {"PYTHONPATH": str(ROOT)} | environment,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def context_on(
    demo: Demo,
    *arguments: str,
    transport: httpx.AsyncBaseTransport | None = None,
    pending: UndeliveredNotes | None = None,
    targets: Sequence[Target] = (),
    opener: Callable[[], AccessKeyService] | None = None,
) -> Context:
    """Prepare a command on a demo in process."""
    session = Session(
        Settings(demo_role="admin", targets={target.name: target for target in targets}),
        opener=opener or (lambda: service_of(demo, transport)),
        now=lambda: NOW,
    )
    return Context(parser().parse_args(arguments), session, pending)


def key_command(name: str) -> KeyCommand:
    """Load a command on access keys."""
    command = load_command(name)
    assert isinstance(command, KeyCommand)
    return command


def carry_out(context: Context) -> int:
    """Carry out the command that a context was prepared for."""
    return runner.carry_out(key_command(context.flags.command), context)


def end(pending: UndeliveredNotes) -> None:
    """Release all notes, as a program does by ending."""
    while pending._locked:
        os.close(pending._locked.popitem()[1])


def named(demo: Demo, name: str) -> DemoRecord:
    """Return the user's key with a name."""
    return next(key for key in demo.store.my_keys() if key.name == name)


def left(ended: UndeliveredNotes, folder: Path) -> list[str]:
    """Name the keys that the next start would name, once a program has ended."""
    end(ended)
    return [note.name for note in UndeliveredNotes(folder).left(DEMO_BASE_URL)]
