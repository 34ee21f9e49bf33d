"""Programs without a user interface that rotate keys of one demo, each with a state folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from pydantic import SecretStr

from tests.app.faulty import Faulty
from tests.keys import NOW
from tui.api.access_key import AccessKey
from tui.api.bearer_auth import ClientCredentials
from tui.api.service import AccessKeyService
from tui.config.settings import Settings
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.record import DemoRecord
from tui.demo.server import DEMO_BASE_URL, Demo
from tui.listing.rotation_state import QUIET_FOR, RotationStatus
from tui.session.session import Session
from tui.workflows.finish_rotation import FinishOutcome, delete_predecessor
from tui.workflows.issue_secret import SecretIssuer
from tui.workflows.plan_rotation import plan_delivery_again, plan_rotation
from tui.workflows.rotate import Rotator
from tui.workflows.rotation_journal import RotationJournal
from tui.workflows.watch_rotations import watch_rotations


@dataclass
class Clock:
    """A clock that the test advances."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def seconds(self) -> float:
        """Return the time as a monotonic clock does."""
        return self.now.timestamp()

    def forward(self, hours: float) -> None:
        """Advance the clock."""
        self.now += timedelta(hours=hours)


def empty_demo(clock: Clock, *names: str, token_lifetime: int = 3600) -> Demo:
    """Create a demo whose user has old keys with these names, besides the one to sign in with."""
    demo = Demo(now=clock, token_lifetime=token_lifetime)
    for key in demo.store.all_keys():
        if key.client_id != demo.client_id:
            demo.store.remove_key(key.id)
    for name in names:
        created = clock.now - timedelta(days=100)
        demo.store.add_key(name, created_at=created, last_login=clock.now - timedelta(hours=2))
    return demo


def signed_in(demo: Demo, name: str) -> None:
    """Record a sign-in with the key of this name."""
    demo.store.mark_used(record(demo, name).id)


def record(demo: Demo, name: str) -> DemoRecord:
    """Return the user's key of this name."""
    return next(key for key in demo.store.my_keys() if key.name == name)


def names(demo: Demo) -> list[str]:
    """Return the names of the user's keys, without the one to sign in with."""
    keys = (key for key in demo.store.my_keys() if key.client_id != demo.client_id)
    return sorted(key.name for key in keys)


class Plane(Faulty):
    """A faulty control plane whose faults can change after a request."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self._changes: dict[tuple[str, str], Callable[[], None]] = {}

    def after(self, method: str, path: str, change: Callable[[], None]) -> None:
        """Call `change` once, after the response to such a request was sent or lost."""
        self._changes[method, path] = change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to a request."""
        try:
            return await super().handle_async_request(request)
        finally:
            for method, path in list(self._changes):
                if request.method == method and request.url.path.endswith(path):
                    self._changes.pop((method, path))()


@dataclass
class Machine:
    """A program that uses a demo, with a folder for its state and for secrets."""

    demo: Demo
    folder: Path
    clock: Clock
    transport: httpx.AsyncBaseTransport | None = None
    signs_in_with: DemoRecord | None = None
    quiet_for: timedelta = QUIET_FOR
    settings: Settings = field(default_factory=Settings)
    session: Session = field(init=False)
    journal: RotationJournal = field(init=False)
    notes: UndeliveredNotes = field(init=False)
    issuer: SecretIssuer = field(init=False)
    """Issuer of the latest rotator."""

    def __post_init__(self) -> None:
        """Open the session and the journal."""
        self.session = Session(self.settings, opener=self._service, now=self.clock)
        self.journal = RotationJournal(self.folder / "rotations")
        self.notes = UndeliveredNotes(self.folder)

    def _service(self) -> AccessKeyService:
        key = self.signs_in_with
        client_id, secret = (
            (key.client_id, key.client_secret)
            if key
            else (self.demo.client_id, self.demo.client_secret)
        )
        return AccessKeyService(
            DEMO_BASE_URL,
            ClientCredentials(client_id, SecretStr(secret)),
            transport=self.transport or httpx.ASGITransport(app=self.demo.app),
            sleep=lambda _seconds: asyncio.sleep(0),
            clock=self.clock.seconds,
            now=self.clock,
        )

    async def keys(self) -> tuple[AccessKey, ...]:
        """List the user's keys."""
        return (await (await self.session.service()).list_my_keys()).keys

    async def look(self) -> tuple[RotationStatus, ...]:
        """List the keys, and return the status of each rotation."""
        found = await (await self.session.service()).list_my_keys()
        return await watch_rotations(self.session, self.journal, found, self.quiet_for)

    async def rotator(self, name: str, *, anew: bool = False, again: bool = False) -> Rotator:
        """Plan the rotation of a key; its secret is saved to a file named after its family."""
        statuses, keys = await self.look(), await self.keys()
        if again:
            (status,) = (each for each in statuses if each.rotation.predecessor.name == name)
            plan = plan_delivery_again(status, keys, statuses)
        else:
            key = next(key for key in keys if key.name == name)
            plan = plan_rotation(key, keys, statuses, anew=anew)
        issuer = self.issuer = SecretIssuer(self.session, self.notes)
        issuer.save_to, issuer.replace_it = self.file(plan.family), True
        return Rotator(self.session, self.journal, issuer, plan)

    async def rotate(self, name: str, *, anew: bool = False, again: bool = False) -> Rotator:
        """Carry out all steps up to the watch."""
        rotator = await self.rotator(name, anew=anew, again=again)
        async with rotator.locked():
            issued = await rotator.issue()
            saved = await self.issuer.save(issued)
            assert not saved.problem
            await rotator.delivered(str(saved.saved))
            assert (await rotator.prove(issued.credentials)).accepted
        return rotator

    async def finish(self, status: RotationStatus) -> FinishOutcome:
        """Delete a predecessor if it is ready."""
        return await delete_predecessor(self.session, self.journal, status.rotation, self.quiet_for)

    def file(self, family: str) -> Path:
        """Return the file that the secret of a family of keys is saved to."""
        return self.folder / "secrets" / f"{family}.secret"
