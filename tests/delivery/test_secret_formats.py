"""Formats of saved credentials, and the command that signs in with them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import ENTER, Terminal, clean_environment
from tui.delivery.curl_command import curl_command
from tui.delivery.kubernetes_secret import is_label
from tui.delivery.private_file import save_new
from tui.delivery.secret_formats import (
    BARE,
    DOTENV,
    FORMATS,
    JSON,
    K8S,
    MCP,
    SecretFormat,
    SecretText,
    UnknownFormat,
    dotenv,
    file_name,
    format_named,
    format_of,
    k8s_format,
)

_AWKWARD = """it's "$HOME" `id` \\ ! # = & ; é \N{GREEK SMALL LETTER OMEGA}"""

_SHELLS = [
    pytest.param(
        shell, marks=pytest.mark.skipif(not shutil.which(shell), reason=f"{shell} is not installed")
    )
    for shell in ("bash", "zsh")
]


def _credentials(form: SecretFormat, secret: str = "s3cret") -> str:
    return form.write(SecretText("ci", "c-1", secret, "https://acme.example"))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("ci.env", DOTENV),
        (".env", DOTENV),
        ("CI.ENV", DOTENV),
        ("ci.json", JSON),
        ("ci.Json", JSON),
        ("ci", BARE),
        ("ci.txt", BARE),
        ("env", BARE),
        ("ci.secret", BARE),
        (".runai", BARE),
        ("ci.yaml", K8S),
        ("ci.prod.yml", K8S),
        ("ci.mcp.json", MCP),
        (".mcp.json", MCP),
        ("", BARE),
    ],
)
def test_the_suffix_of_a_file_name_selects_the_format(name: str, form: SecretFormat) -> None:
    assert format_of(Path("/some/where.json") / name if name else Path()) is form


@pytest.mark.parametrize(
    ("name", "end"),
    [("ci.env.bak", ".bak"), ("ci.v2", ".v2"), ("ci.", "."), ("a.\x1b[2J", ".␛[2J")],
)
def test_an_unknown_suffix_is_an_error(name: str, end: str) -> None:
    with pytest.raises(UnknownFormat) as refused:
        format_of(Path("/some/where.json") / name)

    assert str(refused.value) == (
        f"{end} is no known extension: name the file NAME.env, .json, .yaml, .mcp.json, or .secret."
    )


def test_each_format_has_a_title_and_a_name_for_flags() -> None:
    assert {form.name: form.title for form in FORMATS} == {
        "dotenv": "dotenv",
        "json": "JSON",
        "k8s": "Kubernetes Secret",
        "mcp": "MCP server configuration",
        "bare": "the bare secret",
    }
    assert all(format_named(form.name) is form for form in FORMATS)


def test_dotenv_has_the_three_variables() -> None:
    assert _credentials(DOTENV) == (
        "RUNAI_CLIENT_ID=c-1\nRUNAI_CLIENT_SECRET=s3cret\nRUNAI_BASE_URL=https://acme.example\n"
    )


def test_json_has_the_credentials_and_the_key_s_name() -> None:
    text = _credentials(JSON, _AWKWARD)

    assert json.loads(text) == {
        "name": "ci",
        "clientId": "c-1",
        "clientSecret": _AWKWARD,
        "baseUrl": "https://acme.example",
    }
    assert text.endswith("}\n")


def test_a_manifest_has_the_three_variables_and_the_key_s_name() -> None:
    assert _credentials(K8S) == (
        'apiVersion: v1\nkind: Secret\nmetadata:\n  name: "ci"\ntype: Opaque\nstringData:\n'
        '  RUNAI_CLIENT_ID: "c-1"\n  RUNAI_CLIENT_SECRET: "s3cret"\n'
        '  RUNAI_BASE_URL: "https://acme.example"\n'
    )


