"""README's consumers of a secret get it by the commands that README gives."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.commands.api_server import ApiServer, served
from tests.cli.commands.support import PROGRAM, named, run_afresh, shell
from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import ROOT, TIMEOUT
from tui.config.parse import read_config
from tui.delivery.stored_pair import read_pair

_README = (ROOT / "README.md").read_text(encoding="utf-8")

_SECTION = _README.partition("<!-- consumers -->\n")[2].partition("<!-- /consumers -->")[0]

_ROWS = [
    [cell.replace("\\|", "|") for cell in re.split(r" (?<!\\)\| ", line.strip("| "))]
    for line in _SECTION.partition("\n\n")[0].splitlines()[2:]
]
"""For whom, by which command, and what it was tried with."""

_TARGETS: str = re.findall(r"```toml\n(.*?)```\n", _SECTION, re.DOTALL)[0]

_TO = re.compile(r"`runai-keys create ci-bot --to (\w+)`")

_PROGRAMS = {
    "cluster": "kubectl",
    "camel": "kubectl",
    "pass": "pass",
    "age": "age",
    "podman": "podman",
    "systemd": "systemd-creds",
    "keyring": "keyctl",
}
"""The program of each target that is run here."""

_WRAPPERS = {
    # The server has no schema to validate with.
    "kubectl": ("apply", "--validate=false"),
    # No key of this machine is made for a test.
    "systemd-creds": ("encrypt", "--with-key=tpm2-absent"),
}
"""Commands of programs that take an argument more here."""

_WRAPPER = """\
#!/bin/sh
[ "$1" != {command} ] || set -- "$@" {argument}
exec {program} "$@"
"""

_KEY = f"ci-bot-{os.getpid()}"
"""The name of the key: the user's keyring may be in use by several runs of the tests."""

_PROBES = {
    "keyring": ("keyctl", "show", "@u"),
    "podman": ("podman", "secret", "ls"),
    "systemd": ("systemd-creds", "encrypt", "--name=x", "/dev/null", "-"),
}
"""Commands that fail where a program is installed but can't be used, as in some containers."""

_IN_A_KEYRING = 'keyctl link @u @s && exec "$0" "$@"'
"""Runs a program where keys of the user can be read, as after a login."""


def test_every_row_is_run_here_or_names_its_documentation() -> None:
    run_here = [row for row in _ROWS if not row[2].startswith("documentation of ")]

    assert {name for row in run_here for name in _TO.findall(row[1])} == set(_PROGRAMS)
    others = [row[0] for row in run_here if not _TO.findall(row[1])]
    assert [row.partition(",")[0] for row in others] == ["Node.js", "curl"]
    assert len(_ROWS) > len(run_here)


def test_every_target_is_in_the_table_and_valid(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(_TARGETS)

    config = read_config(path)

    assert list(config.targets) == [name for row in _ROWS for name in _TO.findall(row[1])]


class Consumers:
    """The consumers' programs, each with a store of its own below a folder.

    Args:
        home: The folder.
        api_server: Where `kubectl` applies.
    """

    def __init__(self, home: Path, api_server: ApiServer) -> None:
        self.home = home
        self.api_server = api_server
        self.names = [name for name, program in _PROGRAMS.items() if shutil.which(program)]
        self.environment = {
            "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
            "GNUPGHOME": str(home / "gnupg"),
            "PASSWORD_STORE_DIR": str(home / "store"),
            "CONTAINERS_STORAGE_CONF": str(home / "storage.conf"),
            "KUBECONFIG": str(home / "kubeconfig"),
        }
        self._recipient = ""
        self._prepare()

    def run(self, *command: str) -> str:
        """Run a program on these stores, and return its output."""
        environment = {"HOME": str(self.home), "LANG": "C.UTF-8"} | self.environment
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=True
        )
        return str(ended.stdout)

    def config(self) -> str:
        """Return README's targets with the names of here."""
        return (
            _TARGETS.replace("age1...", self._recipient or "age1...")
            .replace("/home/ana/", f"{self.home}/")
            .replace("/etc/credstore.encrypted/", f"{self.home}/")
        )

    def stored(self, name: str) -> str:
        """Return the secret as a target's consumer gets it."""
        readers: dict[str, Callable[[], str]] = {
            "cluster": lambda: self.api_server.values("ml-jobs")["RUNAI_CLIENT_SECRET"],
            "camel": lambda: self.api_server.values("default")["clientSecret"],
            "pass": lambda: self.run("pass", "show", f"runai/{_KEY}"),
            "age": self._decrypted,
            "podman": self._of_podman,
            "systemd": lambda: self.run(
                *("systemd-creds", "decrypt", f"--name=runai-{_KEY}"),
                *(str(self.home / f"runai-{_KEY}"), "-"),
            ),
            "keyring": lambda: self.run(
                *self.in_a_keyring("keyctl", "pipe", f"%user:runai:{_KEY}")
            ),
        }
        return readers[name]()

    def in_a_keyring(self, *command: str) -> tuple[str, ...]:
        """Return the command that runs another one in a keyring, if that is to be had."""
        prefix = ("keyctl", "session", "-", "sh", "-c", _IN_A_KEYRING)
        return (*prefix, *command) if "keyring" in self.names else command

    def close(self) -> None:
        """End what keeps running, and forget what was stored beyond the folder."""
        stored = ("keyctl", "search", "@u", "user", f"runai:{_KEY}")
        if "keyring" in self.names and self._succeeds(*stored):
            self.run(*self.in_a_keyring("keyctl", "unlink", f"%user:runai:{_KEY}", "@u"))
        if "pass" in self.names:
            self.run("gpgconf", "--kill", "all")

    def _prepare(self) -> None:
        (self.home / "bin").mkdir()
        for name, (command, argument) in _WRAPPERS.items():
            wrapper, program = self.home / "bin" / name, shutil.which(name)
            wrapper.write_text(_WRAPPER.format(command=command, argument=argument, program=program))
            wrapper.chmod(0o755)
        cluster = {"name": "c", "cluster": {"server": self.api_server.url}}
        context = {"name": "c", "context": {"cluster": "c"}}
        config = {"clusters": [cluster], "contexts": [context], "current-context": "c"}
        (self.home / "kubeconfig").write_text(json.dumps(config))
        (self.home / "storage.conf").write_text(
            f'[storage]\ndriver = "vfs"\ngraphroot = "{self.home}/podman"\n'
            f'runroot = "{self.home}/podman-run"\n'
        )
        for name, probe in _PROBES.items():
            if name in self.names and not self._succeeds(*probe):
                self.names.remove(name)
        if "age" in self.names:
            self.run("age-keygen", "-o", str(self.home / "identity"))
            self._recipient = self.run("age-keygen", "-y", str(self.home / "identity")).strip()
        if "pass" in self.names:
            (self.home / "gnupg").mkdir(0o700)
            generate = ("--passphrase", "", "--quick-generate-key", "ci@example")
            self.run("gpg", "--batch", "--quiet", *generate, "default", "default", "never")
            self.run("pass", "init", "ci@example")

    def _succeeds(self, *command: str) -> bool:
        try:
            self.run(*self.in_a_keyring(*command))
        except subprocess.CalledProcessError:
            return False
        return True

    def _decrypted(self) -> str:
        key, file = str(self.home / "identity"), str(self.home / f"{_KEY}.env.age")
        return read_pair(
            self.run("age", "--decrypt", "--identity", key, file)
        ).secret.get_secret_value()

    def _of_podman(self) -> str:
        (file,) = (self.home / "podman").rglob("secretsdata.json")
        (data,) = json.loads(file.read_text()).values()
        return base64.b64decode(str(data)).decode()


