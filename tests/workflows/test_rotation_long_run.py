"""Each of forty predecessors is deleted once its consumer uses the successor, and no sooner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.workflows.rotations import Clock, Machine, empty_demo
from tui.demo.server import Demo
from tui.listing.rotation_state import QUIET_FOR, RotationState

_OWNERS = 5
"""Enough that the quota of each has room for a successor of every key."""
_KEYS_EACH = 8
_HOURS = 32
_QUIET_HOURS = QUIET_FOR // timedelta(hours=1)
_SWITCHES_AFTER = (0, 6, None)
"""Hours after which each kind of consumer switches to the new secret; None for never."""


@dataclass
class _Consumer:
    """Signs in each hour with its secret, and switches to the new one after some hours."""

    demo: Demo
    key: str
    owner: str
    file: Path
    secret: str
    switches_after: int | None
    failures: int = 0

    def sign_in(self, hour: int) -> None:
        """Sign in once."""
        if hour == self.switches_after:
            self.secret = self.file.read_text()
        theirs = self.demo.store.keys_of(self.owner)
        record = next((key for key in theirs if key.client_secret == self.secret), None)
        if record is None:
            self.failures += 1
        else:
            self.demo.store.mark_used(record.id)

    def state_after(self, hour: int) -> RotationState | None:
        """Return the expected state of its key after an hour's sign-in; None once ended."""
        switch = self.switches_after
        if switch is None:
            return RotationState.STILL_USED
        # Hours since the last use of the old secret, or since the delivery if there was none.
        quiet = hour - max(switch - 1, 0)
        if quiet > _QUIET_HOURS:
            return None
        if quiet == _QUIET_HOURS:
            return RotationState.READY
        is_used = switch > 0 and quiet <= 1
        return RotationState.STILL_USED if is_used else RotationState.QUIET


def _owner(number: int) -> str:
    return f"owner{number}@acme.example"


def _machines(demo: Demo, clock: Clock, folder: Path) -> dict[str, Machine]:
    """Start a program for each owner, who has a key to sign in with and old ones to rotate."""
    machines = {}
    for owner in map(_owner, range(_OWNERS)):
        mine = demo.store.add_key("mine", owner, created_at=clock.now)
        for number in range(_KEYS_EACH):
            created = clock.now - timedelta(days=100)
            demo.store.add_key(f"key-of-{chr(97 + number)}", owner, created_at=created)
        machines[owner] = Machine(demo, folder / owner, clock, signs_in_with=mine)
    return machines


async def _rotated(demo: Demo, machines: dict[str, Machine]) -> list[_Consumer]:
    """Rotate all keys; each has a consumer, of one kind after the other."""
    consumers: list[_Consumer] = []
    for owner, machine in machines.items():
        for key in [key for key in demo.store.keys_of(owner) if key.name != "mine"]:
            kind = _SWITCHES_AFTER[len(consumers) % len(_SWITCHES_AFTER)]
            rotator = await machine.rotate(key.name)
            file = machine.file(rotator.plan.family)
            consumers.append(_Consumer(demo, key.name, owner, file, key.client_secret, kind))
    return consumers


@pytest.mark.exhaustive
async def test_each_of_forty_keys_is_in_the_right_state_at_each_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing has to survive a power failure here.
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    clock = Clock()
    demo = empty_demo(clock)
    machines = _machines(demo, clock, tmp_path)
    consumers = await _rotated(demo, machines)

    for hour in range(_HOURS):
        for consumer in consumers:
            consumer.sign_in(hour)
        found = {}
        for owner, machine in machines.items():
            for status in await machine.look():
                found[owner, status.rotation.predecessor.name] = status.state
                if status.state is RotationState.READY:
                    assert (await machine.finish(status)).deleted
        expected = {(each.owner, each.key): each.state_after(hour) for each in consumers}
        assert found == {key: state for key, state in expected.items() if state}, hour
        clock.forward(1)

    assert len(consumers) == _OWNERS * _KEYS_EACH
    assert [each.failures for each in consumers] == [0] * len(consumers)
    for consumer in consumers:
        names = {key.name for key in demo.store.keys_of(consumer.owner)}
        assert (consumer.key in names) == (consumer.switches_after is None)
        assert f"{consumer.key}-2" in names
    for machine in machines.values():
        await machine.session.aclose()
