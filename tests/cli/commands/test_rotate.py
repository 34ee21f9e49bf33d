"""`rotate`: begins rotations, tells how they are, and ends them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.cli.commands.support import carry_out
from tests.workflows.rotations import Clock, Machine, Plane, empty_demo, names, record, signed_in
from tui.cli.commands.context import Context
from tui.cli.parser import parser
from tui.config.settings import SecretFile, Settings, SettingsError
from tui.delivery.secret_formats import BARE
from tui.delivery.target import Target
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.server import DEMO_BASE_URL, Demo
from tui.session.session import Session
from tui.workflows.rotation_journal import RotationJournal

_KEYS = "/access-keys"

Output = pytest.CaptureFixture[str]
Run = Callable[..., int]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def demo(clock: Clock) -> Demo:
    return empty_demo(clock, "ci-bot", "other")


@pytest.fixture
def plane(demo: Demo) -> Plane:
    return Plane(demo)


@pytest.fixture
def machine(demo: Demo, plane: Plane, clock: Clock, tmp_path: Path) -> Machine:
    return Machine(demo, tmp_path / "state", clock, plane)


@pytest.fixture
def run(machine: Machine) -> Run:
    """Run commands one after the other, each with a session of its own."""

    def run(*arguments: str, settings: Settings | None = None) -> int:
        flags = parser(arguments).parse_args(arguments)
        session = Session(settings or Settings(), opener=machine._service, now=machine.clock)
        journal = RotationJournal(machine.folder / "rotations")
        return carry_out(Context(flags, session, UndeliveredNotes(machine.folder), journal))

    return run


def _file(machine: Machine, name: str = "pair.secret") -> str:
    return str(machine.folder.parent / name)


def _used_long_ago(demo: Demo, clock: Clock, name: str) -> None:
    """Replace a key by one that nothing uses."""
    demo.store.remove_key(record(demo, name).id)
    used = clock.now - timedelta(days=60)
    demo.store.add_key(name, created_at=clock.now - timedelta(days=100), last_login=used)


# Beginning


def test_a_key_gets_a_successor_whose_client_id_is_printed(
    run: Run, demo: Demo, machine: Machine, capsys: Output
) -> None:
    old = record(demo, "ci-bot")

    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0

    new, said = record(demo, "ci-bot-2"), capsys.readouterr()
    assert said.out == f"{new.client_id}\n"
    assert said.err.endswith(
        "runai-keys: ci-bot-2 works. ci-bot stays valid: once nothing has signed in with it for "
        "24 h, runai-keys rotate --finish --yes deletes it.\n"
    )
    assert Path(_file(machine)).read_text() == new.client_secret
    assert record(demo, "ci-bot") == old
    assert new.client_secret not in said.out + said.err


def test_a_key_in_use_takes_a_yes_and_one_that_is_idle_does_not(
    run: Run, demo: Demo, clock: Clock, machine: Machine
) -> None:
    _used_long_ago(demo, clock, "other")

    with pytest.raises(SettingsError, match=r"ci-bot is in use .last used: 2 h ago., so nothing"):
        run("rotate", "ci-bot", "--secret-file", _file(machine))
    assert run("rotate", "other", "--secret-file", _file(machine)) == 0

    assert names(demo) == ["ci-bot", "other", "other-2"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rotate",), "say which key"),
        (("rotate", "--status", "--finish"), "two commands"),
        (("rotate", "ci-bot", "--due", "90d"), "leave out the ID"),
        (("rotate", "ci-bot", "--quiet-for", "2h"), "--quiet-for is for --status and --finish"),
        (("rotate", "ci-bot", "--yes"), "say where the secret goes"),
        (("rotate", "ci-bot", "--to", "nowhere", "--yes"), 'there is no target "nowhere"'),
        (("rotate", "--status", "--format", "k8s"), "--format k8s is for a file"),
        (("rotate", "ci-bot", "--update-profile"), "add --own"),
        (("rotate", "ci-bot", "--secret-file", "-", "--format", "csv"), "--format csv is for"),
        (("rotate", "nobody", "--status"), "no key of this ID or name is being rotated"),
        (("rotate", "--status", "--to", "x"), "--to is for a new secret: --status delivers none"),
        (("rotate", "--finish", "--secret-file", "x"), "--secret-file is for a new secret"),
        (("rotate", "--finish", "--again"), "--again is for one key: leave out --finish"),
        (("rotate", "ci-bot", "--anew", "--adopt"), "--anew and --adopt contradict each other"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_changed(
    arguments: tuple[str, ...], says: str, run: Run, demo: Demo
) -> None:
    with pytest.raises(SettingsError, match=says):
        run(*arguments)

    assert names(demo) == ["ci-bot", "other"]


def test_a_quiet_time_that_proves_nothing_is_refused(run: Run, capsys: Output) -> None:
    with pytest.raises(SystemExit):
        run("rotate", "--finish", "--quiet-for", "0h")

    assert "less than 1h proves nothing" in capsys.readouterr().err


def test_a_target_gets_the_new_pair_under_the_old_name(
    run: Run, demo: Demo, machine: Machine
) -> None:
    """Whatever reads it there finds the successor's."""
    place = machine.folder.parent / "{name}.secret"
    program = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    copied = machine.folder.parent / "copied-{name}"
    command = (sys.executable, "-c", program, str(copied))
    settings = Settings(
        targets={
            "file": Target("file", BARE, place),
            "program": Target("program", BARE, command=command),
        }
    )
    to = ("--to", "file", "--to", "program", "--replace", "--yes")

    assert run("rotate", "ci-bot", *to, settings=settings) == 0
    machine.clock.forward(25)
    assert run("rotate", "--finish", "--yes") == 0
    assert run("rotate", "ci-bot-2", *to, settings=settings) == 0

    secret = record(demo, "ci-bot-3").client_secret
    written = [machine.folder.parent / name for name in ("ci-bot.secret", "copied-ci-bot")]
    assert [path.read_text() for path in written] == [secret] * 2


