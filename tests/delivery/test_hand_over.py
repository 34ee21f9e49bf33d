"""A target gets the whole secret, and the outcome claims only what is known."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from tests.delivery.files import entries, mode
from tests.delivery.support import TIMEOUT, command_lines, until
from tui.delivery.hand_over import Arrival, NotReady, TargetOutcome, check_target, hand_over
from tui.delivery.private_file import SaveError
from tui.delivery.secret_formats import BARE, DOTENV, FORMATS, SecretFormat, SecretText
from tui.delivery.target import Target, shown_command

SECRET = "s3cr/+=&%<t-0123456789"
TEXTS = SecretText("ci-bot", "c-1", SECRET, "https://acme.example")

_KEEP = "import sys; open('{kept}', 'w').write(sys.stdin.read())"
_READ = "import sys; sys.stdin.read(); "


@dataclass(frozen=True)
class Case:
    """A Python program, and the expected outcome."""

    code: str
    text: str
    arrival: Arrival = Arrival.FAILED
    printed: tuple[str, ...] = ()
    form: SecretFormat = BARE
    time_limit: float | None = None


_ACCEPTED = "prod accepted the secret, which was not read back."
_PYTHON = Path(sys.executable).name
_FAILED = f"prod did not take the secret: {_PYTHON}"
_UNKNOWN = f"prod may have the secret or not: {_PYTHON}"

CASES = {
    "takes it": Case(_KEEP, _ACCEPTED, Arrival.ACCEPTED),
    "prints as it takes it": Case(
        _KEEP + "; print('made \x1b[1mit\x1b[0m', flush=True); print('a warning', file=sys.stderr)",
        _ACCEPTED,
        Arrival.ACCEPTED,
        ("made ␛[1mit␛[0m", "a warning"),
    ),
    "prints the secret": Case(
        "import sys, base64; text = sys.stdin.read(); print('got', text[2:], '!'); "
        "print(base64.b64encode(text.encode()).decode())",
        _ACCEPTED,
        Arrival.ACCEPTED,
        ("got ••• !", "•••"),
    ),
    "prints the secret within a text in other forms": Case(
        "import sys, base64; text = f'x{sys.stdin.read()}y'.encode(); "
        "print(text.hex()); print(base64.b64encode(text).decode())",
        _ACCEPTED,
        Arrival.ACCEPTED,
        ("78•••79", "eHMz•••ODl5"),
    ),
    "prints many lines": Case(
        _READ + "print(*'a' * 20, *'b' * 20, sep='\\n')",
        _ACCEPTED,
        Arrival.ACCEPTED,
        (*"a" * 12, "…", *"b" * 8),
    ),
    "fails": Case(
        _READ + "sys.exit('no \x1b[1mroom')",
        f"{_FAILED} failed with status 1 and said: no ␛[1mroom.",
    ),
    "says the reason and then how it is used": Case(
        _READ + "sys.exit('Error: You must run:\\n  pass init\\n\\nMore is in the manual.')",
        f"{_FAILED} failed with status 1 and said: Error: You must run: pass init.",
        printed=("Error: You must run:", "  pass init", "More is in the manual."),
    ),
    "says the reason before other advice": Case(
        _READ + "sys.exit('put: error: no room\\nput: report bugs to us\\n')",
        f"{_FAILED} failed with status 1 and said: put: error: no room.",
        printed=("put: error: no room", "put: report bugs to us"),
    ),
    "says only what it can't do": Case(
        _READ + "sys.exit('put: unrecognized option\\nUsage: put FILE')",
        f"{_FAILED} failed with status 1 and said: put: unrecognized option.",
        printed=("put: unrecognized option", "Usage: put FILE"),
    ),
    "says nothing of a failure": Case(
        _READ + "sys.exit('hello\\nworld')",
        f"{_FAILED} failed with status 1 and said: world.",
        printed=("hello", "world"),
    ),
    "complains on standard output": Case(
        _READ + "print('locked'); sys.exit(2)",
        f"{_FAILED} failed with status 2 and said: locked.",
    ),
    "complains about the secret": Case(
        "import sys; sys.exit('bad: ' + sys.stdin.read()[:12])",
        f"{_FAILED} failed with status 1 and said: bad: •••.",
    ),
    "complains in the encoding of Windows": Case(
        "import sys; text = 'no: ' + sys.stdin.read(); "
        "sys.stderr.buffer.write(text.encode('utf-16')); sys.exit(2)",
        f"{_FAILED} failed with status 2 and said: no: •••.",
    ),
    "prints without end": Case(
        _READ + "\nwhile True: print('x' * 9999)",
        f"{_UNKNOWN} printed more than 512 KiB. Look there.",
        Arrival.DOUBTFUL,
    ),
    "ignores its input": Case(
        "'ignores it'", f"{_FAILED} ended without reading all of its standard input."
    ),
    "closes its input early": Case(
        "import os; os.read(0, 3); os.close(0)",
        f"{_FAILED} ended without reading all of its standard input.",
    ),
    "leaves the last line break unread": Case(
        "import os; os.read(0, 106)", _ACCEPTED, Arrival.ACCEPTED, form=DOTENV
    ),
    "hangs": Case(
        "import time; time.sleep(600)",
        f"{_UNKNOWN} did not end within 0.3 s. Look there.",
        Arrival.DOUBTFUL,
        time_limit=0.3,
    ),
    "is killed": Case(
        _READ + "import os; os.kill(os.getpid(), 9)",
        f"{_UNKNOWN} was ended by signal 9. Look there.",
        Arrival.DOUBTFUL,
    ),
    "asks something in a terminal that it does not get": Case(
        _READ + "\ntry: open('/dev/tty')\nexcept OSError as error: sys.exit(error.strerror)",
        f"{_FAILED} failed with status 1 and said: No such device or address; if it asks for "
        "something, set needs_terminal = true.",
    ),
    "asks for a password": Case(
        _READ + "\ntry: input()\nexcept EOFError: sys.exit('nobody is there')",
        f"{_FAILED} failed with status 1 and said: nobody is there.",
    ),
}


def _python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize("name", CASES)
async def test_a_program_that(name: str, tmp_path: Path) -> None:
    case, kept = CASES[name], tmp_path / "kept"
    code = case.code.replace("{kept}", str(kept))
    target = Target("prod", case.form, command=_python(code), time_limit=case.time_limit)
    begin = monotonic()

    outcome = await hand_over(target, TEXTS)

    assert (outcome.text, outcome.arrival) == (case.text, case.arrival)
    assert outcome.printed == case.printed
    assert not kept.exists() or kept.read_text() == SECRET
    assert monotonic() - begin < TIMEOUT / 2
    await until(lambda: not any(code in line for line in command_lines()), "end of it")


async def test_a_daemon_with_open_pipes_does_not_delay_a_delivery(tmp_path: Path) -> None:
    code = f"cat > /dev/null; sleep 600 & echo $! > {tmp_path}/daemon; echo done"
    begin = monotonic()

    outcome = await hand_over(Target("prod", BARE, command=("sh", "-c", code)), TEXTS)

    assert (outcome.arrival, outcome.printed) == (Arrival.ACCEPTED, ("done",))
    assert monotonic() - begin < TIMEOUT / 2
    os.kill(int((tmp_path / "daemon").read_text()), signal.SIGKILL)


# Reading back

_STORED = ("sh", "-c", 'cat > "$0"')

READBACKS = {
    "prints the secret": ('cat "$0"', "prod has the secret: it was read back.", Arrival.VERIFIED),
    "prints it among other text in base64": (
        'echo "key: $(base64 -w 8 < "$0")"',
        "prod has the secret: it was read back.",
        Arrival.VERIFIED,
    ),
    "prints something else": (
        "echo other",
        "prod accepted the secret, but it was not found when it was read back: sh printed "
        "something else. Look there.",
        Arrival.DOUBTFUL,
    ),
    "prints nothing": (
        "true",
        "prod accepted the secret, but it was not found when it was read back: sh printed "
        "nothing. Look there.",
        Arrival.DOUBTFUL,
    ),
    "prints it in the encoding of Windows": (
        'iconv -t UTF-16LE < "$0"',
        "prod has the secret: it was read back.",
        Arrival.VERIFIED,
    ),
    "can't ask for a passphrase": (
        "echo 'gpg: decryption failed: No secret key' >&2; exit 2",
        "prod accepted the secret, but it was not found when it was read back: sh failed with "
        "status 2 and said: gpg: decryption failed: No secret key; if it asks for something, set "
        "needs_terminal = true. Look there.",
        Arrival.DOUBTFUL,
    ),
    "prints only a part of it": (
        'head -c 12 "$0"',
        "prod accepted the secret, but it was not found when it was read back: sh printed "
        "something else. Look there.",
        Arrival.DOUBTFUL,
    ),
    "complains about it": (
        'cat "$0" >&2; exit 3',
        "prod accepted the secret, but it was not found when it was read back: sh failed with "
        "status 3 and said: •••. Look there.",
        Arrival.DOUBTFUL,
    ),
    "does not end": (
        "exec sleep 600",
        "prod accepted the secret, which could not be read back: sh did not end within 0.5 s.",
        Arrival.ACCEPTED,
    ),
    "is killed": (
        "kill -9 $$",
        "prod accepted the secret, which could not be read back: sh was ended by signal 9.",
        Arrival.ACCEPTED,
    ),
}


@pytest.mark.parametrize("name", READBACKS)
async def test_a_readback_that(name: str, tmp_path: Path) -> None:
    script, text, arrival = READBACKS[name]
    file = str(tmp_path / "{name}")
    readback, limit = ("sh", "-c", script, file), 0.5 if name == "does not end" else None
    target = Target("prod", BARE, command=(*_STORED, file), readback=readback, time_limit=limit)

    outcome = await hand_over(target, TEXTS)

    assert (outcome.text, outcome.arrival) == (text, arrival)
    assert outcome.arrived is (arrival is not Arrival.DOUBTFUL)
    assert (tmp_path / "ci-bot").read_text() == SECRET


@pytest.mark.parametrize(("kept", "arrival"), [("", Arrival.VERIFIED), ("x", Arrival.DOUBTFUL)])
async def test_a_readback_verifies_a_secret_that_a_killed_program_has_stored(
    kept: str, arrival: Arrival, tmp_path: Path
) -> None:
    command = ("sh", "-c", f"cat > {tmp_path}/kept{kept}; kill -9 $$")
    target = Target("prod", BARE, command=command, readback=("cat", f"{tmp_path}/kept"))

    outcome = await hand_over(target, TEXTS)

    assert outcome.arrival is arrival
    assert ("was ended by signal 9" in outcome.text) is (arrival is Arrival.DOUBTFUL)


# Arguments and files


async def test_placeholders_are_filled_once_and_everything_else_is_unchanged() -> None:
    words = ("{name}", "x{client_id}", "{base_url}", "${HOME}", "{ print }", "{}", "{{.Name}}", "{")
    code = "import sys; sys.stdin.read(); print(*sys.argv[1:], sep='\\n')"
    target = Target("prod", BARE, command=(*_python(code), *words))

    outcome = await hand_over(target, TEXTS._replace(name="{client_id}"))

    assert outcome.printed == (
        *("{client_id}", "xc-1", "https://acme.example"),
        *("${HOME}", "{ print }", "{}", "{{.Name}}", "{"),
    )


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
async def test_a_file_target_is_private_and_in_the_format_of_the_target(
    form: SecretFormat, tmp_path: Path
) -> None:
    target = Target("prod", form, tmp_path / "{name}.conf")

    outcome = await hand_over(target, TEXTS._replace(name="CI/bot {name}"))

    file = tmp_path / "ci-bot-name.conf"
    assert outcome == TargetOutcome(target, Arrival.VERIFIED, f"The secret is in {file}.")
    assert (SECRET in file.read_text(), mode(file)) == (True, 0o600)
    again = await hand_over(target, TEXTS._replace(name="CI/bot {name}"))
    assert again.text == f"{file} exists already: choose another name."
    assert not again.arrived


async def test_a_text_that_can_not_be_encoded_is_a_failure() -> None:
    target = Target("prod", BARE, command=("cat",))

    outcome = await hand_over(target, TEXTS._replace(secret="a\ud800b"))

    assert outcome.text == "prod did not take the secret: its text is not valid Unicode."


async def test_an_unsafe_client_id_is_never_an_argument() -> None:
    target = Target("prod", BARE, command=("echo", "{client_id}"))

    outcome = await hand_over(target, TEXTS._replace(client_id=""))

    assert "did not take the secret: the client ID is missing, or has characters" in outcome.text


# Before the request

CHECKS = {
    "a missing program": (
        Target("prod", BARE, command=("no-such-program",)),
        "prod: there is no program no-such-program.",
    ),
    "a missing readback": (
        Target("prod", BARE, command=("cat",), readback=("/no/such",)),
        "prod: there is no program /no/such.",
    ),
    "a program that is none": (
        Target("prod", BARE, command=("/dev/null",)),
        "prod: /dev/null can't be run: it is no executable file.",
    ),
    "a name that could be a flag": (
        Target("prod", BARE, command=("cat", "{name}")),
        "prod: the name --all can't be used in a command: choose another target.",
    ),
    "no terminal": (
        Target("prod", BARE, command=("cat",), needs_terminal=True),
        "prod needs a terminal: start runai-keys in one.",
    ),
}


@pytest.mark.parametrize("name", CHECKS)
async def test_a_target_is_not_ready_with(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target, text = CHECKS[name]
    # The tests may run in a terminal.
    monkeypatch.setattr("tui.delivery.lent_terminal._TERMINAL", "/no/such/terminal")

    with pytest.raises(NotReady) as refused:
        await check_target(target, "--all")

    assert str(refused.value) == text


async def test_a_check_of_a_target_runs_no_command_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    touching = Target("prod", BARE, command=("touch", str(tmp_path / "run")))

    await check_target(touching, "ci-bot")
    await check_target(Target("prod", BARE, tmp_path / "new" / "{name}"), "ci-bot")
    with pytest.raises(SaveError, match="is a folder"):
        await check_target(Target("prod", BARE, tmp_path), "ci-bot")

    assert entries(tmp_path) == set()


# What a target gets of ours


async def test_the_command_of_a_target_inherits_none_of_our_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("RUNAI_TOKEN", "RUNAI_CLIENT_SECRET", "RUNAI_CLI_CONFIG_PATH"):
        monkeypatch.setenv(name, "x")

    clean = ("sh", "-c", "cat > /dev/null; ! env | grep RUNAI")
    readback = ("sh", "-c", f"! env | grep RUNAI && echo '{SECRET}'")
    outcome = await hand_over(Target("prod", BARE, command=clean, readback=readback), TEXTS)

    assert (outcome.printed, outcome.arrival) == ((), Arrival.VERIFIED)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("pass", "insert", "-m", "runai/{name}"), "pass insert -m runai/{name}"),
        (("put", "--token", "abc", "x y"), "put --token ... 'x y'"),
        (("put", "--token-file", "abc"), "put --token-file abc"),
        (("put", "--password=abc"), "put --password=..."),
        (("curl", "-H", "Authorization: Bearer abc"), "curl -H Authorization:..."),
        (("kubectl", "create", "secret", "generic", "x"), "kubectl create secret generic x"),
        (("curl", "-u", "ana:abc", "-T-"), "curl -u ana:... -T-"),
        (("curl", "-T-", "https://ana:abc@x/a@b"), "curl -T- https://ana:...@x/a@b"),
        (("put", "https://x:80/a"), "put https://x:80/a"),
        (("put", "\x1b[2J"), "put '␛[2J'"),
    ],
)
def test_a_command_is_shown_without_possible_secrets(words: tuple[str, ...], shown: str) -> None:
    assert shown_command(words) == shown
