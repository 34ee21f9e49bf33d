"""Actions: each says by itself when it is available, and is seen wherever its screen lists it."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest

import tui.app.actions
from tests.app.support import dialog, lines, press, running, settle
from tests.cli import readme_keys
from tests.keys import make_key
from tui.api.errors import Rejected, Unreachable
from tui.app.actions.action import Action, View
from tui.app.actions.context import ActionContext
from tui.app.keymap import KEYMAP
from tui.app.screens.all_keys import AllKeysScreen
from tui.app.screens.my_keys import MyKeysScreen
from tui.demo.server import Demo
from tui.listing.filter_parser import parse_filter
from tui.listing.listing import SERVER_LIMIT, Listing
from tui.listing.marks import Marks
from tui.listing.server_query import Query

ANA, BEN = make_key("ana-runner", owner="ana@acme.example"), make_key("ben-runner")

EMPTY = View(listing=Listing(keys=()))
LISTED = View(listing=Listing(keys=(ANA, BEN)), shown=(ANA, BEN), key=ANA)
MARKED = LISTED._replace(marks=Marks(frozenset({ANA.id}), ANA.id))
AT_LIMIT = Listing(keys=tuple(make_key(f"key-{number}") for number in range(SERVER_LIMIT)))

STATES = {
    "loading": View(loading=True),
    "failed": View(listing=Listing(failure=Unreachable("No."))),
    "forbidden": View(listing=Listing(failure=Rejected("No.", status=403))),
    "empty": EMPTY,
    "listed": LISTED,
    "on a key of nobody": LISTED._replace(key=BEN),
    "loading again": LISTED._replace(loading=True),
    "loading again, filtered": LISTED._replace(loading=True, can_go_back=True),
    "filtered": LISTED._replace(filter=parse_filter("ana"), can_go_back=True),
    "marked": MARKED,
    "marked and hidden": MARKED._replace(shown=(BEN,), key=BEN),
    "deleting": LISTED._replace(deleting=frozenset({ANA.id}), can_take_back=True),
    "deleting what is marked": MARKED._replace(deleting=frozenset({ANA.id})),
    "secret copied": LISTED._replace(may_hold_secret=True),
    "at the limit": View(listing=AT_LIMIT, shown=AT_LIMIT.keys or (), key=ANA),
    "part at the limit": View(listing=AT_LIMIT._replace(query=Query("ana")), key=ANA),
    "by owner": View(listing=AT_LIMIT._replace(query=Query(by_owner=True)), key=ANA),
    "profiles": LISTED._replace(has_profiles=True),
    "profiles, deleting": LISTED._replace(has_profiles=True, deleting=frozenset({ANA.id})),
}

NO_ROWS = {"loading", "failed", "forbidden", "empty"}
ON_A_KEY = set(STATES) - NO_ROWS
LISTS = ON_A_KEY
GREY, HIDDEN = None, False

AVAILABLE: dict[str, tuple[set[str], bool | None]] = {
    "keys.new": (set(STATES), GREY),
    "key.copy_id": (ON_A_KEY, GREY),
    "key.details": (ON_A_KEY, GREY),
    "keys.export": (ON_A_KEY, GREY),
    "keys.mark": (ON_A_KEY, GREY),
    "keys.mark_shown": (ON_A_KEY, GREY),
    "keys.mark_range": ({"marked", "deleting what is marked"}, GREY),
    "keys.unmark": ({"marked", "marked and hidden", "deleting what is marked"}, HIDDEN),
    "keys.back": ({"filtered", "loading again, filtered"}, GREY),
    "keys.stop": ({"loading", "loading again"}, HIDDEN),
    "keys.filter": (set(STATES) - {"failed", "forbidden"}, GREY),
    "keys.sort_next": (set(STATES) - {"failed", "forbidden"}, GREY),
    "keys.sort_previous": (set(STATES) - {"failed", "forbidden"}, GREY),
    "keys.invert": (set(STATES) - {"failed", "forbidden"}, GREY),
    "keys.find": (set(STATES) - {"forbidden"}, GREY),
    "keys.complete": ({"at the limit", "by owner"}, HIDDEN),
    "keys.same_owner": (ON_A_KEY - {"on a key of nobody", "marked and hidden"}, GREY),
    "keys.findings": (LISTS, GREY),
    "keys.refresh": (set(STATES), GREY),
    "keys.clear_clipboard": ({"secret copied"}, GREY),
    "keys.take_back": ({"deleting"}, HIDDEN),
    "keys.delete_marked": ({"marked", "marked and hidden"}, HIDDEN),
    "key.rotate": (
        ON_A_KEY - {"deleting", "deleting what is marked", "profiles, deleting"},
        GREY,
    ),
    "key.regenerate": (
        ON_A_KEY - {"deleting", "deleting what is marked", "profiles, deleting"},
        GREY,
    ),
}
"""By action: in which states it is available, and what it is in all others."""

MIXED: dict[str, dict[str, bool | None]] = {
    "key.delete": {
        **dict.fromkeys(STATES, True),
        **dict.fromkeys((*NO_ROWS, "deleting", "profiles, deleting"), None),
        **dict.fromkeys(("marked", "marked and hidden"), False),
        "deleting what is marked": None,
    },
    "app.profile": {
        **dict.fromkeys(STATES, False),
        "profiles": True,
        "profiles, deleting": None,
    },
}
"""Those that are grey in some states and hidden in others."""

ACTIONS = {
    action.id: action
    for module in pkgutil.iter_modules(tui.app.actions.__path__, "tui.app.actions.")
    for action in vars(importlib.import_module(module.name)).values()
    if isinstance(action, Action)
}

CHANGING = {"keys.new", "key.regenerate", "key.rotate", "key.delete", "keys.delete_marked"}


def test_every_action_is_in_the_tables_of_this_test_and_on_a_screen() -> None:
    listed = {action.id for screen in (MyKeysScreen, AllKeysScreen) for action in screen.ACTIONS}

    assert set(ACTIONS) == set(AVAILABLE) | set(MIXED) == listed


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_action_is_available_where_it_can_do_something(name: str) -> None:
    if name in MIXED:
        expected = MIXED[name]
    else:
        available, otherwise = AVAILABLE[name]
        expected = {state: True if state in available else otherwise for state in STATES}

    assert {state: ACTIONS[name].state(view) for state, view in STATES.items()} == expected


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_read_only_hides_what_changes_something_and_nothing_else(name: str) -> None:
    action = ACTIONS[name]
    states = [
        (action.state(view), action.state(view._replace(readonly=True))) for view in STATES.values()
    ]

    assert action.changes == (name in CHANGING)
    assert all(readonly is (False if action.changes else state) for state, readonly in states)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_no_key_does_anything_while_a_dialog_is_still_to_open(name: str) -> None:
    assert not any(ACTIONS[name].state(view._replace(opening=True)) for view in STATES.values())


async def test_an_action_that_a_screen_lists_is_seen_and_run_without_any_other_change(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wave(context: ActionContext) -> None:
        key = context.pick()
        context.notify(f"Waved at {key.name if key else 'nobody'}.")

    monkeypatch.setitem(KEYMAP, "keys.wave", "w")
    dummy = Action("keys.wave", "Wave", "Greet the key", wave, lambda view: view.key is not None)

    class WavingScreen(MyKeysScreen):
        ACTIONS = (dummy, *MyKeysScreen.ACTIONS)

    monkeypatch.setattr("tui.app.session_switch.MyKeysScreen", WavingScreen)
    monkeypatch.setitem(readme_keys._PLACES, "My keys", (WavingScreen,))
    async with running(demo, size=(200, 60)) as pilot:
        assert "w Wave" in lines(pilot)[-1]
        assert pilot.app.screen.check_action("run", ("keys.wave",)) is True
        await press(pilot, "w")
        assert [str(toast.message) for toast in pilot.app._notifications] == [
            "Waved at laptop-terminal."
        ]
        await press(pilot, "question_mark")
        assert "w Wave Greet the key" in dialog(pilot)
        await press(pilot, "escape", "colon", *"wave")
        await settle(pilot)
        assert any("Wave  (w)" in line for line in lines(pilot))
    assert "| `w` | My keys | Wave: Greet the key |" in readme_keys.readme_key_table()


async def test_one_view_is_made_for_all_bindings(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[View] = []

    def make(**state: Any) -> View:  # noqa: ANN401
        made.append(View(**state))
        return made[-1]

    async with running(demo) as pilot:
        monkeypatch.setattr("tui.app.actions.context.View", make)
        assert len(pilot.app.screen.active_bindings) > 20
        assert len(made) == 1
