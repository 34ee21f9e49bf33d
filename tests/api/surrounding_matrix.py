"""Signing in and seven operations in every surrounding: what is said, and of whom.

`python -m tests.api.surrounding_matrix` prints all of it; its exit status is 1 if anything is not
as it should be.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from pydantic import SecretStr

from tests.api.fault_matrix import ACTS, DOUBTS, deadline
from tests.api.plane import CALLS, CHANGES
from tests.api.surroundings import SURROUNDINGS, Blamed, Place, Surrounding, grant_in
from tui.api.bearer_auth import ClientCredentials, Grant
from tui.api.errors import ApiError, OutcomeUnknown
from tui.api.operations import SIGN_IN
from tui.api.service import AccessKeyService
from tui.demo.server import Demo

OPERATIONS = ("sign_in", *CALLS)


class Cell(NamedTuple):
    """Outcome of an operation in a surrounding."""

    operation: str
    reason: str
    advice: str
    wrong: tuple[str, ...]
    """Parts that are not as they should be."""


async def row(surrounding: Surrounding) -> list[Cell]:
    """Carry out all operations in a surrounding, those with a ready token in one session."""
    async with surrounding.place() as place, _session(place, "") as service:
        cells = []
        if surrounding.sign_in != "":
            async with _session(place, "sign_in") as signing_in:
                cells.append(await _cell(surrounding, place, signing_in, "sign_in"))
        return cells + [await _cell(surrounding, place, service, each) for each in CALLS]


@asynccontextmanager
async def _session(place: Place, operation: str) -> AsyncIterator[AccessKeyService]:
    grant = _grant(place, operation)
    service = AccessKeyService(place.base_url, grant, ca_file=place.ca_file, sleep=_no_pause)
    try:
        yield service
    finally:
        await service.aclose()


async def _cell(
    surrounding: Surrounding, place: Place, service: AccessKeyService, operation: str
) -> Cell:
    error = None
    try:
        with deadline(service, surrounding.deadline):
            await _call(service, place.demo, operation)
    except ApiError as raised:
        error = raised
    reason, advice = (error.reason, error.advice) if error else ("", "")
    wrong = tuple(_mistakes(surrounding, place, operation, error))
    return Cell(operation, reason, advice, wrong)


def _grant(place: Place, operation: str) -> Grant:
    if place.demo is not None:
        return ClientCredentials(place.demo.client_id, SecretStr(place.demo.client_secret))
    if operation == "sign_in":
        return ClientCredentials("c1", SecretStr("CANARY-secret"))
    return grant_in(place)


async def _call(service: AccessKeyService, demo: Demo | None, operation: str) -> None:
    if demo is None or operation not in CALLS or operation.startswith("list"):
        await CALLS.get(operation, CALLS["list_my_keys"])(service)
        return
    last = demo.store.my_keys()[-1]
    # One that the session does not sign in with, and that is still there.
    key = next((key for key in demo.store.my_keys() if key.client_id != demo.client_id), last)
    arguments = {"create_key": "made-here"}
    await getattr(service, operation)(arguments.get(operation, key.id))


async def _no_pause(_: float) -> None:
    pass


def _mistakes(
    surrounding: Surrounding, place: Place, operation: str, error: ApiError | None
) -> Iterator[str]:
    said, advice = (error.reason, error.advice) if error else ("", "")
    wanted = _reason(surrounding, place, operation)
    if said != wanted:
        yield f"says {said!r} instead of {wanted!r}"
    is_open = surrounding.is_open and operation in CHANGES
    if isinstance(error, OutcomeUnknown) != is_open:
        yield f"the outcome is {'known' if is_open else 'in doubt'}"
    if not is_open and surrounding.advises not in advice and operation != "sign_in":
        yield f"advises {advice!r}"
    words, others = surrounding.blamed.value
    # The sign-in's own words name what was sent.
    if operation != "sign_in" or surrounding.sign_in is None:
        if words.replace("HOST", _host(place)) not in said:
            yield f"does not blame: {words}"
        yield from (f"blames: {word}" for word in others if word in f"{said} {advice}")
    if "CANARY" in f"{said} {advice}":
        yield "shows a secret"


def _reason(surrounding: Surrounding, place: Place, operation: str) -> str:
    if surrounding.blamed is Blamed.NOBODY:
        return ""
    says, act = surrounding.says, ACTS.get(operation, SIGN_IN.act)
    if operation == "sign_in" and surrounding.sign_in is not None:
        says = surrounding.sign_in
    if surrounding.is_open and operation in CHANGES:
        says = f"{DOUBTS[operation]}: {says}"
    says = says.replace("{act}", act).replace("HOST", _host(place))
    # Not of the name of a variable.
    return f"{says.replace('PROXY ', f'{place.proxy} ')}."


def _host(place: Place) -> str:
    return place.base_url.partition("://")[2]


async def printed() -> tuple[str, int]:
    """Return the matrix with its sentences, and how many cells are wrong."""
    lines, wrong = [], 0
    for name, surrounding in SURROUNDINGS.items():
        cells = await row(surrounding)
        wrong += sum(bool(cell.wrong) for cell in cells)
        words = " ".join(
            f"{cell.operation} {'WRONG' if cell.wrong else 'said' if cell.reason else 'done'}"
            for cell in cells
        )
        lines.append(f"{name} ({surrounding.blamed.name.lower()}): {words}")
        by_advice = {cell.advice: cell for cell in reversed(cells) if cell.reason}
        lines += [
            f"    {cell.operation}: {cell.reason} {cell.advice}".rstrip()
            for cell in reversed(by_advice.values())
        ]
        lines += [f"    WRONG {cell.operation}: {why}" for cell in cells for why in cell.wrong]
    lines.append(f"{len(SURROUNDINGS)} surroundings × {len(OPERATIONS)} operations, {wrong} wrong.")
    return "\n".join(lines), wrong


if __name__ == "__main__":
    text, mistakes = asyncio.run(printed())
    sys.stdout.write(f"{text}\n")
    sys.exit(mistakes > 0)