def test_a_manifest_may_have_a_namespace_and_keys_in_camel_case() -> None:
    read = yaml.safe_load(_credentials(k8s_format("ml-jobs", "camel")))

    assert read["metadata"] == {"name": "ci", "namespace": "ml-jobs"}
    assert read["stringData"] == {
        "clientId": "c-1",
        "clientSecret": "s3cret",
        "baseUrl": "https://acme.example",
    }


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("ci-bot", "ci-bot"),
        ("Prod_Key 2", "prod-key-2"),
        ("123", "123"),
        ("[/x] --", "x"),
        ("ключ", "access-key"),
        ("", "access-key"),
        ("a" * 62 + "_b", "a" * 62),
        ("a: b\nkind: Pod", "a-b-kind-pod"),
    ],
)
def test_the_name_of_a_manifest_is_a_dns_label_and_a_yaml_string(name: str, made: str) -> None:
    text = K8S.write(SecretText(name, "c-1", "s3cret", ""))

    assert yaml.safe_load(text)["metadata"] == {"name": made}
    assert is_label(made)


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@pytest.mark.exhaustive
@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_a_manifest_holds_any_secret(secret: str) -> None:
    read = yaml.safe_load(_credentials(K8S, secret))

    assert read["stringData"]["RUNAI_CLIENT_SECRET"] == secret


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not installed")
def test_kubectl_reads_the_written_manifest(tmp_path: Path) -> None:
    secrets = [
        _AWKWARD,
        "no",
        "1e3",
        "a: b # c",
        "tab\tnew\nline\r\x85\u2028\x7f\x00",
        "\U000e0041🔑",
    ]
    manifests = [K8S.write(SecretText(f"k{n}", "c", text, "")) for n, text in enumerate(secrets)]
    (tmp_path / "all.yaml").write_text("---\n".join(manifests), encoding="utf-8")

    # Without a cluster, which even a dry run of `create` asks for the kinds that it knows.
    command = ["kubectl", "label", "--local", "-f", "all.yaml", "-o", "json", "a=b"]
    read = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, check=True).stdout.decode()

    decoder, found = json.JSONDecoder(), []
    while read := read.lstrip():
        one, end = decoder.raw_decode(read)
        found.append(one["stringData"]["RUNAI_CLIENT_SECRET"])
        read = read[end:]
    assert found == secrets


def test_an_mcp_configuration_has_the_three_variables() -> None:
    assert json.loads(_credentials(MCP, _AWKWARD)) == {
        "mcpServers": {
            "runai": {
                "env": {
                    "RUNAI_CLIENT_ID": "c-1",
                    "RUNAI_CLIENT_SECRET": _AWKWARD,
                    "RUNAI_BASE_URL": "https://acme.example",
                }
            }
        }
    }


def test_the_bare_format_is_the_secret_alone() -> None:
    assert _credentials(BARE, _AWKWARD) == _AWKWARD


@pytest.mark.parametrize("shell", _SHELLS)
@pytest.mark.parametrize("value", [_AWKWARD, "", "two\nlines", "~", "-n"])
def test_a_shell_reads_the_written_dotenv_file(tmp_path: Path, shell: str, value: str) -> None:
    (tmp_path / "file.env").write_text(dotenv({"VALUE": value}))

    read = subprocess.run(
        [shell, "-c", '. ./file.env && printf %s "$VALUE"'],
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        stdout=subprocess.PIPE,
        check=True,
    )

    assert read.stdout.decode() == value


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("ci-runner_2", "ci-runner_2.env"),
        ("../../etc/passwd", "etc-passwd.env"),
        ("..", "access-key.env"),
        ("", "access-key.env"),
        ("~/.ssh/id", "ssh-id.env"),
        ("Prod Key", "prod-key.env"),
        ("a\0b\nc\x1b[0m", "a-b-c-0m.env"),
        ("\u202eexe.txt", "exe-txt.env"),
        ("ключ", "access-key.env"),
        ("-rf", "rf.env"),
        ("x" * 300, f"{'x' * 60}.env"),
    ],
)
def test_a_default_file_name_has_only_safe_characters(name: str, proposed: str) -> None:
    assert file_name(name) == proposed


def test_a_default_file_name_has_the_suffix_of_its_format() -> None:
    assert [format_of(Path(file_name("ci", form))) for form in FORMATS] == list(FORMATS)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDemo]:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    with ServedDemo() as demo:
        yield demo


