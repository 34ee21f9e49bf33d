"""The config file: what is taken, and what is said of every mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.config.parse import read_config
from tui.config.settings import SettingsError
from tui.config.toml_lines import TomlLines

GOOD = """\
default_profile = "prod"
clipboard = "tmux"
clear_after = 0

[profiles.prod]
base_url = "https://acme.run.ai/api/v1/"
client_id = "5e7b"
client_secret_file = "~/prod.secret"
ca_file = "ca.pem"
readonly = true
color = "red"

[profiles."my lab"]
base_url = "http://127.0.0.1:8080"
token_command = ["runai", "auth", "get-token", "-o", "plaintext"]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def write(path: Path, text: str | bytes, mode: int = 0o600) -> None:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)


def test_a_file_that_is_missing_is_empty(path: Path) -> None:
    config = read_config(path)

    assert (config.general, config.profiles) == ({}, {})


def test_a_byte_order_mark_is_no_mistake(path: Path) -> None:
    write(path, b"\xef\xbb\xbf" + GOOD.encode())

    assert list(read_config(path).profiles) == ["prod", "my lab"]


@pytest.mark.parametrize(
    ("word", "program"),
    [("~/bin/show", "/home/ana/bin/show"), ("show", "show"), ("./show", "./show")],
)
def test_a_command_may_be_in_the_home_directory(
    path: Path, monkeypatch: pytest.MonkeyPatch, word: str, program: str
) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    write(path, GOOD.replace('["runai"', f'["{word}", "~"'))

    command = read_config(path).profiles["my lab"]["token_command"]

    assert command[:2] == (program, "~")


def test_what_stands_in_the_file_is_taken(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    write(path, GOOD, 0o644)

    config = read_config(path)

    assert config.general == {"default_profile": "prod", "clipboard": "tmux", "clear_after": 0.0}
    assert config.profiles["prod"] == {
        "base_url": "https://acme.run.ai",
        "client_id": "5e7b",
        "client_secret_file": Path("/home/ana/prod.secret"),
        "ca_file": path.parent / "ca.pem",
        "readonly": True,
        "color": "red",
    }
    assert config.profiles["my lab"]["token_command"][0] == "runai"


def test_a_file_without_a_secret_may_be_read_and_linked_but_not_written_by_others(
    path: Path, tmp_path: Path
) -> None:
    write(tmp_path / "real", GOOD, 0o644)
    path.symlink_to(tmp_path / "real")
    assert read_config(path).profiles

    (tmp_path / "real").chmod(0o666)
    with pytest.raises(SettingsError, match="can be written by others: run chmod go-w"):
        read_config(path)


def test_the_line_of_a_setting_is_found_among_others_of_its_name() -> None:
    lines = TomlLines(GOOD)
    assert lines.find("profiles", "prod", "base_url") == 6
    assert lines.find("profiles", "my lab", "base_url") == 14
    assert lines.find("profiles", "my lab") == 13
    assert lines.find("clipboard") == 2
    assert lines.find("color") is None
    assert TomlLines("a . 'b c' = 1").find("a", "b c") == 1
