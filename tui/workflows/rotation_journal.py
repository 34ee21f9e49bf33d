"""Journal of rotations, without secrets: any copy of the program can go on with them."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .rotation_files import JournalError, RotationBusy, RotationFiles

if TYPE_CHECKING:
    from ..config.settings import Settings
    from ..listing.rotation import Rotation

__all__ = ["JournalError", "RotationBusy", "RotationJournal", "rotation_journal"]


class RotationJournal:
    """The rotations of all users of a state folder.

    Each is kept under the control plane, the user and the predecessor, so that two programs can't
    begin the same rotation twice.

    Args:
        folder: The folder; None keeps the journal in memory, for the demo, whose keys end with the
            program.
    """

    def __init__(self, folder: Path | None) -> None:
        self.lasts = folder is not None
        """Whether it outlives the program."""
        self._files = RotationFiles(folder) if folder else _InMemory()
        self._held: set[str] = set()

    def rotations(self, base_url: str, user: str) -> list[Rotation]:
        """Return the rotations of a user at a control plane, the oldest first.

        One whose user is not known counts as everybody's.
        """
        read = [(handle, self._files.read(handle)) for handle in self._files.handles()]
        found = [
            rotation
            for handle, rotation in read
            # One under another name was put there by hand.
            if rotation is not None
            and _handle(rotation) == handle
            and rotation.base_url == base_url
            and rotation.user in (user, "")
        ]
        return sorted(found, key=lambda rotation: rotation.begun)

    def read(self, rotation: Rotation) -> Rotation | None:
        """Return a rotation as it is written now; None if it was closed."""
        return self._files.read(_handle(rotation))

    def write(self, rotation: Rotation) -> None:
        """Write a rotation.

        Raises:
            JournalError: it can't be written; what was written before is unchanged.
        """
        self._files.write(_handle(rotation), rotation)

    def update(self, before: Rotation, after: Rotation) -> None:
        """Write what was observed of a rotation, unless it is locked or has changed.

        Raises:
            JournalError: it can't be written.
        """
        with contextlib.suppress(RotationBusy), self.locked(before):
            if self.read(before) == before:
                self.write(after)

    def close(self, rotation: Rotation) -> None:
        """Remove a rotation that has ended.

        Raises:
            JournalError: it can't be removed.
        """
        self._files.remove(_handle(rotation))

    @contextlib.contextmanager
    def locked(self, rotation: Rotation) -> Iterator[None]:
        """Lock a rotation against other programs, and other tasks of this one.

        Raises:
            RotationBusy: it is locked already.
            JournalError: the lock can't be written.
        """
        handle = _handle(rotation)
        # Where locks belong to processes, as on network file systems, we would get a second one.
        if handle in self._held:
            raise RotationBusy
        with self._files.locked(handle):
            self._held.add(handle)
            try:
                yield
            finally:
                self._held.discard(handle)

    def is_busy(self, rotation: Rotation) -> bool:
        """Return whether a rotation is locked."""
        handle = _handle(rotation)
        return handle in self._held or self._files.is_locked(handle)


class _InMemory:
    """A journal that ends with the program."""

    def __init__(self) -> None:
        self._rotations: dict[str, Rotation] = {}

    def handles(self) -> list[str]:
        return list(self._rotations)

    def read(self, handle: str) -> Rotation | None:
        return self._rotations.get(handle)

    def write(self, handle: str, rotation: Rotation) -> None:
        self._rotations[handle] = rotation

    def remove(self, handle: str) -> None:
        self._rotations.pop(handle, None)

    def locked(self, handle: str) -> contextlib.nullcontext[None]:
        return contextlib.nullcontext()

    def is_locked(self, handle: str) -> bool:
        return False


def rotation_journal(settings: Settings) -> RotationJournal:
    """Return the journal of this user; in memory for the demo, or without a home."""
    if settings.demo_role is not None:
        return RotationJournal(None)
    from platformdirs import user_state_path

    try:
        return RotationJournal(user_state_path("runai-keys") / "rotations")
    except RuntimeError:  # a user unknown to the system, as in a container, has no home
        return RotationJournal(None)


def _handle(rotation: Rotation) -> str:
    parts = (rotation.base_url, rotation.user, rotation.predecessor.id)
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return f"rotation-{hashlib.sha256(text).hexdigest()[:24]}"
