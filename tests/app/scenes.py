"""Every screen and dialog, and how to get there: declared here, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.app.faulty import RESET
from tests.app.planes import Planes
from tests.app.recorders import record_by
from tests.app.support import NOW, press, running, service_of, settle, take_messages, until
from tests.app.walks import SIZE, Step, Walk, World, to
from tests.delivery.support import stand_in
from tui.api.certificate import Certificate
from tui.app.app import AccessKeysApp
from tui.app.command_palette import Palette
from tui.app.dialogs.base.save_form import replace_question
from tui.app.dialogs.base.yes_no import YesNo
from tui.app.dialogs.delete.bulk_progress import BulkProgress
from tui.app.dialogs.delete.delete_key import DeleteKey
from tui.app.dialogs.delete.quit_with_pending import QuitWithPending
from tui.app.dialogs.delete.review_deletes import ReviewDeletes
from tui.app.dialogs.keys.export_keys import ExportKeys
from tui.app.dialogs.keys.key_details import KeyDetails
from tui.app.dialogs.keys.list_progress import ListProgress
from tui.app.dialogs.keys.name_owners import NameOwners
from tui.app.dialogs.keys.rotation_step import ChooseStep
from tui.app.dialogs.keys.server_query import ServerQuery
from tui.app.dialogs.keys.show_findings import ShowFindings
from tui.app.dialogs.program.choose_profile import ChooseProfile
from tui.app.dialogs.program.choose_theme import ChooseTheme
from tui.app.dialogs.program.log_in_again import login_question
from tui.app.dialogs.program.trust_certificate import trust_question
from tui.app.dialogs.requests.confirm_card import ConfirmCard
from tui.app.dialogs.requests.load_now import LoadNow
from tui.app.dialogs.requests.lost_response import LostResponse
from tui.app.dialogs.requests.progress_box import ProgressBox
from tui.app.dialogs.requests.send_now import SendNow
from tui.app.dialogs.secret.choose_target import ChooseTarget
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.dialogs.secret.deliveries import Deliveries
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.app.dialogs.secret.save_secret import SaveSecret
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.all_keys import AllKeysScreen
from tui.app.screens.help import HelpScreen
from tui.app.screens.key_list import KeyListScreen
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.screens.sign_in import SignInScreen
from tui.app.screens.sign_in_again import SignInAgainScreen
from tui.app.screens.too_small import TooSmall
from tui.app.widgets.radio_row import RadioRow
from tui.config.parse import read_config
from tui.config.settings import Settings
from tui.delivery.recorders import RECORDERS
from tui.demo.server import Demo
from tui.session.session import Session
from tui.workflows.bulk_delete import AT_ONCE

Start = Callable[[World], AbstractAsyncContextManager[Pilot[None]]]

LIST = ("GET", "/access-keys")
CREATE = ("POST", "/access-keys")
BO = "bo.lindqvist@acme.example"
DOWN = httpx.ConnectError("refused")
EMPTY = httpx.Response(200, json={"accessKeys": []})


# How the program is started.


def demo(**given: Any) -> Start:  # noqa: ANN401
    """Start on the demo, as an administrator unless another role is given."""
    settings = Settings(**{"demo_role": "admin", **given})

    def start(world: World) -> AbstractAsyncContextManager[Pilot[None]]:
        opener = partial(service_of, world.demo, world.plane)
        return running(world.demo, size=SIZE, settings=settings, opener=opener)

    return start


def user(world: World) -> AbstractAsyncContextManager[Pilot[None]]:
    """Start as somebody who is no administrator."""
    world.demo = Demo(role="user", now=lambda: NOW)
    return running(world.demo, size=SIZE, settings=Settings(demo_role="user"))


def crowd(world: World) -> AbstractAsyncContextManager[Pilot[None]]:
    """Start where there are more keys than a list can have."""
    world.__init__(world.folder, world.monkeypatch, Demo(now=lambda: NOW, crowd=True))  # type: ignore[misc]
    return demo()(world)


@asynccontextmanager
async def loading(world: World) -> AsyncIterator[Pilot[None]]:
    """Start where no list comes."""
    answered = world.plane.hold(*LIST)
    opener = partial(service_of, world.demo, world.plane)
    settings = Settings(demo_role="admin")
    async with running(
        world.demo, size=SIZE, settings=settings, opener=opener, settled=False
    ) as pilot:
        await until(pilot, lambda: world.plane.held > 0)
        yield pilot
        answered.set()


def failing(world: World) -> AbstractAsyncContextManager[Pilot[None]]:
    """Start where no list can be had."""
    world.plane.answer(*LIST, DOWN)
    return demo()(world)


@asynccontextmanager
async def signed_out(world: World) -> AsyncIterator[Pilot[None]]:
    """Start without credentials."""
    app = AccessKeysApp(Session(Settings(), now=lambda: NOW))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        yield pilot


def profile(world: World) -> AbstractAsyncContextManager[Pilot[None]]:
    """Start with a profile, one of several."""
    planes = Planes(world.folder, world.monkeypatch)
    world.demo, world.plane = planes.prod, planes.ways["prod"]
    return planes.running(size=SIZE)


def with_targets(world: World) -> AbstractAsyncContextManager[Pilot[None]]:
    """Start with targets, whose programs are stand-ins for those that users have."""
    programs, store = world.folder / "programs", world.folder / "store"
    stand_in(programs, "pass", f'if [ "$1" = show ]; then cat {store}; else cat > {store}; fi')
    stand_in(programs, "vault", "cat > /dev/null; echo 'permission denied' >&2; exit 2")
    stand_in(programs, "kubectl", "cat > /dev/null; exec sleep 60")
    world.monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    config = world.folder / "config.toml"
    config.write_text(_TARGETS)
    return demo(targets=read_config(config).targets)(world)


_TARGETS = """
[targets.pass]
format = "bare"
command = ["pass", "insert", "-m", "-f", "runai/{name}"]
readback = ["pass", "show", "runai/{name}"]