@pytest.fixture
def saved(tmp_path: Path, demo: ServedDemo, request: pytest.FixtureRequest) -> Path:
    """Save the demo's credentials to a file with an awkward name, in each format."""
    path = tmp_path / f"{_AWKWARD} and more" / f"-{_AWKWARD}{request.param}"
    client_id, base_url = demo.settings["RUNAI_CLIENT_ID"], demo.settings["RUNAI_BASE_URL"]
    save_new(path, format_of(path).write(SecretText("ci", client_id, demo.secret, base_url)))
    return path


each_form = pytest.mark.parametrize(
    "saved", [".env", ".json", ".yaml", ".mcp.json", ".txt"], indirect=True
)


def _command(demo: ServedDemo, saved: Path | None) -> str:
    return curl_command(
        demo.settings["RUNAI_BASE_URL"], demo.settings["RUNAI_CLIENT_ID"], saved=saved
    )


def _run(shell: str, command: str, home: Path, given: str = "") -> str:
    finished = subprocess.run(
        [shell, "-c", command],
        cwd="/",
        env=clean_environment(home),
        input=given,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=20,
    )
    return finished.stdout


@pytest.mark.parametrize("shell", _SHELLS)
@each_form
def test_the_command_signs_in_with_the_secret_from_the_file(
    demo: ServedDemo, saved: Path, shell: str, tmp_path: Path
) -> None:
    command = _command(demo, saved)

    answer = json.loads(_run(shell, command, tmp_path))

    assert answer["access_token"]
    assert demo.secret not in command
    assert command.isascii()
    assert command.isprintable()


@pytest.mark.parametrize("shell", _SHELLS)
def test_the_command_signs_in_with_the_secret_from_standard_input(
    demo: ServedDemo, shell: str, tmp_path: Path
) -> None:
    answer = json.loads(_run(shell, _command(demo, None), tmp_path, f"{demo.secret}\n"))

    assert answer["access_token"]


@pytest.mark.parametrize("shell", _SHELLS)
@each_form
def test_the_command_works_as_pasted(
    demo: ServedDemo, saved: Path, shell: str, tmp_path: Path
) -> None:
    with _interactive(shell, tmp_path) as terminal:
        terminal.send(_command(demo, saved) + ENTER)

        terminal.wait_for("access_token")
        assert demo.secret.encode() not in terminal.output


@pytest.mark.parametrize("shell", _SHELLS)
def test_the_pasted_command_prompts_for_the_secret_without_echo(
    demo: ServedDemo, shell: str, tmp_path: Path
) -> None:
    with _interactive(shell, tmp_path) as terminal:
        terminal.send(_command(demo, None) + ENTER)
        terminal.wait_for(re.compile(r"^Client secret: $|^Client secret:$", re.MULTILINE))
        terminal.wait_for_silence()
        terminal.send(demo.secret + ENTER)

        terminal.wait_for("access_token")
        assert demo.secret.encode() not in terminal.output


def _interactive(shell: str, home: Path) -> Terminal:
    bare = "--norc" if shell == "bash" else "-f"
    terminal = Terminal([shell, bare, "-i"], home, size=(200, 40))
    terminal.wait_for(re.compile(r"[$#%] ?$", re.MULTILINE))
    return terminal


def test_the_command_quotes_every_value(tmp_path: Path) -> None:
    command = curl_command(
        "https://acme.example/", _AWKWARD, saved=tmp_path / "bare", ca_file=Path("/a b/ca.pem")
    )

    words = shlex.split(command)
    assert words[:4] == ["curl", "-sS", "--cacert", "/a b/ca.pem"]
    assert words[-3:] == ["https://acme.example/api/v2/token", "<", str(tmp_path / "bare")]


@pytest.mark.parametrize("shell", _SHELLS)
def test_an_awkward_client_id_reaches_curl_unchanged(shell: str, tmp_path: Path) -> None:
    command = curl_command("https://acme.example", _AWKWARD, saved=Path("/dev/null"))

    shown = _run(shell, f"curl() {{ printf '%s\\n' \"$@\"; }}; {command}", tmp_path)

    assert f"client_id={_AWKWARD}" in shown.splitlines()


def test_a_relative_path_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    command = curl_command("https://acme.example", "c-1", saved=Path("bare"), ca_file=Path("ca"))

    assert f"< {tmp_path}{os.sep}bare" in command
    assert f"--cacert {tmp_path}{os.sep}ca" in command