def test_a_secret_that_its_target_does_not_take_leaves_a_rotation_to_go_on_with(
    run: Run, demo: Demo, machine: Machine, capsys: Output
) -> None:
    failing = Target("broken", BARE, command=(sys.executable, "-c", "raise SystemExit(3)"))
    settings = Settings(targets={"broken": failing})

    assert run("rotate", "ci-bot", "--to", "broken", "--yes", settings=settings) == 1
    said = capsys.readouterr().err
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0

    assert "ci-bot stays valid. To continue, rotate ci-bot again" in said
    assert "ci-bot-2 has a new secret" in capsys.readouterr().err
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]
    assert Path(_file(machine)).read_text() == record(demo, "ci-bot-2").client_secret


def _program(path: Path, status: int = 0) -> Target:
    """Return a target that keeps the secret in a file, or fails."""
    program = (
        "import sys; open(sys.argv[1], 'w').write(sys.stdin.read()); sys.exit(int(sys.argv[2]))"
    )
    return Target(path.name, BARE, command=(sys.executable, "-c", program, str(path), str(status)))


@pytest.mark.parametrize("fallback", [True, False])
def test_a_key_is_not_deleted_as_long_as_its_successor_is_missing_somewhere(
    fallback: bool, run: Run, demo: Demo, machine: Machine, capsys: Output
) -> None:
    folder = machine.folder.parent
    targets = [_program(folder / "one"), _program(folder / "other", status=3)]
    settings = Settings(targets={target.name: target for target in targets})
    to = ["--to", "one", "--to", "other", "--yes"]
    to += ["--secret-file", _file(machine)] if fallback else []

    assert run("rotate", "ci-bot", *to, settings=settings) == 1
    first = capsys.readouterr().err
    # The programs of the first target have gone over.
    signed_in(demo, "ci-bot-2")
    machine.clock.forward(30)
    assert run("rotate", "--finish", "--yes") == 1
    told = capsys.readouterr().err
    assert run("rotate", "--status") == 0
    steps = capsys.readouterr().err
    settings = Settings(targets={"one": targets[0], "other": _program(folder / "other")})
    assert run("rotate", "ci-bot", *to, "--replace", settings=settings) == 0

    places = f"one, {_file(machine)}" if fallback else "one"
    assert "ci-bot stays valid, and is not deleted, because other may not have" in first
    assert f"was delivered 30 h ago to {places}, but other may not have it." in told
    assert "runai-keys rotate ci-bot --secret-file PATH, or --to for each place" in steps
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]
    secret = record(demo, "ci-bot-2").client_secret
    assert [(folder / name).read_text() for name in ("one", "other")] == [secret] * 2
    machine.clock.forward(25)
    assert run("rotate", "--finish", "--yes") == 0


def test_a_key_that_waits_already_is_left_alone_and_so_is_its_successor(
    run: Run, demo: Demo, machine: Machine, capsys: Output
) -> None:
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0

    for name in ("ci-bot", "ci-bot-2"):
        assert run("rotate", name, "--secret-file", "-", "--yes") == 1
        assert "ci-bot is being rotated already" in capsys.readouterr().err

    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]


