"""Seven operations from the screens under each kind of fault: what is read there, sent and kept."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import httpx
import pytest
from textual.pilot import Pilot

from tests.api.fault_matrix import DOUBTS, IF_LOST, NEW_NAME, Cell, changed, expected, state_of
from tests.api.faults import (
    BODIES,
    BODY_LIMIT,
    BREAKDOWNS,
    BUSY,
    COMPRESSED,
    CUTS,
    FRONTS,
    NEVER_SENT,
    REDIRECTS,
    REFUSALS,
    SILENCE,
    TOO_MUCH,
    UNAUTHORIZED,
    WEB_PAGES,
    Fault,
)
from tests.api.front import Front
from tests.api.plane import DELETES
from tests.app.support import NOW, dialog, press, running, service_of, text, toasts
from tui.api.errors import BadResponse, OutcomeUnknown, Rejected, Unreachable
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.field import Field
from tui.app.widgets.notice import Notice
from tui.config.settings import Settings
from tui.demo.record import DemoRecord
from tui.demo.server import Demo

pytestmark = [pytest.mark.exhaustive, pytest.mark.usefixtures("armed")]

HOST = "demo.example"

# One of each kind; the service's own tests have all of them.
FAULTS = {
    name: fault
    for faults, names in (
        (NEVER_SENT, ("refused", "unknown name", "connect timeout", "proxy")),
        (SILENCE, ("read timeout", "write timeout")),
        (CUTS, ("reset", "cut", "garbage")),
        (REFUSALS, ("400", "403", "404", "409")),
        (FRONTS, ("401 of a basic login", "403 of a firewall", "404 of an ingress")),
        (BUSY, ("429, wait 9999 s", "503")),
        (BREAKDOWNS, ("500", "502 with a web page", "504")),
        (REDIRECTS, ("302", "308")),
        (TOO_MUCH, ("huge",)),
        (COMPRESSED, ("a gzip bomb",)),
        (WEB_PAGES, ("web page",)),
        (BODIES, ("empty", "truncated", "null fields")),
        (UNAUTHORIZED, ("401 once",)),
    )
    for name in names
    for fault in (faults[name],)
}


_SUBJECT = "v1"
"""The name of the key that each operation is about."""


class _Front(Front):
    """Misbehaves over one operation alone, and counts how often that was sent."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self._operation = ("", "")
        self.tries = 0

    def begin(self, method: str, path: str, fault: Fault, *, carry_out: bool) -> None:
        """Misbehave from now on, over this operation."""
        self._operation, self.tries = (method, path), 0
        self.misbehave(fault, carry_out=carry_out)

    async def fault_of(self, request: httpx.Request) -> Fault | None:
        """Leave all other operations alone."""
        method, path = self._operation
        if request.method != method or not request.url.path.endswith(path):
            return None
        self.tries += 1
        return await super().fault_of(request)


class Case(NamedTuple):
    """An operation: the keys that request it, and its path."""

    ask: Callable[[Pilot[None], DemoRecord], Awaitable[None]]
    method: str
    path: str
    """With `{id}` for that of the key."""
    screen: str = "1"


async def _refresh(pilot: Pilot[None], _: DemoRecord) -> None:
    await press(pilot, "r")


async def _open(pilot: Pilot[None], _: DemoRecord) -> None:
    await press(pilot, "enter")


async def _create(pilot: Pilot[None], _: DemoRecord) -> None:
    await press(pilot, "n")
    pilot.app.screen.query_one("#name", Field).value = NEW_NAME
    await press(pilot, "enter")


async def _regenerate(pilot: Pilot[None], _: DemoRecord) -> None:
    await press(pilot, "S", "tab", "enter")


async def _delete(pilot: Pilot[None], key: DemoRecord) -> None:
    await press(pilot, "D")
    pilot.app.screen.query_one(Field).value = key.name
    await press(pilot, "enter")


CASES = {
    "list_my_keys": Case(_refresh, "GET", "/v1/access-keys"),
    "list_all_keys": Case(_refresh, "GET", "/administration/access-keys", "2"),
    "get_key": Case(_open, "GET", "/v1/access-keys/{id}"),
    "create_key": Case(_create, "POST", "/v1/access-keys"),
    "regenerate_secret": Case(_regenerate, "POST", "/v1/access-keys/{id}/secret"),
    "delete_my_key": Case(_delete, "DELETE", "/v1/access-keys/{id}"),
    "delete_any_key": Case(_delete, "DELETE", "/administration/access-keys/{id}", "2"),
}


_STILL_THERE = "It is still listed: it was not deleted, as of now."
_DEAD = "The old secret may be invalid already; a new one replaces both."
_VERDICTS = {
    "create_key": (
        "It is not listed: it was not created, as of now.",
        "It was created, but its secret is lost.",
    ),
    "regenerate_secret": (_DEAD, _DEAD),
    "delete_my_key": (_STILL_THERE, ""),
    "delete_any_key": (_STILL_THERE, ""),
}
"""Messages about a change whose response was lost, if it was not made and if it was."""

