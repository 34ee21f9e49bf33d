"""A rotation breaks no consumer of the key and loses no secret."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.delivery.files import mode
from tests.keys import NOW
from tests.workflows.rotations import Clock, Machine, Plane, empty_demo, names, record, signed_in
from tui.api.access_key import AccessKey
from tui.api.errors import ApiError, Rejected, Unreachable
from tui.config.settings import Settings
from tui.demo.server import DEMO_BASE_URL, Demo
from tui.listing.rotation import Rotation, Twin
from tui.listing.rotation_state import RotationState
from tui.workflows.issue_secret import Credentials, SecretIssuer
from tui.workflows.plan_rotation import NoRoom, RotationError, plan_rotation
from tui.workflows.rotate import Rotator
from tui.workflows.rotation_files import JournalError, RotationFiles

_KEYS = "/access-keys"

Start = Callable[..., Machine]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def demo(clock: Clock) -> Demo:
    return empty_demo(clock, "ci-bot", "other")


@pytest.fixture
def plane(demo: Demo) -> Plane:
    return Plane(demo)


@pytest.fixture
async def start(demo: Demo, plane: Plane, clock: Clock, tmp_path: Path) -> AsyncIterator[Start]:
    """Start programs with one demo; those at the same place share a state folder."""
    machines = []

    def start(place: str = "here", signs_in_with: str = "") -> Machine:
        key = record(demo, signs_in_with) if signs_in_with else None
        machines.append(Machine(demo, tmp_path / place, clock, plane, key))
        return machines[-1]

    yield start
    for machine in machines:
        await machine.session.aclose()


def _fault(status: int, message: str = "Injected.") -> httpx.Response:
    return httpx.Response(status, json={"code": status, "message": message})


_PAGE = httpx.Response(404, headers={"Content-Type": "text/html"}, content="<html>no</html>")


async def test_a_predecessor_keeps_working_until_it_was_unused_for_a_day(
    start: Start, demo: Demo, clock: Clock
) -> None:
    here = start()
    old = record(demo, "ci-bot")

    await here.rotate("ci-bot")

    new = record(demo, "ci-bot-2")
    assert here.file("ci-bot").read_text() == new.client_secret
    assert record(demo, "ci-bot") == old
    clock.forward(23.9)
    (early,) = await here.look()
    refused = await here.finish(early)
    clock.forward(0.2)
    (ready,) = await start().look()
    finished = await here.finish(ready)
    assert (early.state, refused.deleted) == (RotationState.QUIET, False)
    assert (ready.state, finished.deleted) == (RotationState.READY, True)
    assert names(demo) == ["ci-bot-2", "other"]
    assert await here.look() == ()


@pytest.mark.parametrize(("lifetime", "ready_after"), [(172_800, 48), (10**10, 366 * 24)])
async def test_a_predecessor_is_watched_for_as_long_as_its_tokens_live(
    lifetime: int, ready_after: float, clock: Clock, tmp_path: Path
) -> None:
    machine = Machine(empty_demo(clock, "ci-bot", token_lifetime=lifetime), tmp_path, clock)
    await machine.rotate("ci-bot")
    clock.forward(ready_after - 0.1)
    (early,) = await machine.look()
    clock.forward(0.1)
    (ready,) = await machine.look()
    await machine.session.aclose()

    assert (early.state, ready.state) == (RotationState.QUIET, RotationState.READY)
    assert not ready.rotation.assumed


async def test_a_predecessor_that_is_used_at_the_last_moment_is_not_deleted(
    start: Start, demo: Demo, clock: Clock
) -> None:
    here = start()
    await here.rotate("ci-bot")
    clock.forward(30)
    (ready,) = await here.look()
    signed_in(demo, "ci-bot")

    refused = await here.finish(ready)

    assert ready.state is RotationState.READY
    assert (refused.deleted, refused.status.state) == (False, RotationState.STILL_USED)
    assert "ci-bot" in names(demo)


@pytest.mark.parametrize(
    ("hours", "says"), [(30, "30 h ahead of the control plane's"), (-3, "3 h behind the control")]
)
async def test_nothing_is_deleted_by_a_computer_whose_clock_is_wrong(
    hours: float, says: str, start: Start, demo: Demo, clock: Clock
) -> None:
    await start().rotate("ci-bot")
    clock.forward(30)
    here, wrong = start(), Clock(clock.now)
    wrong.forward(hours)
    here.clock = here.session.now = wrong
    (status,) = await here.look()

    refused = await here.finish(status)

    assert status.state is RotationState.READY
    assert not refused.deleted
    assert says in refused.text
    assert "ci-bot" in names(demo)


@pytest.mark.parametrize(("hours", "quiet"), [(-30, "2 h"), (30, "less than a minute")])
async def test_a_clock_that_is_set_meanwhile_does_not_shorten_the_watch(
    hours: float, quiet: str, start: Start, demo: Demo, clock: Clock
) -> None:
    here, wrong = start(), Clock(clock.now)
    wrong.forward(hours)
    here.clock = here.session.now = wrong
    await here.rotate("ci-bot")
    clock.forward(2)

    (early,) = await start().look()
    refused = await start().finish(early)
    clock.forward(24)
    (ready,) = await start().look()

    assert (early.state, refused.deleted) == (RotationState.QUIET, False)
    assert f"quiet for {quiet}" in early.text
    assert ready.state is RotationState.READY


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        (None, 25, RotationState.QUIET),
        ("yesterday", 25, RotationState.UNCLEAR),
        (-3, 25, RotationState.UNCLEAR),
        (24 * 9, 25, RotationState.QUIET),
        (0, 25, RotationState.STILL_USED),
        (27, None, RotationState.UNCLEAR),
        (27, "", RotationState.UNCLEAR),
    ],
    ids=["reset", "unreadable", "future", "backwards", "used", "not noted", "not told"],
)
async def test_a_predecessor_with_a_doubtful_last_use_is_not_deleted(
    old: float | str | None,
    new: float | str | None,
    state: RotationState,
    start: Start,
    plane: Plane,
    demo: Demo,
    clock: Clock,
) -> None:
    here = start()
    await here.rotate("ci-bot")
    clock.forward(25)
    ages = {"ci-bot": old, "ci-bot-2": new}

    def used(name: str) -> str | None:
        age = ages.get(name)
        return str(clock.now - timedelta(hours=age)) if isinstance(age, int | float) else age

    keys = [
        {"id": key.id, "name": key.name, "clientId": key.client_id, "lastLogin": used(key.name)}
        for key in demo.store.my_keys()
    ]
    plane.answer("GET", _KEYS, httpx.Response(200, json={"accessKeys": keys}))

    (status,) = await here.look()
    outcome = await here.finish(status)

    assert (status.state, outcome.deleted) == (state, False)
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]
    (file,) = (here.folder / "rotations").iterdir()
    assert json.loads(file.read_text())["stage"] == "waiting"


def test_a_smaller_clock_offset_does_not_begin_the_watch_earlier() -> None:
    offset = timedelta(minutes=-40)
    old, new = Twin("ci-bot", "1"), Twin("ci-bot-2", "2")
    rotation = Rotation("", "", old, new, NOW, watch_from=NOW, clock_offset=offset)

    later = rotation.as_of_clock(timedelta(), NOW + timedelta(minutes=5))

    assert (later.watch_from, later.clock_offset) == (NOW, timedelta())


async def test_nothing_is_deleted_if_the_control_plane_does_not_record_sign_ins(
    start: Start, demo: Demo, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo.store, "mark_used", lambda key_id: None)
    here = start()
    await here.rotate("ci-bot")
    clock.forward(25)

    (status,) = await here.look()

    assert (status.state, status.is_stuck) == (RotationState.UNCLEAR, True)
    assert status.text == (
        "The control plane has not noted the sign-in with ci-bot-2, so it may not note those with "
        "ci-bot either."
    )
    assert not (await here.finish(status)).deleted


async def test_a_predecessor_without_a_journal_is_watched_for_as_long_as_tokens_live_here(
    clock: Clock, tmp_path: Path
) -> None:
    demo = empty_demo(clock, "ci-bot", token_lifetime=172_800)
    here, there = (Machine(demo, tmp_path / place, clock) for place in ("here", "there"))
    await here.rotate("ci-bot")
    clock.forward(47)
    (early,) = await there.look()
    clock.forward(1)
    (ready,) = await there.look()
    for machine in (here, there):
        await machine.session.aclose()

    assert early.rotation.assumed
    assert (early.state, ready.state) == (RotationState.QUIET, RotationState.READY)


async def test_delivering_another_secret_restarts_the_watch(
    start: Start, demo: Demo, clock: Clock
) -> None:
    here = start()
    await here.rotate("ci-bot")
    before = here.file("ci-bot").read_text()
    clock.forward(30)

    again = await here.rotate("ci-bot", again=True)
    (status,) = await here.look()

    assert again.rotation.successor.name == "ci-bot-2"
    assert before != here.file("ci-bot").read_text() == record(demo, "ci-bot-2").client_secret
    assert (status.state, status.rotation.watch_from) == (RotationState.QUIET, clock.now)
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]


async def test_the_journal_is_private_and_without_a_secret(
    start: Start, demo: Demo, tmp_path: Path
) -> None:
    await start().rotate("ci-bot")

    (file,) = (tmp_path / "here" / "rotations").iterdir()
    text = file.read_text()
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)
    assert json.loads(text)["stage"] == "waiting"
    assert record(demo, "ci-bot").client_secret not in text
    assert record(demo, "ci-bot-2").client_secret not in text


# What goes wrong


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        (_fault(403), Rejected, "403"),
        (_fault(404), Rejected, "404"),
        (_PAGE, ApiError, "404"),
        (_fault(409), RotationError, "5 names for its successor are taken"),
        (_fault(409, "The quota is reached."), NoRoom, "Make room, or replace the secret"),
        (_fault(429), Unreachable, "429|busy"),
        (_fault(400), Rejected, "400"),
        (_fault(400, "The quota of access keys is reached."), NoRoom, "Make room, or replace"),
        (httpx.ConnectError("refused"), Unreachable, "could not be connected to"),
    ],
    ids=["403", "404", "page", "409", "409 quota", "429", "400", "400 quota", "no connection"],
)
async def test_a_refused_create_leaves_nothing_behind(
    fault: httpx.Response | Exception,
    error: type[ApiError],
    says: str,
    start: Start,
    plane: Plane,
    demo: Demo,
) -> None:
    here = start()
    assert len(await here.keys()) == 3
    plane.answer("POST", _KEYS, fault)
    keys = demo.store.my_keys()

    with pytest.raises(error, match=says):
        await here.rotate("ci-bot")

    assert demo.store.my_keys() == keys
    assert await here.look() == ()
    assert list((here.folder / "rotations").iterdir()) == []
    assert here.notes.left(DEMO_BASE_URL) == []
    plane.heal()
    await here.rotate("ci-bot")
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]


async def test_at_the_quota_the_error_names_rotations_and_keys_that_would_make_room(
    start: Start, demo: Demo, clock: Clock
) -> None:
    here = start()
    await here.rotate("other")
    clock.forward(25)
    for number in range(20 - len(demo.store.my_keys())):
        demo.store.add_key(f"tmp{number}", last_login=clock.now - timedelta(days=100 * number))

    with pytest.raises(NoRoom) as refused:
        await here.rotate("ci-bot")

    assert "The quota of access keys is reached" in str(refused.value)
    assert [status.rotation.predecessor.name for status in refused.value.ready] == ["other"]
    assert {"tmp1", "tmp2"} <= {key.name for key in refused.value.stale}
    assert "tmp0" not in {key.name for key in refused.value.stale}


async def test_if_an_unlisted_name_is_taken_the_next_one_is_tried(
    start: Start, plane: Plane, demo: Demo
) -> None:
    here = start()
    plane.answer("POST", _KEYS, _fault(409))
    plane.after("POST", _KEYS, plane.heal)

    await here.rotate("ci-bot")

    assert names(demo) == ["ci-bot", "ci-bot-3", "other"]


async def test_a_successor_that_somebody_else_creates_at_the_same_moment_is_not_created_twice(
    start: Start, demo: Demo
) -> None:
    here, there = start("here"), start("there")
    mine, other = await here.rotator("ci-bot"), await there.rotator("ci-bot")
    async with other.locked():
        await other.issue()

        with pytest.raises(RotationError, match="ci-bot-2 was created just now by somebody else"):
            async with mine.locked():
                await mine.issue()

    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]
    assert list((here.folder / "rotations").iterdir()) == []


@pytest.mark.parametrize("is_created", [True, False])
async def test_a_lost_response_to_the_create_is_resolved_by_the_list(
    is_created: bool, start: Start, plane: Plane, demo: Demo
) -> None:
    here = start()
    if is_created:
        plane.lose("POST", _KEYS)
    else:
        plane.answer("POST", _KEYS, httpx.ReadError("reset"))

    with pytest.raises(RotationError) as lost:
        await here.rotate("ci-bot")

    plane.heal()
    said = "was created, but its secret is lost" if is_created else "was not created, as of now"
    assert said in str(lost.value)
    states = [status.state for status in await here.look()]
    assert states == [RotationState.UNFINISHED] * is_created
    await here.rotate("ci-bot")
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]
    assert here.file("ci-bot").read_text() == record(demo, "ci-bot-2").client_secret


async def test_a_key_of_somebody_else_is_not_taken_for_the_successor_of_a_lost_response(
    start: Start, plane: Plane, demo: Demo
) -> None:
    here = start()
    rotator = await here.rotator("ci-bot")
    theirs = demo.store.add_key("ci-bot-2")
    plane.lose("POST", _KEYS)

    with pytest.raises(RotationError, match="ci-bot was not rotated: ci-bot-2 was not created"):
        async with rotator.locked():
            await rotator.issue()

    assert record(demo, "ci-bot-2") == theirs
    assert list((here.folder / "rotations").iterdir()) == []


async def test_a_lost_response_without_a_later_list_is_reported_by_the_next_start(
    start: Start, plane: Plane, demo: Demo
) -> None:
    here = start()
    rotator = await here.rotator("ci-bot")
    plane.lose("POST", _KEYS)
    plane.after("POST", _KEYS, lambda: plane.answer("GET", _KEYS, _fault(503)))

    with pytest.raises(RotationError, match="whether ci-bot-2 was created is not known"):
        async with rotator.locked():
            await rotator.issue()

    plane.heal()
    (status,) = await start().look()
    assert status.text == "ci-bot-2 was created, but its secret may have reached nobody."
    await start().rotate("ci-bot")
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]


async def test_after_a_lost_response_the_successor_s_secret_is_replaced_again(
    start: Start, plane: Plane, demo: Demo
) -> None:
    here = start()
    plane.lose("POST", _KEYS)
    with pytest.raises(RotationError):
        await here.rotate("ci-bot")
    plane.heal()
    plane.lose("POST", "/secret")

    with pytest.raises(RotationError, match="The new secret of ci-bot-2 is lost"):
        await here.rotate("ci-bot")

    plane.heal()
    await here.rotate("ci-bot")
    assert here.file("ci-bot").read_text() == record(demo, "ci-bot-2").client_secret
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]


@pytest.mark.parametrize(
    "fault", [_fault(503), httpx.ConnectError("refused")], ids=["503", "no connection"]
)
async def test_an_untested_secret_does_not_begin_the_watch(
    fault: httpx.Response | Exception, start: Start, plane: Plane, demo: Demo, clock: Clock
) -> None:
    here = start()
    rotator = await here.rotator("ci-bot")
    async with rotator.locked():
        issued = await rotator.issue()
        await rotator.delivered("a place")
        plane.answer("POST", "/token", fault)
        with pytest.raises(ApiError):
            await rotator.prove(issued.credentials)
    plane.heal()

    (unproved,) = await here.look()
    clock.forward(1)
    signed_in(demo, "ci-bot-2")
    (proved,) = await here.look()

    assert unproved.text.endswith("to a place, but nothing has signed in with it yet.")
    assert (unproved.state, proved.state) == (RotationState.UNFINISHED, RotationState.QUIET)
    assert proved.rotation.watch_from == clock.now


@pytest.mark.parametrize(
    ("meant_for", "state"), [("", RotationState.QUIET), ("one, other", RotationState.UNFINISHED)]
)
async def test_a_use_of_the_successor_does_not_prove_that_all_targets_have_its_secret(
    meant_for: str, state: RotationState, start: Start, demo: Demo
) -> None:
    """A program may be killed between two deliveries."""
    here = start()
    for again in (False, True):
        rotator = await here.rotator("ci-bot", again=again)
        async with rotator.locked():
            await rotator.issue(meant_for)
        here.clock.forward(1)
        signed_in(demo, "ci-bot-2")

        assert [status.state for status in await here.look()] == [state]


async def test_the_watch_after_an_uncertain_delivery_begins_with_a_use_of_the_successor(
    start: Start, demo: Demo, clock: Clock
) -> None:
    here = start()
    rotator = await here.rotator("ci-bot")
    async with rotator.locked():
        issued = await rotator.issue()
        await rotator.delivered("the clipboard", certain=False)
        assert (await rotator.prove(issued.credentials)).accepted
    clock.forward(48)

    (unknown,) = await here.look()
    refused = await here.finish(unknown)
    signed_in(demo, "ci-bot-2")
    (known,) = await here.look()
    clock.forward(24)
    (ready,) = await here.look()

    assert (unknown.state, refused.deleted) == (RotationState.UNFINISHED, False)
    assert unknown.text == (
        "The secret of ci-bot-2 was delivered 2 d ago to the clipboard, but only the test sign-in "
        "has used it so far."
    )
    assert (known.state, ready.state) == (RotationState.QUIET, RotationState.READY)
    # The watch began with a real use, not with the test sign-in.
    assert (known.notes, ready.notes) == ((), ())


async def test_a_refused_test_sign_in_does_not_begin_the_watch(start: Start, demo: Demo) -> None:
    here = start()
    rotator = await here.rotator("ci-bot")
    async with rotator.locked():
        issued = await rotator.issue()
        await rotator.delivered("a place")
        demo.store.replace_secret(record(demo, "ci-bot-2").id)
        verification = await rotator.prove(issued.credentials)

    assert not verification.accepted
    assert [status.state for status in await here.look()] == [RotationState.UNFINISHED]


async def test_a_lost_response_to_the_delete_is_not_resolved_by_an_incomplete_list(
    start: Start, plane: Plane, clock: Clock, demo: Demo
) -> None:
    here = start()
    await here.rotate("ci-bot")
    clock.forward(25)
    (ready,) = await here.look()
    path = record(demo, "ci-bot").id
    incomplete = httpx.Response(200, json={"accessKeys": [{"name": "odd"}]})
    plane.lose("DELETE", path)
    plane.after("DELETE", path, lambda: plane.answer("GET", _KEYS, incomplete))

    outcome = await here.finish(ready)

    assert not outcome.deleted
    assert outcome.text.endswith("Whether ci-bot was deleted is not known.")


@pytest.mark.parametrize("is_deleted", [True, False])
async def test_a_lost_response_to_the_delete_is_resolved_by_the_list(
    is_deleted: bool, start: Start, plane: Plane, clock: Clock, demo: Demo
) -> None:
    here = start()
    await here.rotate("ci-bot")
    clock.forward(25)
    (ready,) = await here.look()
    path = record(demo, "ci-bot").id
    if is_deleted:
        plane.lose("DELETE", path)
    else:
        plane.answer("DELETE", path, httpx.ReadError("reset"))

    outcome = await here.finish(ready)

    assert outcome.deleted == is_deleted
    assert ("ci-bot" in names(demo)) != is_deleted
    assert len(await here.look()) == (0 if is_deleted else 1)


async def test_no_request_is_sent_if_the_state_folder_can_t_be_written(
    start: Start, demo: Demo
) -> None:
    here = start()
    (here.folder).mkdir(parents=True)
    (here.folder / "rotations").write_text("in the way")

    with pytest.raises(RotationError, match=r"Nothing was changed: .* set XDG_STATE_HOME"):
        await here.rotate("ci-bot")

    assert names(demo) == ["ci-bot", "other"]


@pytest.mark.parametrize("proved", [True, False])
@pytest.mark.parametrize(
    "fault",
    [_fault(403), _fault(429), _fault(404), _fault(409), httpx.ConnectError("refused")],
    ids=["403", "429", "404", "409", "no connection"],
)
async def test_a_refusal_to_replace_the_secret_leaves_the_rotation_unchanged(
    fault: httpx.Response | Exception, proved: bool, start: Start, plane: Plane, demo: Demo
) -> None:
    here = start()
    if proved:
        await here.rotate("ci-bot")
    else:
        rotator = await here.rotator("ci-bot")
        async with rotator.locked():
            await rotator.issue()
            await rotator.delivered("a place")
    (before,), keys = await here.look(), demo.store.my_keys()
    plane.answer("POST", "/secret", fault)

    with pytest.raises(ApiError):
        await here.rotate("ci-bot", again=True)

    assert await start().look() == (before,)
    assert demo.store.my_keys() == keys


@pytest.mark.parametrize("again", [False, True])
async def test_a_full_disk_after_the_request_loses_neither_the_secret_nor_the_key(
    again: bool, start: Start, demo: Demo, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = start()
    if again:
        await here.rotate("ci-bot")
        clock.forward(25)
    rotator = await here.rotator("ci-bot", again=again)
    async with rotator.locked():
        issued = await rotator.issue()

        def full(*_: object) -> None:
            raise JournalError("the folder can't be written: no space left on device.")

        with monkeypatch.context() as patch:
            patch.setattr(RotationFiles, "write", full)
            assert not (await here.issuer.save(issued)).problem
            await rotator.delivered("a place")
            assert (await rotator.prove(issued.credentials)).accepted
    assert len(rotator.problems) == 2

    (status,) = await start().look()

    assert (status.state, status.rotation.watch_from) == (RotationState.QUIET, clock.now)
    assert here.file("ci-bot").read_text() == record(demo, "ci-bot-2").client_secret
    clock.forward(24)
    (ready,) = await start().look()
    assert (await start().finish(ready)).deleted
    assert names(demo) == ["ci-bot-2", "other"]


# Several programs


async def test_a_delete_reads_the_journal_again_which_another_program_may_have_changed(
    start: Start, demo: Demo, clock: Clock
) -> None:
    first, second = start(), start()
    await first.rotate("ci-bot")
    clock.forward(25)
    (ready,) = await first.look()
    await second.rotate("ci-bot", again=True)

    refused = await first.finish(ready)

    assert ready.state is RotationState.READY
    assert (refused.deleted, refused.status.state) == (False, RotationState.QUIET)
    assert "ci-bot" in names(demo)


async def test_a_rotation_that_another_program_has_closed_is_not_resumed(
    start: Start, demo: Demo, clock: Clock
) -> None:
    first, second = start(), start()
    await first.rotate("ci-bot")
    clock.forward(25)
    late = await second.rotator("ci-bot", again=True)
    (ready,) = await first.look()
    assert (await first.finish(ready)).deleted
    before = record(demo, "ci-bot-2")

    with pytest.raises(RotationError, match="another program has ended its rotation"):
        async with late.locked():
            await late.issue()

    assert record(demo, "ci-bot-2") == before


async def test_a_secret_that_another_program_has_delivered_since_is_not_replaced(
    start: Start, plane: Plane, demo: Demo
) -> None:
    first, second = start(), start()
    await first.rotate("ci-bot")
    one = await first.rotator("ci-bot", again=True)
    other = await second.rotator("ci-bot", again=True)
    first.clock.forward(1)
    async with one.locked():
        await one.issue()
        await one.delivered("a place")
    before = record(demo, "ci-bot-2")

    with pytest.raises(RotationError, match="another program has just done that"):
        async with other.locked():
            await other.issue()

    assert record(demo, "ci-bot-2") == before


async def test_two_programs_never_rotate_one_key_twice(start: Start, demo: Demo) -> None:
    first, second = start(), start()
    mine, other = await first.rotator("ci-bot"), await second.rotator("ci-bot")

    async with mine.locked():
        await mine.issue()
        (status,) = await second.look()
        with pytest.raises(RotationError, match="by another program just now"):
            async with other.locked():
                await other.issue()

    assert (status.is_busy, status.is_stuck) == (True, False)
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]


async def test_a_plan_that_another_program_has_carried_out_is_refused(
    start: Start, demo: Demo
) -> None:
    first, second = start(), start()
    late = await second.rotator("ci-bot")
    await first.rotate("ci-bot")

    with pytest.raises(RotationError, match="another program has just done that"):
        async with late.locked():
            await late.issue()

    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]
    assert [status.state for status in await first.look()] == [RotationState.QUIET]


async def test_another_machine_recognises_a_rotation_by_names_and_dates(
    start: Start, demo: Demo, clock: Clock
) -> None:
    here, there = start("here"), start("there")
    await here.rotate("ci-bot")
    clock.forward(2)
    signed_in(demo, "ci-bot")

    (status,) = await there.look()
    with pytest.raises(RotationError, match="ci-bot is being rotated already: ci-bot-2 is its"):
        await there.rotate("ci-bot")
    clock.forward(25)
    (ready,) = await there.look()
    finished = await there.finish(ready)

    assert status.state is RotationState.STILL_USED
    assert status.rotation.assumed.startswith("There is no journal of this rotation here")
    assert finished.deleted
    assert [status.text for status in await here.look()] == [
        "ci-bot is gone: ci-bot-2 has taken its place."
    ]
    assert await here.look() == ()


async def test_of_two_journals_of_a_key_the_later_one_counts(
    start: Start, demo: Demo, clock: Clock
) -> None:
    """A token may not name its user, who then has two journals."""
    here = start()
    first = await here.rotate("ci-bot")
    clock.forward(25)
    nameless = replace(first.rotation, user="", watch_from=clock.now, delivered=clock.now)
    here.journal.write(nameless)

    (status,) = await here.look()
    clock.forward(24)
    (ready,) = await here.look()

    assert (status.state, ready.state) == (RotationState.QUIET, RotationState.READY)
    assert (await here.finish(ready)).deleted
    assert [each.state for each in await here.look()] == [RotationState.ENDED]
    assert await here.look() == ()


async def test_planning_anew_ignores_a_key_that_only_looks_like_a_successor(
    start: Start, demo: Demo, clock: Clock
) -> None:
    here = start()
    demo.store.add_key("ci-bot-2", last_login=clock.now)

    await here.rotate("ci-bot", anew=True)

    assert names(demo) == ["ci-bot", "ci-bot-2", "ci-bot-3", "other"]
    assert [status.rotation.successor.name for status in await here.look()] == ["ci-bot-3"]


# The key that the session itself signs in with


async def test_a_session_signs_in_with_the_successor_of_its_own_key(
    start: Start, demo: Demo, clock: Clock
) -> None:
    here = start(signs_in_with="ci-bot")

    await here.rotate("ci-bot")

    # Its old token has expired by then.
    clock.forward(26)
    (ready,) = await here.look()
    assert here.session.client_id == record(demo, "ci-bot-2").client_id
    assert ready.state is RotationState.READY
    assert (await here.finish(ready)).deleted


async def test_the_key_that_a_session_signs_in_with_is_not_deleted(
    start: Start, demo: Demo, clock: Clock
) -> None:
    await start().rotate("ci-bot")
    clock.forward(25)
    (ready,) = await start().look()
    here = start(signs_in_with="ci-bot")
    await here.keys()
    clock.forward(25)

    refused = await here.finish(ready)

    assert not refused.deleted
    assert "ci-bot" in names(demo)


# In a screencast


async def test_a_screencast_shows_no_real_name_of_a_successor(
    demo: Demo, clock: Clock, tmp_path: Path
) -> None:
    old = demo.store.add_key("ana-laptop", created_at=clock.now - timedelta(days=100))
    on_screen = Machine(demo, tmp_path, clock, settings=Settings(screencast=True))

    async def key() -> AccessKey:
        return next(key for key in await on_screen.keys() if key.id == old.id)

    async def begin() -> tuple[Rotator, Credentials]:
        statuses, keys = await on_screen.look(), await on_screen.keys()
        real_key = on_screen.session.disguise.real_key
        plan = plan_rotation(real_key(await key()), map(real_key, keys), statuses)
        issuer = SecretIssuer(on_screen.session, on_screen.notes)
        rotator = Rotator(on_screen.session, on_screen.journal, issuer, plan)
        async with rotator.locked():
            return rotator, (await rotator.issue()).credentials

    _, first = await begin()
    rotator, again = await begin()
    async with rotator.locked():
        await rotator.delivered("a place")
        assert (await rotator.prove(again)).accepted

    assert "ana-laptop-2" in names(demo)
    for credentials in (first, again):
        assert "ana" not in credentials.name
        assert credentials.real.name == "ana-laptop"
        assert credentials.client_id != credentials.real.client_id
    assert not any("ana" in key.name for key in await on_screen.keys())
    assert [status.state for status in await on_screen.look()] == [RotationState.QUIET]
    await on_screen.session.aclose()
