"""The login of the vendor's command line is found, if there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.config.vendor_cli import find_program, login_url


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An installed `runai` with a config of its own."""
    program = tmp_path / "bin" / "runai"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    config = tmp_path / "vendor" / "config.json"
    config.parent.mkdir()
    config.write_text('{"control_plane": {"url": "https://acme.run.ai/"}}')
    return {"PATH": str(program.parent), "RUNAI_CLI_CONFIG_PATH": str(config.parent)}


def test_its_config_names_the_control_plane(environment: dict[str, str]) -> None:
    assert login_url(environment) == "https://acme.run.ai"


def test_its_config_may_be_elsewhere(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "vendor" / "config.json"
    config.rename(config.with_name("other.json"))
    assert login_url(environment) is None
    assert login_url(environment | {"RUNAI_CLI_CONFIG_FILE": "other.json"}) is not None

    config.parent.rename(tmp_path / ".runai")
    monkeypatch.setenv("HOME", str(tmp_path))
    bare = {"PATH": environment["PATH"], "RUNAI_CLI_CONFIG_FILE": "other.json"}
    assert login_url(bare) == "https://acme.run.ai"


def test_without_the_program_or_its_config_there_is_no_login(
    environment: dict[str, str], tmp_path: Path
) -> None:
    assert login_url(environment | {"PATH": str(tmp_path)}) is None
    assert login_url(environment | {"RUNAI_CLI_CONFIG_PATH": str(tmp_path)}) is None


def test_it_is_found_where_its_installer_puts_it(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".runai" / "bin").mkdir(parents=True)
    installed = (tmp_path / "bin" / "runai").rename(tmp_path / ".runai" / "bin" / "runai")

    assert login_url(environment) == "https://acme.run.ai"
    assert find_program("runai", environment) == str(installed)
    assert find_program("pass", environment) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "{}",
        '{"control_plane": null}',
        '{"control_plane": {"url": 1}}',
        '{"control_plane": {"url": "http://acme.run.ai"}}',
        '{"control_plane": {"url": "https://user:CANARY@acme.run.ai"}}',
        "[" * 100_000,
    ],
)
def test_a_config_that_names_none_leaves_the_address_to_the_user(
    environment: dict[str, str], tmp_path: Path, text: str
) -> None:
    (tmp_path / "vendor" / "config.json").write_text(text)
    assert login_url(environment) == ""


def test_a_vendor_config_that_others_can_write_is_ignored(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "vendor" / "config.json").chmod(0o666)
    assert login_url(environment) is None
