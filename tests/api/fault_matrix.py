"""Seven operations under every fault, each against a demo of its own.

`python -m tests.api.fault_matrix [WORD]` runs them all, or those with a word in their names, and
prints what came of each as a matrix; its exit status is 1 if anything is not as it should be.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import SecretStr

from tests.api.faults import BODY_LIMIT, Fault
from tests.api.front import Front, SocketFront
from tests.api.plane import CALLS, CHANGES, READS
from tests.api.proxies import FrontProxy, proxy_in_environment
from tests.api.socket_faults import FAULTS
from tests.api.sockets import serving
from tests.api.test_tls import CA, certificate
from tui.api.bearer_auth import ClientCredentials
from tui.api.errors import ApiError, OutcomeUnknown
from tui.api.service import AccessKeyService
from tui.demo.server import Demo

NEW_NAME = "made-meanwhile"

_BEGUN = datetime.now(UTC)
"""When all demos begin."""

_WORDS = {
    "done": "done",
    "Unreachable": "unreachable",
    "Untrusted": "untrusted",
    "SignInFailed": "not signed in",
    "BadResponse": "bad answer",
    "Rejected": "rejected",
    "OutcomeUnknown": "unknown",
}
"""Entry of the matrix for each kind of outcome."""

ACTS = {
    "list_my_keys": "list your access keys",
    "list_all_keys": "list all access keys",
    "get_key": "show the access key",
    "create_key": "create the access key",
    "regenerate_secret": "regenerate the secret",
    "delete_my_key": "delete the access key",
    "delete_any_key": "delete the access key",
}
_DELETE_AGAIN = "List the keys again: if it is still there, delete it once more."
DOUBTS = {
    "create_key": "Not created, or created and its secret lost",
    "regenerate_secret": "Not regenerated, or regenerated and the new secret lost",
    "delete_my_key": "Deleted, or not",
    "delete_any_key": "Deleted, or not",
}
IF_LOST = {
    "create_key": "List the keys again: if it is there, its secret is lost, "
    "so regenerate or delete it.",
    "regenerate_secret": "The old secret may be invalid, and a new one lost: "
    "regenerate it once more.",
    "delete_my_key": _DELETE_AGAIN,
    "delete_any_key": _DELETE_AGAIN,
}


class Cell(NamedTuple):
    """Outcome of one operation under one fault."""

    kind: str
    """The name of the error, or `done`."""
    text: str
    sent: int
    """Number of requests that reached the server, without those for tokens."""
    keys: str
    """State of all keys at the server."""
    goes_on: bool
    """Whether the session lists the keys as they are once the fault is over."""


@contextmanager
def deadline(service: AccessKeyService, seconds: float) -> Iterator[None]:
    """Limit the time of calls for a while; a busy machine may need longer for all others."""
    usual, service._client._deadline = service._client._deadline, seconds
    try:
        yield
    finally:
        service._client._deadline = usual


@asynccontextmanager
async def session(
    demo: Demo, front: Front, fault: Fault, proxy: FrontProxy | None = None
) -> AsyncIterator[AccessKeyService]:
    """Open a session with a demo behind a front, on real connections if the fault needs them."""

    async def no_pause(_: float) -> None:
        pass

    grant = ClientCredentials(demo.client_id, SecretStr(demo.client_secret))
    service: AccessKeyService
    tls = certificate("elsewhere") if proxy else None
    async with serving(SocketFront(front).handle, tls) as port:
        base_url = f"http://127.0.0.1:{port}" if fault.handler else "https://acme.run.ai"
        if proxy:
            proxy.fronts[port] = front
            base_url = f"https://elsewhere.example:{port}"
        service = AccessKeyService(
            base_url,
            grant,
            transport=None if fault.handler or proxy else front,
            ca_file=CA if proxy else None,
            body_limit=BODY_LIMIT,
            sleep=no_pause,
        )
        try:
            yield service
        finally:
            await service.aclose()


def state_of(demo: Demo) -> dict[str, tuple[str, str, str]]:
    """Return all keys: name, owner and secret by id."""
    return {key.id: (key.name, key.owner, key.client_secret) for key in demo.store.all_keys()}


@asynccontextmanager
async def proxy_for(fault: Fault) -> AsyncIterator[FrontProxy | None]:
    """Put a proxy into the environment, if the fault is one of a proxy."""
    if fault.proxy is None:
        yield None
        return
    proxy = FrontProxy()
    async with serving(proxy.handle) as port:
        proxy.address = f"127.0.0.1:{port}"
        with proxy_in_environment(f"http://{proxy.address}"):
            yield proxy


async def outcome(
    fault: Fault, operation: str, proxy: FrontProxy | None, *, carry_out: bool
) -> tuple[Cell, Cell]:
    """Run an operation under a fault; give what came of it, and what should have."""
    demo = Demo(since=_BEGUN)
    front = Front(demo)
    mine = demo.store.my_keys()[3].id
    theirs = next(key.id for key in demo.store.all_keys() if key.owner != demo.username)
    arguments = {"create_key": (NEW_NAME,), "delete_any_key": (theirs,)}
    if not operation.startswith("list"):
        arguments.setdefault(operation, (mine,))
    async with session(demo, front, fault, proxy) as service:
        await service.list_my_keys()
        before = state_of(demo)
        front.misbehave(fault, carry_out=carry_out)
        kind, text = "done", ""
        with deadline(service, fault.deadline):
            try:
                await getattr(service, operation)(*arguments.get(operation, ()))
            except ApiError as error:
                kind, text = type(error).__name__, str(error)
                text = text.replace(proxy.address, "PROXY") if proxy else text
        sent = front.sent
        front.heal()
        after = state_of(demo)
        listed = {key.id for key in (await service.list_my_keys()).keys}
        goes_on = listed == {key.id for key in demo.store.my_keys()}
        found = Cell(kind, text, sent, changed(before, after), goes_on)
        return found, expected(fault, operation, service.host, carry_out=carry_out)


def changed(before: dict[str, tuple[str, str, str]], after: dict[str, tuple[str, str, str]]) -> str:
    """Describe what happened to the keys."""
    added = [after[key_id][0] for key_id in after.keys() - before.keys()]
    removed = [before[key_id][0] for key_id in before.keys() - after.keys()]
    secrets = [k for k in before.keys() & after.keys() if before[k] != after[k]]
    facts = [f"+{name}" for name in added] + ["-1"] * len(removed) + ["*"] * len(secrets)
    return " ".join(facts) or "same"


def expected(fault: Fault, operation: str, host: str, *, carry_out: bool) -> Cell:
    """Describe the expected outcome of an operation under a fault."""
    kind = fault.kind(operation)
    says = fault.says.format(host=host, act=ACTS[operation])
    advice = fault.advice if isinstance(fault.advice, str) else fault.advice[operation]
    text = f"{says}. {advice.replace('{host}', host)}" if kind else ""
    if operation in CHANGES and kind is OutcomeUnknown:
        text = f"{DOUBTS[operation]}: {says}. {IF_LOST[operation]}"
    effects = {"create_key": f"+{NEW_NAME}", "regenerate_secret": "*"}
    effect = effects.get(operation, "-1") if operation in CHANGES else "same"
    return Cell(
        kind.__name__ if kind else "done",
        text,
        _sent(fault, operation),
        effect if carry_out or kind is None else "same",
        goes_on=True,
    )


def _sent(fault: Fault, operation: str) -> int:
    # Whether it is a service account that asks is found out by what an administrator may list.
    is_verdict = fault.says.startswith(
        ("{host} refused to {act} (403", "{host} refused to {act} (404")
    )
    tries = fault.tries if operation in READS else fault.change_tries
    return tries + (is_verdict and operation in ("list_my_keys", "create_key"))


async def row(fault: Fault) -> list[tuple[str, Cell, Cell]]:
    """Run all operations under a fault, a change with a lost answer both carried out and not."""
    cells = [
        (operation, carry_out) for operation in CALLS for carry_out in fault.carried_out(operation)
    ]
    async with proxy_for(fault) as proxy:
        outcomes = await asyncio.gather(
            *(
                outcome(fault, operation, proxy, carry_out=carry_out)
                for operation, carry_out in cells
            )
        )
    return [(cell[0], *pair) for cell, pair in zip(cells, outcomes, strict=True)]


async def matrix(word: str = "") -> tuple[str, int]:
    """Run all operations under all faults that have a word in their names.

    Returns:
        The matrix, and how many cells are wrong.
    """
    faults = {name: fault for name, fault in FAULTS.items() if word in name}
    wrong = 0
    lines = [f"{'':26}{''.join(f'{operation:<18}' for operation in CALLS)}"]
    for name, fault in faults.items():
        shown: dict[str, str] = {}
        for operation, found, wanted in await row(fault):
            wrong += found != wanted
            word = f"{_WORDS[found.kind]} ×{found.sent}"
            shown[operation] = word if found == wanted else f"WRONG {word}"
        lines.append(f"{name:<26}{''.join(f'{shown[operation]:<18}' for operation in CALLS)}")
    lines.append(f"{len(faults)} faults × {len(CALLS)} operations, {wrong} wrong.")
    return "\n".join(lines), wrong


if __name__ == "__main__":
    printed, mistakes = asyncio.run(matrix(*sys.argv[1:]))
    sys.stdout.write(f"{printed}\n")
    sys.exit(mistakes > 0)