def test_a_successor_whose_secret_is_replaced_is_watched_anew(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0
    clock.forward(25)

    assert run("regenerate", "ci-bot-2", "--secret-file", _file(machine), "--replace") == 0
    assert run("rotate", "--finish", "--yes") == 1

    assert Path(_file(machine)).read_text() == record(demo, "ci-bot-2").client_secret
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]
    said = capsys.readouterr().err
    assert "ci-bot has been quiet for less than a minute, since the delivery" in said


def test_a_successor_that_another_program_delivers_gets_no_other_secret(
    run: Run, demo: Demo, machine: Machine
) -> None:
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0
    before = record(demo, "ci-bot-2")
    (rotation,) = machine.journal.rotations(DEMO_BASE_URL, demo.username)

    with machine.journal.locked(rotation):
        assert run("regenerate", "ci-bot-2", "--secret-file", _file(machine), "--replace") == 1

    assert record(demo, "ci-bot-2") == before


def test_a_successor_gets_another_secret_on_demand(run: Run, demo: Demo, machine: Machine) -> None:
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--replace")
    with pytest.raises(SettingsError, match="ci-bot is not being rotated"):
        run(*arguments, "--again")
    assert run(*arguments, "--yes") == 0
    before = record(demo, "ci-bot-2")

    with pytest.raises(
        SettingsError, match="ci-bot-2 another secret, and its present one stops working"
    ):
        run(*arguments, "--again")
    assert record(demo, "ci-bot-2").client_secret == before.client_secret
    assert run(*arguments, "--again", "--yes") == 0

    after = record(demo, "ci-bot-2").client_secret
    assert before.client_secret != after == Path(_file(machine)).read_text()
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]


