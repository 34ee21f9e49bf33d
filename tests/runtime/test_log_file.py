"""The log file has the requests and their outcomes, is private, and holds no secret."""

from __future__ import annotations

import errno
import io
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.app.support import service_of
from tests.hostile import HOSTILE
from tests.leaks import awkward_canary, found_in
from tui.config.settings import Settings
from tui.demo.server import Demo
from tui.runtime.crash_report import crash_message
from tui.runtime.log_file import LOGGER, end_log, run_with_log, start_log


@pytest.fixture(autouse=True)
def _no_handlers() -> Iterator[None]:
    log = logging.getLogger(LOGGER)
    yield
    for handler in [*log.handlers]:
        log.removeHandler(handler)
        if isinstance(handler, logging.StreamHandler):
            handler.stream.close()
    log.setLevel(logging.NOTSET)


async def test_requests_are_logged_with_their_outcome_and_without_secrets(
    tmp_path: Path,
) -> None:
    path, wrong = tmp_path / "log", awkward_canary()
    demo = Demo(now=lambda: datetime(2026, 3, 12, tzinfo=UTC))
    start_log(Settings(base_url="https://acme.example", log_file=path))
    service = service_of(demo)
    key = await service.create_key("ci")
    await service.list_all_keys(created_by="ana@acme.example")
    await service.verify(key.client_id, SecretStr(wrong))
    await service.aclose()
    crash_message(ValueError(f"with {demo.client_secret}"))
    end_log(70)

    text = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    for part in (
        "starts on Python ",
        " POST /api/v2/token: 200 after ",
        " POST /api/v1/access-keys: 201 after ",
        " GET /api/v1/administration/access-keys: 200 after ",
        "hit a bug: ValueError",
        "ended with status 70",
    ):
        assert part in text, text
    requests = re.findall(r"Z ([0-9a-f]{16}) [A-Z]+ /api/\S+: \d{3} after \d+ ms\n", text)
    assert len(requests) == text.count(" /api/") == len(set(requests))
    for secret in (demo.client_secret, key.client_secret.get_secret_value(), wrong):
        assert not found_in(secret, text.encode())
    assert "ana@" not in text


def test_a_log_is_appended_line_by_line_without_escape_sequences(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log"
    path.write_text("before\n")
    path.chmod(0o600)
    start_log(Settings(log_file=path))
    for text in HOSTILE:
        logging.getLogger(LOGGER).info("%s", text)

    lines = path.read_text().split("\n")
    assert lines[0] == "before"
    assert len(lines) == 2 + len(HOSTILE) + 1
    assert all(line.isprintable() for line in lines)


class _FullDisk(io.StringIO):
    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_lines_lost_to_a_full_disk_are_reported_once_and_only_at_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log"

    def run(_: Settings) -> int:
        (handler,) = logging.getLogger(LOGGER).handlers
        assert isinstance(handler, logging.StreamHandler)
        file = handler.stream
        handler.setStream(_FullDisk())
        file.close()
        logging.getLogger(LOGGER).info("a line")
        logging.getLogger(LOGGER).info("another one")
        assert capsys.readouterr() == ("", "")
        return 0

    assert run_with_log(Settings(log_file=path), run) == 0

    said = f"runai-keys: {path} lacks lines that could not be written: no space left on device.\n"
    assert capsys.readouterr() == ("", said)
