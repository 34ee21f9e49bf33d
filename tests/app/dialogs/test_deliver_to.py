"""A new secret goes to the chosen target, and the panel says how sure that is."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.dialogs.test_secret import secret_of
from tests.app.faulty import RESET, Faulty
from tests.app.planes import Planes
from tests.app.support import (
    NOW,
    dialog,
    press,
    running,
    service_of,
    settle,
    text,
    toasts,
    until,
    watch_secret,
    write,
)
from tests.app.test_screencast import assert_nothing_real
from tui.app.app import AccessKeysApp
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.dialogs.secret.deliver_to import DeliverTo
from tui.app.dialogs.secret.save_secret import SaveSecret
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.widgets.field import Field
from tui.app.widgets.footer import Footer
from tui.app.widgets.radio_row import RadioRow
from tui.config.parse import read_config
from tui.config.settings import Settings
from tui.delivery.secret_formats import DOTENV
from tui.delivery.target import Target
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.server import Demo
from tui.session.session import Session
from tui.workflows.deliver import check_targets

pytestmark = pytest.mark.usefixtures("armed")

_CONFIG = """
[targets.verified]
format = "bare"
command = ["sh", "-c", "echo took it from $0; cat > store", "{name}"]
readback = ["cat", "store"]

[targets.files]
path = "HERE/{name}.env"

[targets.accepted]
format = "json"
command = ["sh", "-c", "cat > store; printf '[/x] \\\\033[2J[RED]'"]

[targets.unreadable]
format = "bare"
command = ["sh", "-c", "cat > /dev/null"]
readback = ["sh", "-c", "kill -9 $$"]

[targets.doubtful]
format = "bare"
command = ["sh", "-c", "cat > /dev/null"]
readback = ["echo", "other"]

[targets.failing]
format = "bare"
command = ["sh", "-c", "cat >&2; echo no room >&2; exit 3"]

[targets.usage]
format = "bare"
command = ["sh", "-c", "cat > /dev/null; echo Error: You must run:; echo init; seq 101 109; exit 1"]

[targets.hanging]
format = "bare"
command = ["sh", "-c", "echo $$ > pid; cat > store; exec sleep 60"]

[targets.missing]
format = "bare"
command = ["no-such-program"]

[targets.locked]
path = "HERE/locked/x/{name}.env"

[targets.asking]
format = "bare"
command = ["cat"]
needs_terminal = true