def test_a_successor_that_some_place_uses_gets_another_secret_only_with_a_yes(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    _used_long_ago(demo, clock, "other")
    demo.store.remove_key(record(demo, "ci-bot").id)
    folder = machine.folder.parent
    targets = [_program(folder / "one"), _program(folder / "two", status=3)]
    settings = Settings(targets={target.name: target for target in targets})
    arguments = ("rotate", "other", "--to", "one", "--to", "two")
    assert run(*arguments, settings=settings) == 1
    signed_in(demo, "other-2")
    before = record(demo, "other-2").client_secret

    with pytest.raises(
        SettingsError, match=r"other-2 is in use .*and its present one stops working at once"
    ):
        run(*arguments, settings=settings)
    assert run("rotate", "--due", "90d", *arguments[2:], "--yes", settings=settings) == 1

    assert "other-2 is in use, so it gets no other secret unless you rotate other by itself" in (
        capsys.readouterr().err
    )
    assert record(demo, "other-2").client_secret == before


def test_the_key_that_one_signs_in_with_is_not_rotated_by_its_successor_s_name(
    run: Run, demo: Demo, machine: Machine, plane: Plane
) -> None:
    plane.lose("POST", _KEYS)
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 1
    plane.heal()
    machine.signs_in_with = record(demo, "ci-bot")

    with pytest.raises(SettingsError, match="ci-bot is the key that you sign in with"):
        run("rotate", "ci-bot-2", "--secret-file", _file(machine), "--yes")


def test_the_successor_that_a_profile_signs_in_with_gets_another_secret_with_its_profile_or_not(
    run: Run, demo: Demo, machine: Machine, config: Path, capsys: Output
) -> None:
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--replace", "--yes", "--own")
    assert run(*arguments, "--update-profile", settings=_profile(config, demo)) == 0
    new = machine.signs_in_with = record(demo, "ci-bot-2")
    profile = Settings(
        profile="prod",
        source=SecretFile(config.parent / "secret-2"),
        client_id=new.client_id,
    )
    before = config.read_bytes()
    capsys.readouterr()

    with pytest.raises(SettingsError, match="ci-bot-2 is the key that you sign in with"):
        run(*arguments[:-1], "--again", settings=profile)
    assert record(demo, "ci-bot-2") == new
    assert run(*arguments, "--again", settings=profile) == 0
    assert config.read_bytes() == before
    assert "the profile prod has the former secret of ci-bot-2, which no longer works" in (
        capsys.readouterr().err
    )
    machine.signs_in_with = record(demo, "ci-bot-2")
    assert run(*arguments, "--again", "--update-profile", settings=profile) == 0

    assert 'client_secret_file = "secret-3"' in config.read_text()
    assert (config.parent / "secret-3").read_text() == record(demo, "ci-bot-2").client_secret


def test_a_twin_that_is_only_assumed_can_be_said_not_to_be_one(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    demo.store.add_key("ci-bot-2", last_login=clock.now)
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--yes")

    assert run(*arguments) == 1
    assert "If it is not, add --anew." in capsys.readouterr().err
    assert run(*arguments, "--anew") == 0

    assert names(demo) == ["ci-bot", "ci-bot-2", "ci-bot-3", "other"]


def test_a_twin_that_is_only_assumed_gets_another_secret_only_if_it_is_said_to_be_one(
    run: Run, demo: Demo, machine: Machine, capsys: Output
) -> None:
    twin = demo.store.add_key("ci-bot-2")
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--yes")

    assert run(*arguments) == 1
    said = capsys.readouterr().err
    due = ("--due", "90d", "--secret-file", _file(machine, "{name}.secret"), "--yes")
    assert run("rotate", *due) == 0
    assert record(demo, "ci-bot-2") == twin
    assert run("rotate", "--status") == 0
    told = capsys.readouterr().err

    assert "ci-bot-2 looks like its successor. Nothing has signed in with ci-bot-2 yet." in said
    assert "If it is not, add --anew. If it is, add --adopt: it then gets another secret." in said
    assert "ci-bot was not rotated: ci-bot-2 looks like its successor." in told
    assert "runai-keys rotate ci-bot --secret-file PATH --adopt, or --anew if it is none" in told
    assert names(demo) == ["ci-bot", "ci-bot-2", "other", "other-2"]
    assert run(*arguments, "--adopt") == 0
    assert Path(_file(machine)).read_text() == record(demo, "ci-bot-2").client_secret
    assert names(demo) == ["ci-bot", "ci-bot-2", "other", "other-2"]


def test_a_supposed_twin_in_use_gets_another_secret_only_if_it_is_said_to_be_one(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    twin = demo.store.add_key("ci-bot-2", last_login=clock.now)
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--yes", "--again")

    assert run("rotate", "--status", "--format", "json") == 0
    (told,) = json.loads(capsys.readouterr().out)["rotations"]
    assert run(*arguments) == 1

    assert (told["assumed"], told["delivered"]) == (True, None)
    assert "since ci-bot-2 was created" in told["text"]
    assert record(demo, "ci-bot-2") == twin
    assert "If it is, add --adopt: it then gets another secret." in capsys.readouterr().err
    assert run(*arguments, "--adopt") == 0


def test_a_rotation_without_a_home_for_its_journal_says_so(
    machine: Machine, capsys: Output
) -> None:
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--yes")
    session = Session(Settings(), opener=machine._service, now=machine.clock)
    flags = parser(arguments).parse_args(arguments)

    assert carry_out(Context(flags, session, None, RotationJournal(None))) == 0

    assert "so the next run recognises ci-bot-2 only by its name" in capsys.readouterr().err


def test_a_key_that_is_used_rarely_is_said_to_need_a_longer_watch(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    demo.store.remove_key(record(demo, "other").id)
    used = clock.now - timedelta(days=6)
    demo.store.add_key("other", created_at=clock.now - timedelta(days=100), last_login=used)

    assert run("rotate", "other", "--secret-file", _file(machine), "--yes") == 0

    assert "Before, other went unused for 6 d at a time" in capsys.readouterr().err


def test_at_the_quota_it_says_what_is_possible(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    assert run("rotate", "other", "--secret-file", _file(machine, "other.env"), "--yes") == 0
    clock.forward(25)
    while len(demo.store.my_keys()) < 20:
        demo.store.add_key(f"tmp{len(demo.store.my_keys())}x")

    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 1

    said = capsys.readouterr().err
    assert "The quota of access keys is reached" in said
    assert "finish a rotation that is ready: runai-keys rotate other --finish --yes" in said
    assert said.count("or delete a key that nothing uses (tmp") == 3
    regenerate = "runai-keys regenerate ci-bot --secret-file PATH"
    assert f"with downtime, as the old one stops working at once: {regenerate}" in said


def test_a_quota_that_is_reached_sooner_is_told_by_the_server(
    run: Run, machine: Machine, plane: Plane, capsys: Output
) -> None:
    for status in (400, 403, 409):
        content = {"code": status, "message": "Quota exceeded: a user has at most 2 keys."}
        plane.answer("POST", _KEYS, httpx.Response(status, json=content))

        assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 1

        assert "or replace the secret in place, with downtime" in capsys.readouterr().err
        assert not list((machine.folder / "rotations").iterdir())


# The key that the program signs in with


@pytest.fixture
def config(tmp_path: Path, demo: Demo, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a profile that signs in with ci-bot."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    key = machine.signs_in_with = record(demo, "ci-bot")
    path = tmp_path / "runai-keys" / "config.toml"
    path.parent.mkdir(mode=0o700)
    (tmp_path / "runai-keys" / "secret").write_text(key.client_secret)
    path.write_text(
        f'[profiles.prod]\nbase_url = "https://demo.example"\nclient_id = "{key.client_id}"\n'
        'client_secret_file = "secret"  # mine\n'
    )
    for file in path.parent.iterdir():
        file.chmod(0o600)
    return path


def _profile(config: Path, demo: Demo) -> Settings:
    return Settings(
        profile="prod",
        source=SecretFile(config.parent / "secret"),
        client_id=record(demo, "ci-bot").client_id,
    )


def test_a_profile_signs_in_with_the_successor_of_its_key(
    run: Run, demo: Demo, machine: Machine, config: Path, capsys: Output
) -> None:
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--yes")
    with pytest.raises(SettingsError, match="is the key that you sign in with"):
        run(*arguments, settings=_profile(config, demo))

    status = run(*arguments, "--own", "--update-profile", settings=_profile(config, demo))

    new = record(demo, "ci-bot-2")
    assert status == 0
    assert config.read_text() == (
        '[profiles.prod]\nbase_url = "https://demo.example"\n'
        f'client_id = "{new.client_id}"\nclient_secret_file = "secret-2"  # mine\n'
    )
    assert (config.parent / "secret-2").read_text() == new.client_secret
    assert "the profile prod signs in with ci-bot-2 now." in capsys.readouterr().err


def test_a_profile_that_is_not_changed_is_said_to_keep_the_old_key_in_use(
    run: Run, demo: Demo, machine: Machine, config: Path, capsys: Output
) -> None:
    before = config.read_bytes()
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--yes", "--own")

    assert run(*arguments, settings=_profile(config, demo)) == 0

    assert config.read_bytes() == before
    assert "the profile prod still signs in with ci-bot, which keeps it in use" in (
        capsys.readouterr().err
    )
    assert run("rotate", "--status", settings=_profile(config, demo)) == 0
    step = "runai-keys rotate ci-bot --again --own --update-profile --secret-file PATH --yes"
    assert f"or have the profile do so: {step}" in capsys.readouterr().err
    machine.clock.forward(30)
    for command in ("--status", "--finish"):
        run("rotate", command, "--yes")
        assert "You sign in with ci-bot here, which keeps it in use: sign in with ci-bot-2." in (
            capsys.readouterr().err
        )


def test_a_profile_that_can_t_be_changed_stops_the_rotation_before_it_begins(
    run: Run, demo: Demo, machine: Machine, config: Path
) -> None:
    config.write_text(config.read_text().replace('client_id = "', 'client_id = """').rstrip())
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--yes")

    with pytest.raises(SettingsError):
        run(*arguments, "--own", "--update-profile", settings=_profile(config, demo))

    assert names(demo) == ["ci-bot", "other"]


def test_credentials_of_the_environment_are_no_profile_to_update(
    run: Run, demo: Demo, machine: Machine
) -> None:
    machine.signs_in_with = record(demo, "ci-bot")
    arguments = ("rotate", "ci-bot", "--secret-file", _file(machine), "--yes", "--own")

    with pytest.raises(SettingsError, match="there is no profile to update"):
        run(*arguments, "--update-profile")

    assert names(demo) == ["ci-bot", "other"]


# Status


def test_the_state_of_each_rotation_is_told_with_the_step_to_take(
    run: Run, demo: Demo, clock: Clock, machine: Machine, plane: Plane, capsys: Output
) -> None:
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0
    plane.lose("POST", _KEYS)
    assert run("rotate", "other", "--secret-file", "-", "--yes") == 1
    plane.heal()
    clock.forward(2)
    signed_in(demo, "ci-bot")
    capsys.readouterr()

    assert run("rotate", "--status") == 0

    said = capsys.readouterr()
    file = _file(machine)
    assert said.out == (
        "STATE       KEY     SUCCESSOR  DELIVERED  READY IN  TO\n"
        f"still used  ci-bot  ci-bot-2   2 h ago    24 h      {file}\n"
        "unfinished  other   other-2    -          -         -\n"
    )
    assert said.err.splitlines() == [
        "ci-bot signed in just now, after the delivery. "
        "Only the test sign-in has used ci-bot-2 so far, as far as is known.",
        "  wait, or deliver it again: runai-keys rotate ci-bot --again --secret-file PATH; "
        "to go back: runai-keys delete ci-bot-2 --yes",
        "other-2 was created, but its secret may have reached nobody.",
        "  runai-keys rotate other --secret-file PATH",
        "A key was last used when something last signed in with it: a token issued then is valid "
        "until it expires, and what runs rarely signs in rarely.",
    ]


def test_a_command_to_copy_has_no_name_that_a_shell_would_obey(
    run: Run, demo: Demo, machine: Machine, plane: Plane, capsys: Output
) -> None:
    old = demo.store.add_key("x; echo harm", created_at=machine.clock.now - timedelta(days=100))
    plane.lose("POST", _KEYS)
    file = ("--secret-file", _file(machine))

    assert run("rotate", old.id, *file, "--yes") == 1
    plane.heal()
    assert run("list") == 0
    assert run("rotate", "--status") == 0
    assert run("rotate", old.id, *file, "--yes") == 0
    machine.clock.forward(25)
    with pytest.raises(SettingsError):
        run("rotate", "--finish")

    commands = [
        line for line in capsys.readouterr().err.splitlines() if "runai-keys rotate" in line
    ]
    assert len(commands) == 4
    for line in commands:
        assert "; echo" not in line.partition("runai-keys rotate")[2]
        assert old.client_id in line or "--finish" in line


def test_what_the_control_plane_does_not_tell_has_a_step_too(
    run: Run, demo: Demo, machine: Machine, plane: Plane, capsys: Output
) -> None:
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0
    machine.clock.forward(25)
    keys = [
        {"id": key.id, "name": key.name, "clientId": key.client_id, "lastLogin": "soon"}
        for key in demo.store.my_keys()
    ]
    plane.answer("GET", _KEYS, httpx.Response(200, json={"accessKeys": keys}))
    capsys.readouterr()

    assert run("rotate", "--status") == 0
    assert run("rotate", "--finish", "--yes") == 1

    said = capsys.readouterr().err
    assert "once you know that nothing uses ci-bot: runai-keys delete ci-bot --yes" in said
    assert "See runai-keys rotate --status for what can be done." in said
    assert "ci-bot" in names(demo)


def test_a_secret_that_was_not_proved_can_be_checked_where_it_lies(
    run: Run, demo: Demo, machine: Machine, plane: Plane, capsys: Output
) -> None:
    plane.after("POST", _KEYS, lambda: plane.answer("POST", "/token", httpx.ReadError("reset")))
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 1
    assert "Whether ci-bot-2 works is not known" in capsys.readouterr().err
    plane.heal()
    assert run("rotate", "--status") == 0
    step = f"runai-keys check {_file(machine)} --client-id {record(demo, 'ci-bot-2').client_id}"
    assert f"  {step}; or deliver another secret: runai-keys rotate" in capsys.readouterr().err

    signed_in(demo, "ci-bot-2")

    assert run("rotate", "--status") == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:3] == ["quiet", "ci-bot", "ci-bot-2"]


def test_the_state_can_be_read_by_programs(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0
    clock.forward(1.5)
    signed_in(demo, "ci-bot")
    clock.forward(30)
    capsys.readouterr()

    assert run("rotate", "--status", "--format", "json") == 0
    (told,) = json.loads(capsys.readouterr().out)["rotations"]
    assert run("rotate", "--status", "--format", "csv", "--quiet-for", "7d") == 0
    csv = capsys.readouterr().out

    assert told["state"] == "ready"
    assert told["predecessor"] == {
        "name": "ci-bot",
        "id": record(demo, "ci-bot").id,
        "clientId": record(demo, "ci-bot").client_id,
    }
    assert (told["uses"], told["lastUse"]) == (1, "2026-03-12T11:00:00Z")
    assert told["step"] == "runai-keys rotate ci-bot --finish --yes"
    assert csv.splitlines()[1].startswith('"quiet","ci-bot","ci-bot-2"')


def test_where_nothing_may_be_changed_the_state_can_be_seen(
    run: Run, demo: Demo, machine: Machine
) -> None:
    from tui.cli.commands.rotate import COMMAND

    def only_reads(*arguments: str) -> bool:
        return COMMAND.only_reads(parser(arguments).parse_args(arguments))

    assert only_reads("rotate", "--status")
    assert only_reads("rotate", "--due", "90d")
    assert not only_reads("rotate", "--due", "90d", "--to", "x", "--yes")
    assert not only_reads("rotate", "--finish")
    assert not only_reads("rotate", "ci-bot", "--to", "x")


# The end


def test_what_is_ready_is_deleted_and_the_others_are_told(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    for name in ("ci-bot", "other"):
        file = _file(machine, f"{name}.secret")
        assert run("rotate", name, "--secret-file", file, "--yes") == 0
    clock.forward(24.5)
    signed_in(demo, "other")
    capsys.readouterr()

    with pytest.raises(SettingsError, match="nothing was deleted: add --yes to delete this key"):
        run("rotate", "--finish")
    listed, noted = capsys.readouterr()
    assert "Only the test sign-in has used ci-bot-2 so far" in noted
    status = run("rotate", "--finish", "--yes")

    assert [line.split()[:2] for line in listed.splitlines()[1:]] == [["ready", "ci-bot"]]
    assert status == 1
    assert names(demo) == ["ci-bot-2", "other", "other-2"]
    assert capsys.readouterr().err.splitlines() == [
        "runai-keys: ci-bot was deleted.",
        "runai-keys: other signed in just now, after the delivery.",
        "runai-keys: See runai-keys rotate --status for what can be done.",
    ]
    clock.forward(24.5)
    assert run("rotate", "--finish", "--yes") == 0
    assert run("rotate", "--finish", "--yes") == 0
    assert names(demo) == ["ci-bot-2", "other-2"]


def test_a_program_that_reads_the_outcome_of_a_finish_always_gets_it(
    run: Run, capsys: Output
) -> None:
    assert run("rotate", "--finish", "--yes", "--format", "json") == 0

    assert json.loads(capsys.readouterr().out) == {"rotations": []}


def test_a_longer_watch_deletes_later(run: Run, demo: Demo, clock: Clock, machine: Machine) -> None:
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0
    clock.forward(25)

    assert run("rotate", "--finish", "--quiet-for", "7d", "--yes") == 1
    assert "ci-bot" in names(demo)
    assert run("rotate", "--finish", "--yes", settings=Settings(quiet_for=48)) == 1
    assert "ci-bot" in names(demo)
    assert run("rotate", "--finish", "--quiet-for", "24h", "--yes") == 0
    assert "ci-bot" not in names(demo)


def test_a_rotation_that_is_only_assumed_is_finished_only_by_name(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    demo.store.add_key("ci-bot-2", last_login=clock.now)
    clock.forward(30)

    assert run("rotate", "--finish", "--yes") == 0
    assert "ci-bot" in names(demo)
    assert (
        "so the key was left alone: to delete it, runai-keys rotate ci-bot --finish --yes"
        in capsys.readouterr().err
    )
    assert run("rotate", "ci-bot", "--finish", "--yes") == 0
    assert names(demo) == ["ci-bot-2", "other"]


def _refusal(status: int) -> httpx.Response:
    return httpx.Response(status, json={"code": status, "message": "Injected."})


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (_refusal(403), "403"),
        (_refusal(409), "409"),
        (_refusal(429), "ci-bot was not deleted"),
        (_refusal(500), "ci-bot is listed still"),
        (httpx.Response(404, headers={"Content-Type": "text/html"}, content="<html>"), "404"),
        (httpx.ReadError("reset"), "ci-bot is listed still"),
    ],
    ids=["403", "409", "429", "500", "page", "lost"],
)
def test_a_delete_that_fails_keeps_the_rotation(
    fault: httpx.Response | Exception,
    says: str,
    run: Run,
    demo: Demo,
    clock: Clock,
    machine: Machine,
    plane: Plane,
    capsys: Output,
) -> None:
    assert run("rotate", "ci-bot", "--secret-file", _file(machine), "--yes") == 0
    clock.forward(25)
    plane.answer("DELETE", record(demo, "ci-bot").id, fault)

    assert run("rotate", "--finish", "--yes", "--format", "json") == 1

    out, told = capsys.readouterr()
    (row,) = json.loads(out.partition("\n")[2])["rotations"]
    assert (row["state"], says in told) == ("ready", True), told
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]
    plane.heal()
    assert run("rotate", "--finish", "--yes") == 0
    assert names(demo) == ["ci-bot-2", "other"]


# All that is due


def test_keys_that_are_due_are_listed_and_rotated_one_after_the_other(
    run: Run, demo: Demo, clock: Clock, machine: Machine, capsys: Output
) -> None:
    place = ("--secret-file", _file(machine, "{name}.secret"))
    assert run("rotate", "--due", "90d") == 0
    listed = capsys.readouterr().out

    with pytest.raises(SettingsError, match="add --yes to rotate these 2 keys"):
        run("rotate", "--due", "90d", *place)
    with pytest.raises(SettingsError, match=r"put \{name\} into the path"):
        run("rotate", "--due", "90d", "--secret-file", _file(machine), "--yes")
    assert names(demo) == ["ci-bot", "other"]
    assert run("rotate", "--due", "90d", *place, "--yes") == 0
    capsys.readouterr()
    assert run("rotate", "--due", "90d", *place, "--yes") == 0

    assert [line.split()[1:] for line in listed.splitlines()] == [
        ["KEY", "AGE"],
        ["ci-bot", "100", "d"],
        ["other", "100", "d"],
    ]
    assert names(demo) == ["ci-bot", "ci-bot-2", "other", "other-2"]
    assert "no key of yours is due: none is older than 90 days" in capsys.readouterr().err
    for name in ("ci-bot", "other"):
        secret = record(demo, f"{name}-2").client_secret
        assert Path(_file(machine, f"{name}.secret")).read_text() == secret


def test_two_keys_that_are_due_never_share_a_file(
    run: Run, demo: Demo, clock: Clock, machine: Machine
) -> None:
    long_ago = clock.now - timedelta(days=200)
    for name in ("Web App", "web-app"):
        demo.store.add_key(name, created_at=long_ago)
    due = ("rotate", "--due", "90d", "--replace", "--yes")
    path = machine.folder.parent / "{name}.secret"
    settings = Settings(targets={"files": Target("files", BARE, path)})

    with pytest.raises(SettingsError, match=r"Web App and web-app would both be in .*web-app"):
        run(*due, "--secret-file", str(path))
    with pytest.raises(SettingsError, match=r"Web App and web-app would both be in .*web-app"):
        run(*due, "--to", "files", settings=settings)

    assert names(demo) == ["Web App", "ci-bot", "other", "web-app"]


def test_a_key_that_only_has_a_numbered_name_gets_a_file_of_its_own(
    run: Run, demo: Demo, clock: Clock, machine: Machine
) -> None:
    demo.store.add_key("ci-bot-2", created_at=clock.now - timedelta(days=200))
    files = ("--secret-file", _file(machine, "{name}.secret"), "--replace", "--yes")

    assert run("rotate", "--due", "90d", *files) == 0

    written = {path.name: path.read_text() for path in machine.folder.parent.glob("*.secret")}
    secrets = {key.name: key.client_secret for key in demo.store.my_keys()}
    assert sorted(written) == ["ci-bot-2.secret", "ci-bot.secret", "other.secret"]
    assert set(written.values()) <= set(secrets.values())
    assert len(set(written.values())) == 3


def test_what_is_not_due_only_because_of_a_name_is_said(
    run: Run, demo: Demo, clock: Clock, capsys: Output
) -> None:
    demo.store.add_key("ci-bot-2", created_at=clock.now - timedelta(days=1), last_login=clock.now)
    demo.store._records["undated"] = replace(demo.store.add_key("u"), id="undated", created_at=None)

    for command in (("rotate",), ("report",), ("report", "--all")):
        assert run(*command, "--due", "90d") == 0
        out, told = capsys.readouterr()
        assert "ci-bot" not in out
        assert "left out, as it looks rotated by its name: ci-bot (with ci-bot-2)" in told
        assert "1 key has no creation date" in told
    assert run("rotate", "--due", "12h") == 0
    assert "name: ci-bot (with ci-bot-2), ci-bot-2 (with ci-bot)" in capsys.readouterr().err


def test_the_first_failure_stops_the_rest_and_the_next_run_goes_on(
    run: Run, demo: Demo, machine: Machine, plane: Plane, capsys: Output
) -> None:
    arguments = ("--due", "90d", "--secret-file", _file(machine, "{name}.secret"), "--yes")
    plane.lose("POST", _KEYS)

    assert run("rotate", *arguments) == 1
    assert "stopped at ci-bot: 1 of the keys that are due were not begun" in (
        capsys.readouterr().err
    )
    assert names(demo) == ["ci-bot", "ci-bot-2", "other"]
    plane.heal()
    assert run("rotate", *arguments) == 0

    assert names(demo) == ["ci-bot", "ci-bot-2", "other", "other-2"]


def test_one_s_own_key_is_due_only_if_that_is_said(
    run: Run, demo: Demo, machine: Machine, capsys: Output
) -> None:
    machine.signs_in_with = record(demo, "ci-bot")
    arguments = ("--due", "90d", "--secret-file", _file(machine, "{name}.secret"), "--yes")

    assert run("rotate", "--due", "90d", "--format", "csv") == 0
    assert '"ci-bot","100"' in capsys.readouterr().out
    assert run("rotate", *arguments) == 0

    assert "ci-bot is due, but it is the key that you sign in with" in capsys.readouterr().err
    assert names(demo) == ["ci-bot", "other", "other-2"]