_DONE = dict.fromkeys(CASES, "") | {
    "get_key": "{name}",
    "create_key": "Copy or save the secret now.",
    "regenerate_secret": "Copy or save the secret now.",
    "delete_my_key": "Deleted {name}.",
    "delete_any_key": "Deleted {name}.",
}


def _screen(pilot: Pilot[None]) -> KeyListScreen:
    screen = pilot.app.screen
    assert isinstance(screen, KeyListScreen)
    return screen


async def _leave(pilot: Pilot[None]) -> None:
    """Go back to the list."""
    for _ in range(4):
        if isinstance(pilot.app.screen, KeyListScreen):
            return
        await press(
            pilot, *(("tab", "enter") if "Leave it behind" in dialog(pilot) else ("escape",))
        )
    raise AssertionError(text(pilot))


def _shown(pilot: Pilot[None]) -> str:
    """Read what is said of an operation, without its surroundings."""
    screen = pilot.app.screen
    said = [str(notice.render()) for notice in screen.query(Notice) if notice.display]
    if not isinstance(screen, KeyListScreen):
        said.append(dialog(pilot))
    return " ".join([*said, *toasts(pilot)[-1:]])


def _asks_for_all(operation: str, cell: Cell) -> bool:
    """Return whether all keys are then listed, as a service account has none of its own."""
    refused = cell.kind == "Rejected" and re.search(r"\(40[34] ", cell.text)
    return operation in ("list_my_keys", "create_key") and bool(refused)


def _sentence(operation: str, cell: Cell, name: str) -> str:
    """Return the text to expect where the screens know more than the service does."""
    made = cell.keys != "same"
    if cell.kind == "OutcomeUnknown" and operation in DELETES and made:
        return f"{name} was deleted, though the response was lost."
    if cell.kind == "OutcomeUnknown":
        event = cell.text.removeprefix(f"{DOUBTS[operation]}: ").removesuffix(IF_LOST[operation])
        return f"{_VERDICTS[operation][made]} {event}".rstrip()
    if operation in DELETES and cell.kind == "Rejected" and "(404 Not Found)" in cell.text:
        return f"{name} was gone already."
    if _asks_for_all(operation, cell):
        return f"{cell.text.partition(').')[0]}). All keys can be listed"
    return cell.text or _DONE[operation].format(name=name)


async def _ends_as_it_should(
    pilot: Pilot[None], demo: Demo, front: _Front, operation: str, fault: Fault, *, carry_out: bool
) -> None:
    case = CASES[operation]
    key = next(record for record in demo.store.all_keys() if record.name == _SUBJECT)
    _screen(pilot).table.move_to(key.id)
    before, (method, path) = state_of(demo), (case.method, case.path.format(id=key.id))
    front.begin(method, path, fault, carry_out=carry_out)

    await case.ask(pilot, key)

    cell = expected(fault, operation, HOST, carry_out=carry_out)
    assert _sentence(operation, cell, key.name) in _shown(pilot)
    assert front.tries == cell.sent - _asks_for_all(operation, cell)
    assert changed(before, state_of(demo)) == cell.keys
    front.heal()
    pilot.app.clear_notifications()
    await _leave(pilot)
    for record in demo.store.all_keys():
        if record.name in (key.name, NEW_NAME):
            demo.store.remove_key(record.id)
    # The next one is about a new key.
    demo.store.add_key(_SUBJECT, created_at=NOW)
    await press(pilot, "r")
    listed = demo.store.my_keys() if case.screen == "1" else demo.store.all_keys()
    assert {key.id for key in _screen(pilot).listing.keys or ()} == {record.id for record in listed}


@pytest.mark.parametrize("operation", CASES)
async def test_each_operation_survives_each_fault_and_says_what_happened(
    demo: Demo, operation: str
) -> None:
    front = _Front(demo)
    demo.store.add_key(_SUBJECT, created_at=NOW)
    async with running(
        demo,
        opener=lambda: service_of(demo, front, body_limit=BODY_LIMIT),
        size=(100, 30),
        settings=Settings(demo_role="admin", delete_after=0),
    ) as pilot:
        await press(pilot, CASES[operation].screen)
        for number, fault in enumerate(FAULTS.values()):
            # What leaves it open is carried out every other time.
            ends = fault.carried_out(operation)
            carry_out = ends[number % len(ends)]
            await _ends_as_it_should(pilot, demo, front, operation, fault, carry_out=carry_out)


def test_there_are_more_than_twenty_faults_and_every_kind_of_end() -> None:
    kinds = {fault.kind(operation) for fault in FAULTS.values() for operation in CASES}
    assert len(FAULTS) > 25
    assert kinds == {None, BadResponse, OutcomeUnknown, Rejected, Unreachable}