[targets.ci-vault]
format = "json"
command = ["vault", "kv", "put", "secret/runai/{name}", "-"]

[targets.cluster]
format = "k8s"
command = ["kubectl", "apply", "-f", "-"]
"""


# Steps that are more than keys.


def choose(option: str) -> Step:
    """Go to an option of a row by the arrow."""

    async def step(world: World) -> None:
        row = world.screen.query_one("#places", RadioRow)
        row.focus()
        while row.chosen != option:
            await press(world.pilot, "right")

    return step


async def deliver_for_a_while(world: World) -> None:
    """Deliver to the chosen target, which has taken some time by now."""
    clock = "tui.app.dialogs.secret.deliveries.monotonic"
    world.monkeypatch.setattr(clock, lambda: 0.0)
    await world.pilot.press("enter")
    await until(world.pilot, lambda: bool(world.screen.query("Deliveries.-going")))
    world.monkeypatch.setattr(clock, lambda: 12.0)
    world.screen.query_one(Deliveries)._tick()
    await take_messages(world.pilot)


def answer(method: str, path: str, fault: httpx.Response | Exception) -> Step:
    """Make the server respond like this from now on."""

    async def step(world: World) -> None:
        world.plane.answer(method, path, fault)

    return step


def lose(method: str, path: str) -> Step:
    """Carry requests out, and lose the response."""

    async def step(world: World) -> None:
        world.plane.lose(method, path, RESET)

    return step


def hold(method: str, path: str) -> Step:
    """Hold the response back."""

    async def step(world: World) -> None:
        world.plane.hold(method, path)

    return step


def is_held(world: World) -> bool:
    """Return whether a response is held back."""
    return world.plane.held > 0


async def lose_what_is_held(world: World) -> None:
    """Lose the answer that is awaited, and keep the list back that is asked for then."""
    gate = world.plane.hold(*CREATE)
    world.plane.lose(*CREATE, RESET)
    world.plane.hold(*LIST)
    gate.set()
    await until(world.pilot, lambda: isinstance(world.screen, SendNow) and is_held(world))
    await take_messages(world.pilot)


async def record(world: World) -> None:
    """Record the terminal from now on."""
    record_by(world.monkeypatch, *RECORDERS[:2])


async def stop_the_clock(world: World) -> None:
    """Keep pending deletes pending for ever."""
    keys = world.pilot.app.screen_stack[0]
    assert isinstance(keys, KeyListScreen)
    keys.session.deletes.clock = lambda: 0.0


def press_and(key: str, holds: Callable[[World], bool]) -> Step:
    """Press a key, and wait for something while its work is not done."""

    async def step(world: World) -> None:
        await world.pilot.press(key)
        await until(world.pilot, lambda: holds(world))
        await take_messages(world.pilot)

    return step


def type_name(prefix: str = "") -> Step:
    """Type what a dialog wants to have typed."""

    async def step(world: World) -> None:
        card = world.screen.query_one(ConfirmCard)
        field = world.screen.query_one("#phrase", Input)
        field.value = prefix or card.summary.phrase or ""
        await settle(world.pilot)

    return step


def push(make: Callable[[], Screen[Any]]) -> Step:
    """Open a dialog that is hard to get to."""

    async def step(world: World) -> None:
        await world.pilot.app.push_screen(make())

    return step


def fill(**values: str) -> Step:
    """Fill in fields."""

    async def step(world: World) -> None:
        for name, value in values.items():
            world.screen.query_one(f"#{name}", Input).value = value
        await settle(world.pilot)

    return step


async def add_old_keys(world: World) -> None:
    """Add keys that nobody has used for long, and load the list again."""
    long_ago = NOW - timedelta(days=200)
    keys = [
        world.demo.store.add_key(f"left-{number:02}", "zoe@acme.example", created_at=long_ago)
        for number in range(20)
    ]
    refused = httpx.Response(403, json={"code": 403, "message": "Not this one."})
    world.plane.answer("DELETE", keys[4].id, refused)
    world.plane.lose("DELETE", keys[6].id, RESET)


async def begin_deleting(world: World) -> None:
    """Delete all but the last four keys."""
    keys = world.pilot.app.screen_stack[0]
    assert isinstance(keys, KeyListScreen)
    for key in list(keys.action_context.view.marked)[-AT_ONCE:]:
        world.plane.hold("DELETE", key.id)
    await world.pilot.press("enter")
    await until(world.pilot, lambda: world.plane.held == AT_ONCE)
    assert isinstance(world.screen, BulkProgress)
    bulk = world.screen._bulk
    bulk._clock = lambda: bulk._begin + 19
    await paint(world)


async def paint(world: World) -> None:
    """Show how far it is, and wait until nothing more is to be shown."""
    box = world.screen.query_one(ProgressBox)
    await until(world.pilot, lambda: not box._will_paint)
    box._paint()
    await take_messages(world.pilot)


async def let_go(world: World) -> None:
    """Release the responses that were held back."""
    for gate in world.plane._gates.values():
        gate.set()
    await settle(world.pilot)


async def begin_completing(world: World) -> None:
    """Complete the list except for the last four owners, and one that is refused."""
    seen = dict.fromkeys(key.owner for key in world.demo.store.all_keys()[:100])
    *_, refused = others = list(seen)[:-AT_ONCE]
    inner = world.plane.handle_async_request

    async def answer_some(request: httpx.Request) -> httpx.Response:
        owner = request.url.params.get("createdBy")
        if owner == refused:
            return httpx.Response(403, json={"code": 403, "message": "Not this one."})
        if owner and owner not in others:
            world.plane.held += 1
            await asyncio.Event().wait()
        return await inner(request)

    world.plane.handle_async_request = answer_some  # type: ignore[method-assign]
    await world.pilot.press("enter")
    await until(world.pilot, lambda: world.plane.held == AT_ONCE)
    await paint(world)


async def wait_a_day(world: World) -> None:
    """Advance the clock by a day and more."""
    keys = world.pilot.app.screen_stack[0]
    assert isinstance(keys, KeyListScreen)
    keys.session.now = lambda: NOW + timedelta(hours=25)


async def use_successor(world: World) -> None:
    """Sign in with a key that takes another one's place, a second later."""
    store = world.demo.store
    (new,) = (key for key in store.my_keys() if key.name == "airflow-prod-2")
    before, store.now = store.now, lambda: NOW + timedelta(seconds=1)
    store.mark_used(new.id)
    store.now = before


