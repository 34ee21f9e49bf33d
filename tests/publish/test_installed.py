"""The published package builds, installs with every common installer, and runs."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.clone import base_python, clone, tracked, way_to_index
from tests.pty.terminal import ROOT, Terminal, clean_environment
from tui import __version__

_BOUND = 300.0
"""Seconds for one command, on a busy machine."""

pytestmark = [pytest.mark.network, pytest.mark.publish, pytest.mark.timeout(3 * _BOUND)]

_SUPPORTED = ("3.11", "3.12", "3.13", "3.14", "3.15")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with pip, pipx and uv."""
    folder = tmp_path_factory.mktemp("tools")
    _run(sys.executable, "-m", "venv", folder, home=folder)
    _run(folder / "bin/pip", "install", "-q", "pipx", "uv", home=folder)
    return folder / "bin"


@pytest.fixture(scope="module")
def built(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("built")
    clone(folder / "clone")
    _run(tools / "uv", "build", "-q", "-o", folder / "dist", folder / "clone", home=folder)
    return folder / "dist"


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """Return the wheel."""
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def sdist(built: Path) -> Path:
    """Return the sdist."""
    (found,) = built.glob("*.tar.gz")
    return found


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    about = f"runai_access_keys-{__version__}.dist-info/"
    assert sorted(name for name in names if not name.startswith(about)) == sorted(tracked("tui"))
    assert {"tui/app/app.tcss", "tui/py.typed"} <= set(names)


def test_the_sdist_holds_all_that_the_repository_does(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert names == {*tracked(), "PKG-INFO"}


def test_version_licence_and_pythons_are_told_once_and_alike(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        about = archive.read(f"runai_access_keys-{__version__}.dist-info/METADATA").decode()

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in declared
    assert f"\nVersion: {__version__}\n" in about
    assert "\nLicense-Expression: MIT\n" in about
    assert f"\nRequires-Python: >={_SUPPORTED[0]}\n" in about
    assert tuple(re.findall(r"Python :: (3\.\d+)\n", about)) == _SUPPORTED


def _by_pip(tools: Path, python: str, what: Path, home: Path) -> Path:
    _run(python, "-m", "venv", home / "venv", home=home)
    _run(home / "venv/bin/pip", "install", "-q", what, home=home)
    _run(home / "venv/bin/pip", "check", home=home)
    return home / "venv/bin/runai-keys"


def _by_pipx(tools: Path, python: str, what: Path, home: Path) -> Path:
    _run(tools / "pipx", "install", "--python", python, what, home=home)
    return home / ".local/bin/runai-keys"


def _by_uv(tools: Path, python: str, what: Path, home: Path) -> Path:
    _run(tools / "uv", "tool", "install", "-q", "--python", python, what, home=home)
    return home / ".local/bin/runai-keys"


Installer = Callable[[Path, str, Path, Path], Path]

_PAIRS = [
    *((_by_uv, python) for python in _SUPPORTED),
    *((_by_pip, python) for python in _SUPPORTED[2::2]),
    *((_by_pipx, python) for python in _SUPPORTED[1::2]),
]
"""Every Python, and every installer on more than one: pip also installs the sdist, on this one."""


@pytest.mark.parametrize(("install", "python"), _PAIRS)
def test_the_wheel_installs_and_shows_its_demo(
    tools: Path, wheel: Path, tmp_path: Path, install: Installer, python: str
) -> None:
    program = install(tools, _interpreter(python), wheel, tmp_path)

    _works(program, python, tmp_path)


def test_the_sdist_installs_and_shows_its_demo(tools: Path, sdist: Path, tmp_path: Path) -> None:
    program = _by_pip(tools, sys.executable, sdist, tmp_path)

    _works(program, "{}.{}".format(*sys.version_info), tmp_path)


@pytest.mark.parametrize("installer", ["pipx", "uv"])
def test_the_readme_s_ways_install_a_clone(tools: Path, tmp_path: Path, installer: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(rf"`({installer} [a-z ]*install \.)`", readme)
    clone(tmp_path / "clone")

    _run("sh", "-ec", f"cd clone && {tools}/{command} --python {sys.executable}", home=tmp_path)

    _works(tmp_path / ".local/bin/runai-keys", "{}.{}".format(*sys.version_info), tmp_path)


def test_the_demo_command_shows_the_demo_on_a_bare_machine(tmp_path: Path) -> None:
    folder, home, path = _bare_machine(tmp_path)
    environment = way_to_index() | path

    shell = ["/bin/sh", "-ec", _command("demo")]
    with Terminal(shell, home, environment=environment, folder=folder) as terminal:
        terminal.wait_for("12/20", _BOUND)
        terminal.send("q")
        status = terminal.wait_exit()

        assert status == 0
        assert terminal.modes() == set()


def test_the_command_for_the_newest_of_everything_tests_with_the_newest_that_is_allowed(
    tmp_path: Path,
) -> None:
    folder, home, path = _bare_machine(tmp_path)
    # Nothing that the lock holds back can be read from it.
    (folder / "requirements.lock").unlink()
    few = {"PYTEST_ADDOPTS": "tests/test_text.py tests/listing/test_usage.py"}

    printed = _run("/bin/sh", "-ec", _command("newest"), home=home, folder=folder, **path, **few)

    assert re.search(r"^\d+ passed", printed, re.MULTILINE)
    pip = (folder / ".venv-newest/bin/python", "-m", "pip")
    outdated = json.loads(_run(*pip, "list", "-o", "--format", "json", home=home))
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    uncapped = {
        re.split(r"[\[>=]", text)[0]
        for text in (*declared["dependencies"], *declared["optional-dependencies"]["test"])
        if "<" not in text
    }
    assert {package["name"] for package in outdated} & uncapped == set()


def _command(name: str) -> str:
    """Return a command of the README, or of the one for contributors."""
    pattern = rf"<!-- command: {name} -->\n```sh\n(.*?)\n```\n"
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "tui/README.md")]
    found: list[str] = re.findall(pattern, "".join(texts))
    (command,) = found
    return command


def _bare_machine(folder: Path) -> tuple[Path, Path, dict[str, str]]:
    """Return a clone, an empty home, and the path to programs."""
    cloned, home, tools = (folder / name for name in ("clone", "home", "tools"))
    home.mkdir()
    clone(cloned)
    # "Python 3.11 or newer", whatever else this machine calls python3.
    tools.mkdir()
    (tools / "python3").symlink_to(base_python())
    return cloned, home, {"PATH": f"{tools}:{os.environ['PATH']}"}


def _works(program: Path, python: str, home: Path) -> None:
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()

    assert _run(program, "--version", home=home).strip().endswith(__version__)
    assert re.search(rf"^python +{python}\.", _run(program, "info", home=home), re.MULTILINE)
    assert "laptop-terminal" in _run(program, "--demo", "list", home=home)
    with Terminal([str(program), "--demo"], home, folder=elsewhere) as terminal:
        terminal.wait_for("12/20", 60)
        terminal.send("q")
        assert terminal.wait_exit(60) == 0


def _interpreter(version: str) -> str:
    folders = [*os.environ["PATH"].split(":"), *map(str, _version_manager(version))]
    for folder in folders:
        python = Path(folder) / f"python{version}"
        # A version manager leaves commands that don't work.
        if python.is_file() and not _status(python, "-c", "import venv, ensurepip"):
            return str(python)
    pytest.skip(f"there is no Python {version} here")


def _version_manager(version: str) -> list[Path]:
    return sorted((Path.home() / ".pyenv/versions").glob(f"{version}.*/bin"))


def _status(*command: str | Path) -> int:
    return subprocess.run(command, capture_output=True, check=False, timeout=_BOUND).returncode


@cache
def _shared() -> dict[str, str]:
    """Share downloaded packages among the installers of all homes, and compile what is imported."""
    folder = Path(tempfile.mkdtemp(prefix="rk-installers-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folders = ("PIP_CACHE_DIR", "UV_CACHE_DIR", "PIPX_SHARED_LIBS")
    # False is how pip is told by a variable that a flag which begins with "no" is wanted.
    return {"PIP_NO_COMPILE": "0"} | {name: str(folder / name) for name in folders}


def _run(*command: str | Path, home: Path, folder: Path | None = None, **environment: str) -> str:
    ended = subprocess.run(
        command,
        env=clean_environment(home) | way_to_index() | _shared() | environment,
        cwd=folder or home,
        capture_output=True,
        text=True,
        timeout=_BOUND,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
