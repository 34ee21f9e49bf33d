"""A profile gets another key: client ID and secret together, and nothing else in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.delivery.files import mode
from tui.cli.parser import parser
from tui.config import change_sign_in as subject
from tui.config.change_sign_in import change_sign_in, plan_sign_in_change
from tui.config.load import read_settings
from tui.config.settings import Settings, SettingsError
from tui.delivery.private_file import SaveError

URL = 'base_url = "https://acme.example"'

FILE = f"""\
# mine, and as I like it
clear_after    = 20   # quickly
default_profile = "lab"

[profiles.prod]\r
{URL}
client_id = "5e7b"      # the old one
  client_secret_file='~/keys/prod.secret'  # 5e7b

[profiles.lab]
{URL}
client_id="5e7b"
client_secret_file = "keys/lab-2"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "keys").mkdir(mode=0o700)
    return _written(tmp_path, FILE)


def _written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_bytes(text.encode())
    path.chmod(0o600)
    return path


def _settings(config: Path, profile: str) -> Settings:
    return read_settings(parser().parse_args(["--profile", profile]), {}, config)


def _change(config: Path, profile: str, client_id: str = "77aa", secret: str = "new") -> None:
    change_sign_in(
        plan_sign_in_change(config, _settings(config, profile)), client_id, SecretStr(secret)
    )


@pytest.mark.parametrize(
    ("profile", "lines"),
    [
        (
            "prod",
            {
                'client_id = "5e7b"      # the old one': 'client_id = "77aa"      # the old one',
                "'~/keys/prod.secret'": "'~/keys/prod-2.secret'",
            },
        ),
        ("lab", {'client_id="5e7b"': 'client_id="77aa"', '"keys/lab-2"': '"keys/lab-3"'}),
    ],
)
def test_both_lines_are_changed_and_the_rest_stays_byte_by_byte(
    profile: str, lines: dict[str, str], config: Path, tmp_path: Path
) -> None:
    expected = FILE
    for old, new in lines.items():
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    old_file = _settings(config, profile).source.path  # type: ignore[union-attr]
    old_file.write_text("old")

    _change(config, profile)

    assert config.read_bytes() == expected.encode()
    settings = _settings(config, profile)
    assert settings.client_id == "77aa"
    new_file = settings.source.path  # type: ignore[union-attr]
    assert (new_file.read_text(), mode(new_file), old_file.read_text()) == ("new", 0o600, "old")


def test_a_secret_in_the_file_itself_is_replaced_with_its_client_id(config: Path) -> None:
    text = f'[profiles.a]\n{URL}\nclient_secret = "old"\nclient_id = "5e7b"\n'
    _written(config.parent, text)

    _change(config, "a", secret='a "quoted" \\ one')

    assert config.read_text() == (
        f'[profiles.a]\n{URL}\nclient_secret = "a \\"quoted\\" \\\\ one"\nclient_id = "77aa"\n'
    )
    _settings(config, "a")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'secret_command = ["pass"]\n{URL}\nclient_id = "a"', "only a profile with"),
        (
            f'{URL}\nclient_id = """a"""\nclient_secret = "b"',
            "in a form that the program does not edit",
        ),
        (
            f'{URL}\nclient_id = "a"\nclient_secret_file = "keys/../\\u006bey"',
            "in a form that the program does not edit",
        ),
    ],
)
def test_what_can_t_be_changed_is_refused_before_anything_is(
    text: str, reason: str, config: Path
) -> None:
    _written(config.parent, f"[profiles.a]\n{text}\n")
    before = config.read_bytes()

    with pytest.raises(SettingsError, match=reason):
        plan_sign_in_change(config, _settings(config, "a"))

    assert config.read_bytes() == before


def test_a_file_that_was_changed_meanwhile_keeps_that_change(config: Path) -> None:
    change = plan_sign_in_change(config, _settings(config, "prod"))
    config.write_text(f"{FILE}# and more\n")

    change_sign_in(change, "77aa", SecretStr("new"))

    assert config.read_text().endswith("# and more\n")
    assert _settings(config, "prod").client_id == "77aa"


@pytest.mark.parametrize("fails", ["save_new", "replace_existing", "_changed"])
def test_a_failure_leaves_both_as_they_were_and_no_other_secret(
    fails: str, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = plan_sign_in_change(config, _settings(config, "prod"))

    def fail(*_: object) -> None:
        raise SaveError("The disk is full.")

    monkeypatch.setattr(subject, fails, fail)
    with pytest.raises(SettingsError, match="The disk is full"):
        change_sign_in(change, "77aa", SecretStr("new"))

    assert config.read_bytes() == FILE.encode()
    assert list((config.parent / "keys").iterdir()) == []


def test_what_a_killed_program_left_is_not_replaced(config: Path) -> None:
    left = config.parent / "keys" / "prod-2.secret"
    left.write_text("left")

    _change(config, "prod")

    assert left.read_text() == "left"
    assert _settings(config, "prod").source.path.name == "prod-3.secret"  # type: ignore[union-attr]
