"""A profile is added behind everything that stands in the config file, which stays as it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tui.cli.parser import parser
from tui.config.add_profile import NewProfile, add_profile, check_new_profile
from tui.config.load import read_settings
from tui.config.settings import Settings, SettingsError, TokenCommand
from tui.config.vendor_cli import TOKEN_ARGV

URL = "https://lab.example"
LAB = NewProfile("lab", URL, client_id="77aa")

FILE = """\
# mine, and as I like it
clear_after    = 20   # quickly

[profiles.prod]
base_url = 'https://acme.run.ai'
secret_command = [
    "pass", "show",  # the store
    "runai/prod",
]
client_id = "5e7b\""""
"""Without an end of the last line."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runai-keys" / "config.toml"


def written(path: Path, text: str = FILE) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    path.chmod(0o600)
    return path.read_bytes()


def started(path: Path, *flags: str) -> Settings:
    return read_settings(parser().parse_args(flags), {}, path)


def test_the_first_profile_makes_the_file_private_and_is_taken_unasked(path: Path) -> None:
    assert add_profile(path, LAB)

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    found = started(path)
    assert (found.profile, found.base_url, found.client_id) == ("lab", URL, "77aa")
    assert not found.complete


def test_a_byte_order_mark_stays_where_it_is(path: Path) -> None:
    before = written(path, f"\ufeff{FILE}")

    assert not add_profile(path, LAB)

    assert path.read_bytes().startswith(before)
    assert path.read_text(encoding="utf-8-sig").count("\ufeff") == 0
    assert started(path, "--profile", "lab").client_id == "77aa"


def test_what_stood_there_stays_byte_by_byte(path: Path) -> None:
    before = written(path)

    assert not add_profile(path, LAB)

    assert path.read_bytes().startswith(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["config.toml"]
    assert started(path).profile == ""
    assert started(path, "--profile", "lab").client_id == "77aa"
    assert started(path, "--profile", "prod").clear_after == 20.0


def test_windows_line_ends_stay_as_well(path: Path) -> None:
    before = written(path, FILE.replace("\n", "\r\n"))

    add_profile(path, LAB)

    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize("name", ["lab", "über lab", 'a"b.c]', "a\\b", "[x]", "#1"])
def test_any_name_and_text_that_can_be_seen_comes_back_as_it_was(path: Path, name: str) -> None:
    profile = NewProfile(name, URL, client_id='7"7\\', ca_file=Path("ca.pem"), readonly=True)

    add_profile(path, profile)

    values = tomllib.loads(path.read_text())["profiles"][name]
    assert values == {
        "base_url": URL,
        "client_id": '7"7\\',
        "ca_file": str(Path("ca.pem").resolve()),
        "readonly": True,
    }


def test_each_way_to_sign_in_leaves_what_it_can(path: Path) -> None:
    add_profile(path, NewProfile("key", URL, client_id="77aa"))
    add_profile(path, NewProfile("user", URL, username="ana"))
    add_profile(path, NewProfile("token", URL))
    add_profile(path, NewProfile("login", URL, token_command=TOKEN_ARGV))

    assert started(path, "--profile", "user").username == "ana"
    assert started(path, "--profile", "login").source == TokenCommand(TOKEN_ARGV)
    text = path.read_text()
    assert text.index("# secret_command") < text.index("[profiles.user]")
    assert text.index("[profiles.token]") < text.index("# token_command")
    # What the comments propose is no mistake where it stands.
    assert "\n# secret_command = " in text
    written(path, text.replace("\n# secret_command = ", "\nsecret_command = "))
    assert started(path, "--profile", "key").complete


REFUSED = {
    "taken": (FILE.replace("prod]", "lab]"), 'there is already a profile "lab" in '),
    "taken in other words": (
        FILE.replace("[profiles.prod]", '[profiles."lab"]'),
        'there is already a profile "lab" in ',
    ),
    "not to be added to": ('profiles = { a = { base_url = "https://x.example" } }', "not TOML"),
    "wrong already": ("clear_after = true", "line 1: clear_after has to be"),
    "no TOML": ("a = ", "line 1: this is not TOML"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_added_to_is_refused_and_stays(path: Path, case: str) -> None:
    text, says = REFUSED[case]
    before = written(path, text)

    for act in (check_new_profile, add_profile):
        with pytest.raises(SettingsError, match=str(path)) as caught:
            act(path, LAB)
        assert says in str(caught.value)

    assert path.read_bytes() == before


def test_a_name_that_nobody_sees_is_refused(path: Path) -> None:
    before = written(path)
    for name in (" ", "a\x1b[31m"):
        with pytest.raises(SettingsError, match="a profile needs a name that can be seen"):
            add_profile(path, NewProfile(name, URL))

    assert path.read_bytes() == before


def test_a_file_that_others_can_write_is_not_added_to(path: Path) -> None:
    before = written(path)
    path.chmod(0o666)

    with pytest.raises(SettingsError, match="chmod go-w"):
        add_profile(path, LAB)

    assert path.read_bytes() == before


def test_a_symlink_stays_one_and_its_target_is_added_to(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.toml"
    before = written(target)
    path.parent.mkdir()
    path.symlink_to(target)

    add_profile(path, LAB)

    assert path.is_symlink()
    assert target.read_bytes().startswith(before)
    assert started(path, "--profile", "lab").base_url == URL


def test_an_unwritable_folder_is_reported_beforehand(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="can't be"):
        check_new_profile(tmp_path / "file" / "config.toml", LAB)


def test_looking_whether_it_can_be_added_leaves_nothing_behind(path: Path) -> None:
    check_new_profile(path, LAB)
    assert not path.parent.exists()

    before = written(path)
    check_new_profile(path, LAB)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
