"""A change whose answer is lost is sent once, looked for, and never hidden."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from textual.pilot import Pilot

from tests.app.faulty import RESET, Fault, Faulty
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
    write,
)
from tui.app.dialogs.delete.delete_key import DeleteKey
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.widgets.field import Field
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

LIST = ("GET", "/access-keys")
CREATE = ("POST", "/access-keys")
REGENERATE = ("POST", "/secret")

CREATED = ("It was created, but its secret is lost.", "Leave it Delete it New secret")
NOT_CREATED = ("It is not listed: it was not created, as of now.", "Leave it Try again")
MAY_BE_DEAD = "The old secret may be invalid already; a new one replaces both."

DOWN = httpx.ConnectError("refused")
TRUNCATED = httpx.Response(201, content=b'{"clientSecret": "s3cr')
WITHOUT_SECRET = httpx.Response(201, json={"id": "1", "name": "new-key", "clientSecret": None})
BAD_GATEWAY = httpx.Response(502, html="<h1>Bad gateway</h1>")
LOST: list[Fault] = [RESET, TRUNCATED, WITHOUT_SECRET]
"""Ways to lose the response to a change that was made; the service knows more."""
UNCLEAR: list[Fault] = [httpx.ReadTimeout(""), BAD_GATEWAY]
"""Events instead of a response to a change that was not made."""


def says(pilot: Pilot[None], outcome: str, buttons: str) -> bool:
    """Return whether a dialog says this first, and offers this last."""
    shown = dialog(pilot)
    return outcome in shown and shown.endswith(buttons)


async def send_create(pilot: Pilot[None], name: str = "new-key") -> None:
    """Fill in the form for a key, and send it."""
    await press(pilot, "n")
    pilot.app.screen.query_one("#name", Field).value = name
    await pilot.press("enter")


async def lose_create(pilot: Pilot[None], plane: Faulty) -> None:
    """Create a key, and lose the response."""
    plane.lose(*CREATE)
    await send_create(pilot, "new-key")
    await settle(pilot)
    assert says(pilot, *CREATED)


async def test_a_key_whose_secret_was_lost_is_found_and_never_created_again(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        for number, answer in enumerate(LOST):
            plane.lose(*CREATE, answer)
            await send_create(pilot, f"lost-{number}")
            await settle(pilot)
            assert says(pilot, *CREATED)
            assert "demo.example" in dialog(pilot)
            assert "s3cr" not in dialog(pilot)
            assert plane.sent["POST"] == number + 1
            await press(pilot, "enter")
            assert f"› lost-{number}" in text(pilot)


async def test_a_key_that_was_not_created_is_reported_so_and_can_be_retried(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        for number, answer in enumerate(UNCLEAR):
            plane.answer(*CREATE, answer)
            await send_create(pilot)
            await settle(pilot)
            assert says(pilot, *NOT_CREATED)
            assert "demo.example" in dialog(pilot)
            assert plane.sent["POST"] == number + 1
            await press(pilot, "enter")
        await send_create(pilot)
        await settle(pilot)
        plane.heal()
        await press(pilot, "tab", "enter")
        assert isinstance(pilot.app.screen, CreateKey)
        await write(pilot, "new-key")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SecretPanel)


async def test_when_the_list_fails_too_the_outcome_stays_unknown_until_a_later_look(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.lose(*CREATE)
        answered = plane.hold(*CREATE)
        await send_create(pilot)
        await until(pilot, lambda: plane.held == 1)
        plane.answer(*LIST, DOWN)
        answered.set()
        await settle(pilot)
        for _ in range(2):
            assert says(pilot, "Whether it was created is not known", "Leave it Look again")
            await press(pilot, "tab", "enter")
        plane.heal()
        await press(pilot, "tab", "enter")
        assert says(pilot, *CREATED)
        assert plane.sent["POST"] == 1


async def test_one_press_replaces_a_lost_secret_whatever_the_clocks_say_and_the_new_one_works(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        demo.store.now = lambda: NOW - timedelta(days=3)
        await lose_create(pilot, plane)
        plane.heal()
        await press(pilot, "tab", "tab", "enter")
        assert isinstance(pilot.app.screen, SecretPanel)
        await press(pilot, "t")
        assert "demo.example accepted" in dialog(pilot)
        await press(pilot, "v")
        made = [key.client_secret for key in demo.store.my_keys() if key.name == "new-key"]
        assert len(made) == 1
        assert made[0] in dialog(pilot)
        assert plane.sent["POST"] == 2


async def test_a_key_whose_secret_was_lost_can_be_deleted_from_there(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await lose_create(pilot, plane)
        await press(pilot, "tab", "enter")
        assert "Type the name, new-key, to go on:" in dialog(pilot)


async def test_a_key_from_before_is_never_taken_for_the_lost_one(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer(*CREATE, BAD_GATEWAY)
        await send_create(pilot, "ci-runner")
        await settle(pilot)
        shown = dialog(pilot)
        assert "It was not created, as of now: the key of that name was there before." in shown
        assert "New secret" not in shown


async def test_a_key_that_an_unreadable_list_may_have_hidden_is_asked_about_before_it_is_renewed(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer(*LIST, httpx.Response(200, json=[{"id": "1"}]))
        answered = plane.hold(*CREATE)
        await send_create(pilot)
        await until(pilot, lambda: plane.held == 1)
        plane.heal()
        plane.lose(*CREATE)
        answered.set()
        await settle(pilot)
        assert "whether it was there before can't be told" in dialog(pilot)
        await press(pilot, "tab", "tab", "enter")
        assert isinstance(pilot.app.screen, IssueSecret)
        assert plane.sent["POST"] == 1


async def test_esc_before_anything_was_sent_just_stops_and_keeps_the_form(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        listed = plane.hold(*LIST)
        await send_create(pilot, "ci-runner")
        await until(pilot, lambda: plane.held == 1)
        await pilot.press("escape")
        listed.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, CreateKey)
        assert "Stopped: nothing was sent." in dialog(pilot)
        assert plane.sent["POST"] == 0
        await press(pilot, "-", "2", "enter")
        assert isinstance(pilot.app.screen, SecretPanel)


async def test_a_lost_new_secret_is_reported_and_one_press_makes_another(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "G")
        for number, answer in enumerate(LOST):
            plane.lose(*REGENERATE, answer)
            await press(pilot, "S", "tab", "enter")
            assert says(pilot, MAY_BE_DEAD, "Leave it New secret")
            assert plane.sent["POST"] == number + 1
            await press(pilot, *(["enter"] if answer is not LOST[-1] else []))
        plane.heal()
        await press(pilot, "tab", "enter", "t")
        assert "demo.example accepted" in dialog(pilot)
        await press(pilot, "v")
        renewed = next(key for key in demo.store.my_keys() if key.name == "tmp-migration")
        assert renewed.client_secret in dialog(pilot)


async def test_a_lost_delete_is_looked_up_and_offered_again_only_if_not_carried_out(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        named = {key.name: key for key in demo.store.my_keys()}
        gone, kept = named["laptop-terminal"], named["ci-runner"]
        plane.lose("DELETE", gone.id)
        await press(pilot, "D")
        await write(pilot, gone.name)
        await press(pilot, "enter")
        assert toasts(pilot) == [f"{gone.name} was deleted, though the response was lost."]
        assert plane.sent["DELETE"] == 1

        plane.answer("DELETE", kept.id, BAD_GATEWAY)
        answered = plane.hold("DELETE", kept.id)
        await press(pilot, "D")
        await write(pilot, kept.name)
        await pilot.press("enter")
        await until(pilot, lambda: plane.sent["DELETE"] == 2)
        plane.answer(*LIST, DOWN)
        answered.set()
        await settle(pilot)
        assert says(pilot, "Whether it was deleted is not known", "Leave it Look again")
        plane.heal()
        await press(pilot, "tab", "enter")
        assert "It is still listed: it was not deleted, as of now." in dialog(pilot)
        await press(pilot, "tab", "enter")
        assert isinstance(pilot.app.screen, DeleteKey)
        assert plane.sent["DELETE"] == 2
        await write(pilot, kept.name)
        await press(pilot, "enter")
        assert kept not in demo.store.my_keys()
        assert plane.sent["DELETE"] == 3


async def test_a_key_that_is_gone_already_counts_as_deleted(demo: Demo) -> None:
    async with running(demo) as pilot:
        victim = demo.store.my_keys()[0]
        await press(pilot, "D")
        demo.store.remove_key(victim.id)
        await write(pilot, victim.name)
        await press(pilot, "enter")
        assert toasts(pilot) == [f"{victim.name} was gone already."]
        assert victim.client_id not in text(pilot)


STOPPED = {
    "create": (
        ("n", *"new-key", "enter"),
        CREATE,
        "The key may have been created already, and its secret would be lost.",
        f"{CREATED[0]} You stopped waiting for the response.",
    ),
    "new secret": (
        ("G", "S", "tab", "enter"),
        REGENERATE,
        "The old secret may be invalid already, and the new one would be lost.",
        f"{MAY_BE_DEAD} You stopped waiting for the response.",
    ),
    "delete": (
        ("G", "D", *"tmp-migration", "enter"),
        ("DELETE", ""),
        "It was already sent and may still be carried out.",
        "tmp-migration was deleted, though the response was lost.",
    ),
    "rotate": (
        ("G", "R", "tab", "enter"),
        CREATE,
        "The successor may exist already, and its secret would be lost.",
        "tmp-migration-2 was created, but its secret may have reached nobody.",
    ),
}
"""Changes by the key presses and the request that make them: what esc warns of, and what is said
after a second one."""


@pytest.mark.parametrize("change", STOPPED)
async def test_esc_warns_of_what_it_means_to_stop_waiting_and_a_late_response_is_accounted_for(
    demo: Demo, plane: Faulty, change: str
) -> None:
    keys, request, warning, afterwards = STOPPED[change]
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, *keys[:-1])
        late = plane.hold(*request)
        await pilot.press(keys[-1])
        await until(pilot, lambda: plane.held == 1)
        await pilot.press("escape")
        again = f"{warning} esc again stops waiting for the response."
        await until(pilot, lambda: again in dialog(pilot))
        await press(pilot, "escape")
        late.set()
        await settle(pilot)
        assert afterwards in f"{dialog(pilot)} {toasts(pilot)}"
        assert plane.sent["POST"] + plane.sent["DELETE"] == 1


async def test_a_secret_that_arrives_under_another_dialog_is_shown_after_it(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        answered = plane.hold(*CREATE)
        await send_create(pilot)
        await pilot.app.run_action("help")
        await pilot.press("ctrl+q")
        assert pilot.app.is_running
        answered.set()
        await settle(pilot)
        assert not isinstance(pilot.app.screen, SecretPanel)
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, SecretPanel)
