"""Journal of rotations, without secrets, from which any later run can resume them."""

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
    """Rotations of all users of a state folder.

    Each is identified by control plane, user and predecessor, so that two programs can't start the
    same rotation twice.

    Args:
        folder: The folder; None to keep the journal in memory, as for the demo.
    """

    def __init__(self, folder: Path | None) -> None:
        self.is_persistent = folder is not None
        """Whether the journal outlives the program."""
        self._files = RotationFiles(folder) if folder else _InMemory()
        self._held: set[str] = set()

    def rotations(self, base_url: str, user: str) -> list[Rotation]:
        """Return the rotations of a user at a control plane, the oldest first.

        Rotations whose user is not known are included.
        """
        read = [(handle, self._files.read(handle)) for handle in self._files.handles()]
        found = [
            rotation
            for handle, rotation in read
            # A file with another name was put there by hand.
            if rotation is not None
            and _handle(rotation) == handle
            and rotation.base_url == base_url
            and rotation.user in (user, "")
        ]
        return sorted(found, key=lambda rotation: rotation.begun)

    def read(self, rotation: Rotation) -> Rotation | None:
        """Return the present content of a rotation; None if it was closed."""
        return self._files.read(_handle(rotation))

    def write(self, rotation: Rotation) -> None:
        """Write a rotation.

        Raises:
            JournalError: it can't be written; the old content is unchanged.
        """
        self._files.write(_handle(rotation), rotation)

    def update(self, before: Rotation, after: Rotation) -> None:
        """Write an observation of a rotation, unless it is locked or was changed meanwhile.

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
        # On network file systems locks belong to the process, which could lock it again.
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
    """Rotations in memory, for a journal without a folder."""

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
    except RuntimeError:  # no home directory, for example for an arbitrary user in a container
        return RotationJournal(None)


def _handle(rotation: Rotation) -> str:
    parts = (rotation.base_url, rotation.user, rotation.predecessor.id)
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return f"rotation-{hashlib.sha256(text).hexdigest()[:24]}"