[targets.chatty]
format = "bare"
command = ["sh", "-c", "cat > /dev/null; seq 10001 10006"]
"""


@pytest.fixture
def targets(folder: Path) -> Mapping[str, Target]:
    path = folder / "config.toml"
    path.write_text(_CONFIG.replace("HERE", str(folder)))
    return read_config(path).targets


@pytest.fixture
def settings(targets: Mapping[str, Target]) -> Settings:
    return Settings(demo_role="admin", delete_after=0, targets=targets)


async def choose(pilot: Pilot[None], place: str, name: str = "new-key") -> None:
    """Begin to create a key whose secret goes to a place."""
    await press(pilot, "n")
    await write(pilot, name)
    pilot.app.screen.query_one("#places", RadioRow).chosen = place
    await settle(pilot)


async def create_for(pilot: Pilot[None], place: str) -> None:
    """Create a key whose secret goes to a place."""
    await choose(pilot, place, "new-key")
    await press(pilot, "enter")
    assert isinstance(pilot.app.screen, SecretPanel), dialog(pilot)


_ASKED = "Leave without the secret?"
_STILL_HERE = "The secret is still here: d tries again, s saves it to a file."

_ENDS = {
    "verified": ("✓ Verified verified has the secret: it was read back. took it from new-key", ""),
    "files": ("✓ Verified The secret is in", ""),
    "accepted": (
        "○ Accepted accepted accepted the secret, which was not read back. [/x] ␛[2J[RED]",
        "accepted accepted the secret of new-key, and nobody has seen it there. Look there first.",
    ),
    "chatty": (
        "○ Accepted chatty accepted the secret, which was not read back. … 10003 10004 10005 10006",
        "chatty accepted the secret of new-key, and nobody has seen it there.",
    ),
    "unreadable": (
        "○ Accepted unreadable accepted the secret, which could not be read back: sh was ended by "
        "signal 9.",
        "unreadable accepted the secret of new-key, and nobody has seen it there.",
    ),
    "doubtful": (
        "? Doubtful doubtful accepted the secret, but it was not found when it was read back: echo "
        f"printed something else. Look there. {_STILL_HERE}",
        "Whether doubtful has it is not known either: look there first.",
    ),
    "failing": (
        "✗ Failed failing did not take the secret: sh failed with status 3 and said: •••no room. "
        f"{_STILL_HERE}",
        "was neither copied nor saved",
    ),
    "usage": (
        "✗ Failed usage did not take the secret: sh failed with status 1 and said: Error: You must "
        f"run: init. {_STILL_HERE} Error: You must run: init 101 102 …",
        "was neither copied nor saved",
    ),
}
"""Message of the panel for each target, and the question on leaving; empty for none."""


@pytest.mark.parametrize("place", _ENDS)
async def test_the_panel_says_how_sure_a_delivery_is_and_asks_unless_the_secret_was_seen_there(
    demo: Demo, settings: Settings, folder: Path, place: str
) -> None:
    said, question = _ENDS[place]
    async with running(demo, size=(120, 40), settings=settings) as pilot:
        await create_for(pilot, place)
        assert said in dialog(pilot)
        has_it = place not in ("doubtful", "failing", "usage")
        assert ("Copy or save the secret now." in dialog(pilot)) is not has_it
        files = {path.name: path.read_text() for path in folder.iterdir()}  # noqa: ASYNC240
        kept = {"verified": "store", "files": "new-key.env", "accepted": "store"}
        if place in kept:
            assert secret_of(demo) in files[kept[place]]
        await press(pilot, "q")
        if question:
            assert question in dialog(pilot)
            assert toasts(pilot) == []
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, SecretPanel)
            await press(pilot, "q", "tab", "enter")
        assert isinstance(pilot.app.screen, MyKeysScreen)
        if has_it:
            (toast,) = toasts(pilot)
            assert toast.startswith(f"new-key: {said.split(maxsplit=2)[2].split('. ')[0][:20]}")


_NOT_READY = {
    "missing": "missing: there is no program no-such-program.",
    "locked": "locked/x/new-key.env can't be written",
    "asking": "asking needs a terminal",
    "a file": "Type the path of the file, or choose another place.",
}


@pytest.mark.parametrize("place", _NOT_READY)
async def test_what_can_be_checked_is_checked_before_a_key_is_made(
    demo: Demo,
    settings: Settings,
    folder: Path,
    plane: Faulty,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    monkeypatch.setattr("tui.delivery.lent_terminal._TERMINAL", str(folder / "none"))
    (folder / "locked").write_text("a file where a folder should be")
    async with running(demo, settings=settings, opener=lambda: service_of(demo, plane)) as pilot:
        await choose(pilot, place)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CreateKey)
        assert _NOT_READY[place] in dialog(pilot).replace(" locked/", "locked/")
        assert plane.sent["POST"] == 0


async def test_a_file_of_a_target_that_is_there_is_only_replaced_after_a_yes(
    demo: Demo, settings: Settings, folder: Path, plane: Faulty
) -> None:
    taken = folder / "new-key.env"
    taken.write_text("mine")
    async with running(demo, settings=settings, opener=lambda: service_of(demo, plane)) as pilot:
        await choose(pilot, "files")
        await press(pilot, "enter")
        assert "Replace the file?" in text(pilot)
        assert (plane.sent["POST"], taken.read_text()) == (0, "mine")
        await press(pilot, "tab", "enter")
        assert secret_of(demo) in taken.read_text()
        assert "✓ Verified" in dialog(pilot)
        taken.write_text("mine")
        await press(pilot, "d", "down", "enter")
        assert "Replace the file?" in text(pilot)
        await press(pilot, "enter")
        assert taken.read_text() == "mine"
        await press(pilot, "d", "down", "enter", "tab", "enter")
        assert secret_of(demo) in taken.read_text()


async def test_the_place_is_proposed_again_for_the_same_profile_and_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planes = Planes(folder, monkeypatch)
    planes.config.write_text(planes.config.read_text() + _CONFIG.replace("HERE", str(folder)))

    def proposed(pilot: Pilot[None]) -> str:
        return pilot.app.screen.query_one(DeliverTo).place

    async with planes.running() as pilot:
        await press(pilot, "n")
        assert proposed(pilot) == "the panel"
        await press(pilot, "escape")
        await create_for(pilot, "accepted")
        await press(pilot, "q", "tab", "enter", "n")
        assert proposed(pilot) == "accepted"
        session = pilot.app.screen_stack[0].session  # type: ignore[attr-defined]
        other = session.with_settings(session.profiles.settings("lab"))
        again = other.with_settings(session.settings)
        for its, place in ((other, "the panel"), (again, "accepted")):
            field = DeliverTo(its)
            await pilot.app.screen.query_one("#box").mount(field)
            assert field.place == place


async def test_d_delivers_to_another_target_and_without_targets_there_is_no_d(
    demo: Demo, settings: Settings, folder: Path
) -> None:
    async with running(demo, size=(120, 40), settings=settings) as pilot:
        await create_for(pilot, "the panel")
        assert "d Deliver" in str(pilot.app.screen.query_one(Footer).render())
        await press(pilot, "d")
        assert "files ... > " in dialog(pilot)
        await press(pilot, "down", "down", "enter", "d", "enter")
        assert "○ Accepted accepted accepted" in dialog(pilot)
        assert "✓ Verified verified has the secret" in dialog(pilot)
        await press(pilot, "q")
        (toast,) = toasts(pilot)
        assert "accepted accepted" in toast
        assert "verified has" in toast
    async with running(demo) as pilot:
        await press(pilot, "n")
        assert "Deliver to" not in dialog(pilot)
        await write(pilot, "another")
        await press(pilot, "enter", "d")
        assert isinstance(pilot.app.screen, SecretPanel)
        assert "Deliver" not in str(pilot.app.screen.query_one(Footer).render())


async def test_esc_ends_a_slow_delivery_and_says_that_its_end_is_not_known(
    demo: Demo, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.dialogs.secret.deliveries._TICK", 0.01)
    clock = iter(range(10_000))
    monkeypatch.setattr("tui.app.dialogs.secret.deliveries.monotonic", lambda: next(clock))
    async with running(demo, size=(120, 40), settings=settings) as pilot:
        await choose(pilot, "hanging")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SecretPanel))
        going = re.compile(r"Delivering to hanging… \d+ s\. esc stops it\.")
        await until(pilot, lambda: going.search(dialog(pilot)) is not None)
        await until(pilot, (folder / "store").is_file)
        pid = int((folder / "pid").read_text())
        await pilot.press("p", "d")
        assert isinstance(pilot.app.screen, SecretPanel)
        await press(pilot, "ctrl+q")
        assert pilot.app.is_running
        assert (
            "? Doubtful You stopped waiting for hanging, and its program was ended: whether it has "
            f"the secret is not known. Look there. {_STILL_HERE}"
        ) in dialog(pilot)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        is_held = watch_secret(pilot)
        await press(pilot, "q")
        assert "Whether hanging has it is not known either" in dialog(pilot)
        await press(pilot, "tab", "enter")
        assert not is_held()


@pytest.mark.parametrize(("place", "left"), [("accepted", 0), ("failing", 1), ("doubtful", 1)])
async def test_the_note_of_the_secret_goes_as_soon_as_a_target_has_it(
    demo: Demo, targets: Mapping[str, Target], folder: Path, place: str, left: int
) -> None:
    settings = Settings(base_url="https://demo.example", targets=targets)
    session = Session(settings, opener=lambda: service_of(demo), now=lambda: NOW)
    app = AccessKeysApp(session, UndeliveredNotes(folder / "state"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await create_for(pilot, place)
        assert len([*(folder / "state").iterdir()]) == left


async def test_a_replaced_secret_goes_to_the_target_too(
    demo: Demo, settings: Settings, folder: Path
) -> None:
    async with running(demo, settings=settings) as pilot:
        await press(pilot, "G", "S")
        pilot.app.screen.query_one("#places", RadioRow).focus()
        await press(pilot, "right", "right", "enter")
        assert "... | sh -c 'echo took it from $0; cat > store' {name}" in dialog(pilot)
        # Enter in the field is no yes: it leads to the button.
        await press(pilot, "enter")
        assert "✓ Verified" in dialog(pilot)
        assert (folder / "store").read_text() == secret_of(demo, "tmp-migration")


async def test_of_many_places_those_around_the_chosen_one_are_shown(demo: Demo) -> None:
    names = [f"target-{number}-{'x' * number * 6}" for number in range(12)]
    targets = {name: Target(name, DOTENV, Path("x")) for name in names}
    settings = Settings(demo_role="admin", targets=targets)
    async with running(demo, size=(60, 16), settings=settings) as pilot:
        await press(pilot, "n", "tab")
        for name in ("a file", *names):
            await press(pilot, "right")
            assert f"● {name[:9]}" in dialog(pilot)
        await press(pilot, "right")
        assert "● the panel ○ a file ○ target-0-" in dialog(pilot)


async def test_a_chosen_file_is_written_before_the_panel_opens_where_there_are_targets(
    demo: Demo, settings: Settings, folder: Path
) -> None:
    async with running(demo, settings=settings) as pilot:
        await choose(pilot, "a file")
        pilot.app.screen.query_one("#path", Field).value = "pair.env"
        await press(pilot, "enter")
        assert "Saved to" in dialog(pilot)
        assert "The secret is saved. When this panel closes" in dialog(pilot)
        assert secret_of(demo) in (folder / "pair.env").read_text()


async def test_a_secret_that_was_lost_with_the_response_is_replaced_by_one_for_the_same_target(
    demo: Demo, settings: Settings, folder: Path, plane: Faulty
) -> None:
    plane.lose("POST", "/access-keys", RESET)
    async with running(demo, settings=settings, opener=lambda: service_of(demo, plane)) as pilot:
        await choose(pilot, "verified")
        await press(pilot, "enter", "tab", "tab", "enter")
        assert "✓ Verified" in dialog(pilot)
        assert (folder / "store").read_text() == secret_of(demo)


async def test_a_screencast_shows_no_real_value_of_a_target_and_lends_no_recorded_terminal(
    demo: Demo, targets: Mapping[str, Target], folder: Path
) -> None:
    shows = (
        "sh",
        "-c",
        "cat > store; echo sent to ana@acme.example at demo.example",
        "{client_id}",
    )
    real = {"plain": Target("plain", DOTENV, command=shows), "asking": targets["asking"]}
    settings = Settings(demo_role="admin", screencast=True, targets=real)
    async with running(demo, size=(120, 40), settings=settings) as pilot:
        await choose(pilot, "asking")
        seen = [text(pilot)]
        await press(pilot, "enter")
        assert "asking needs the terminal, which a screencast records" in dialog(pilot)
        pilot.app.screen.query_one("#places", RadioRow).chosen = "plain"
        await settle(pilot)
        seen.append(text(pilot))
        await press(pilot, "enter")
        assert "○ Accepted" in dialog(pilot)
        seen.append(text(pilot))
        await press(pilot, "d")
        seen.append(text(pilot))
        await press(pilot, "down", "enter")
        assert "✗ Failed asking needs the terminal" in dialog(pilot)
    assert_nothing_real(demo, "".join(seen))
    made = next(key for key in demo.store.my_keys() if key.name == "new-key")
    assert f"RUNAI_CLIENT_ID={made.client_id}" in (folder / "store").read_text()


async def test_a_file_that_appears_meanwhile_is_not_replaced_behind_another_dialog(
    demo: Demo, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_check = asyncio.Event()

    async def check_late(*arguments: Any, **options: Any) -> None:  # noqa: ANN401
        await may_check.wait()
        await check_targets(*arguments, **options)

    monkeypatch.setattr("tui.app.dialogs.secret.deliveries.check_targets", check_late)
    async with running(demo, size=(120, 40), settings=settings) as pilot:
        await choose(pilot, "files")
        await pilot.press("enter")
        await until(pilot, lambda: "Delivering to files…" in dialog(pilot))
        (folder / "new-key.env").write_text("mine")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, SaveSecret))
        may_check.set()
        await settle(pilot)
        await press(pilot, "escape")
        assert "✗ Failed" in dialog(pilot)
        assert "new-key.env exists already" in dialog(pilot)
    assert (folder / "new-key.env").read_text() == "mine"
