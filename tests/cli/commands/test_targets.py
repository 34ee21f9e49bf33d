"""`--to` and `targets`: a new secret is where it is used, or somebody is told."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.app.faulty import Faulty
from tests.cli.commands.support import carry_out, context_on, left, named
from tests.delivery.files import mode
from tests.delivery.support import command_lines, named_pipe, until, word_from
from tui.cli import main as cli
from tui.cli.commands.create import create
from tui.config.settings import SettingsError
from tui.delivery.secret_formats import BARE, DOTENV, K8S
from tui.delivery.stored_pair import read_pair
from tui.delivery.target import Target
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.server import Demo

Output = pytest.CaptureFixture[str]

FAILS = Target("fails", BARE, command=("sh", "-c", "cat > /dev/null; echo no room >&2; exit 4"))
_NO_ROOM = "fails did not take the secret: sh failed with status 4 and said: no room."


@pytest.fixture
def store(tmp_path: Path) -> Target:
    """Return a target whose program keeps what it gets in a folder."""
    folder = tmp_path / "store"
    folder.mkdir()
    keep = ("sh", "-c", f'cat > "{folder}/$0"; echo stored', "{name}")
    return Target("store", DOTENV, command=keep)


def _kept(demo: Demo, store: Target, tmp_path: Path, name: str) -> bool:
    pair = read_pair((tmp_path / "store" / name).read_text())
    made = named(demo, name)
    return (pair.client_id, pair.secret.get_secret_value()) == (made.client_id, made.client_secret)


# Deliveries


def test_a_new_secret_goes_to_a_target_and_the_client_id_to_standard_output(
    demo: Demo, store: Target, tmp_path: Path, capsys: Output, notes: Path
) -> None:
    pending = UndeliveredNotes(notes)
    arguments = ("create", "new-key", "--to", "store")

    assert carry_out(context_on(demo, *arguments, pending=pending, targets=[store])) == 0

    made, said = named(demo, "new-key"), capsys.readouterr()
    assert said.out == f"{made.client_id}\n"
    assert said.err == (
        "store: stored\nrunai-keys: store accepted the secret, which was not read back.\n"
        f"runai-keys: new-key was created. Its client ID is {made.client_id}.\n"
    )
    assert _kept(demo, store, tmp_path, "new-key")
    assert left(pending, notes) == []


def test_a_regenerated_secret_goes_to_several_targets_each_once(
    demo: Demo, store: Target, tmp_path: Path, capsys: Output
) -> None:
    manifest = Target("manifest", K8S, tmp_path / "{name}.yaml")
    arguments = ("regenerate", "ci-runner", "--to", "manifest", "--to", "store", "--to", "store")

    assert carry_out(context_on(demo, *arguments, targets=[store, manifest])) == 0

    assert _kept(demo, store, tmp_path, "ci-runner")
    pair = read_pair((tmp_path / "ci-runner.yaml").read_text())
    assert pair.secret.get_secret_value() == named(demo, "ci-runner").client_secret
    assert capsys.readouterr().err.count("store: stored") == 1


@pytest.mark.parametrize("order", [("fails", "store"), ("store", "fails")])
def test_a_target_that_fails_is_told_while_the_others_get_the_secret(
    order: tuple[str, str],
    demo: Demo,
    store: Target,
    tmp_path: Path,
    capsys: Output,
    notes: Path,
) -> None:
    pending = UndeliveredNotes(notes)
    arguments = ("create", "new-key", "--to", order[0], "--to", order[1])

    assert carry_out(context_on(demo, *arguments, pending=pending, targets=[FAILS, store])) == 1

    said = capsys.readouterr()
    assert _NO_ROOM in said.err
    assert "nobody" not in said.err
    assert said.out == f"{named(demo, 'new-key').client_id}\n"
    assert _kept(demo, store, tmp_path, "new-key")
    assert left(pending, notes) == []


def test_without_a_file_a_secret_that_no_target_took_is_named_at_the_next_start(
    demo: Demo, capsys: Output, notes: Path
) -> None:
    pending = UndeliveredNotes(notes)
    arguments = ("create", "new-key", "--to", "fails")
    context = context_on(demo, *arguments, pending=pending, targets=[FAILS])

    assert carry_out(context) == 1

    said, made = capsys.readouterr(), named(demo, "new-key")
    assert said.out == ""
    assert said.err == (
        f"runai-keys: {_NO_ROOM}\nrunai-keys: new-key was created, but nobody has its secret. "
        f"To replace it: runai-keys regenerate {made.client_id} --secret-file PATH\n"
    )
    assert left(pending, notes) == ["new-key"]


def test_a_secret_that_was_accepted_and_not_found_again_is_in_doubt(
    demo: Demo, store: Target, capsys: Output, notes: Path
) -> None:
    pending = UndeliveredNotes(notes)
    doubted = Target("doubted", BARE, command=store.command, readback=("echo", "other"))
    arguments = ("create", "new-key", "--to", "doubted")

    assert carry_out(context_on(demo, *arguments, pending=pending, targets=[doubted])) == 1

    assert "its secret may have reached nobody. To replace it:" in capsys.readouterr().err
    assert left(pending, notes) == ["new-key"]


def test_a_secret_that_a_target_did_not_take_goes_to_the_file(
    demo: Demo, tmp_path: Path, capsys: Output, notes: Path
) -> None:
    pending, file = UndeliveredNotes(notes), tmp_path / "fallback.conf"
    arguments = ("create", "new-key", "--to", "fails", "--secret-file", str(file))
    context = context_on(demo, *arguments, "--format", "json", pending=pending, targets=[FAILS])

    assert carry_out(context) == 1

    said, made = capsys.readouterr(), named(demo, "new-key")
    pair = read_pair(file.read_text())
    assert (pair.client_id, pair.secret.get_secret_value()) == (made.client_id, made.client_secret)
    assert mode(file) == 0o600
    assert _NO_ROOM in said.err
    assert f"new-key was created. Its secret is in {file}" in said.err
    assert said.out == f"{made.client_id}\n"
    assert left(pending, notes) == []


def test_the_file_is_not_written_if_all_targets_took_the_secret(
    demo: Demo, store: Target, file: Path
) -> None:
    arguments = ("create", "new-key", "--to", "store", "--secret-file", str(file))

    assert carry_out(context_on(demo, *arguments, targets=[store])) == 0

    assert not file.exists()


async def test_a_signal_ends_the_program_of_a_target_and_the_secret_goes_to_the_file(
    demo: Demo, file: Path, tmp_path: Path, capsys: Output
) -> None:
    pipe = named_pipe(tmp_path / "pipe")
    code = f"cat > /dev/null; echo here > {pipe}; sleep 600"
    hangs = Target("hangs", BARE, command=("sh", "-c", code))
    arguments = ("create", "new-key", "--to", "hangs", "--to", "fails", "--secret-file", str(file))

    creating = asyncio.ensure_future(create(context_on(demo, *arguments, targets=[hangs, FAILS])))
    await word_from(pipe)
    creating.cancel()

    assert await creating == 1
    assert file.read_text() == named(demo, "new-key").client_secret  # noqa: ASYNC240
    assert capsys.readouterr().err.count(": the delivery was interrupted.") == 2
    await until(lambda: not any(str(pipe) in line for line in command_lines()), "end of it")


# Before anything is sent

_MISSING = Target("missing", BARE, command=("no-such-program",))

REFUSALS = {
    "a target of the demo": (
        ("--demo", "create", "new-key", "--to", "missing"),
        "the demo has no targets, as its secrets work nowhere else: leave out --to.",
    ),
    "no place": (
        ("create", "new-key"),
        "say where the secret goes: --to TARGET, or --secret-file PATH.",
    ),
    "an unknown target": (
        ("create", "new-key", "--to", "nowhere"),
        'there is no target "nowhere"; there are: missing.',
    ),
    "an unknown target and none that is known": (
        ("create", "new-key", "--to", "nowhere"),
        'there is no target "nowhere"; the config file has none.',
    ),
    "a missing program": (
        ("create", "new-key", "--to", "missing"),
        "missing: there is no program no-such-program.",
    ),
    "an unknown suffix": (
        ("create", "new-key", "--secret-file", "new-key.xml"),
        "--secret-file: .xml is no known extension: name the file NAME.env, .json, .yaml, "
        ".mcp.json, or .secret. Or choose one with --format.",
    ),
    "a format for a target": (
        ("create", "new-key", "--to", "missing", "--format", "json"),
        "a target has its own format: --format and --k8s-... are for files.",
    ),
    "a namespace for another format": (
        ("create", "new-key", "--secret-file", "a.env", "--k8s-namespace", "b"),
        "--k8s-namespace and --k8s-keys are for --format k8s alone.",
    ),
    "a namespace that is none": (
        ("create", "new-key", "--secret-file", "a.yaml", "--k8s-namespace", "B b"),
        "--k8s-namespace: that is no valid namespace: use one such as ml-jobs.",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_nothing_is_sent_with(name: str, demo: Demo, plane: Faulty) -> None:
    arguments, text = REFUSALS[name]

    targets = [] if name.endswith("none that is known") else [_MISSING]
    context = context_on(demo, *arguments, transport=plane, targets=targets)

    with pytest.raises(SettingsError) as refused:
        carry_out(context)

    assert str(refused.value) == text
    assert not plane.sent


def test_a_missing_program_is_told_before_a_secret_is_replaced(demo: Demo, plane: Faulty) -> None:
    arguments = ("regenerate", "ci-runner", "--to", "missing")

    with pytest.raises(SettingsError, match="there is no program"):
        carry_out(context_on(demo, *arguments, transport=plane, targets=[_MISSING]))

    assert plane.sent == {"GET": 1}


def test_a_file_of_a_target_is_replaced_only_if_that_is_said(
    demo: Demo, tmp_path: Path, capsys: Output, plane: Faulty
) -> None:
    files = Target("files", DOTENV, tmp_path / "{name}.env")
    (tmp_path / "ci-runner.env").write_text("old")
    arguments = ("regenerate", "ci-runner", "--to", "files")

    assert carry_out(context_on(demo, *arguments, targets=[files], transport=plane)) == 1
    assert "Or replace it with --replace." in capsys.readouterr().err
    assert plane.sent == {"GET": 1}
    assert carry_out(context_on(demo, *arguments, "--replace", targets=[files])) == 0

    assert named(demo, "ci-runner").client_secret in (tmp_path / "ci-runner.env").read_text()


# Formats


@pytest.mark.parametrize(
    ("arguments", "holds"),
    [
        (("--secret-file", "a.yaml"), '  RUNAI_CLIENT_SECRET: "{}"\n'),
        (("--secret-file", "a.yml", "--k8s-keys", "camel"), '  clientSecret: "{}"\n'),
        (("--secret-file", "a.txt", "--format", "k8s", "--k8s-namespace", "ml"), 'namespace: "ml"'),
        (("--secret-file", "a.mcp.json"), '"mcpServers"'),
        (("--secret-file", "a.anything", "--format", "bare"), "{}"),
    ],
)
def test_the_suffix_or_the_flag_says_the_format(
    arguments: tuple[str, ...],
    holds: str,
    demo: Demo,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert carry_out(context_on(demo, "create", "new-key", *arguments)) == 0

    text = (tmp_path / arguments[1]).read_text()
    assert holds.format(named(demo, "new-key").client_secret) in text


def test_standard_output_takes_a_format_too(
    demo: Demo, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    arguments = ("create", "new-key", "--secret-file", "-", "--format", "k8s")

    assert carry_out(context_on(demo, *arguments)) == 0

    pair = read_pair(capfdbinary.readouterr().out.decode())
    assert pair.secret.get_secret_value() == named(demo, "new-key").client_secret


# `targets`


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "runai-keys" / "config.toml"
    path.parent.mkdir()
    path.write_text(f"""\
