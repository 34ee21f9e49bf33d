"""`create` and `regenerate`: each new secret is delivered, or accounted for."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Coroutine, Iterator
from typing import TYPE_CHECKING, TypeVar

from ...api.errors import ApiError, OutcomeUnknown, Rejected
from ...api.key_name import name_problem
from ...config.settings import SettingsError
from ...delivery.private_file import AlreadyThere, SaveError, typed_path
from ...workflows.issue_secret import SecretIssuer
from ..exit_codes import NETWORK, REFUSED
from .output import OutputLost, put, put_bytes, say
from .select_keys import pick, refuse_own
from .undelivered import put_aside, tell_left_behind

if TYPE_CHECKING:
    from ...workflows.issue_secret import Credentials, IssuedSecret
    from .context import Job

Value = TypeVar("Value")

_TAKEN = 409

_OUTPUT = "-"
"""Means standard output in the place of a file."""

_ON_SCREEN = "the secret is about to be shown on this terminal, and stays in what it remembers."

_REPLACE = "runai-keys regenerate {} --secret-file PATH"


async def create(job: Job) -> int:
    """Create a key, deliver its secret, and give the exit status."""
    name = job.flags.name
    if problem := name_problem(name):
        raise SettingsError(f"{name} can't be the name of an access key. {problem}")
    issuing = await _prepared(job)
    lost = f"{name} may have been created, and its secret would be lost: see runai-keys list."
    with _accounted_for(issuing, lost):
        try:
            issued = await issuing.create(name)
        except OutcomeUnknown as error:
            return await _look_for(job, issuing, name, error)
        except Rejected as error:
            if error.status == _TAKEN:
                await tell_left_behind(job, {name})
            raise
    return await _to_the_end(_deliver(job, issuing, issued, f"{name} was created"))


async def regenerate(job: Job) -> int:
    """Replace a key's secret, deliver the new one, and give the exit status."""
    issuing = await _prepared(job)
    service = await job.session.service()
    picked = pick([job.flags.id], (await service.list_my_keys()).keys)
    if picked.missing:
        say(f"{job.flags.id} is the id or client ID of no key of yours.")
        return REFUSED
    (key,) = picked.keys
    refuse_own(picked.keys, service.client_id, agreed=job.flags.own)
    again = f"its old secret may be dead, and a new one lost: {_REPLACE.format(key.client_id)}"
    with _accounted_for(issuing, f"{key.name}: {again}"):
        try:
            issued = await issuing.regenerate(key)
        except OutcomeUnknown as error:
            say(f"{error.reason} {key.name}: {again}")
            return REFUSED
    done = f"{key.name} has a new secret"
    status = await _to_the_end(_deliver(job, issuing, issued, done))
    if key.client_id == service.client_id:
        say("you signed in with the old one: give the new one to whatever signs in like this.")
    return status


async def _prepared(job: Job) -> SecretIssuer:
    """See whether the secret can be delivered, before anything is asked of the server."""
    issuing = SecretIssuer(job.session, job.pending)
    if job.flags.secret_file == _OUTPUT:
        if sys.stdout.isatty():
            say(_ON_SCREEN)
        return issuing
    try:
        issuing.save_to = typed_path(job.flags.secret_file)
    except SaveError as error:
        raise SettingsError(f"--secret-file: {error}") from error
    if issuing.save_to is None:
        raise SettingsError("--secret-file: give a path, or - for standard output.")
    issuing.replace_it = job.flags.replace
    try:
        await issuing.check()
    except AlreadyThere as error:
        raise SaveError(f"{error} Or replace it with --replace.") from error
    return issuing


@contextlib.contextmanager
def _accounted_for(issuing: SecretIssuer, lost: str) -> Iterator[None]:
    """Say what it means that somebody did not wait for the answer."""
    try:
        yield
    except asyncio.CancelledError:
        if issuing.asked:
            say(f"not waited for. {lost}")
        raise


async def _look_for(job: Job, issuing: SecretIssuer, name: str, error: OutcomeUnknown) -> int:
    service = await job.session.service()
    try:
        listed = await service.list_my_keys()
    except ApiError:
        say(
            f"{error.reason} The list can't be had either, so whether {name} was created is not "
            "known: see runai-keys list."
        )
        return REFUSED
    trace = issuing.trace(name, listed.keys)
    if trace.key is None:
        issuing.settle()
        say(f"{error.reason} {trace.said}")
        return NETWORK
    say(f"{error.reason} {trace.said} To replace it: {_REPLACE.format(trace.key.client_id)}")
    return REFUSED


async def _deliver(job: Job, issuing: SecretIssuer, issued: IssuedSecret, done: str) -> int:
    credentials = issued.credentials
    if issuing.save_to is None:
        problem, place = _printed(credentials), "on standard output"
    else:
        issued = await issuing.save(issued)
        problem, place = issued.problem, f"in {issuing.save_to}"
    if problem:
        again = _REPLACE.format(credentials.plain_id or "ID")
        say(f"{done}, but nobody has its secret: {problem} To replace it: {again}")
        return REFUSED
    issuing.settle()
    await put_aside(job, credentials.name)
    say(f"{done}. Its secret is {place}; its client ID is {credentials.client_id}.")
    if issuing.save_to is not None:
        put(f"{credentials.plain_id}\n")
    return 0


def _printed(credentials: Credentials) -> str:
    """Print a secret, as it stands in a file of its own, and give the reason why that failed."""
    secret = credentials.secret.get_secret_value().encode("utf-8", "surrogatepass")
    try:
        put_bytes(secret + (b"\n" if sys.stdout.isatty() else b""))
    except OutputLost as error:
        return str(error) or "what was to read it from standard output has ended."
    return ""


async def _to_the_end(work: Coroutine[None, None, Value]) -> Value:
    """Wait for a delivery, which no signal may cut short."""
    task = asyncio.ensure_future(work)
    while not task.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([task])
    return task.result()
