"""What the shells complete is what the command line takes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands.support import run
from tests.pty.terminal import TIMEOUT, clean_environment
from tui.cli.commands.completion import completion
from tui.cli.parser import parser
from tui.listing.findings import FINDINGS

_CONFIG = """\
[profiles.prod]
base_url = "https://acme.run.ai"
[profiles."$(touch hacked)"]
base_url = "https://lab.example"
"""

_BASH = """\
eval "$(runai-keys completion bash)"
COMP_WORDS=(%s)
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_runai_keys
printf '%%s\\n' "${COMPREPLY[@]}"
"""

_CASES = [
    ("runai-keys ''", {"list", "report", "create", "--profile", "--readonly"}),
    ("runai-keys re", {"report", "regenerate"}),
    ("runai-keys list --f", {"--filter", "--format", "--freeze"}),
    ("runai-keys list --format ''", {"table", "json", "csv"}),
    ("runai-keys report --fail-on ''", {finding.name for finding in FINDINGS}),
    ("runai-keys config pro", {"profiles"}),
    ("runai-keys list --profile ''", {"prod"}),
    ("runai-keys create new-key --secret-file see", {"seen.env"}),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a home with a config file, a file to complete, and the command on the path."""
    folder = tmp_path / ".config" / "runai-keys"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(_CONFIG)
    (tmp_path / "seen.env").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "runai-keys").symlink_to(Path(sys.executable).with_name("runai-keys"))
    return tmp_path


def in_shell(shell: str, script: str, home: Path) -> list[str]:
    """Run a script in a shell, and give what it printed, line by line."""
    ended = subprocess.run(
        [shell, "-c", script],
        env=clean_environment(home) | {"PATH": f"{home / 'bin'}:{os.environ['PATH']}"},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert ended.stderr == ""
    return ended.stdout.splitlines()


@pytest.mark.parametrize(("typed", "offered"), _CASES)
def test_bash_offers_what_fits(typed: str, offered: set[str], home: Path) -> None:
    found = set(in_shell("bash", _BASH % typed, home))

    assert offered <= found
    if typed.rsplit(maxsplit=1)[-1] != "''" or "--" in typed:
        assert found == offered
    assert not (home / "hacked").exists()


@pytest.mark.skipif(not shutil.which("fish"), reason="there is no fish here")
@pytest.mark.parametrize(("typed", "offered"), _CASES)
def test_fish_offers_what_fits(typed: str, offered: set[str], home: Path) -> None:
    wanted = typed.replace("''", "")
    if wanted.endswith(" ") and "--" not in wanted:
        offered = {word for word in offered if not word.startswith("-")}
    script = f"runai-keys completion fish | source; complete -C '{wanted}'"

    found = {line.partition("\t")[0] for line in in_shell("fish", script, home)}

    assert offered <= found
    assert not (home / "hacked").exists()


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh here")
def test_zsh_takes_its_script(home: Path) -> None:
    script = (
        "autoload -U compinit; compinit -D; runai-keys completion zsh > script; zsh -n script; "
        "source script; print -l $_comps[runai-keys]"
    )

    assert in_shell("zsh", script, home) == ["_runai_keys"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_and_every_flag_is_in_each_script(shell: str) -> None:
    script = completion(shell, parser())
    prefix = "-l " if shell == "fish" else "--"

    for command in ("list", "report", "create", "regenerate", "delete", "trust", "completion"):
        assert command in script
    for flag in ("filter", "fail-on", "secret-file", "yes", "own", "missing-ok", "profile"):
        assert f"{prefix}{flag}" in script


def test_the_names_of_the_profiles_are_printed_but_none_that_a_shell_obeys(home: Path) -> None:
    ended = run("config", "profiles", home=home)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "prod\n", "")
