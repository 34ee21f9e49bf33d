"""A new secret's delivery to the file or standard output that `--secret-file` names."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Coroutine, Iterator
from typing import TYPE_CHECKING, TypeVar

from ...config.settings import SettingsError
from ...delivery.private_file import AlreadyThere, SaveError, typed_path
from ...delivery.secret_formats import file_names
from ...workflows.issue_secret import SecretIssuer
from ..exit_codes import REFUSED
from .output import OutputLost, put, put_bytes, put_on_disk, say
from .undelivered import drop_notes

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...workflows.issue_secret import Credentials, IssuedSecret
    from .context import Context

Value = TypeVar("Value")

REPLACE_COMMAND = "runai-keys regenerate {} --secret-file PATH"
"""Replaces the secret of the key with this client ID."""

_STANDARD_OUTPUT = "-"

_ON_SCREEN = "the secret is about to be shown on this terminal, and stays in its scrollback."


def add_secret_arguments(parser: ArgumentParser) -> None:
    """Declare where a new secret goes."""
    parser.add_argument(
        "--secret-file",
        metavar="PATH",
        required=True,
        help=f"a new private file: {file_names()}, or - for standard output",
    )
    parser.add_argument("--replace", action="store_true", help="replace a file of that name")


async def prepare_delivery(context: Context) -> SecretIssuer:
    """Check that the secret can be delivered, before anything is requested.

    Raises:
        SaveError: the file can't be written.
        SettingsError: `--secret-file` is no path.
    """
    issuing = SecretIssuer(context.session, context.pending)
    if context.flags.secret_file == _STANDARD_OUTPUT:
        if sys.stdout.isatty():
            say(_ON_SCREEN)
        return issuing
    try:
        issuing.save_to = typed_path(context.flags.secret_file)
    except SaveError as error:
        raise SettingsError(f"--secret-file: {error}") from error
    if issuing.save_to is None:
        raise SettingsError("--secret-file: give a path, or - for standard output.")
    issuing.replace_it = context.flags.replace
    try:
        await issuing.check()
    except AlreadyThere as error:
        raise SaveError(f"{error} Or replace it with --replace.") from error
    return issuing


@contextlib.contextmanager
def say_if_cancelled(issuing: SecretIssuer, lost: str) -> Iterator[None]:
    """Report what may be lost if the command is cancelled before the response to its request."""
    try:
        yield
    except asyncio.CancelledError:
        if issuing.asked:
            say(f"the response was not waited for: {lost}")
        raise


async def deliver(context: Context, issuing: SecretIssuer, issued: IssuedSecret, done: str) -> int:
    """Save or print a new secret, say so, and return the exit status.

    A secret that its file does not take after all is saved in the state folder.

    Args:
        context: The command's flags and session.
        issuing: The request, which keeps a note until the secret is delivered.
        issued: The new credentials.
        done: What the request has done, in words.
    """
    credentials = issued.credentials
    if issuing.save_to is None:
        problem, place = _print(credentials), "on standard output"
    else:
        issued = await issuing.save(issued)
        problem, place = issued.problem, f"in {issuing.save_to}"
    if problem:
        rescued = await issuing.rescue(issued)
        if rescued is None:
            replace_it = REPLACE_COMMAND.format(credentials.plain_id or "ID")
            say(f"{done}, but nobody has its secret: {problem} To replace it: {replace_it}")
            return REFUSED
        done, place = f"{done}. {problem[:-1]}", f"in {rescued} instead, which only you can read"
    issuing.settle()
    await drop_notes(context, credentials.name)
    say(f"{done}. Its secret is {place}; its client ID is {credentials.client_id}.")
    if issuing.save_to is not None:
        put(f"{credentials.plain_id}\n")
    return REFUSED if problem else 0


def _print(credentials: Credentials) -> str:
    """Print a secret as it would stand in a file, and return the reason if that failed."""
    secret = credentials.secret.get_secret_value().encode("utf-8", "surrogatepass")
    try:
        put_bytes(secret + (b"\n" if sys.stdout.isatty() else b""))
        put_on_disk()
    except OutputLost as error:
        return str(error) or "the program that reads standard output has ended."
    return ""


async def uncancelled(delivery: Coroutine[None, None, Value]) -> Value:
    """Wait for a delivery to its end: no signal may interrupt it."""
    task = asyncio.ensure_future(delivery)
    while not task.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([task])
    return task.result()
