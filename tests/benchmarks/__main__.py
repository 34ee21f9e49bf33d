"""Prints what the program costs, beside what it may, and a bare Textual app where there is one."""

from __future__ import annotations

import os
import platform
import subprocess
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.caches import slower_after
from tests.benchmarks.installed import installed
from tests.benchmarks.lists import SIZES, list_costs
from tests.benchmarks.memory import report_growth
from tests.benchmarks.peers import compare_peers
from tests.benchmarks.plane import served
from tests.benchmarks.runs import (
    BETWEEN_KEYS,
    Figures,
    Program,
    measure,
    time_process,
    time_very_first_frame,
)
from tests.benchmarks.targets import Target, heading, report
from tests.pty.terminal import ROOT

_FLOOR = ROOT / "tests/benchmarks/floor.py"
_PACKAGES = ["runai-access-keys", "textual", "rich", "httpx", "pydantic"]
_IDLE = 10.0

_RATIOS = {
    "first frame, very first, ms": Target(0.95, "x"),
    "first frame, later start, ms": Target(0.35, "x"),
    "rows, ms": Target(1.05, "x"),
    "CPU until rows, ms": Target(1.15, "x"),
    "bytes until settled": Target(0.23, "x"),
    "key Down, ms": Target(0.6, "x"),
    "key Down, bytes": Target(0.22, "x"),
    "PageDown, ms": Target(0.7, "x"),
    "PageDown, bytes": Target(0.40, "x"),
    "quit, ms": Target(0.25, "x"),
    "resident, MB": Target(10, "+"),
}
_DEMO_ROWS = Target(1.5, "x")
_FILTER = Target(2.0, "x")
_IDLE_TARGETS = {"idle, bytes": Target(0), "idle, % CPU": Target(0.5)}
_PRINTING = Target(4, "x")
_PER_LIST = Target(60)
_LINEAR = Target(1.5, "x")


def main() -> None:
    """Measure, and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="starts of each program (9)")
    parser.add_argument("--runs", type=int, default=1, help="times that all that is done (1)")
    parser.add_argument("--alone", action="store_true", help="with nothing but a bare application")
    asked = parser.parse_args()
    with installed() as commands, TemporaryDirectory() as home:
        _print_versions(commands)
        for _ in range(asked.runs):
            compare_peers(commands, _FLOOR, Path(home), asked.rounds, alone=asked.alone)
            _print_runs(commands, Path(home), asked.rounds)
            _print_processes(commands, Path(home), asked.rounds)
        report_growth(str(commands / "runai-keys"))
    _print_lists()


def _print_versions(commands: Path) -> None:
    script = f"from importlib.metadata import version as v;print(*map(v,{_PACKAGES}))"
    asked = subprocess.run([commands / "python", "-c", script], capture_output=True, check=True)
    versions = zip(_PACKAGES, asked.stdout.decode().split(), strict=True)
    print(f"Python {platform.python_version()},", ", ".join(map(" ".join, versions)))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; a wheel of this tree, 120x40")
    print(f"memory after {BETWEEN_KEYS} s of rest: {slower_after(BETWEEN_KEYS):.1f} times slower")


def _print_runs(commands: Path, home: Path, rounds: int) -> None:
    """Start all programs in turn, so that what else the machine does falls on each."""
    python, own = str(commands / "python"), str(commands / "runai-keys")
    with served() as environment:
        programs = {
            "floor": Program([python, str(_FLOOR)], b"Access keys", b"Quit"),
            "field": Program([python, str(_FLOOR), "input"], b"keys", b"", has_table=False),
            "keys": Program([own], environment=environment, filter_key="/"),
            "demo": Program([own, "--demo"], row=b"laptop-terminal"),
        }
        for program in programs.values():
            measure(program, home)
        runs: dict[str, list[Figures]] = {name: [] for name in programs}
        for _ in range(rounds):
            for name, program in programs.items():
                runs[name].append(time_very_first_frame(program) | measure(program, home))
        idle = measure(programs["keys"], home, idle=_IDLE)
    _print_run(runs, idle)


def _print_run(runs: dict[str, list[Figures]], idle: Figures) -> None:
    heading(f"100 rows by HTTP, {len(runs['keys'])} rounds")
    floor, keys, demo, field = (runs[name] for name in ("floor", "keys", "demo", "field"))
    for figure in floor[0]:
        report(figure, _all(floor, figure), _all(keys, figure), _RATIOS.get(figure))
    report("rows with --demo, ms", _all(floor, "rows, ms"), _all(demo, "rows, ms"), _DEMO_ROWS)
    typed = ("filter echo, ms", "filter keystroke, ms", "filter keystroke, bytes")
    for figure, target in zip(typed, (_FILTER, _FILTER, None), strict=True):
        report(f"{figure} (to a field)", _all(field, figure), _all(keys, figure), target)
    for figure, target in _IDLE_TARGETS.items():
        report(f"{figure} in {_IDLE:g} s", (), (idle[figure],), target)


def _all(runs: list[Figures], figure: str) -> list[float]:
    return [run[figure] for run in runs]


def _print_processes(commands: Path, home: Path, rounds: int) -> None:
    heading("what only prints, ms (python -c pass)")
    for flag in ("--version", "--help"):
        pairs = [
            (
                time_process([str(commands / "python"), "-c", "pass"], home),
                time_process([str(commands / "runai-keys"), flag], home),
            )
            for _ in range(rounds)
        ]
        floor, ours = zip(*pairs, strict=True)
        report(flag, floor, ours, _PRINTING)


def _print_lists() -> None:
    costs = {size: list_costs(size) for size in SIZES}
    print(f"\n{'keys, in this tree: ms, least of 5':36}", *(f"{size:>9,}" for size in SIZES))
    for figure in costs[SIZES[0]]:
        print(f"{figure:36}", *(f"{cost[figure]:9.2f}" for cost in costs.values()))
    heading("10,000 keys, ms")
    for figure in costs[10_000]:
        report(figure, (), (costs[10_000][figure],), _PER_LIST)
        tenfold = (costs[10_000][figure] * 10,)
        report("  100,000, to ten times that", tenfold, (costs[100_000][figure],), _LINEAR)


main()
