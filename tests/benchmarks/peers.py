"""The program beside others in turn: an older build of it, and another application of Textual."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.installed import installed, installed_packages, is_known
from tests.benchmarks.plane import served
from tests.benchmarks.runs import Figures, Program, compute_process, measure, time_very_first_frame
from tests.benchmarks.targets import compare

BEFORE = "ef74461"
"""The build that a start is compared with."""
PEER = "posting==2.11.1"
_WITH = "tree-sitter==0.25.2"
"""The newest that the peer runs with: 0.26 crashes it."""

_CTRL_C = "\x03"

_FIGURES = (
    *("first frame, very first, ms", "first frame whole, very first, ms"),
    *("first frame, later start, ms", "rows, ms"),
    *("CPU until rows, ms", "CPU until settled, ms"),
    *("resident, MB", "bytes until settled", "key Down, ms", "key Down, bytes", "quit, ms"),
)
_IMPORTS = "import httpx, pydantic"


def compare_peers(
    commands: Path, floor: Path, home: Path, rounds: int, *, alone: bool = False
) -> None:
    """Print the ratios of all to the floor, on all cores and on one; alone, of this program."""
    before = installed(BEFORE) if not alone and is_known(BEFORE) else nullcontext()
    beside = nullcontext() if alone else installed_packages(PEER, _WITH)
    with before as older, beside as peer:
        programs = {
            "floor": Program([str(commands / "python"), str(floor)], b"Access keys", b"Quit"),
            "ours": Program([str(commands / "runai-keys")]),
            **({BEFORE: Program([str(older / "runai-keys")])} if older else {}),
            **({PEER: _posting(peer)} if peer else {}),
        }
        _compare("all cores", programs, home, rounds)
        with _one_core() as prefix:
            if prefix:
                pinned = {
                    name: replace(program, command=[*prefix, *program.command])
                    for name, program in programs.items()
                }
                _compare("one core, server on another", pinned, home, rounds)
        _compare_list(commands, older, home, rounds)


def _posting(commands: Path) -> Program:
    command, shown = [str(commands / "posting")], b"Posting"
    return Program(command, shown, b"", shown, has_table=False, quit_key=_CTRL_C)


def _compare(title: str, programs: Mapping[str, Program], home: Path, rounds: int) -> None:
    runs: dict[str, list[Figures]] = {name: [] for name in programs}
    with served() as environment:
        for number in range(rounds + 1):
            for name, program in programs.items():
                given = replace(program, environment=environment)
                figures = measure(given, home) | time_very_first_frame(given)
                # The first round warms up the caches.
                runs[name] += [figures] if number else []
    _print_heading(title, runs)
    for figure in _FIGURES:
        others = {name: [run.get(figure, 0.0) for run in each] for name, each in runs.items()}
        compare(figure, others.pop("floor"), others)


def _print_heading(title: str, programs: Mapping[str, object]) -> None:
    columns = "".join(f"{name:>18}" for name in programs if name != "floor")
    print(f"\n{f'{title}, load {os.getloadavg()[0]:.1f}':34}{'floor':>10}{columns}")


@contextmanager
def _one_core() -> Iterator[list[str]]:
    """Leave one core to the programs, and keep to another; give the command that does so."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        yield []
        return
    os.sched_setaffinity(0, {cores[1]})
    try:
        yield ["taskset", "-c", str(cores[0])]
    finally:
        os.sched_setaffinity(0, cores)


def _compare_list(commands: Path, older: Path | None, home: Path, rounds: int) -> None:
    """Compare the processor that `list` of 100 keys takes with that of two imports."""
    others = {"ours": commands, **({BEFORE: older} if older else {})}
    bare: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name in others}
    with served() as environment:
        for _ in range(rounds):
            bare.append(compute_process([str(commands / "python"), "-c", _IMPORTS], home))
            for name, folder in others.items():
                command = [str(folder / "runai-keys"), "list"]
                taken[name].append(compute_process(command, home, environment))
    _print_heading(f'python -c "{_IMPORTS}"', taken)
    compare("list of 100 keys, CPU ms", bare, taken)
