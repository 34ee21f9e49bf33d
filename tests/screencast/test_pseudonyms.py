"""Pseudonyms of owners, hosts and client IDs."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.keys import make_key
from tui.api.service import AccessKeyService
from tui.screencast import fake_values
from tui.screencast.pseudonyms import Pseudonyms
from tui.screencast.service import DisguisedService

OWNERS = [f"user{number}@acme.com" for number in range(600)]


def test_an_owner_is_the_same_person_in_every_run_whoever_else_was_seen_before() -> None:
    shown = Pseudonyms().owner("bo.lindqvist@acme.com")
    code = (
        "from tui.screencast.pseudonyms import Pseudonyms as P; p = P();"
        "p.owner('ana@acme.com'); print(p.owner('bo.lindqvist@acme.com'))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert other.stdout.strip() == shown
    assert shown.endswith("@example.com")


def test_no_two_owners_become_one_even_where_the_names_run_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fake_values, "_LINKS", [""])
    monkeypatch.setattr(fake_values, "_FIRST", ["ada"])
    pseudonyms = Pseudonyms()

    shown = [pseudonyms.owner(owner) for owner in OWNERS]

    assert len(set(shown)) == len(OWNERS)
    assert [pseudonyms.real(name) for name in shown] == OWNERS


def test_capitals_tell_no_owners_apart() -> None:
    pseudonyms = Pseudonyms()

    small, capitals = pseudonyms.owner("kenji.sato@a.com"), pseudonyms.owner("Kenji.Sato@a.com")

    assert small != capitals
    assert small.casefold() == capitals.casefold()
    assert pseudonyms.real(capitals) == "Kenji.Sato@a.com"


@given(st.text(min_size=1, max_size=40))
def test_every_value_is_taken_back_for_what_it_stands_for(value: str) -> None:
    pseudonyms = Pseudonyms()
    ways = (pseudonyms.owner, pseudonyms.client_id, pseudonyms.host)

    for show in ways:
        shown = show(value)
        assert pseudonyms.real(shown) == value
        assert show(shown) == shown, "what is shown twice was changed twice"


def test_values_of_one_character_get_stand_ins_of_their_own_as_well() -> None:
    pseudonyms = Pseudonyms()
    values = [chr(character) for character in range(0x61, 0x7B)]

    assert len({pseudonyms.client_id(value) for value in values}) == len(values)


def test_a_client_id_keeps_its_length_and_signs() -> None:
    shown = Pseudonyms().client_id("5e7b3b7b-4b7b_Z")

    assert len(shown) == 15
    assert (shown[8], shown[13]) == ("-", "_")
    assert shown != "5e7b3b7b-4b7b_Z"


@pytest.mark.parametrize(
    "sentence",
    [
        "cp.acme.com refused to list (403): “ana@acme.com may not, nor may bo.lindqvist”.",
        "cp.acme.com redirects to login.acme.lan, which is not followed.",
        "The proxy 10.47.11.8:3128 would not connect to cp.acme.com.",
        "The proxy proxy.acme.io:3128 on the way to cp.acme.com refused the connection.",
        "The proxy acme-proxy:3128 on the way to cp.acme.com refused the connection.",
        "The certificate of cp.acme.com is for another: *.acme.io, *.lab.acme.k8s, ACME.IO.",
        "The certificate of cp.acme.com has expired: it ended on 2026-01-01; its subject "
        "CN=cp.acme.com, O=Acme Inc. Ltd, its issuer CN=Acme CA. Check the clock.",
        "The certificate of cp.acme.com is not trusted for 5e7b3b7b4b7b4b7b.",
    ],
)
def test_a_sentence_quotes_nothing_real(sentence: str) -> None:
    pseudonyms = Pseudonyms()
    pseudonyms.base_url("https://cp.acme.com")
    pseudonyms.owner("bo.lindqvist@acme.com")
    pseudonyms.client_id("5e7b3b7b4b7b4b7b")

    shown = pseudonyms.text(sentence)

    for real in ("acme", "Acme", "ACME", "lindqvist", "5e7b3b7b4b7b4b7b", "10.47"):
        assert real not in shown
    assert pseudonyms.text(shown) == shown
    assert "example.com" in shown


def test_a_command_to_be_typed_names_no_stand_in_which_would_lead_nowhere() -> None:
    advice = "or this certificate alone with: runai-keys trust {}"

    shown = Pseudonyms().text(advice.format("https://cp.acme.com:8443"))

    assert shown == advice.format("URL")


def test_a_sentence_keeps_what_only_looks_like_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    said = (
        "Saved to {}/ci-runner.env, by TLS 1.2 or v2.24, see README.md and a.b, tui/cli/main.py:45."
    )

    assert Pseudonyms().text(said.format("/home/ana")) == said.format("~")


def test_the_owner_s_own_name_and_addresses_are_taken_out_of_the_names_of_keys() -> None:
    pseudonyms = Pseudonyms()
    pseudonyms.me = "ana@acme.com"
    first, last = fake_values.person("kenji.sato@acme.com")

    assert pseudonyms.name("sato-laptop", "Kenji.Sato@acme.com") == f"{last}-laptop"
    assert pseudonyms.name("kenji_sato2", "Kenji.Sato@acme.com") == f"{first}_sato2"
    assert "ana" not in pseudonyms.name("ana-laptop")
    assert pseudonyms.name("banana-split") == "banana-split"
    assert "bo@acme.com" not in pseudonyms.name("of bo@acme.com")
    assert pseudonyms.real(pseudonyms.name("ana-laptop")) == "ana-laptop"


def test_what_is_real_is_found_on_a_line_but_no_word_of_our_own() -> None:
    pseudonyms = Pseudonyms()
    pseudonyms.owner("server")
    pseudonyms.owner("bo@acme.com")

    assert pseudonyms.real_spans("The server lists at most 100 keys.") == []
    assert pseudonyms.real_spans("The keys of bo@acme.com.") == [(12, 23)]


def test_a_key_is_given_back_as_the_server_has_it() -> None:
    pseudonyms = Pseudonyms()
    key = make_key("ana-ci", owner="ana@acme.com")

    shown = pseudonyms.key(key)

    assert (shown.id, shown.created_at) == (key.id, key.created_at)
    assert not {shown.name, shown.client_id, shown.created_by} & {
        key.name,
        key.client_id,
        key.created_by,
    }
    assert pseudonyms.real_key(shown) == key


def test_there_are_people_enough_for_any_control_plane() -> None:
    people = {fake_values.person(owner) for owner in OWNERS}

    assert len(people) == len(OWNERS)
    assert len(set(islice((fake_values.person("ana", turn) for turn in range(9000)), 9000))) > 8900


def test_nothing_of_the_service_is_left_undisguised() -> None:
    public = {name for name in vars(AccessKeyService) if not name.startswith("_")}

    assert public <= set(vars(DisguisedService))
