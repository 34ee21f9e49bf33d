"""Record of a rotation: a key, the successor that replaces it, and observations of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..api.access_key import AccessKey

TOKEN_LIFE = timedelta(hours=1)
"""Assumed lifetime of a token if the control plane reports none."""

LONGEST_TOKEN_LIFE = timedelta(days=366)
"""Limit for the reported lifetime of a token."""

CLOCK_TOLERANCE = timedelta(minutes=1)
"""Apparent difference between our clock and the server's that a slow request can cause."""

CLOCK_LIMIT = timedelta(minutes=10)
"""Clock difference up to which the watch of a predecessor is reliable."""

_LONGEST_OFFSET = timedelta(days=36_600)

_USES_KEPT = 20


class Stage(Enum):
    """The last step of a rotation that was certainly carried out."""

    REQUESTED = "requested"
    """The request for the successor may have been sent."""
    CREATED = "created"
    """The successor exists; its secret may have reached nobody."""
    DELIVERED = "delivered"
    """The secret was delivered; nothing has signed in with it yet."""
    WAITING = "waiting"
    """The successor works; the predecessor waits until nothing uses it any more."""


@dataclass(frozen=True)
class Twin:
    """One of the two keys of a rotation; its ids are empty until the server has returned them."""

    name: str
    id: str = ""
    client_id: str = ""

    @classmethod
    def of(cls, key: AccessKey) -> Twin:
        """Return a listed key as a twin."""
        return cls(key.name, key.id, key.client_id)

    def find(self, keys: Iterable[AccessKey]) -> AccessKey | None:
        """Find the key in a list, by id, or by name as long as the id is unknown."""
        if self.id:
            return next((key for key in keys if key.id == self.id), None)
        return next((key for key in keys if key.name == self.name), None)


@dataclass(frozen=True)
class Rotation:
    """A rotation as in the journal: without secrets, and with times by our clock unless noted."""

    base_url: str
    user: str
    """The signed-in user; empty if the control plane does not name one."""
    predecessor: Twin
    successor: Twin
    begun: datetime
    stage: Stage = Stage.REQUESTED
    destination: str = ""
    """Place that the successor's secret was delivered to, in words."""
    missing: str = ""
    """Places that should have the secret but may not, in words; empty for none."""
    delivered: datetime | None = None
    watch_from: datetime | None = None
    """Start of the watch: the predecessor's quiet time counts from here, or from a later use."""
    token_life: timedelta = TOKEN_LIFE
    clock_offset: timedelta = timedelta()
    """Server's clock minus ours."""
    used_before: datetime | None = None
    """The predecessor's last use when the rotation began, by the server's clock."""
    last_login: datetime | None = None
    """The predecessor's last use as observed last, by the server's clock."""
    uses: tuple[datetime, ...] = ()
    """The latest observed uses of the predecessor during the watch, by the server's clock."""
    use_count: int = 0
    """Number of observed uses of the predecessor during the watch."""
    successor_login: datetime | None = None
    """The successor's last use before its latest secret was requested, by the server's clock."""
    tested: datetime | None = None
    """The test sign-in that began the watch; None if another use of the successor did."""
    irregular: str = ""
    """Why the watch was restarted."""
    assumed: str = ""
    """Assumptions about a rotation that was recognised without a journal."""

    def to_our_clock(self, moment: datetime) -> datetime:
        """Convert a time from the server's clock to ours."""
        return moment - self.clock_offset

    @property
    def last_use(self) -> datetime | None:
        """The predecessor's last use since the watch began; None for none."""
        return self.to_our_clock(self.uses[-1]) if self.uses else None

    def twin_of(self, key_id: str) -> Twin:
        """Return the other key of the rotation."""
        return self.successor if key_id == self.predecessor.id else self.predecessor

    def successor_created(self, key: Twin, created_at: datetime | None, now: datetime) -> Rotation:
        """Record that the successor exists."""
        offset = created_at - now if created_at else timedelta()
        if abs(offset) <= CLOCK_TOLERANCE:
            offset = timedelta()
        return replace(self, stage=Stage.CREATED, successor=key, clock_offset=offset)

    def as_of_clock(self, offset: timedelta | None, now: datetime) -> Rotation:
        """Convert our times if our clock was set, or another computer reads the journal.

        This never moves the start of the watch to an earlier time, because the offset comes from a
        token that may have been issued some time before it arrived.

        Args:
            offset: Server's clock minus ours now; None if not known.
            now: The time by our clock.
        """
        if offset is None or not CLOCK_LIMIT < abs(offset - self.clock_offset) < _LONGEST_OFFSET:
            return self
        shift = self.clock_offset - offset
        watch_from = self.watch_from
        if watch_from is not None:
            watch_from = watch_from + shift if shift > timedelta() else min(watch_from, now)
        return replace(
            self,
            clock_offset=offset,
            begun=self.begun + shift,
            delivered=self.delivered and self.delivered + shift,
            watch_from=watch_from,
            tested=self.tested and self.tested + shift,
        )

    def secret_requested(self, successor: AccessKey) -> Rotation:
        """Record that the successor's secret is replaced, so that earlier uses prove nothing."""
        twin = Twin(self.successor.name, successor.id, self.successor.client_id)
        twin = replace(twin, client_id=twin.client_id or successor.client_id)
        used = successor.last_login
        return replace(self, stage=Stage.CREATED, successor=twin, successor_login=used, missing="")

    def secret_delivered(self, destination: str, now: datetime, missing: str = "") -> Rotation:
        """Record the delivery of the successor's secret."""
        stage = Stage.DELIVERED
        return replace(self, stage=stage, destination=destination, delivered=now, missing=missing)

    def successor_tested(self, used: datetime) -> Rotation:
        """Record the test sign-in; only a later use of the successor begins the watch."""
        return replace(self, successor_login=used)

    def successor_proved(self, now: datetime, token_life: timedelta) -> Rotation:
        """Record the test sign-in, which begins the watch.

        Args:
            now: The time.
            token_life: Lifetime of the token that it returned; zero if not known.
        """
        token_life = min(token_life or self.token_life, LONGEST_TOKEN_LIFE)
        return replace(self.successor_used(now), tested=now, token_life=token_life)

    def successor_used(self, now: datetime) -> Rotation:
        """Record a use of the successor, which begins the watch."""
        return replace(
            self,
            stage=Stage.WAITING,
            delivered=self.delivered or now,
            watch_from=now,
            tested=None,
            uses=(),
            use_count=0,
            irregular="",
        )


