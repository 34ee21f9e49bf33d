"""Keys are found by what people call them, and never by a guess."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.faulty import Faulty
from tests.app.support import NOW
from tests.cli.commands.support import carry_out, context_on, named
from tests.hostile import HOSTILE
from tui.config.settings import SettingsError
from tui.demo.server import Demo

BO, ZOE = "bo@acme.example", "zoe@acme.example"

Output = pytest.CaptureFixture[str]


@pytest.fixture
def demo() -> Demo:
    """Make a demo in which several people have a key of the same name."""
    demo = Demo(now=lambda: NOW)
    for owner in (BO, ZOE):
        demo.store.add_key("ci-runner", owner)
        demo.store.add_key("shared", owner)
    return demo


def owners(demo: Demo, name: str) -> set[str]:
    return {key.owner for key in demo.store.all_keys() if key.name == name}


@pytest.mark.parametrize(
    ("arguments", "whose"), [((), None), (("--all",), None), (("--owner", BO), BO)]
)
def test_a_name_deletes_the_one_key_of_that_name_that_is_ones_own_or_the_named_owners(
    arguments: tuple[str, ...], whose: str | None, demo: Demo, plane: Faulty
) -> None:
    before = owners(demo, "ci-runner")
    deleting = ("delete", *arguments, "ci-runner", "--yes")

    assert carry_out(context_on(demo, *deleting, transport=plane)) == 0

    assert before - owners(demo, "ci-runner") == {whose or demo.username}
    assert plane.sent["DELETE"] == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--all", "shared"), f"This is the name of shared of {BO} (client ID "),
        (("--all", "Ci-runner"), "no key in the list has this id or client ID"),
        (("ci-runne",), "no key of yours has this id, client ID or name. --all looks"),
        (("ci-runner ",), "no key of yours has this id, client ID or name."),
    ],
)
def test_a_name_finds_no_other_peoples_keys_and_no_similar_one(
    arguments: tuple[str, ...], says: str, demo: Demo, plane: Faulty, capsys: Output
) -> None:
    assert carry_out(context_on(demo, "delete", *arguments, "--yes", transport=plane)) == 1

    assert says in capsys.readouterr().err
    assert plane.sent["DELETE"] == 0


def test_where_a_text_means_several_keys_none_is_changed_and_all_are_named(
    demo: Demo, plane: Faulty
) -> None:
    for number in range(7):
        demo.store.add_key("twin", f"{number}@acme.example")
    everybody = [f"--owner={number}@acme.example" for number in range(7)]
    arguments = ("delete", *everybody, "ci-runner", "twin", "--yes")

    with pytest.raises(
        SettingsError, match="twin matches 7 keys, so nothing was changed"
    ) as refusal:
        carry_out(context_on(demo, *arguments, transport=plane))

    assert plane.sent["DELETE"] == 0
    assert str(refusal.value).count("twin of ") == 5
    assert "and 2 more. Use an ID that only one of them has." in str(refusal.value)
    for key in demo.store.keys_of("3@acme.example"):
        assert f"client ID {key.client_id}, id {key.id}" in str(refusal.value)


def test_a_name_that_is_another_keys_client_id_changes_neither(
    demo: Demo, plane: Faulty, tmp_path: Path
) -> None:
    other = named(demo, "laptop-terminal")
    demo.store.add_key(other.client_id)
    file = ("--secret-file", f"{tmp_path}/x.env")

    with pytest.raises(SettingsError, match="matches 2 keys"):
        carry_out(context_on(demo, "regenerate", other.client_id, *file, transport=plane))

    assert plane.sent == {"GET": 1}


# show


def test_all_facts_about_a_key_are_shown_whole(demo: Demo, capsys: Output) -> None:
    key = named(demo, "ci-runner")
    mine = demo.store.find_client(demo.client_id)
    assert mine is not None

    assert carry_out(context_on(demo, "show", "ci-runner", demo.client_id)) == 0

    first, second = capsys.readouterr().out.split("\n\n")
    facts = dict(line.split("  ", 1) for line in first.splitlines())
    assert {name: text.strip() for name, text in facts.items()} == {
        "Name": "ci-runner",
        "Client ID": key.client_id,
        "ID": key.id,
        "Owner": demo.username,
        "Created": facts["Created"].strip(),
        "Last used": "12 Mar 2026 09:28 UTC (2 min ago)",
        "State": "active",
    }
    assert facts["Created"].strip().endswith("d ago)")
    assert second.splitlines()[-1] == "Session    @ this program signs in with it"


def test_programs_get_the_facts_as_a_list_gives_them(demo: Demo, capsys: Output) -> None:
    listed = {}
    for command in (["list", "--all"], ["show", "--all", "ci-runner"]):
        assert carry_out(context_on(demo, *command, "--format", "json")) == 0
        listed[command[0]] = json.loads(capsys.readouterr().out)["accessKeys"]

    (shown,) = listed["show"]
    assert shown in listed["list"]
    assert (shown["name"], shown["createdBy"]) == ("ci-runner", demo.username)


def test_what_is_not_found_is_said_beside_what_is(demo: Demo, capsys: Output) -> None:
    assert carry_out(context_on(demo, "show", "ci-runner", "nobody")) == 1

    said = capsys.readouterr()
    assert said.out.startswith("Name       ci-runner\n")
    assert said.err.startswith("runai-keys: nobody: no key of yours has this id, client ID or name")


def test_no_fact_obeys_a_terminal(demo: Demo, capsys: Output) -> None:
    keys = [demo.store.add_key(text, text) for text in HOSTILE]

    assert carry_out(context_on(demo, "show", "--all", *(key.client_id for key in keys))) == 0

    said = capsys.readouterr()
    assert all(character.isprintable() or character == "\n" for character in said.out + said.err)
