"""Common readers of `NAME.env` and `NAME.json` files read what was written."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pty.terminal import clean_environment
from tui.delivery.secret_formats import JSON, SecretText, dotenv

_PLAIN = ("NyuzpoUSB9hY0pURqdSuXvEnXkxhmlrT", "5e7b3b7b-4b7b-4b7b", "dGVzdA==", "1234567890123456")
_LITERAL = ("a~b^c*d?e{f}g!h", "{a,b}*", "!x", "[a]", "pass\N{GREEK SMALL LETTER OMEGA}é\U0001f511")
_ADDRESSES = ("https://acme.run.ai", "https://[::1]:8443")
_QUOTED = (
    "a;b&c|d<e>f#g",
    "(a)",
    'say "x"',
    "`id`",
    "two words",
    "tab\there",
    "$HOME",
    "${HOME}",
    "a\\nb",
    "a\\\\b",
    "ends in \\",
    "=starts",
    "~",
    "~root",
    "a:~root",
    "a:=b",
    "#x",
    " x ",
    "-n",
)
_WITH_QUOTE = ("it's", "'", "''", "'x'", "it's two")
_AWKWARD = ("""it's "$HOME" `id` \\ ! # = & ;""", "a'\\nb\\", "two'\nlines", "")

_ALL = (*_PLAIN, *_LITERAL, *_ADDRESSES, *_QUOTED, *_WITH_QUOTE, *_AWKWARD)


def _posix(shell: str) -> Callable[[Path, int], list[str]]:
    def argv(file: Path, count: int) -> list[str]:
        values = " ".join(f'"$V{number}"' for number in range(count))
        return [shell, "-c", f". {file} && printf '%s\\0' {values}"]

    return argv


def _node(file: Path, count: int) -> list[str]:
    script = f"for (let i = 0; i < {count}; i++) process.stdout.write(process.env['V' + i] + '\\0')"
    return ["node", f"--env-file={file}", "-e", script]


def _fish(file: Path, count: int) -> list[str]:
    values = " ".join(f'"$V{number}"' for number in range(count))
    return ["fish", "--no-config", "-c", f"export (cat {file}); printf '%s\\0' {values}"]


def _env(file: Path, count: int) -> list[str]:
    inner = _posix("sh")(Path("/dev/null"), count)[-1].replace("'", "'\\''")
    return ["sh", "-f", "-c", f"env $(cat {file}) sh -c '{inner}'"]


_READERS: dict[str, tuple[Callable[[Path, int], list[str]], tuple[str, ...]]] = {
    "bash": (_posix("bash"), _ALL),
    "dash": (_posix("dash"), _ALL),
    "zsh": (_posix("zsh"), _ALL),
    "ksh": (_posix("ksh"), _ALL),
    "busybox": (lambda file, count: ["busybox", *_posix("sh")(file, count)], _ALL),
    "node": (_node, (*_PLAIN, *_LITERAL, *_ADDRESSES, *_QUOTED, *_WITH_QUOTE)),
    "fish": (_fish, (*_PLAIN, *_LITERAL, *_ADDRESSES)),
    "env": (_env, (*_PLAIN, *_LITERAL, *_ADDRESSES)),
}
"""Command of each reader, which prints every variable and a NUL, and the values it supports."""

needs = {name: pytest.mark.skipif(not shutil.which(name), reason=f"no {name}") for name in _READERS}


@pytest.mark.parametrize("name", [pytest.param(name, marks=needs[name]) for name in _READERS])
def test_each_dotenv_reader_reads_the_written_values(tmp_path: Path, name: str) -> None:
    command, values = _READERS[name]
    file = _written(tmp_path, values)

    read = _output(command(file, len(values)), tmp_path).decode().split("\0")[:-1]

    assert read == list(values)


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl")
def test_kubectl_creates_a_secret_from_a_dotenv_file(tmp_path: Path) -> None:
    values = (*_PLAIN, *_LITERAL, *_ADDRESSES)
    file = _written(tmp_path, values)

    create = ["kubectl", "create", "secret", "generic", "x", "--dry-run=client", "-o", "json"]
    made = json.loads(_output([*create, f"--from-env-file={file}"], tmp_path))["data"]

    read = [base64.b64decode(made[f"V{number}"]).decode() for number in range(len(values))]
    assert read == list(values)


@pytest.mark.skipif(not shutil.which("node"), reason="no node")
def test_node_reads_the_written_json(tmp_path: Path) -> None:
    secrets = [*_ALL, "\x1b[31m\x7f\x9b", "\u2028\u202e", "\U000e0041", '"\\']
    texts = [JSON.write(SecretText("ci", "c-1", secret, "")) for secret in secrets]
    (tmp_path / "all.json").write_text(f"[{','.join(texts)}]", encoding="utf-8")

    join = "require('./all.json').map(x => x.clientSecret ?? '').join('\\0')"
    read = _output(["node", "-e", f"process.stdout.write({join})"], tmp_path).decode().split("\0")

    assert read == secrets


def test_json_escapes_only_characters_that_can_not_be_printed() -> None:
    text = JSON.write(SecretText("ci", "c-1", "é\U0001f511\x9b\u202e\ud800\U000e0041", ""))

    assert '"é\U0001f511\\u009b\\u202e\\ud800\\udb40\\udc41"' in text
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("aZ0_@%+=:,./~^*?{}![]-é", "aZ0_@%+=:,./~^*?{}![]-é"),
        ("=a", "'=a'"),
        ("a:~b", "'a:~b'"),
        ("a\N{NO-BREAK SPACE}b", "'a\N{NO-BREAK SPACE}b'"),
        ("a$b", "'a$b'"),
        ("it's", '"it\'s"'),
        ("'\\\"$`", '"\'\\\\\\"\\$\\`"'),
    ],
)
def test_a_value_has_the_quotes_that_most_readers_accept(value: str, written: str) -> None:
    assert dotenv({"V": value}) == f"V={written}\n"


def _written(folder: Path, values: tuple[str, ...]) -> Path:
    file = folder / "file.env"
    file.write_text(
        dotenv({f"V{number}": value for number, value in enumerate(values)}), encoding="utf-8"
    )
    return file


def _output(argv: list[str], folder: Path) -> bytes:
    environment = clean_environment(folder)
    finished = subprocess.run(
        argv, cwd=folder, env=environment, stdout=subprocess.PIPE, check=True, timeout=20
    )
    return finished.stdout
