"""Every mistake in the settings is one sentence, which is compared as a whole."""

from __future__ import annotations

import ast
import logging
import os
import pwd
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from tests.config.mistakes import ADDRESSES, CALLS, IN_THE_FILE, P
from tests.pty.terminal import ROOT
from tui.api.base_url import BaseUrlError, parse_base_url
from tui.api.errors import SignInFailed
from tui.cli import main as cli
from tui.cli.parser import parser
from tui.config.add_profile import NewProfile, check_new_profile
from tui.config.change_sign_in import plan_sign_in_change
from tui.config.load import read_settings
from tui.config.settings import SecretFile, SecretInConfig, Settings, SettingsError
from tui.runtime.log_file import LOGGER, start_log
from tui.session.save_profile import _with_timeout
from tui.session.secret_sources import fetch_secret

_SECRET = P + 'client_id = "x"\nclient_secret = "CANARY"\n'
_RAISED = ("SettingsError", "ReadError", "BaseUrlError", "_wrong")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of the config file, in an existing folder."""
    for name in [name for name in os.environ if name.startswith("RUNAI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "runai-keys" / "config.toml"
    path.parent.mkdir()
    return path


@pytest.fixture
def refusal(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return the program's message when it does not start, without its name."""

    def said(*arguments: str) -> str:
        assert cli.main(arguments) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        return printed.err.removeprefix("runai-keys: ").removesuffix("\n")

    return said


@pytest.mark.parametrize(("text", "sentence"), IN_THE_FILE.values(), ids=IN_THE_FILE)
def test_a_mistake_in_the_file_is_one_sentence_with_its_place_and_what_was_expected(
    config: Path, refusal: Callable[..., str], text: str, sentence: str
) -> None:
    config.write_text(text)

    for arguments in ((), ("config", "validate"), ("config", "show")):
        assert refusal(*arguments) == f"{config}, {sentence}"


@pytest.mark.parametrize("name", CALLS)
def test_a_mistake_in_flags_or_environment_is_one_sentence_that_names_it(
    config: Path, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    call = CALLS[name]
    config.write_text(call.file)
    for variable, value in call.environment.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)

    assert refusal(*call.arguments) == call.sentence.format(config=config)


@pytest.mark.parametrize(("address", "sentence"), ADDRESSES.items())
def test_an_impossible_value_is_refused_with_the_reason(address: str, sentence: str) -> None:
    with pytest.raises(BaseUrlError) as caught:
        parse_base_url(address)
    assert str(caught.value) == sentence


def _make(mode: int, text: str = P) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_text(text)
        path.chmod(mode)

    return make


def _link(path: Path) -> None:
    _make(0o600, _SECRET)(path.with_name("real"))
    path.symlink_to(path.with_name("real"))
    # Where only root can change the link it is accepted.
    path.parent.chmod(0o777)


_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "not in UTF-8": (lambda path: path.write_bytes(b"x = '\xff'"), "{path} is not in UTF-8."),
    "10 MB": (lambda path: path.write_bytes(b"#" * 10_000_000), "{path} is larger than 1 MB."),
    "a folder": (Path.mkdir, "{path} is not a regular file."),
    "a pipe": (os.mkfifo, "{path} is not a regular file."),
    "a link in a circle": (
        lambda path: path.symlink_to(path),
        "{path} can't be read: too many levels of symbolic links.",
    ),
    "a secret that all can read": (
        _make(0o644, _SECRET),
        "{path} holds a secret and others may read it: run chmod 600 {path}.",
    ),
    "a secret that the group can read": (
        _make(0o640, _SECRET),
        "{path} holds a secret and others may read it: run chmod 600 {path}.",
    ),
    "a secret behind a link": (
        _link,
        "{path} holds a secret and is a link: name the file itself.",
    ),
    "a file that others can write": (
        _make(0o620),
        "{path} can be written by others: run chmod go-w {path}.",
    ),
}


@pytest.mark.parametrize(("make", "sentence"), _FILES.values(), ids=_FILES)
def test_a_faulty_config_file_is_refused(
    config: Path,
    refusal: Callable[..., str],
    make: Callable[[Path], object],
    sentence: str,
) -> None:
    make(config)

    said = refusal("config", "validate")

    assert said == sentence.format(path=config)
    assert "CANARY" not in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_config_file_of_another_user_is_refused(
    config: Path, refusal: Callable[..., str]
) -> None:
    config.write_text(P)
    os.chown(config, 12345, -1)

    assert refusal("config", "show") == (
        f"{config} belongs to somebody else: use a file of your own."
    )


