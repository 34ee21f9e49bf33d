"""Processes that are killed while they have a secret made, and what they leave behind.

`python -m tests.delivery.kill_points FOLDER` kills them below that folder and prints what they
knew and left as JSON; with a second word those that deliver to a program.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import httpx
from pydantic import SecretStr

import tui
from tests.delivery.files import OLD
from tui.api.access_key import AccessKey
from tui.api.bearer_auth import ClientCredentials
from tui.api.service import AccessKeyService
from tui.config.settings import Settings
from tui.delivery import atomic_file as draft
from tui.delivery.secret_formats import BARE
from tui.delivery.target import Target
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.server import DEMO_BASE_URL, Demo
from tui.session.session import Session
from tui.workflows.issue_secret import SecretIssuer

KILLS = 200
NEW_NAME = "killed-half-way"
_SEED = 20_260_312
_OURS = tuple(
    str(Path(tui.__file__).parent / part)
    for part in ("api", "delivery", "workflows/issue_secret.py", "workflows/deliver.py")
)

Trace = Callable[[FrameType, str, object], Any]
Tell = Callable[[str, object], None]


class Story(NamedTuple):
    """A secret that a process requests, and its destination."""

    creates: bool
    """A new key; otherwise a new secret for an old one."""
    saves: bool
    """To a file chosen beforehand; a new secret replaces the old file."""
    nameless: bool
    """Whether files have no name until they are complete."""
    hands_over: bool = False
    """To a program, which writes a file of the same name once it has the whole secret."""

    @property
    def has_file(self) -> bool:
        """Whether it ends in a file."""
        return self.saves or self.hands_over


STORIES = [
    Story(creates, saves, nameless)
    for creates in (True, False)
    for saves, nameless in ((True, True), (True, False), (False, True))
]


TARGET_STORIES = [
    Story(creates, saves=False, nameless=True, hands_over=True) for creates in (True, False)
]

_STORE = ("sh", "-c", 'cat > "$0.new" && mv "$0.new" "$0"')


class Lines:
    """Counts the lines of the program that are run, in all threads, and kills it at one of them.

    Args:
        last: At which one; 0 for none of them, None to leave everything alone.
    """

    def __init__(self, last: int | None) -> None:
        self.run = 0
        self._last = last

    def count(self) -> None:
        """Begin."""
        if self._last is not None:
            threading.settrace(self._trace)
            sys.settrace(self._trace)

    def _trace(self, frame: FrameType, event: str, argument: object) -> Trace | None:
        return self._line if frame.f_code.co_filename.startswith(_OURS) else None

    def _line(self, frame: FrameType, event: str, argument: object) -> Trace:
        if event == "line":
            self.run += 1
            if self.run == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line


class Telling(httpx.AsyncBaseTransport):
    """A demo that tells somebody outside when a secret is asked for, and which one it gave."""

    def __init__(self, demo: Demo) -> None:
        self._inner = httpx.ASGITransport(app=demo.app)
        self.tell: Tell = lambda what, value: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to a request."""
        gives_secret = request.method == "POST" and "access-keys" in request.url.path
        if gives_secret:
            self.tell("asked", True)
        response = await self._inner.handle_async_request(request)
        if gives_secret:
            self.tell("secret", json.loads(await response.aread())["clientSecret"])
        return response


class Scene(NamedTuple):
    """A session that has listed its keys, in which each story begins."""

    wire: Telling
    session: Session
    key: AccessKey


async def begin() -> Scene:
    """Sign in to a demo, and list."""
    demo = Demo()
    wire = Telling(demo)
    credentials = ClientCredentials(demo.client_id, SecretStr(demo.client_secret))
    service = AccessKeyService(DEMO_BASE_URL, credentials, transport=wire)
    id_ = demo.store.my_keys()[3].id
    listed = next(key for key in (await service.list_my_keys()).keys if key.id == id_)
    return Scene(wire, Session(Settings(), opener=lambda: service), listed)


async def issue(scene: Scene, story: Story, place: Path, lines: Lines, tell: Tell) -> None:
    """Request a secret, save it to its destination, and settle it."""
    scene.wire.tell = tell
    tell("name", NEW_NAME if story.creates else scene.key.name)
    issuing = SecretIssuer(scene.session, UndeliveredNotes(place / "state"))
    if story.saves:
        issuing.save_to, issuing.replace_it = place / "home" / "pair", not story.creates
    if story.hands_over:
        command = (*_STORE, str(place / "home" / "pair"))
        issuing.targets = (Target("store", BARE, command=command),)
    lines.count()
    await issuing.check(scene.key.name)
    issued = await (issuing.create(NEW_NAME) if story.creates else issuing.regenerate(scene.key))
    tell("lines when told", lines.run)
    await issuing.save(issued)
    assert all(outcome.arrived for outcome in await issuing.deliver(issued))
    tell("delivered", True)
    tell("noted", any((place / "state").iterdir()))
    issuing.settle()
    tell("lines", lines.run)


def ended(scene: Scene, story: Story, place: Path, last: int = 0) -> dict[str, Any]:
    """Run a story in a child process up to a line; return its reports and how it ended."""
    (place / "home").mkdir(parents=True)
    if story.has_file and not story.creates:
        (place / "home" / "pair").write_text(OLD)
    reading, writing = os.pipe()
    process = os.fork()
    if not process:

        def tell(what: str, value: object) -> None:
            os.write(writing, f"{json.dumps({what: value})}\n".encode())

        draft._NAMELESS = draft._NAMELESS if story.nameless else 0
        asyncio.run(issue(scene, story, place, Lines(last), tell))
        os._exit(0)
    os.close(writing)
    killed = os.WIFSIGNALED(os.waitpid(process, 0)[1])
    facts: dict[str, Any] = {"place": str(place), "story": story, "killed": killed}
    with os.fdopen(reading) as told:
        for fact in told:
            facts |= json.loads(fact)
    return facts


def killed_at_random(folder: Path, stories: Sequence[Story]) -> list[dict[str, Any]]:
    """Kill each story at random lines, three times out of four after the server's answer."""
    dice = random.Random(_SEED)
    # Imports what is imported late, so that the children need not.
    (folder / "home").mkdir()
    scene = asyncio.run(begin())
    asyncio.run(issue(scene, stories[0], folder, Lines(None), scene.wire.tell))
    scene = asyncio.run(begin())
    # Garbage collection in a child would copy all shared memory pages.
    gc.freeze()
    whole = [ended(scene, story, folder / f"whole-{n}") for n, story in enumerate(stories)]
    facts = []
    for kill in range(KILLS):
        one = whole[kill % len(stories)]
        first = one["lines when told"] if kill % 4 else 0
        last = dice.randint(first + 1, one["lines"])
        facts.append(ended(scene, stories[kill % len(stories)], folder / str(kill), last))
    return whole + facts


if __name__ == "__main__":
    wanted = TARGET_STORIES if sys.argv[2:] else STORIES
    sys.stdout.write(json.dumps(killed_at_random(Path(sys.argv[1]), wanted)))
