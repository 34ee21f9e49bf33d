"""Destination of a new secret, chosen by a command's flags."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...config.settings import SettingsError
from ...delivery.hand_over import NotReady
from ...delivery.private_file import AlreadyThere, SaveError, typed_path
from ...delivery.secret_formats import (
    BARE,
    FORMATS,
    K8S_KEYS,
    UnknownFormat,
    file_names,
    format_of,
)
from ...workflows.issue_secret import SecretIssuer
from .destination import chosen_format, chosen_targets
from .output import say, warn_if_on_terminal

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

    from ...delivery.secret_formats import SecretFormat
    from .context import Context

_STANDARD_OUTPUT = "-"


def add_secret_arguments(parser: ArgumentParser, *, more_formats: Sequence[str] = ()) -> None:
    """Declare the flags for the destination of a new secret.

    Args:
        parser: The command's parser.
        more_formats: Formats of the command's own output, in addition to those of a file.
    """
    add = parser.add_argument
    add(
        "--to",
        metavar="TARGET",
        action="append",
        default=[],
        help="deliver to this target of the config file (may be repeated)",
    )
    add(
        "--secret-file",
        metavar="PATH",
        help=f"save to a new private file: {file_names()}; or - for standard output. "
        "With --to: for a secret that a target did not take",
    )
    add("--replace", action="store_true", help="replace an existing file")
    names = [*(form.name for form in FORMATS), *more_formats]
    of_output = "; or the output's: table, json or csv" if more_formats else ""
    add("--format", choices=names, help=f"the file's format, regardless of its name{of_output}")
    add("--k8s-namespace", metavar="NAME", help="the namespace of a Kubernetes Secret")
    add("--k8s-keys", choices=list(K8S_KEYS), help="its keys: RUNAI_CLIENT_ID..., or clientId...")


def prepare_delivery(context: Context) -> SecretIssuer:
    """Prepare the request for a secret, with the destination that the flags choose.

    Raises:
        SettingsError: the flags choose none, or contradict each other.
    """
    flags = context.flags
    issuing = SecretIssuer(context.session, context.pending)
    issuing.replace_it = flags.replace
    if flags.demo and flags.to:
        raise SettingsError(
            "the demo has no targets, as its secrets work nowhere else: leave out --to."
        )
    issuing.targets = chosen_targets(flags.to, context.session.settings.targets)
    if flags.secret_file is None:
        _refuse_without_file(flags)
    elif flags.secret_file == _STANDARD_OUTPUT:
        issuing.save_as = chosen_format(flags, BARE)
        if not flags.to:
            warn_if_on_terminal("secret")
    else:
        issuing.save_to = _typed_path(flags.secret_file)
        issuing.save_as = _format_for(flags, issuing.save_to)
    return issuing


async def check_place(issuing: SecretIssuer, name: str) -> None:
    """Check that the file and the targets can take the secret of a key of this name.

    Raises:
        SaveError: a file can't be written.
        SettingsError: a target is not ready.
    """
    try:
        await issuing.check(name)
    except AlreadyThere as error:
        raise SaveError(f"{error} Or replace it with --replace.") from error
    except NotReady as error:
        raise SettingsError(str(error)) from error


def _refuse_without_file(flags: Namespace) -> None:
    if not flags.to:
        raise SettingsError("say where the secret goes: --to TARGET, or --secret-file PATH.")
    if flags.format or flags.k8s_namespace or flags.k8s_keys:
        raise SettingsError("a target has its own format: --format and --k8s-... are for files.")


def _typed_path(text: str) -> Path:
    try:
        path = typed_path(text)
    except SaveError as error:
        raise SettingsError(f"--secret-file: {error}") from error
    if path is None:
        raise SettingsError("--secret-file: give a path, or - for standard output.")
    return path


def _format_for(flags: Namespace, path: Path) -> SecretFormat:
    try:
        return chosen_format(flags, None if flags.format else format_of(path))
    except UnknownFormat as error:
        raise SettingsError(f"--secret-file: {error} Or choose one with --format.") from error


@contextlib.contextmanager
def say_if_cancelled(issuing: SecretIssuer, lost: str) -> Iterator[None]:
    """Report what may be lost if the command is cancelled before the response to its request."""
    try:
        yield
    except asyncio.CancelledError:
        if issuing.requested:
            say(f"interrupted before the response came: {lost}")
        raise
