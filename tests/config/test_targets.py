"""The tables of targets in the config file, as they are taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.config.parse import read_config
from tui.config.targets import TARGET_SETTINGS
from tui.delivery.secret_formats import DOTENV, JSON, SecretText
from tui.delivery.target import Target

_COMMAND = ("sh", "-c", '. /dev/stdin; put "$0" "$RUNAI_CLIENT_SECRET"', "{name}")


def _targets(path: Path, text: str) -> dict[str, Target]:
    path.write_text(text)
    return dict(read_config(path).targets)


def test_every_setting_of_a_target_is_taken(tmp_path: Path) -> None:
    tables = f"""\
[targets.files]
format = "json"
path = "keys/{{name}}.txt"
[targets.shell]
format = "dotenv"
command = [{", ".join(f"'{word}'" for word in _COMMAND)}]
readback = ["~/bin/get", "{{client_id}}", "{{base_url}}"]
timeout = 5
needs_terminal = true
[targets.cluster]
format = "k8s"
k8s_namespace = "ml-jobs"
k8s_keys = "camel"
command = ["kubectl", "apply", "-f", "-"]
"""
    found = _targets(tmp_path / "config.toml", tables)

    home = str(Path.home())
    assert found["files"] == Target("files", JSON, tmp_path / "keys" / "{name}.txt")
    readback = (f"{home}/bin/get", "{client_id}", "{base_url}")
    assert found["shell"] == Target("shell", DOTENV, None, _COMMAND, readback, 5.0, True)
    text = found["cluster"].form.write(SecretText("ci", "c-1", "s3cret", ""))
    assert ('namespace: "ml-jobs"' in text, 'clientSecret: "s3cret"' in text) == (True, True)
    assert all(f"\n{setting.name} = " in f"\n{tables}" for setting in TARGET_SETTINGS)


@pytest.mark.parametrize(("end", "name"), [("env", "dotenv"), ("yml", "k8s"), ("txt", "bare")])
def test_a_path_says_the_format_by_its_end(tmp_path: Path, end: str, name: str) -> None:
    found = _targets(tmp_path / "config.toml", f'[targets.files]\npath = "{{name}}.{end}"')

    assert found["files"].form.name == name


def test_the_time_limit_is_longer_with_the_terminal_unless_it_is_set(tmp_path: Path) -> None:
    command = 'format = "bare"\ncommand = ["cat"]\n'
    found = _targets(
        tmp_path / "config.toml",
        f"[targets.a]\n{command}[targets.b]\n{command}needs_terminal = true\n"
        f"[targets.c]\n{command}needs_terminal = true\ntimeout = 7\n",
    )

    assert [target.timeout for target in found.values()] == [30.0, 120.0, 7.0]
