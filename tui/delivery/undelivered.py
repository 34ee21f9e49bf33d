"""Notes on disk about secrets that were requested but perhaps never delivered."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import socket
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ..text import clean
from .directory import WritableByAll, open_directory, synchronise

KEPT = 50
"""Maximum number of notes; the oldest are dropped first."""

_HANDLE = re.compile(r"\d{20}-\d+-[0-9a-f]{8}")
_SUFFIX = ".json"
_LARGEST = 65_536
_LONGEST_NAME, _LONGEST_HOST = 100, 60
_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# For reading and writing, because opening a named pipe like that never blocks.
_OPEN = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class UndeliveredSecret(NamedTuple):
    """A key whose secret was requested by a program that ended before it was delivered."""

    handle: str
    name: str
    client_id: str
    base_url: str
    when: datetime
    elsewhere: str = ""
    """Host name of the computer or container that wrote it, if it is another one."""


class UndeliveredNotes:
    """Folder with a note, which holds no secret, for each secret that is being delivered.

    A note is locked while the program that wrote it lives: unlike a process id, a lock is never
    reused, and unlike a host name, it does not change when a container is created again. If no
    note can be written, nothing fails.

    Args:
        folder: The folder, created with the first note.
        now: The clock.
    """

    def __init__(
        self, folder: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._folder = folder
        self._now = now
        self._locked: dict[str, int] = {}

    def open(self, base_url: str, name: str, client_id: str = "") -> str:
        """Write a note before a secret is requested, and return its handle; empty on failure."""
        when = self._now()
        handle = f"{int(when.timestamp() * 1e6):020d}-{os.getpid()}-{os.urandom(4).hex()}"
        entry = {
            "name": name,
            "clientId": client_id,
            "baseUrl": base_url,
            "when": when.isoformat(),
            "pid": os.getpid(),
            "host": socket.gethostname(),
        }
        import json

        try:
            self._write(handle, json.dumps(entry).encode())
        except (OSError, ValueError, WritableByAll):
            self.close(handle)
            return ""
        return handle

    def close(self, handle: str) -> None:
        """Drop a note whose secret was delivered, or never existed."""
        self.forget(handle)
        if (descriptor := self._locked.pop(handle, None)) is not None:
            os.close(descriptor)

    def left(self, base_url: str) -> list[UndeliveredSecret]:
        """Return the notes of ended programs for a control plane, the oldest first."""
        found = (self._read(handle) for handle in self._handles())
        return [entry for entry in found if entry is not None and entry.base_url == base_url]

    def rescue_path(self, path: Path) -> Path:
        """Return a free path in the folder for a secret that can't be written to `path`."""
        return self._folder / "rescued" / f"{os.urandom(4).hex()}-{path.name[-_LONGEST_NAME:]}"

    def forget(self, handle: str) -> None:
        """Drop a note of an ended program that the user has seen."""
        if _HANDLE.fullmatch(handle):
            with contextlib.suppress(OSError):
                self._path(handle).unlink()

    def _path(self, handle: str) -> Path:
        return self._folder / f"{handle}{_SUFFIX}"

    def _handles(self) -> list[str]:
        try:
            names = sorted(path.name for path in self._folder.iterdir())
        except OSError:
            return []
        handles = (name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX))
        return [handle for handle in handles if _HANDLE.fullmatch(handle)]

    def _write(self, handle: str, data: bytes) -> None:
        with open_directory(self._folder) as folder:
            self._make_room()
            descriptor = os.open(f"{handle}{_SUFFIX}", _CREATE, 0o600, dir_fd=folder)
            self._locked[handle] = descriptor
            os.fchmod(descriptor, 0o600)
            # Before anything is written: a note that has content is locked or abandoned.
            with contextlib.suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
            synchronise(folder)

    def _make_room(self) -> None:
        handles = self._handles()
        for handle in handles[: max(0, len(handles) - KEPT + 1)]:
            with self._abandoned(handle) as descriptor:
                if descriptor is not None:
                    self.forget(handle)

    def _read(self, handle: str) -> UndeliveredSecret | None:
        with self._abandoned(handle) as descriptor:
            data = b"" if descriptor is None else _content(descriptor)
        return _parsed(handle, data)

    @contextlib.contextmanager
    def _abandoned(self, handle: str) -> Iterator[int | None]:
        """Open a note of this user, and yield its descriptor; None if its program still runs."""
        descriptor = None
        # Where locks belong to processes, opening and closing our own note would unlock it.
        if handle not in self._locked:
            with contextlib.suppress(OSError):
                descriptor = os.open(self._path(handle), _OPEN)
        if descriptor is None:
            yield None
            return
        try:
            is_abandoned = _is_ours(descriptor) and not _is_held(descriptor)
            yield descriptor if is_abandoned else None
        finally:
            os.close(descriptor)


def _parsed(handle: str, data: bytes) -> UndeliveredSecret | None:
    import json

    try:
        entry: Any = json.loads(data)
        name, client_id, base_url = (entry[key] for key in ("name", "clientId", "baseUrl"))
        when = datetime.fromisoformat(entry["when"]).astimezone(UTC)
        host = entry["host"]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    if not all(isinstance(text, str) for text in (name, client_id, base_url, host)):
        return None
    elsewhere = "" if host == socket.gethostname() else clean(host, _LONGEST_HOST)
    return UndeliveredSecret(handle, name, client_id, base_url, when, elsewhere)


def _is_ours(descriptor: int) -> bool:
    status = os.fstat(descriptor)
    # An empty note is about to be locked by its program, which our own lock would prevent.
    is_note = stat.S_ISREG(status.st_mode) and status.st_size > 0
    return is_note and status.st_uid == os.geteuid()


def _content(descriptor: int) -> bytes:
    return os.pread(descriptor, _LARGEST, 0)


def _is_held(descriptor: int) -> bool:
    try:
        # Shared, so that two programs can check at the same time.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return _is_writer_alive(_content(descriptor))
    return False


def _is_writer_alive(data: bytes) -> bool:
    """Return whether the process that wrote a note still runs; only known on the same host."""
    import json

    try:
        entry = json.loads(data)
        host, process = entry["host"], int(entry["pid"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    # Our own notes are skipped before, so our process id here is that of an earlier container.
    if host != socket.gethostname() or process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
