"""Copies to the desktop's clipboard: with fake helpers that misbehave, and a real X server."""

from __future__ import annotations

import asyncio
import base64
import gc
import os
import select
import shutil
import socket
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from zipfile import ZipFile

import pyperclip
import pytest

import tui
from tests.delivery.support import (
    TIMEOUT,
    command_lines,
    environments,
    named_pipe,
    osc52_of,
    stand_in,
    until,
    word_from,
)
from tui.delivery.clipboard import Clipboard
from tui.delivery.limits import CLOSE_TIMEOUT, LOCAL_TIMEOUT
from tui.delivery.outcome import Certainty

_COPIED = (
    "Copied to the clipboard of this computer. It is cleared after 45 s; a clipboard history may "
    "keep it."
)
_LATE = "A clipboard that answered too late may hold it, and is cleared after 45 s."
_SENT = "Sent to your terminal by way of OSC 52: paste it to check before you leave."


class Clock:
    """A clock that the test advances."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.stopped = False
        """Whether a sleep was cancelled."""
        self._rings = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        try:
            await self._rings.wait()
        except asyncio.CancelledError:
            self.stopped = True
            raise

    def ring(self) -> None:
        self._rings.set()


class Desktop:
    """A desktop whose xclip is a stand-in that keeps the clipboard in a file."""

    def __init__(self, stand_ins: Path) -> None:
        self.folder = stand_ins
        self.clipboard = stand_ins / "clipboard"
        self.clipboard.write_text("")
        self.environment = {
            "DISPLAY": ":7",
            "HOME": str(stand_ins),
            "PATH": str(stand_ins),
            "TERM": "xterm-256color",
            "RUNAI_CLIENT_SECRET": "of the session",
        }
        self.written: list[str] = []
        self.xclip(f"cat > {self.clipboard}", f"cat {self.clipboard}")

    def xclip(self, copy: str, paste: str) -> None:
        """Write a stand-in for xclip."""
        stand_in(self.folder, "xclip", f'case "$*" in *-o) {paste};; *) {copy};; esac')

    def copies(self, route: str = "auto", **options: object) -> Clipboard:
        """Return the clipboard."""
        return Clipboard(
            self.environment,
            self.written.append,
            route=route,
            **options,  # type: ignore[arg-type]
        )


@pytest.fixture
def desktop(stand_ins: Path) -> Desktop:
    return Desktop(stand_ins)


async def test_a_copy_counts_as_copied_only_after_the_readback(
    desktop: Desktop, secret: str
) -> None:
    clipboard = desktop.copies()

    outcome = await clipboard.copy(secret, secret=True)
    await clipboard.aclose(keep=True)

    assert outcome.text == _COPIED
    assert outcome.certainty is Certainty.VERIFIED
    assert desktop.clipboard.read_text() == secret
    assert desktop.written == []


async def test_an_x_selection_that_changes_its_owner_late_is_read_again(
    desktop: Desktop, secret: str
) -> None:
    seen = desktop.folder / "seen"
    desktop.xclip(
        f"cat > {desktop.clipboard}; rm -f {seen}",
        f"[ -e {seen} ] && cat {desktop.clipboard} || printf %s what was there; touch {seen}",
    )
    clipboard = desktop.copies()

    outcome = await clipboard.copy(secret, secret=True)
    await clipboard.aclose(keep=True)

    assert outcome.text == _COPIED


async def test_a_text_that_is_not_secret_is_copied_without_a_timer(desktop: Desktop) -> None:
    clock = Clock()
    clipboard = desktop.copies(sleep=clock.sleep)

    outcome = await clipboard.copy("a-client-id")
    await clipboard.aclose()

    assert outcome.text == "Copied to the clipboard of this computer."
    assert clock.asked == []
    assert desktop.clipboard.read_text() == "a-client-id"


async def test_a_desktop_without_helpers_falls_back_to_the_terminal(
    desktop: Desktop, secret: str
) -> None:
    (desktop.folder / "xclip").unlink()
    clipboard = desktop.copies()

    outcome = await clipboard.copy(secret, secret=True)
    cleared = await clipboard.clear()

    assert outcome.text == _SENT
    assert cleared.text == "Asked the terminal to clear the clipboard."
    assert osc52_of(secret).fullmatch(desktop.written[0].encode())


async def test_without_a_terminal_as_fallback_the_copy_fails(desktop: Desktop, secret: str) -> None:
    (desktop.folder / "xclip").unlink()
    desktop.environment["TERM"] = "linux"

    outcome = await desktop.copies().copy(secret, secret=True)

    assert "no clipboard of this computer accepted it: it could not be used" in outcome.text
    assert desktop.written == []


async def test_a_copy_by_a_silently_failing_helper_never_counts_as_copied(
    desktop: Desktop, secret: str, capfd: pytest.CaptureFixture[str]
) -> None:
    desktop.xclip("cat > /dev/null; echo Error: no display >&2", "echo Error: no display >&2")

    outcome = await desktop.copies().copy(secret, secret=True)
    alone = await desktop.copies("local").copy(secret, secret=True)

    assert outcome.text == _SENT
    assert "no clipboard of this computer accepted it: it was not kept" in alone.text
    assert len(desktop.written) == 1
    assert capfd.readouterr() == ("", "")


async def test_a_hanging_helper_is_killed_and_leaves_nothing_behind(
    desktop: Desktop, secret: str
) -> None:
    begun, never = named_pipe(desktop.folder / "begun"), named_pipe(desktop.folder / "never")
    desktop.xclip(f"echo > {begun}; cat {never}", f"cat {never}")
    clipboard = desktop.copies()
    beats = 0

    async def count_beats() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.01)
            beats += 1

    heart, begin = asyncio.create_task(count_beats()), monotonic()
    copying = asyncio.create_task(clipboard.copy(secret, secret=True))
    await word_from(begun)
    lines, variables = command_lines(), environments()
    outcome = await copying
    heart.cancel()

    assert monotonic() - begin < 3
    assert beats > 20
    assert outcome.text == f"{_SENT} {_LATE}"
    assert any("clipboard_helper" in line for line in lines), "looked for too early"
    assert not [line for line in lines if secret in line]
    assert not [text for text in variables if f"PATH={desktop.folder}" in text and "RUNAI_" in text]
    await until(lambda: not any(str(never) in line for line in command_lines()), "end of them")


@pytest.mark.parametrize("ends", ["late", "cancelled", "late and without a terminal"])
async def test_a_clipboard_that_confirms_too_late_is_cleared_like_any_other(
    desktop: Desktop, secret: str, ends: str
) -> None:
    if "without" in ends:
        desktop.environment["TERM"] = "linux"
    taken, never = named_pipe(desktop.folder / "taken"), named_pipe(desktop.folder / "never")
    desktop.xclip(f"cat > {desktop.clipboard}; echo > {taken}; cat {never}", f"cat {never}")
    clock = Clock()
    clipboard = desktop.copies(sleep=clock.sleep)
    copying = asyncio.create_task(clipboard.copy(secret, secret=True))
    if ends == "cancelled":
        await word_from(taken)
        copying.cancel()
        await asyncio.wait([copying])
    else:
        reading = asyncio.create_task(word_from(taken))
        assert _LATE in (await copying).text
        await reading
    desktop.xclip(f"cat > {desktop.clipboard}", f"cat {desktop.clipboard}")
    assert desktop.clipboard.read_text() == secret

    await until(lambda: bool(clock.asked), "timer")
    clock.ring()
    await until(lambda: desktop.clipboard.read_text() == " ", "clearing")
    await clipboard.aclose(keep=True)


@pytest.mark.parametrize("variable", ["WSL_DISTRO_NAME", "WSL_INTEROP"])
async def test_on_wsl_the_clipboard_has_more_time(
    desktop: Desktop, secret: str, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setattr("tui.delivery.desktop_clipboard.LOCAL_TIMEOUT", 0.0)
    desktop.environment[variable] = "something"
    clipboard = desktop.copies()

    outcome = await clipboard.copy(secret, secret=True)
    await clipboard.aclose(keep=True)

    assert outcome.text == _COPIED


@pytest.mark.parametrize("version", ["2.1", "2.3"])
async def test_wl_copy_marks_a_secret_as_sensitive_if_it_supports_that(
    desktop: Desktop, secret: str, version: str
) -> None:
    (desktop.folder / "xclip").unlink()
    desktop.environment["WAYLAND_DISPLAY"] = "wayland-0"
    hint = desktop.folder / "hint"
    sensitive = "exit 1" if version == "2.1" else f"touch {hint}"
    taking = f'case "$*" in --sensitive) {sensitive};; esac; cat > {desktop.clipboard}'
    stand_in(desktop.folder, "wl-copy", taking)
    stand_in(desktop.folder, "wl-paste", f"cat {desktop.clipboard}")
    clipboard = desktop.copies()

    for text, is_secret in (("a-client-id", False), (secret, True)):
        outcome = await clipboard.copy(text, secret=is_secret)
        assert outcome.certainty is Certainty.VERIFIED
        assert desktop.clipboard.read_text() == text
        assert hint.exists() == (is_secret and version == "2.3")
    await clipboard.aclose(keep=True)


async def test_a_copy_on_the_clipboard_of_x_alone_counts_as_sent_and_is_cleared_all_the_same(
    desktop: Desktop, secret: str
) -> None:
    desktop.environment["WAYLAND_DISPLAY"] = "wayland-0"
    clock = Clock()
    clipboard = desktop.copies(sleep=clock.sleep)

    outcome = await clipboard.copy(secret, secret=True)

    assert outcome.certainty is Certainty.SENT
    assert outcome.text == (
        "Copied to X's clipboard, which Wayland windows may not get: paste it to check before you "
        "leave, and install wl-clipboard. It is cleared after 45 s; a clipboard history may keep "
        "it."
    )
    assert desktop.clipboard.read_text() == secret
    clock.ring()
    await until(lambda: desktop.clipboard.read_text() == " ", "the clearing")
    await clipboard.aclose()


async def test_a_cancelled_copy_kills_its_helpers(desktop: Desktop, secret: str) -> None:
    begun, never = named_pipe(desktop.folder / "begun"), named_pipe(desktop.folder / "never")
    desktop.xclip(f"echo > {begun}; cat {never}", f"cat {never}")
    clipboard = desktop.copies()
    copying = asyncio.create_task(clipboard.copy(secret, secret=True))
    await word_from(begun)

    copying.cancel()
    await asyncio.wait([copying])

    assert clipboard.copied_secret, "nobody knows"
    await until(lambda: not any(str(never) in line for line in command_lines()), "end of them")


async def test_the_daemon_of_a_helper_is_not_waited_for(desktop: Desktop, secret: str) -> None:
    never, daemon = named_pipe(desktop.folder / "never"), desktop.folder / "daemon"
    desktop.xclip(
        f"cat > {desktop.clipboard}; cat {never} & echo $! > {daemon}", f"cat {desktop.clipboard}"
    )
    clipboard = desktop.copies()

    begin = monotonic()
    outcome = await clipboard.copy(secret, secret=True)
    passed = monotonic() - begin
    await clipboard.aclose(keep=True)
    os.kill(int(daemon.read_text()), 9)  # it is what serves an X clipboard, so it has to live

    assert outcome.certainty is Certainty.VERIFIED
    assert passed < LOCAL_TIMEOUT


async def test_a_failed_copy_kills_the_daemon(desktop: Desktop, secret: str) -> None:
    never = named_pipe(desktop.folder / "never")
    desktop.xclip(f"cat > /dev/null; cat {never} &", "echo something else")

    await desktop.copies().copy(secret, secret=True)

    await until(lambda: not any(str(never) in line for line in command_lines()), "end of it")


@pytest.mark.parametrize("variable", ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"])
@pytest.mark.parametrize("route", ["auto", "local"])
async def test_over_ssh_no_local_helper_is_run(
    desktop: Desktop, secret: str, variable: str, route: str
) -> None:
    run = desktop.folder / "run"
    for name in ("xclip", "xsel", "wl-copy", "wl-paste", "pbcopy"):
        stand_in(desktop.folder, name, f"echo {name} >> {run}")
    desktop.environment |= {variable: "something", "WAYLAND_DISPLAY": "wayland-0"}

    outcome = await desktop.copies(route).copy(secret, secret=True)

    assert not run.exists()
    assert outcome.certainty is (Certainty.SENT if route == "auto" else Certainty.FAILED)


async def test_klipper_is_not_used_because_it_gets_the_text_as_an_argument(
    desktop: Desktop, secret: str
) -> None:
    run = desktop.folder / "run"
    (desktop.folder / "xclip").unlink()
    for name in ("klipper", "qdbus"):
        stand_in(desktop.folder, name, f"echo $* >> {run}")

    outcome = await desktop.copies().copy(secret, secret=True)

    assert not run.exists()
    assert outcome.text == _SENT


async def test_pyperclip_is_not_imported_from_the_working_directory(
    desktop: Desktop, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = desktop.folder / "run"
    (desktop.folder / "pyperclip.py").write_text(f"open({str(run)!r}, 'w').close()")
    monkeypatch.chdir(desktop.folder)
    clipboard = desktop.copies()

    outcome = await clipboard.copy(secret, secret=True)
    await clipboard.aclose(keep=True)

    assert not run.exists()
    assert outcome.certainty is Certainty.VERIFIED


def test_the_helper_runs_from_a_zip_archive_too(desktop: Desktop, tmp_path: Path) -> None:
    archive = tmp_path / "program.pyz"
    with ZipFile(archive, "w") as zipped:
        for module in (tui, pyperclip):
            folder = Path(module.__file__ or "").parent
            for file in folder.rglob("*.py"):
                zipped.write(file, file.relative_to(folder.parent))
    code = (
        f"import asyncio, sys; sys.path.insert(0, {str(archive)!r})\n"
        "from tui.delivery import desktop_clipboard as desktop\n"
        f"assert desktop.__file__.startswith({str(archive)!r})\n"
        f"asyncio.run(desktop.copy_locally('a text', {desktop.environment}, secret=False))"
    )
    subprocess.run([sys.executable, "-P", "-c", code], check=True, timeout=TIMEOUT)
    assert desktop.clipboard.read_text() == "a text"


async def test_a_verified_secret_is_cleared_when_its_time_is_over(
    desktop: Desktop, secret: str
) -> None:
    clock = Clock()
    clipboard = desktop.copies(sleep=clock.sleep, clear_after=45)
    await clipboard.copy(secret, secret=True)
    await until(lambda: bool(clock.asked), "timer")

    clock.ring()
    await until(lambda: not clipboard.copied_secret, "clearing")

    assert clock.asked == [45]
    assert desktop.clipboard.read_text() == " "


async def test_the_timer_does_not_clear_what_the_user_copied_meanwhile(
    desktop: Desktop, secret: str
) -> None:
    clock = Clock()
    clipboard = desktop.copies(sleep=clock.sleep)
    await clipboard.copy(secret, secret=True)
    desktop.clipboard.write_text("something of the user's")

    clock.ring()
    await until(lambda: not clipboard.copied_secret, "look at the clipboard")

    assert desktop.clipboard.read_text() == "something of the user's"


async def test_zero_seconds_mean_never(desktop: Desktop, secret: str) -> None:
    clock = Clock()
    clipboard = desktop.copies(sleep=clock.sleep, clear_after=0)

    outcome = await clipboard.copy(secret, secret=True)
    await clipboard.aclose()

    assert outcome.text == "Copied to the clipboard of this computer."
    assert clock.asked == []
    assert desktop.clipboard.read_text() == secret


async def test_a_new_copy_restarts_the_timer(desktop: Desktop, secret: str) -> None:
    clocks = [Clock(), Clock()]
    ticking = iter(clocks)
    clipboard = desktop.copies(sleep=lambda seconds: next(ticking).sleep(seconds))
    for clock in clocks:
        await clipboard.copy(secret, secret=True)
        await until(lambda clock=clock: bool(clock.asked), "timer")  # type: ignore[misc]

    clocks[1].ring()
    await until(lambda: not clipboard.copied_secret, "clearing")

    assert [clock.stopped for clock in clocks] == [True, False]
    assert desktop.clipboard.read_text() == " "


async def test_copying_a_client_id_over_the_secret_stops_the_timer(
    desktop: Desktop, secret: str
) -> None:
    clock = Clock()
    clipboard = desktop.copies(sleep=clock.sleep)
    await clipboard.copy(secret, secret=True)
    await until(lambda: bool(clock.asked), "timer")

    await clipboard.copy("a-client-id")
    await clipboard.aclose()

    assert clock.stopped
    assert not clipboard.copied_secret
    assert desktop.clipboard.read_text() == "a-client-id"


async def test_a_clipboard_counts_as_cleared_only_after_the_readback(
    desktop: Desktop, secret: str
) -> None:
    clipboard = desktop.copies()
    await clipboard.copy(secret, secret=True)

    outcome = await clipboard.clear()
    await clipboard.aclose()

    assert outcome.text == "Cleared the clipboard; a clipboard history may still hold it."
    assert outcome.certainty is Certainty.VERIFIED
    assert desktop.clipboard.read_text() == " "


async def test_a_clipboard_is_never_cleared_with_an_empty_text(
    desktop: Desktop, secret: str
) -> None:
    """After an empty text, autocutsel keeps the secret in the primary selection."""
    clipboard = desktop.copies()
    file = desktop.clipboard
    desktop.xclip(f"cat > {file}; wc -c < {file} >> {desktop.folder}/sizes", f"cat {file}")
    await clipboard.copy(secret, secret=True)
    await clipboard.clear()

    sizes = (desktop.folder / "sizes").read_text().split()
    assert sizes == [str(len(secret)), "1"]


async def test_clear_does_not_touch_what_the_user_copied_meanwhile(
    desktop: Desktop, secret: str
) -> None:
    clipboard = desktop.copies()
    await clipboard.copy(secret, secret=True)
    desktop.clipboard.write_text("something of the user's")

    outcome = await clipboard.clear()
    await clipboard.aclose()

    assert outcome.text == "The clipboard holds something else by now, which was left alone."
    assert desktop.clipboard.read_text() == "something of the user's"
    assert not clipboard.copied_secret


async def test_a_clipboard_that_can_not_be_cleared_is_a_failure(
    desktop: Desktop, secret: str
) -> None:
    clipboard = desktop.copies()
    await clipboard.copy(secret, secret=True)
    desktop.xclip("cat > /dev/null", f"cat {desktop.clipboard}")

    outcome = await clipboard.clear()
    await clipboard.aclose()

    assert outcome.text == "Not cleared: it was not kept."
    assert clipboard.copied_secret


async def test_a_secret_in_two_places_is_cleared_from_both(desktop: Desktop, secret: str) -> None:
    clipboard = desktop.copies()
    await clipboard.copy(secret, secret=True)
    desktop.xclip("exit 1", f"cat {desktop.clipboard}; exit 1")
    await clipboard.copy(f"another-{secret}", secret=True)
    desktop.xclip(f"cat > {desktop.clipboard}", f"cat {desktop.clipboard}")

    outcome = await clipboard.clear()
    await clipboard.aclose()

    assert outcome.text == "Asked the terminal to clear the clipboard."
    assert desktop.clipboard.read_text() == " "
    assert osc52_of(" ").fullmatch(desktop.written[-1].encode())


async def test_a_secret_outlives_the_program_on_the_clipboard_until_its_time_is_over(
    desktop: Desktop, secret: str
) -> None:
    clipboard = desktop.copies(clear_after=3)
    await clipboard.copy(secret, secret=True)

    await clipboard.aclose()
    at_the_end, lines = desktop.clipboard.read_text(), command_lines()

    assert at_the_end == secret
    assert not [line for line in lines if secret in line]
    await until(lambda: desktop.clipboard.read_text() == " ", "clearing")
    await until(lambda: not left_behind(desktop), "end of what cleared it")


async def test_the_process_that_outlives_the_program_clears_only_our_own_text(
    desktop: Desktop, secret: str
) -> None:
    clipboard = desktop.copies(clear_after=0.5)
    await clipboard.copy(secret, secret=True)
    desktop.clipboard.write_text("something of the user's")

    await clipboard.aclose()
    await until(lambda: not left_behind(desktop), "look at the clipboard")

    assert desktop.clipboard.read_text() == "something of the user's"


async def test_a_hanging_clipboard_neither_delays_the_end_nor_leaves_a_process(
    desktop: Desktop, secret: str
) -> None:
    clipboard = desktop.copies(clear_after=0.1)
    await clipboard.copy(secret, secret=True)
    never = named_pipe(desktop.folder / "never")
    desktop.xclip(f"cat {never}", f"cat {never}")

    begin = monotonic()
    await clipboard.aclose()

    assert monotonic() - begin < 2
    assert CLOSE_TIMEOUT < 2
    await until(lambda: not any(str(never) in line for line in command_lines()), "end of it")
    await until(lambda: not left_behind(desktop), "end of what waited for it")


def left_behind(desktop: Desktop) -> list[str]:
    """Return the environments of the helper programs that still run."""
    return [text for text in environments() if f"HOME={desktop.folder} " in text]


@pytest.mark.parametrize("reaches", ["the local clipboard", "the terminal", "nothing"])
async def test_the_text_of_a_copy_is_not_kept(desktop: Desktop, secret: str, reaches: str) -> None:
    clock = Clock()
    if reaches != "the local clipboard":
        (desktop.folder / "xclip").unlink()
    if reaches == "nothing":
        desktop.environment["TERM"] = "dumb"
    clipboard = Clipboard(desktop.environment, lambda _: None, sleep=clock.sleep)

    outcome = await clipboard.copy(secret, secret=True)
    encoded = base64.b64encode(secret.encode()).decode()
    held = [text for text in _texts_held_by(clipboard) if secret in text or encoded in text]
    await clipboard.aclose(keep=True)

    assert outcome.left == (reaches != "nothing")
    assert held == []


def _texts_held_by(thing: object) -> Iterator[str]:
    """Yield all reachable texts, without entering code and the event loop."""
    skipped = (type, types.ModuleType, types.FunctionType, asyncio.AbstractEventLoop)
    seen, waiting = set[int](), [thing]
    while waiting:
        found = waiting.pop()
        if id(found) in seen or isinstance(found, skipped):
            continue
        seen.add(id(found))
        if isinstance(found, str):
            yield found
        elif isinstance(found, bytes | bytearray):
            yield found.decode(errors="replace")
        waiting += gc.get_referents(found)
    assert len(seen) > 10


@pytest.fixture
def x_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    # A busy machine takes longer to start an X server's clients; the limit has tests of its own.
    monkeypatch.setattr("tui.delivery.desktop_clipboard.LOCAL_TIMEOUT", TIMEOUT)
    if shutil.which("Xvfb") is None or shutil.which("xclip") is None:
        pytest.skip("Xvfb or xclip is not installed")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "64x64x8", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        ready, _, _ = select.select([read], [], [], TIMEOUT)
        display = os.read(read, 10).decode().strip() if ready else ""
        assert display, "Xvfb did not start"
        yield {"DISPLAY": f":{display}", "PATH": os.environ["PATH"], "TERM": "xterm"}
    finally:
        os.close(read)
        server.terminate()
        server.wait()


def _xclip(environment: dict[str, str], text: str | None = None) -> str:
    arguments = ["-o"] if text is None else []
    finished = subprocess.run(
        ["xclip", "-selection", "clipboard", *arguments],
        env=environment,
        input=text,
        stdout=subprocess.PIPE if text is None else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
        timeout=TIMEOUT,
    )
    return finished.stdout or ""


async def test_a_copy_to_an_x_clipboard_counts_as_copied_after_the_readback(
    x_server: dict[str, str], secret: str
) -> None:
    clipboard = Clipboard(x_server, lambda _: None)

    outcome = await clipboard.copy(secret, secret=True)
    pasted = _xclip(x_server)
    cleared = await clipboard.clear()
    await clipboard.aclose()

    assert outcome.text == _COPIED
    assert pasted == secret
    assert cleared.text == "Cleared the clipboard; a clipboard history may still hold it."
    assert _xclip(x_server) == " "


async def test_an_x_clipboard_keeps_what_the_user_copied_meanwhile(
    x_server: dict[str, str], secret: str
) -> None:
    clock = Clock()
    clipboard = Clipboard(x_server, lambda _: None, sleep=clock.sleep)
    await clipboard.copy(secret, secret=True)
    _xclip(x_server, "something of the user's")

    clock.ring()
    await until(lambda: not clipboard.copied_secret, "look at the clipboard")

    assert _xclip(x_server) == "something of the user's"


@pytest.mark.skipif(shutil.which("xclip") is None, reason="xclip is not installed")
async def test_a_stale_display_prints_nothing_and_the_copy_does_not_count_as_copied(
    secret: str, capfd: pytest.CaptureFixture[str]
) -> None:
    written: list[str] = []
    environment = {"DISPLAY": ":4711", "PATH": os.environ["PATH"], "TERM": "xterm"}

    outcome = await Clipboard(environment, written.append).copy(secret, secret=True)

    assert outcome.text == _SENT
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(shutil.which("xclip") is None, reason="xclip is not installed")
async def test_a_display_that_never_replies_is_given_up_within_three_seconds(
    secret: str,
) -> None:
    written: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as black_hole:
        display = black_hole.getsockname()[1] - 6000
        environment = {
            "DISPLAY": f"127.0.0.1:{display}",
            "PATH": os.environ["PATH"],
            "TERM": "xterm",
        }
        begin = monotonic()

        outcome = await Clipboard(environment, written.append).copy(secret, secret=True)

    assert monotonic() - begin < 3
    assert outcome.text.startswith(_SENT)
    shown = f"DISPLAY=127.0.0.1:{display} "
    await until(lambda: not any(shown in text for text in environments()), "end of it")