@pytest.fixture
def consumers() -> Iterator[Consumers]:
    # The path of a socket of gpg-agent may not be long.
    with tempfile.TemporaryDirectory(prefix="keys-") as home, served() as api_server:
        made = Consumers(Path(home), api_server)
        try:
            yield made
        finally:
            made.close()


@pytest.mark.exhaustive
def test_every_consumer_that_is_here_has_the_secret(
    server: ServedDemo, consumers: Consumers, subtests: pytest.Subtests
) -> None:
    folder = consumers.home / ".config" / "runai-keys"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(consumers.config())
    to = [word for name in consumers.names for word in ("--to", name)]

    ended = run_afresh(
        *("create", _KEY, *to),
        home=consumers.home,
        command=consumers.in_a_keyring(*PROGRAM),
        **consumers.environment,
        **server.settings,
    )

    assert ended.returncode == 0, ended.stderr
    secret = named(server.demo, _KEY).client_secret
    for name, program in _PROGRAMS.items():
        with subtests.test(name):
            if name not in consumers.names:
                pytest.skip(f"there is no {program} here that works")
            assert consumers.stored(name) == secret


@pytest.mark.exhaustive
def test_a_saved_pair_signs_in_by_the_commands_of_the_table(
    server: ServedDemo, tmp_path: Path
) -> None:
    commands = {row[0].partition(",")[0]: re.findall(r"`([^`]+)`", row[1])[0] for row in _ROWS}
    (tmp_path / "job.mjs").write_text("console.log(process.env.RUNAI_CLIENT_SECRET)")
    lines = ["set -e", "runai-keys create ci-bot --secret-file ci-bot.env"]
    lines.append("unset RUNAI_CLIENT_ID RUNAI_CLIENT_SECRET")
    lines.append("cat ci-bot.env | runai-keys check -")
    for name, program in (("Node.js", "node"), ("curl", "curl")):
        lines += [commands[name]] if shutil.which(program) else []

    ended = shell("\n".join(lines), home=tmp_path, **server.settings)

    assert ended.returncode == 0, ended.stderr
    secret = named(server.demo, "ci-bot").client_secret
    assert "\n-: works: ci-bot of ana@acme.example, " in ended.stdout
    assert (f"\n{secret}\n" in ended.stdout) is bool(shutil.which("node"))
    assert ('"name":"ci-bot"' in ended.stdout.replace(" ", "")) is bool(shutil.which("curl"))


@pytest.mark.exhaustive
def test_by_the_example_a_new_key_is_in_a_manifest_and_in_pass_and_is_checked(
    server: ServedDemo, consumers: Consumers
) -> None:
    if "pass" not in consumers.names:
        pytest.skip("there is no pass here")
    example = _README.partition("<!-- delivery -->\n")[2].partition("<!-- /delivery -->")[0]
    (targets,) = re.findall(r"```toml\n(.*?)```\n", example, re.DOTALL)
    (script,) = re.findall(r"```sh\n(.*?)```\n", example, re.DOTALL)
    folder = consumers.home / ".config" / "runai-keys"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(targets)
    environment = consumers.environment | server.settings

    ended = shell(f"set -e\n{script}", home=consumers.home, **environment)

    assert ended.returncode == 0, ended.stderr
    secret = named(server.demo, "ci-bot").client_secret
    manifest = (consumers.home / "ci-bot.yaml").read_text(encoding="utf-8")
    assert read_pair(manifest).secret.get_secret_value() == secret
    assert "namespace: ml-jobs" in manifest.replace('"', "")
    assert consumers.run("pass", "show", "runai/ci-bot") == secret
    assert "works: ci-bot of ana@acme.example" in ended.stdout