def test_a_mounted_file_that_others_can_read_is_refused_with_what_works(
    config: Path, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(0o444, _SECRET)(config)
    monkeypatch.setattr("tui.config.mounted_file.is_read_only", lambda _: True)
    monkeypatch.setattr("tui.config.mounted_file.is_for_us_alone", lambda *_: False)

    assert refusal("config", "validate") == (
        f"{config} holds a secret and others may read it, which only root can change: have it "
        "mounted with mode 0440 for a group of yours, or read it by a command, such as "
        f'secret_command = ["cat", "{config}"].'
    )


def test_a_config_file_in_a_folder_of_another_user_is_not_passed_over(
    config: Path, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Root, as whom tests may run, is denied nothing.
    for owner, name in ((Path, "stat"), (Path, "lstat"), (os, "open")):
        monkeypatch.setattr(owner, name, denied)

    for arguments in ((), ("config", "show"), ("config", "validate")):
        assert refusal(*arguments) == f"{config} can't be read: permission denied."


async def test_a_secret_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SignInFailed) as caught:
        await fetch_secret(SecretFile(tmp_path / "secret"), "acme.run.ai")
    assert str(caught.value) == f"{tmp_path / 'secret'} does not exist."


async def test_a_secret_that_is_no_longer_in_the_file_is_named(config: Path) -> None:
    config.write_text(P)  # noqa: ASYNC240
    with pytest.raises(SignInFailed) as caught:
        await fetch_secret(SecretInConfig(config, "a"), "acme.run.ai")
    assert str(caught.value) == f"{config} has no client_secret for a any more."


def test_a_new_profile_of_a_name_that_is_taken_is_refused(config: Path) -> None:
    config.write_text(P)
    with pytest.raises(SettingsError) as caught:
        check_new_profile(config, NewProfile("a", "https://a.example"))
    assert str(caught.value) == (
        f'there is already a profile "a" in {config}: choose another name.'
    )


async def test_a_file_system_that_hangs_is_told(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.session.save_profile.SAVE_TIMEOUT", 0.0)
    goes_on = Event()
    try:
        with pytest.raises(SettingsError) as caught:
            await _with_timeout(lambda *_: goes_on.wait(), NewProfile("a", "https://a.example"))
    finally:
        goes_on.set()
    assert str(caught.value) == "the config file can't be reached: its file system hangs."


_PROFILE = '[profiles.a]\nbase_url = "https://a.example"\n'

_SIGN_INS: dict[str, tuple[str, str, str]] = {
    "a command": (
        'client_id = "5e7b"\nsecret_command = ["pass"]\n',
        "",
        "only a profile with client_secret_file or client_secret can be changed: where the secret "
        "comes from elsewhere, change it there, and the client ID by hand.",
    ),
    "an unusual form": (
        'client_id = """5e7b"""\nclient_secret = "b"\n',
        "",
        "{path} sets the key of a in a form that the program does not edit: change client_id and "
        "its secret by hand.",
    ),
    "another key": (
        'client_id = "5e7b"\nclient_secret = "b"\n',
        'client_id = "77aa"\nclient_secret = "b"\n',
        "{path} has another client_id for a by now.",
    ),
    "no file": (
        'client_id = "5e7b"\nclient_secret = "b"\n',
        "gone",
        "{path} does not exist any more.",
    ),
}
"""Profiles whose key can't be changed: their lines, those by then, and what is said of it."""


@pytest.mark.parametrize(("lines", "by_then", "sentence"), _SIGN_INS.values(), ids=_SIGN_INS)
def test_a_profile_whose_key_can_t_be_changed_is_told(
    tmp_path: Path, lines: str, by_then: str, sentence: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(_PROFILE + lines)
    path.chmod(0o600)
    settings = read_settings(parser().parse_args(["--profile", "a"]), {}, path)
    if by_then == "gone":
        path.unlink()
    elif by_then:
        path.write_text(_PROFILE + by_then)

    with pytest.raises(SettingsError) as caught:
        plan_sign_in_change(path, settings)

    assert str(caught.value) == sentence.format(path=path)


_LOG_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link": (lambda path: path.symlink_to("x"), "{path} is a link: name the file itself."),
    "a folder": (Path.mkdir, "{path} can't be written: is a directory."),
    "a pipe": (os.mkfifo, "{path} is not a regular file of your own: name another one."),
    "no folder": (
        lambda path: path.parent.rmdir(),
        "{path} can't be written: no such file or directory.",
    ),
    "a file of others": (
        _make(0o644, ""),
        "{path} can be read by others: run chmod 600 {path}.",
    ),
}


@pytest.mark.parametrize(("make", "sentence"), _LOG_FILES.values(), ids=_LOG_FILES)
def test_a_log_file_of_another_user_is_refused(
    tmp_path: Path, make: Callable[[Path], object], sentence: str
) -> None:
    path = tmp_path / "folder" / "log"
    path.parent.mkdir()
    make(path)

    with pytest.raises(SettingsError) as caught:
        start_log(Settings(log_file=path))

    assert str(caught.value) == f"--log-file: {sentence.format(path=path)}"
    assert logging.getLogger(LOGGER).handlers == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/dev/null", "/dev/null is not a regular file of your own: name another one."),
        ("\0", "\0 can't be written: it is not a valid file name."),
    ],
)
def test_a_log_path_that_is_no_regular_file_is_refused(path: str, reason: str) -> None:
    with pytest.raises(SettingsError) as caught:
        start_log(Settings(log_file=Path(path)))

    assert str(caught.value) == f"--log-file: {reason}"


def _said() -> list[str]:
    """Return the sentences that the tests of this module expect."""
    tables = (IN_THE_FILE, _FILES, _LOG_FILES)
    sentences = [sentence for table in tables for _, sentence in table.values()]
    sentences += [call.sentence for call in CALLS.values()]
    return [*sentences, *ADDRESSES.values(), *_texts(ast.parse(Path(__file__).read_text()))]


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _raised() -> Iterator[tuple[str, str]]:
    """Return the longest fixed text in each error of the settings, and its place."""
    for path in (ROOT / "tui").rglob("*.py"):
        if "commands" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _RAISED:
                text = max(_texts(node.args[0]), key=len, default="")
                if len(text) > len("invalid: "):
                    yield text, f"{path.name}:{node.lineno}"


def test_no_error_of_the_settings_is_without_its_sentence_here() -> None:
    raised, said = list(_raised()), _said()

    missing = [place for text, place in raised if not any(text in sentence for sentence in said)]

    assert len(raised) > 30
    assert missing == []
