"""Seven operations under every fault: the sentence, the number of requests, and all the keys.

`python -m tests.api.fault_matrix` prints the same as a matrix.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.api.fault_matrix import NEW_NAME, changed, row
from tests.api.faults import (
    BODIES,
    BREAKDOWNS,
    BUSY,
    COMPRESSED,
    CUTS,
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
from tests.api.socket_faults import CUT_SOCKETS, FAULTS, GARBLED_SOCKETS, SLOW_SOCKETS
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


@each_of(NEVER_SENT)
async def test_row_068_what_was_never_sent_is_told_apart_from_an_unknown_outcome(
    fault: Fault,
) -> None:
    await holds(fault)


@each_of(SILENCE | {name: f for name, f in SLOW_SOCKETS.items() if "hangs" in name})
async def test_row_069_what_hangs_ends_at_the_deadline(fault: Fault) -> None:
    await holds(fault)


@each_of({name: fault for name, fault in SLOW_SOCKETS.items() if "drips" in name})
async def test_row_070_what_drips_ends_at_the_deadline_which_no_byte_puts_off(
    fault: Fault,
) -> None:
    await holds(fault)


@each_of(TOO_MUCH)
async def test_row_071_what_is_too_much_is_refused_at_the_cap(fault: Fault) -> None:
    await holds(fault)


@each_of(COMPRESSED)
async def test_row_072_what_is_compressed_though_it_should_not_be_is_refused(fault: Fault) -> None:
    await holds(fault)


@each_of(CUTS | CUT_SOCKETS | GARBLED_SOCKETS)
async def test_row_073_what_is_cut_or_garbled_is_told_by_its_kind(fault: Fault) -> None:
    await holds(fault)


@each_of(BODIES | WEB_PAGES)
async def test_row_075_what_can_not_be_read_is_an_unexpected_answer(fault: Fault) -> None:
    await holds(fault)


@each_of({"401 once": UNAUTHORIZED["401 once"]})
async def test_row_079_a_token_that_is_refused_costs_one_more_and_one_repetition(
    fault: Fault,
) -> None:
    await holds(fault)


@each_of({"401 for ever": UNAUTHORIZED["401 for ever"]})
async def test_row_080_a_401_for_ever_is_no_loop(fault: Fault) -> None:
    await holds(fault)


@each_of(BUSY)
async def test_row_082_a_busy_server_is_asked_again_for_reads_and_never_for_changes(
    fault: Fault,
) -> None:
    await holds(fault)


@each_of(REFUSALS)
async def test_row_083_a_refusal_is_definite_and_says_what_to_do(fault: Fault) -> None:
    await holds(fault)


@each_of(REDIRECTS)
async def test_row_061_a_redirect_is_not_followed_and_named(fault: Fault) -> None:
    await holds(fault)


@each_of(BREAKDOWNS)
async def test_what_breaks_down_behind_a_gateway_leaves_the_outcome_open(fault: Fault) -> None:
    await holds(fault)