async def pop_up(world: World) -> None:
    """Show a toast."""
    world.pilot.app.action_help_quit()


async def shrink(world: World) -> None:
    """Make the window too small."""
    await world.pilot.resize_terminal(38, 7)
    await settle(world.pilot)


async def sign_out(world: World) -> None:
    """End the sign-in, as a secret does that somebody replaces elsewhere."""
    world.demo.store.revoke_tokens()
    own = next(key for key in world.demo.store.my_keys() if key.client_id == world.demo.client_id)
    world.demo.store.replace_secret(own.id)


def _certificate() -> Certificate:
    return Certificate(
        pem="",
        fingerprint=":".join(f"{byte * 7 % 256:02X}" for byte in range(32)),
        subject="CN=demo.example",
        issuer="CN=Acme internal CA, O=Acme",
        names=("demo.example", "*.demo.example"),
        begin=datetime(2025, 11, 1, tzinfo=UTC),
        end=datetime(2027, 11, 1, tzinfo=UTC),
        problem=0,
    )


def _trust(*, changed: bool) -> YesNo:
    return YesNo(trust_question("https://demo.example", _certificate(), changed=changed))


def _replace() -> YesNo:
    return YesNo(replace_question(Path("/home/ana/gw.env")))


def _log_in_again() -> YesNo:
    expired = "demo.example refused to accept the token (401 Unauthorized): “Token is not active”."
    return YesNo(
        login_question(
            "runai login remote-browser", f"{expired} It expired at 2026-03-12 08:30:00 UTC."
        )
    )


