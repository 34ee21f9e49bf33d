"""Shells complete what the command line accepts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands.support import run
from tests.pty.terminal import TIMEOUT, Terminal, clean_environment
from tui.cli.commands import COMMANDS
from tui.cli.commands.completion import SHELLS, completion_script
from tui.listing.findings import FINDINGS

_CONFIG = """\
[profiles.prod]
base_url = "https://acme.run.ai"
[profiles."$(touch hacked)"]
base_url = "https://lab.example"
[targets.vault]
path = "vault.env"
"""

_IN_BASH = """\
source ./script
for line in "$@"; do
    eval "COMP_WORDS=($line)"
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _shtab_runai_keys
    printf '%s\\n' "${COMPREPLY[@]}" =
done
"""

_IN_FISH = """\
source ./script
for line in $argv
    complete -C (string replace "''" "" $line)
    echo =
end
"""
"""Print what is offered for each line that is given, and a = behind it."""

_FINDINGS = {finding.name for finding in FINDINGS}

_CASES = [
    ("runai-keys ''", set(COMMANDS)),
    ("runai-keys re", {"report", "regenerate"}),
    ("runai-keys list --sort c", {"client-id", "created"}),
    ("runai-keys check see", {"seen.env"}),
    ("runai-keys token --from see", {"seen.env"}),
    ("runai-keys list --f", {"--filter", "--format", "--freeze"}),
    ("runai-keys --readonly --profile prod list --f", {"--filter", "--format", "--freeze"}),
    ("runai-keys --clip", {"--clipboard"}),
    ("runai-keys list --format ''", {"table", "json", "csv"}),
    ("runai-keys report --fail-on ''", _FINDINGS),
    ("runai-keys config pro", {"profiles"}),
    ("runai-keys completion ''", {"bash", "zsh", "fish", "tcsh"}),
    ("runai-keys list --profile ''", {"prod"}),
    ("runai-keys create new-key --to ''", {"vault"}),
    ("runai-keys targets test ''", {"vault"}),
    ("runai-keys create new-key --secret-file see", {"seen.env"}),
]

_TYPED = {
    "rep\t": "report",
    "conf\t": "config",
    "config pro\t": "config profiles",
    "list --format j\t": "list --format json",
    "list --profile p\t": "list --profile prod",
    "create x --to v\t": "create x --to vault",
    "check see\t": "check seen.env",
    "create x --secret-file see\t": "create x --secret-file seen.env",
    "report --fail-on st\t": "report --fail-on stale",
}
"""Keys that are typed behind the command's name in any shell, and what it completes them to."""

_TYPED_IN_A_GOOD_ONE = {
    "list --format=js\t": "list --format=json",
    "list --profile=pr\t": "list --profile=prod",
    "--profile=prod --base-url https://acme.run.ai li\t": (
        "--profile=prod --base-url https://acme.run.ai list"
    ),
    "create x --secret-file my\t": "create x --secret-file my~file",
    "create x --secret-file=my\t": "create x --secret-file=my~file",
    "create x --secret-file my\\ f\t": "create x --secret-file my~file",
    "check seen.env see\t": "check seen.env seen.env",
    "token --from see\t": "token --from seen.env",
    "create --sec\t": "create --secret-file",
    "create ci-bot --sec\t": "create ci-bot --secret-file",
    "delete --y\t": "delete --yes",
    "delete 7 8 --own --y\t": "delete 7 8 --own --yes",
    "trust acme.run.ai --ca\t": "trust acme.run.ai --ca-file",
    "report --fail-on stale --fail-on nev\t": "report --fail-on stale --fail-on never-used",
}
"""Words that tcsh can't complete; ~ is a space that does not separate words."""

_INTERACTIVE = {
    "bash": (["bash", "--norc"], "source <(runai-keys completion bash)"),
    "fish": (["fish", "--no-config"], "runai-keys completion fish | source"),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -U compinit; compinit -D -u; source <(runai-keys completion zsh)",
    ),
    "tcsh": (["tcsh", "-f"], "runai-keys completion tcsh > script.csh; source ./script.csh"),
}
"""The command that starts each shell, and the line that loads the completion in it."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a home with a config file, a file to complete, and the command on the path."""
    folder = tmp_path / ".config" / "runai-keys"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(_CONFIG)
    (tmp_path / "seen.env").touch()
    (tmp_path / "my file").touch()
    (tmp_path / "config").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "runai-keys").symlink_to(Path(sys.executable).with_name("runai-keys"))
    return tmp_path


def in_shell(shell: str, script: str, home: Path, *arguments: str) -> list[str]:
    """Run a script in a shell, and return what it printed, line by line."""
    name = ("bash",) if shell == "bash" else ()
    ended = subprocess.run(
        [shell, "-c", script, *name, *arguments],
        env=clean_environment(home) | {"PATH": f"{home / 'bin'}:{os.environ['PATH']}"},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert ended.stderr == ""
    return ended.stdout.splitlines()


@pytest.mark.exhaustive
@pytest.mark.parametrize(("shell", "script"), [("bash", _IN_BASH), ("fish", _IN_FISH)])
def test_a_shell_offers_what_fits(
    shell: str, script: str, home: Path, subtests: pytest.Subtests
) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    (home / "script").write_text(completion_script(shell))

    printed = "\n".join(in_shell(shell, script, home, *(typed for typed, _ in _CASES)))

    answers = printed.split("=")[:-1]
    assert len(answers) == len(_CASES)
    for (typed, offered), answer in zip(_CASES, answers, strict=True):
        with subtests.test(typed):
            assert {line.partition("\t")[0] for line in answer.split("\n")} - {""} == offered
    assert not (home / "hacked").exists()


@pytest.mark.exhaustive
@pytest.mark.parametrize("shell", _INTERACTIVE)
def test_a_shell_completes_what_is_typed(shell: str, home: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    command, setup = _INTERACTIVE[shell]
    typed_here = _TYPED | ({} if shell == "tcsh" else _TYPED_IN_A_GOOD_ONE)
    path = f"PATH={home / 'bin'}:{os.environ['PATH']}"

    with Terminal(["/usr/bin/env", path, *command], home, size=(200, 60)) as it:
        it.send(f"cd {home}; {setup}; echo re''ady\r")
        it.wait_for("ready\n")
        for typed, completed in typed_here.items():
            it.send(f"runai-keys {typed}\x01printf '<%s>' \r")
            words = ["runai-keys", *completed.split()]
            it.wait_for("".join(f"<{word.replace('~', ' ')}>" for word in words))

    assert not (home / "hacked").exists()


@pytest.mark.exhaustive
@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh here")
@pytest.mark.parametrize("load", ["source ./script", 'eval "$(<./script)"'])
def test_zsh_registers_the_script_however_it_is_loaded(load: str, home: Path) -> None:
    (home / "script").write_text(completion_script("zsh"))
    script = (
        f"autoload -U compinit; compinit -D; zsh -n ./script; {load}; print -l $_comps[runai-keys]"
    )

    assert in_shell("zsh", script, home) == ["_shtab_runai_keys"]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_every_flag_is_in_each_script(shell: str) -> None:
    script = completion_script(shell)
    prefix = "" if shell == "tcsh" else "-l " if shell == "fish" else "--"

    for command in COMMANDS:
        assert command in script
    for flag in ("filter", "fail-on", "secret-file", "yes", "own", "missing-ok", "profile"):
        assert f"{prefix}{flag}" in script


def test_the_names_of_the_profiles_are_printed_but_none_that_a_shell_obeys(home: Path) -> None:
    ended = run("config", "profiles", home=home)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "prod\n", "")