[targets.store]
format = "dotenv"
command = ["sh", "-c", "cat > {tmp_path}/$0", "{{name}}"]
readback = ["cat", "{tmp_path}/{{name}}"]
[targets.fixed]
format = "bare"
command = ["sh", "-c", "cat > {tmp_path}/fixed", "--token", "t0p"]
[targets.files]
path = "{tmp_path}/{{name}}.env"
[targets.missing]
format = "k8s"
command = ["no-such-program"]
""")
    return path


def test_targets_are_listed_with_what_would_be_run_and_without_secrets(
    config: Path, tmp_path: Path, capsys: Output
) -> None:
    assert cli.main(("targets",)) == 0

    lines = [re.split(" {2,}", line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["NAME", "FORMAT", "WHERE", "READ BACK"],
        [
            *("store", "dotenv", f"... | sh -c 'cat > {tmp_path}/$0' {{name}}"),
            f"cat {tmp_path}/{{name}}",
        ],
        ["fixed", "bare", f"... | sh -c 'cat > {tmp_path}/fixed' --token ..."],
        ["files", "dotenv", f"... > {tmp_path}/{{name}}.env"],
        ["missing", "k8s", "... | no-such-program"],
    ]


def test_without_targets_the_place_for_them_is_named(config: Path, capsys: Output) -> None:
    config.write_text("")

    assert cli.main(("targets",)) == 0

    assert capsys.readouterr().out == f"There are no targets: add [targets.NAME] to {config}.\n"


def test_a_test_delivers_a_dummy_that_is_marked_as_such(
    config: Path, tmp_path: Path, capsys: Output
) -> None:
    assert cli.main(("targets", "test", "store")) == 0

    pair = read_pair((tmp_path / "runai-keys-test").read_text())
    assert pair.client_id == "runai-keys-test"
    assert pair.base_url == "https://runai-keys-test.invalid"
    assert pair.secret.get_secret_value().startswith("DUMMY-NO-SECRET-")
    assert capsys.readouterr().err == (
        "runai-keys: store has the secret: it was read back.\n"
        "runai-keys: store now holds a dummy secret named runai-keys-test: delete it there.\n"
    )


TESTS = {
    "what is no target": (("nowhere",), 2, 'there is no target "nowhere"; there are: store, '),
    "no target": ((), 2, "say which target to test: runai-keys targets test TARGET."),
    "a program that is missing": (("missing",), 2, "there is no program no-such-program."),
    "a program that may replace something": (("fixed",), 2, "add --yes to allow that."),
    "the same and a yes": (("fixed", "--yes"), 0, "fixed accepted the secret"),
    "a file that is there": (("files",), 1, "runai-keys-test.env exists already: add --yes"),
    "the same file and a yes": (("files", "--yes"), 0, "The secret is in "),
}


@pytest.mark.parametrize("name", TESTS)
def test_a_test_of(name: str, config: Path, tmp_path: Path, capsys: Output) -> None:
    arguments, status, text = TESTS[name]
    (tmp_path / "runai-keys-test.env").touch()

    assert cli.main(("targets", "test", *arguments)) == status

    assert text in capsys.readouterr().err