LEAVE: tuple[Step, ...] = ("escape", "tab", "enter")
"""Leaves a secret panel, and the secret behind."""

WALKS = (
    Walk(
        demo(),
        (
            to("my-keys", MyKeysScreen),
            to("my-keys-marked", MyKeysScreen, "j", "space", "space", "space"),
            to("review-own", ReviewDeletes, "D"),
            to("details", KeyDetails, "escape", "U", "g", "enter"),
            to("details-copied", KeyDetails, "c"),
            to("help", HelpScreen, "escape", "question_mark"),
            to("help-search", HelpScreen, "slash", "text:delete"),
            to("palette", Palette, "escape", "escape", "colon"),
            to("palette-search", Palette, "text:ci"),
            to("export", ExportKeys, "escape", "e"),
            to("copied", MyKeysScreen, "escape", "c", toasts=True),
            to("copied-then-filter", MyKeysScreen, "slash", toasts=True),
        ),
    ),
    Walk(
        demo(),
        (
            # The first, for it tells which colours are in use.
            to("themes", ChooseTheme, "T"),
            to("filter", MyKeysScreen, "escape", "slash"),
            to("filter-completion", MyKeysScreen, "text:used:ac"),
            to("filter-meaning", MyKeysScreen, "tab", "text: !ci"),
            to("filter-applied", MyKeysScreen, "enter"),
            to("filter-mistake", MyKeysScreen, "slash", "text:idle:soon"),
            to("filter-finds-nothing", MyKeysScreen, "escape", "slash", "text:zzz", "enter"),
            to("my-keys-failing", MyKeysScreen, "escape", answer(*LIST, DOWN), "r"),
            to("details-failing", KeyDetails, answer("GET", "", DOWN), "enter"),
        ),
    ),
    Walk(
        demo(),
        (
            to("create", CreateKey, "n"),
            to("create-mistake", CreateKey, "text:My"),
            to("create-taken", CreateKey, "escape", "n", "text:tmp-migration", "enter"),
            to("secret-panel", SecretPanel, "escape", "n", "text:inference-gateway", "enter"),
            to("secret-panel-revealed", SecretPanel, "v", kept=False),
            to("secret-panel-curl", SecretPanel, "u"),
            to("secret-panel-copied", SecretPanel, "c"),
            to("leave-sent-secret", YesNo, "escape"),
            to("save-secret", SaveSecret, "enter", "s"),
            to("replace-file", YesNo, push(_replace)),
            to("print-secret", YesNo, "escape", "escape", "p"),
            to("clear-clipboard", YesNo, "escape", *LEAVE, "q"),
            to("leave-secret", YesNo, "escape", "n", "text:second", "enter", "escape"),
            to(
                "secret-panel-recorded",
                SecretPanel,
                record,
                "enter",
                *LEAVE,
                "n",
                "text:third",
                "enter",
            ),
            to("record-secret", YesNo, "c"),
        ),
    ),
    Walk(
        with_targets,
        (
            to("regenerate-to-target", IssueSecret, "G", "S", choose("pass")),
            to("create-to-panel", CreateKey, "escape", "n", "text:inference-gateway"),
            to("create-to-file", CreateKey, choose("a file"), fill(path="~/gateway.conf")),
            to("create-to-target", CreateKey, choose("pass")),
            to("secret-panel-delivered", SecretPanel, "enter"),
            to("choose-target", ChooseTarget, "d"),
            to("secret-panel-not-delivered", SecretPanel, "j", "enter"),
            to(
                "secret-panel-delivering",
                SecretPanel,
                *("d", "j", "j", deliver_for_a_while),
                waits=True,
            ),
            to("secret-panel-stopped", SecretPanel, "escape"),
        ),
    ),
    Walk(
        demo(),
        (
            to("regenerate", IssueSecret, "j", "j", "S"),
            to("regenerate-own", IssueSecret, "escape", "g", "S"),
            to("delete", DeleteKey, "escape", "j", "j", "D"),
            to("delete-mistake", DeleteKey, type_name("other"), "enter"),
            to("deleting", MyKeysScreen, stop_the_clock, type_name(), "enter"),
            to("quit-while-deleting", QuitWithPending, "q"),
        ),
    ),
    Walk(
        demo(),
        (
            to("rotate", IssueSecret, "j", "j", "R"),
            to("rotating", MyKeysScreen, type_name(), "enter", "c", *LEAVE, use_successor, "r"),
            to("rotating-details", KeyDetails, "enter"),
            to("rotation", ChooseStep, "escape", "R"),
            to("rotation-ready", ChooseStep, "escape", wait_a_day, "R"),
            to(
                "rotation-loading",
                LoadNow,
                *("escape", hold(*LIST), press_and("R", is_held)),
                waits=True,
                kept=False,
            ),
        ),
    ),
    Walk(
        demo(),
        (
            to("all-keys", AllKeysScreen, "2"),
            to("all-keys-details", KeyDetails, "j", "enter"),
            to("delete-of-another", DeleteKey, "escape", "j", "j", "D"),
            to("findings", ShowFindings, "escape", "F"),
            to("find-on-server", ServerQuery, "escape", "f"),
            to(
                "found-on-server",
                AllKeysScreen,
                fill(created_by="bo.lindqvist@acme.example"),
                "enter",
            ),
            to(
                "all-keys-marked",
                AllKeysScreen,
                *("escape", "space", "j", "space", "space", add_old_keys, "r"),
                *("slash", "text:left-", "enter", "asterisk"),
            ),
            to("review", ReviewDeletes, "D"),
            to("bulk-progress", BulkProgress, type_name(), begin_deleting, waits=True),
            to("bulk-result", BulkProgress, let_go),
        ),
    ),
    Walk(
        crowd,
        (
            to("all-keys-at-limit", AllKeysScreen, "2"),
            to("complete", NameOwners, "A"),
            to("complete-progress", ListProgress, begin_completing, waits=True),
            to("complete-result", ListProgress, "escape"),
            to("all-keys-completed", AllKeysScreen, "escape"),
        ),
    ),
    Walk(user, (to("all-keys-forbidden", AllKeysScreen, "2"),)),
    Walk(
        loading,
        (
            to("my-keys-loading", MyKeysScreen, waits=True),
            to("all-keys-loading", AllKeysScreen, press_and("2", lambda _: True), waits=True),
        ),
    ),
    Walk(
        demo(),
        (
            to("my-keys-empty", MyKeysScreen, answer(*LIST, EMPTY), "r"),
            to("all-keys-empty", AllKeysScreen, "2"),
        ),
    ),
    Walk(
        failing,
        (
            to("my-keys-failed", MyKeysScreen),
            to("all-keys-failed", AllKeysScreen, "2"),
        ),
    ),
    Walk(
        demo(readonly=True),
        (
            to("my-keys-read-only", MyKeysScreen),
            to("all-keys-read-only", AllKeysScreen, "2"),
        ),
    ),
    Walk(
        demo(),
        (
            to("lost-answer", LostResponse, lose(*CREATE), "n", "text:new-key", "enter"),
            to(
                "carry-out",
                SendNow,
                *(hold("POST", "/secret"), "tab", "tab", press_and("enter", is_held)),
                waits=True,
            ),
        ),
    ),
    Walk(
        demo(),
        (
            to(
                "create-waiting",
                CreateKey,
                *(hold(*CREATE), "n", "text:new-key", press_and("enter", is_held)),
                waits=True,
            ),
            to("create-stop", CreateKey, press_and("escape", is_held), waits=True),
            to("look-up", SendNow, lose_what_is_held, waits=True),
        ),
    ),
    Walk(
        profile,
        (
            to("profiles", ChooseProfile, "at"),
            to("sign-in-again", SignInAgainScreen, "escape", sign_out, "r"),
        ),
    ),
    Walk(
        signed_out,
        (
            to("sign-in", SignInScreen),
            to("sign-in-toast", SignInScreen, pop_up, toasts=True),
            to("sign-in-mistake", SignInScreen, fill(url="http://acme.run.ai"), "enter"),
            to("sign-in-token", SignInScreen, "shift+tab", "right", "right"),
            to("trust", YesNo, push(lambda: _trust(changed=False))),
            to("trust-changed", YesNo, "escape", push(lambda: _trust(changed=True))),
            to("log-in-again", YesNo, "escape", push(_log_in_again)),
        ),
    ),
    Walk(demo(), (to("too-small", TooSmall, shrink, sizes=((38, 7),)),)),
)
