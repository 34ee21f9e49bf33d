"""The search for secrets finds each one that is planted; otherwise it would prove nothing."""

from __future__ import annotations

import base64
import html
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.delivery.support import canary, command_lines, environments
from tests.leaks import awkward_canary, files_with, found_in, without_clipboard
from tests.pty.terminal import ROOT

_ENCODINGS: dict[str, Callable[[str], str | bytes]] = {
    "plain": str,
    "UTF-16": lambda text: text.encode("utf-16-le"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()),
    "hexadecimal": lambda text: text.encode().hex(),
    "percent-encoded": quote,
    "percent-encoded as a path's part": lambda text: quote(text, safe=""),
    "percent-encoded as a form": quote_plus,
    "JSON": json.dumps,
    "HTML": html.escape,
}


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.mark.parametrize("encode", _ENCODINGS.values(), ids=_ENCODINGS)
@pytest.mark.parametrize("before", ["", "1", "12", "123"])
def test_a_secret_is_found_in_every_encoding_wherever_it_begins(
    encode: Callable[[str], str | bytes], before: str
) -> None:
    secret = awkward_canary()

    assert found_in(secret, as_bytes(encode(f"{before}{secret}, and more")))
    assert not found_in(secret, as_bytes(encode(f"{before}{awkward_canary()}, and more")))


def test_only_what_is_sent_to_the_clipboard_is_left_out_of_the_output() -> None:
    secret = canary()
    encoded = base64.b64encode(secret.encode())

    assert not found_in(secret, without_clipboard(b"\x1b]52;c;" + encoded + b"\x07"))
    assert found_in(secret, without_clipboard(b"\x1b]0;" + encoded + b"\x07"))


def test_a_file_with_a_secret_is_found_however_deep_or_hidden(tmp_path: Path) -> None:
    secret = canary()
    hidden = tmp_path / ".cache" / "deep" / ".hidden"
    hidden.parent.mkdir(parents=True)
    hidden.write_bytes(b"\xff\0" + base64.b64encode(secret.encode()))

    assert files_with(secret, tmp_path) == [hidden]


def test_a_secret_is_found_among_the_arguments_and_the_environments_of_processes() -> None:
    secret, other = canary(), canary()
    command = ["sh", "-c", "echo there; read _", secret]
    with subprocess.Popen(
        command, env={"X": other}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        arguments, variables = "".join(command_lines()), "".join(environments())
        process.communicate()

    assert found_in(secret, arguments.encode())
    assert found_in(other, variables.encode())


def test_an_object_that_holds_a_secret_is_found_until_it_is_gone() -> None:
    # In a process of its own: this one has a hundred times as many objects.
    printed = subprocess.run(
        [sys.executable, "-m", "tests.planted"], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    before, afterwards = json.loads(printed.stdout)

    # Since Python 3.14 the dict in the tuple is tracked, and named in its place.
    tuples = ["tuple"] if sys.version_info < (3, 14) else []
    assert sorted({holder.partition(" of ")[0] for holder in before}) == [
        "BytesIO",
        "Plain",
        "SecretStr",
        "Slotted",
        "_lru_cache_wrapper remembered",
        "cell",
        "coroutine suspended",
        "dict",
        "list",
        *tuples,
    ]
    assert afterwards == []