def observe(rotation: Rotation, keys: Iterable[AccessKey], now: datetime) -> Rotation:
    """Record what a list shows about both keys; return an equal rotation if nothing is new."""
    listed = tuple(keys)
    predecessor, successor = (
        twin.find(listed) for twin in (rotation.predecessor, rotation.successor)
    )
    if successor is not None:
        rotation = _with_successor(rotation, successor, now)
    if predecessor is None or not predecessor.last_login_known:
        return rotation
    return _with_last_login(rotation, predecessor.last_login, now)


def _with_successor(rotation: Rotation, key: AccessKey, now: datetime) -> Rotation:
    if rotation.stage is Stage.REQUESTED:
        rotation = rotation.successor_created(Twin.of(key), None, now)
    if rotation.missing:
        # Consumers at those places still use the predecessor, however rarely.
        return rotation
    if rotation.stage is not Stage.WAITING and has_signed_in(rotation, key):
        return rotation.successor_used(now)
    return rotation


def has_signed_in(rotation: Rotation, successor: AccessKey) -> bool:
    """Return whether something signed in with the successor's latest secret."""
    if successor.last_login is None:
        return False
    before = rotation.successor_login
    return before is None or successor.last_login > before


def _with_last_login(rotation: Rotation, seen: datetime | None, now: datetime) -> Rotation:
    known = rotation.last_login
    if seen == known:
        return rotation
    if known is not None and (seen is None or seen < known):
        # A backup may have been restored, which lost uses: the watch starts over.
        reason = "its last use went backwards on the control plane"
        return replace(rotation, last_login=seen, watch_from=now, irregular=reason)
    if rotation.stage is not Stage.WAITING or seen is None:
        return replace(rotation, last_login=seen)
    return replace(
        rotation,
        last_login=seen,
        uses=(*rotation.uses, seen)[-_USES_KEPT:],
        use_count=rotation.use_count + 1,
    )
