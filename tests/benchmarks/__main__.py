"""Prints what the program costs, as a ratio to a bare Textual app wherever there is one."""

from __future__ import annotations

import platform
import subprocess
import sys
from argparse import ArgumentParser
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.lists import SIZES, list_costs
from tests.benchmarks.starts import Program, measure
from tests.pty.terminal import ROOT

_FLOOR = Program([sys.executable, "-m", "tests.benchmarks.floor"], b"Access keys", b"key-00000")
_TARGETS = {
    "first frame, ms": "0.85",
    "rows, ms": "1.5",
    "bytes until settled": "0.55",
    "key Down, ms": "0.7",
    "key Down, bytes": "0.40",
    "quit, ms": "0.25",
    "resident, MB": "+20 MB",
}


def main() -> None:
    """Measure, and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="starts of each program (9)")
    rounds = parser.parse_args().rounds
    packages = ("runai-access-keys", "textual", "rich", "httpx", "pydantic")
    print(f"Python {platform.python_version()},", ", ".join(f"{p} {version(p)}" for p in packages))
    with TemporaryDirectory() as folder:
        _print_starts(rounds, Path(folder))
    _print_lists()


def _print_starts(rounds: int, home: Path) -> None:
    """Start both programs in turn, so that what else the machine does falls on both."""
    command = str(Path(sys.executable).with_name("runai-keys"))
    ours = Program([command, "--demo"], b"runai-keys", b"laptop-terminal")
    # Without its bytecode a start takes several times as long.
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", "tui", "tests/benchmarks"], cwd=ROOT, check=True
    )
    measure(_FLOOR, home), measure(ours, home)
    pairs = [(measure(_FLOOR, home), measure(ours, home)) for _ in range(rounds)]
    print(f"\n{'--demo, medians':28}{'floor':>10}{'ours':>10}{'ratio':>8}  target")
    for figure in pairs[0][0]:
        floor = median(pair[0][figure] for pair in pairs)
        own = median(pair[1][figure] for pair in pairs)
        ratios = [pair[1][figure] / pair[0][figure] for pair in pairs if pair[0][figure]]
        ratio = f"{median(ratios):.2f}" if ratios else "-"
        print(f"{figure:28}{floor:10.1f}{own:10.1f}{ratio:>8}  {_TARGETS.get(figure, '')}")


def _print_lists() -> None:
    costs = [list_costs(size) for size in SIZES]
    print(f"\n{'keys (ms, quickest of 5)':28}" + "".join(f"{size:>10,}" for size in SIZES))
    for figure in costs[0]:
        print(f"{figure:28}" + "".join(f"{cost[figure]:10.2f}" for cost in costs))


main()
