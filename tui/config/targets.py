"""Targets in the config file: declaration and checks of their settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..delivery.kubernetes_secret import is_label
from ..delivery.secret_formats import (
    FORMATS,
    K8S,
    K8S_KEYS,
    SecretFormat,
    UnknownFormat,
    format_named,
    format_of,
    k8s_format,
)
from ..delivery.target import PLACEHOLDERS, PlaceholderError, Target, check_placeholders
from ..text import is_plain_id
from .declared_settings import Kind, Setting

if TYPE_CHECKING:
    from .parse import Values

TARGET_SETTINGS = (
    Setting(
        "format",
        Kind.CHOICE,
        "what the target gets; a path may say it by its end",
        choices=tuple(form.name for form in FORMATS),
    ),
    Setting("path", Kind.PATH, "a private file; `{name}` in it is the key's name"),
    Setting(
        "command",
        Kind.COMMAND,
        "or a command that reads the secret from its standard input; `{name}`, `{client_id}` and "
        "`{base_url}` may be used in its arguments",
    ),
    Setting("readback", Kind.COMMAND, "a command that prints the secret again, as a proof"),
    Setting(
        "timeout",
        Kind.TIMEOUT,
        "how long each command may take; 30 by default, with the terminal 120",
    ),
    Setting(
        "needs_terminal",
        Kind.FLAG,
        "give the commands the terminal while they run, as for a passphrase",
    ),
    Setting("k8s_namespace", Kind.TEXT, "the namespace of a Kubernetes Secret"),
    Setting(
        "k8s_keys",
        Kind.CHOICE,
        "its keys: `RUNAI_CLIENT_ID` and so on, or `clientId`",
        choices=tuple(K8S_KEYS),
    ),
)

_OF_COMMANDS = ("readback", "timeout", "needs_terminal")
_OF_K8S = ("k8s_namespace", "k8s_keys")


class TargetMistake(ValueError):
    """The settings of a target contradict each other or are incomplete.

    Args:
        reason: The reason, without a full stop.
        setting: The setting to blame; empty for the target as a whole.
    """

    def __init__(self, reason: str, setting: str = "") -> None:
        super().__init__(reason)
        self.setting = setting


def target_of(name: str, values: Values) -> Target:
    """Build a target from values that `check_value` has returned.

    Raises:
        TargetMistake: the values contradict each other, or have an unknown placeholder.
    """
    if not is_plain_id(name):
        raise TargetMistake("a target needs a plain name, such as ci-vault")
    _refuse_contradiction(values)
    for setting in ("command", "readback"):
        _check_command(setting, values.get(setting, ()))
    if "path" in values:
        _check_words("path", (str(values["path"]),), ("name",))
    return Target(
        name,
        _form(values),
        values.get("path"),
        values.get("command", ()),
        values.get("readback", ()),
        values.get("timeout"),
        values.get("needs_terminal", False),
    )


def _refuse_contradiction(values: Values) -> None:
    if "path" in values and "command" in values:
        reason = "path and command both say where the secret goes: keep one"
        raise TargetMistake(reason, "command")
    if "path" not in values and "command" not in values:
        raise TargetMistake("a target needs a path or a command")
    if "command" not in values and (beside := [*filter(values.__contains__, _OF_COMMANDS)]):
        raise TargetMistake(f"{beside[0]} is for a command: there is none", beside[0])


def _check_command(setting: str, words: tuple[str, ...]) -> None:
    if not words:
        return
    program, *arguments = words
    if "/" in program and not Path(program).is_absolute():
        reason = f"{setting} has to begin with the name of a program, or with its whole path"
        raise TargetMistake(reason, setting)
    _check_words(setting, (program,), ())
    _check_words(setting, arguments, of_a_shell=Path(program).name.endswith("sh"))


def _check_words(
    setting: str,
    words: Sequence[str],
    known: Sequence[str] = PLACEHOLDERS,
    *,
    of_a_shell: bool = False,
) -> None:
    try:
        for word in words:
            check_placeholders(word, known, of_a_shell=of_a_shell)
    except PlaceholderError as error:
        raise TargetMistake(f"{setting}: {error}", setting) from error


def _form(values: Values) -> SecretFormat:
    form = _plain_form(values)
    beside = [*filter(values.__contains__, _OF_K8S)]
    if form is not K8S:
        if beside:
            raise TargetMistake(f'{beside[0]} is for format = "{K8S.name}" alone', beside[0])
        return form
    namespace = values.get("k8s_namespace", "")
    if namespace and not is_label(namespace):
        reason = "k8s_namespace has to be the name of a namespace, such as ml-jobs"
        raise TargetMistake(reason, "k8s_namespace")
    return k8s_format(namespace, values.get("k8s_keys", next(iter(K8S_KEYS))))


def _plain_form(values: Values) -> SecretFormat:
    if "format" in values:
        return format_named(values["format"])
    if "path" not in values:
        raise TargetMistake("a target with a command needs a format")
    try:
        return format_of(values["path"])
    except UnknownFormat as error:
        raise TargetMistake(f"path: {error} Or add a format", "path") from error
