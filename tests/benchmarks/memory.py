"""Memory in use after a long day."""

from __future__ import annotations

import re
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.benchmarks.targets import Target, heading, report
from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import Terminal

REFRESHES, DIALOGS, SWITCHES = 1000, 200, 50
MOST = Target(3)
"""Megabytes that all of it together may add to what is there after a minute of use."""

_FIRST_MINUTE = 60.0
_QUIET = 0.05
"""Seconds without a byte after which a key has had its effect."""
_ESC_IS_OVER = 0.15
_ARMED = 0.6
"""Seconds after which a dialog takes an answer."""
_OPEN_DIALOGS = ("n", "D", "?", "F", "e", ":", "\r")
_ESC, _UP, _DOWN = "\x1b", "\x1b[A", "\x1b[B"


class _Day:
    """Uses the program as nobody does in a day."""

    def __init__(self, run: Terminal) -> None:
        self._run = run
        self._dialogs = cycle(_OPEN_DIALOGS)
        self._ways = cycle((_DOWN, _UP))

    def refresh(self, times: int) -> None:
        for _ in range(times):
            self._press("r")

    def open_dialogs(self, times: int) -> None:
        for key in islice(self._dialogs, times):
            self._press(key)
            self._press(_ESC)
            # One that comes sooner makes another key of it, as alt does.
            self._run.read_for(_ESC_IS_OVER)

    def switch(self, times: int) -> None:
        for way in islice(self._ways, times):
            self._press("@")
            self._press(way)
            self._run.read_for(_ARMED)
            self._press("\r")

    def _press(self, keys: str) -> None:
        self._run.send(keys)
        while self._run.read_for(_QUIET):
            pass

    @property
    def resident(self) -> float:
        """Megabytes that the program has in memory."""
        status = Path(f"/proc/{self._run.process_id}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0


def growth(command: str, home: Path) -> dict[str, float]:
    """Return the megabytes added since the first minute."""
    with ServedDemo() as demo:
        environment = {"XDG_CONFIG_HOME": str(_configured(home, demo)), "COLORTERM": "truecolor"}
        with Terminal([command], home, size=(120, 40), environment=environment, folder=home) as run:
            run.wait_for("laptop-terminal")
            day, begin = _Day(run), monotonic()
            while monotonic() < begin + _FIRST_MINUTE:
                day.refresh(10)
                day.open_dialogs(len(_OPEN_DIALOGS))
                day.switch(2)
            start = day.resident
            grown = {"after the first minute": start}
            for what, act, times in (
                ("refreshes", day.refresh, REFRESHES),
                ("dialogs", day.open_dialogs, DIALOGS),
                ("profile switches", day.switch, SWITCHES),
            ):
                act(times)
                grown[f"grown by {times:,} {what}"] = day.resident - start
    return grown


def _configured(home: Path, demo: ServedDemo) -> Path:
    """Write a config file with two profiles for the same control plane."""
    file = home / "config" / "runai-keys" / "config.toml"
    file.parent.mkdir(parents=True)
    port = demo.host.partition(":")[2]
    profiles = (
        f'[profiles.{name}]\nbase_url = "http://{host}:{port}"\n'
        f'client_id = "{demo.settings["RUNAI_CLIENT_ID"]}"\nclient_secret = "{demo.secret}"\n'
        for name, host in (("one", "127.0.0.1"), ("two", "localhost"))
    )
    file.write_text('default_profile = "one"\n' + "".join(profiles))
    file.chmod(0o600)
    return file.parent.parent


def report_growth(command: str) -> None:
    """Measure, and print."""
    heading("memory, MB")
    with TemporaryDirectory() as home:
        for figure, megabytes in growth(command, Path(home)).items():
            report(figure, (), (megabytes,), MOST if figure.startswith("grown") else None)
