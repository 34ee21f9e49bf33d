"""Seven operations under every fault: the sentence, the number of requests, and all the keys.

`python -m tests.api.fault_matrix` prints the same as a matrix.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.api import fault_matrix
from tests.api.fault_matrix import NEW_NAME, changed, row
from tests.api.faults import (
    BODIES,
    BREAKDOWNS,
    BUSY,
    COMPRESSED,
    CUTS,
    FRONTS,
    NEVER_SENT,
    REDIRECTS,
    REFUSALS,
    SILENCE,
    TOO_MUCH,
    UNAUTHORIZED,
    WEB_PAGES,
    Fault,
)
from tests.api.plane import CALLS, CHANGES
from tests.api.socket_faults import CUT_SOCKETS, FAULTS, GARBLED_SOCKETS, PROXIES, SLOW_SOCKETS
from tui.api.errors import OutcomeUnknown

_LONGEST = 10.0
"""In seconds."""


def each_of(faults: dict[str, Fault]) -> pytest.MarkDecorator:
    """Run a test for each of these faults."""
    return pytest.mark.parametrize("fault", faults.values(), ids=faults)


async def holds(fault: Fault) -> None:
    """See to it that all operations end as they should."""
    # Far beyond the deadlines of the faults, which are shorter than a second, and far before any
    # other: what a fault takes in the end is not only said to be that long.
    async with asyncio.timeout(_LONGEST):
        outcomes = await row(fault)
    for operation, found, wanted in outcomes:
        assert found == wanted, operation


def test_the_matrix_has_seven_operations_and_far_more_than_twenty_faults() -> None:
    assert len(CALLS) == 7
    assert len(FAULTS) > 70


def test_what_leaves_the_outcome_open_is_tried_carried_out_and_not() -> None:
    open_ends = 0
    for fault in FAULTS.values():
        for operation in CHANGES:
            both = fault.carried_out(operation) == (False, True)
            assert both == (fault.kind(operation) is OutcomeUnknown)
            open_ends += both
    assert open_ends > 100


def test_the_matrix_sees_what_becomes_of_each_key() -> None:
    key, other, new = ("a", "ana", "s1"), ("b", "bo", "s2"), (NEW_NAME, "ana", "s3")
    before = {"1": key, "2": other}
    assert changed(before, before) == "same"
    assert changed(before, before | {"3": new}) == f"+{NEW_NAME}"
    assert changed(before, before | {"3": new, "4": new}) == f"+{NEW_NAME} +{NEW_NAME}"
    assert changed(before, {"2": other}) == "-1"
    assert changed(before, before | {"1": ("a", "ana", "s9")}) == "*"
    assert changed(before, {"2": other, "3": new}) == f"+{NEW_NAME} -1"


async def test_the_printed_matrix_has_a_row_for_each_fault_and_counts_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused, mistaken = FAULTS["404"], FAULTS["409"]._replace(says="{host} is asleep")
    monkeypatch.setattr(fault_matrix, "FAULTS", {"404": refused, "409": mistaken, "other": refused})

    printed, wrong = await fault_matrix.matrix("40")

    head, first, second, count = printed.splitlines()
    assert head.split() == [*CALLS]
    assert first.startswith("404 ")
    assert first.count("rejected ×") == len(CALLS)
    assert second.count("WRONG rejected ×") == wrong == len(CALLS)
    assert count == "2 faults × 7 operations, 7 wrong."


@each_of(NEVER_SENT)
async def test_a_request_never_sent_is_told_apart_from_an_unknown_outcome(
    fault: Fault,
) -> None:
    await holds(fault)


@each_of(SILENCE | {name: f for name, f in SLOW_SOCKETS.items() if "hangs" in name})
async def test_a_hanging_response_ends_at_the_deadline(fault: Fault) -> None:
    await holds(fault)


@each_of({name: fault for name, fault in SLOW_SOCKETS.items() if "drips" in name})
async def test_a_dripping_response_ends_at_the_deadline_which_no_byte_extends(
    fault: Fault,
) -> None:
    await holds(fault)


@each_of(TOO_MUCH)
async def test_a_huge_response_is_refused_at_the_cap(fault: Fault) -> None:
    await holds(fault)


@each_of(COMPRESSED)
async def test_a_compressed_response_that_nobody_asked_for_is_refused(fault: Fault) -> None:
    await holds(fault)


@each_of(CUTS | CUT_SOCKETS | GARBLED_SOCKETS)
async def test_a_cut_or_garbled_response_is_named_by_its_kind(fault: Fault) -> None:
    await holds(fault)


@each_of(BODIES | WEB_PAGES)
async def test_an_unreadable_response_is_reported_as_unexpected(fault: Fault) -> None:
    await holds(fault)


@each_of({"401 once": UNAUTHORIZED["401 once"]})
async def test_a_refused_token_costs_one_renewal_and_one_retry(
    fault: Fault,
) -> None:
    await holds(fault)


@each_of({"401 for ever": UNAUTHORIZED["401 for ever"]})
async def test_a_persistent_401_is_no_loop(fault: Fault) -> None:
    await holds(fault)


@each_of(BUSY)
async def test_a_busy_server_gets_retries_of_reads_and_of_what_a_429_refused(
    fault: Fault,
) -> None:
    await holds(fault)


@each_of(REFUSALS)
async def test_a_refusal_is_definite_and_says_what_to_do(fault: Fault) -> None:
    await holds(fault)


@each_of(FRONTS)
async def test_a_refusal_by_a_web_page_or_plain_text_is_never_the_api_s_verdict(
    fault: Fault,
) -> None:
    await holds(fault)


# The others differ in words alone, which `test_proxies` reads; `.ci/run` has their matrix printed.
@each_of({name: PROXIES[f"proxy {name}"] for name in ("wants a password", "is silent", "hangs up")})
async def test_what_a_proxy_did_is_told_of_it_and_no_change_is_in_doubt(fault: Fault) -> None:
    await holds(fault)


@each_of(REDIRECTS)
async def test_a_redirect_is_named_and_not_followed(fault: Fault) -> None:
    await holds(fault)


@each_of(BREAKDOWNS)
async def test_what_breaks_down_behind_a_gateway_leaves_the_outcome_open(fault: Fault) -> None:
    await holds(fault)
