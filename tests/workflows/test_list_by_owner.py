"""A truncated list is completed owner by owner, and its coverage says what may be missing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable

import pytest

from tests.app.support import service_of
from tests.keys import NOW, make_key
from tui.api.access_key import AccessKey, KeyList
from tui.api.errors import SignInFailed, Unreachable
from tui.api.service import AccessKeyService
from tui.app.coverage_text import coverage_text
from tui.demo.sample_keys import LONG_TIME_OWNERS
from tui.demo.server import Demo
from tui.listing.coverage import Coverage
from tui.listing.server_query import ALL, Query
from tui.workflows.bulk_delete import AT_ONCE
from tui.workflows.list_by_owner import ListByOwner, Stage


@pytest.fixture
def demo() -> Demo:
    return Demo(now=lambda: NOW, crowd=True)


@pytest.fixture
async def service(demo: Demo) -> AsyncIterator[AccessKeyService]:
    service = service_of(demo)
    yield service
    await service.aclose()


class Server:
    """Lists at most a hundred keys at a time, and counts the requests in flight."""

    def __init__(self, keys: Iterable[AccessKey]) -> None:
        self.keys = list(keys)
        self.requests: list[str] = []
        """The owner of each request; empty for everybody's keys."""
        self.in_flight = self.most = 0
        self.failing: dict[str, Exception] = {}
        self.matches: Callable[[str, str], bool] = lambda owner, asked: owner == asked
        self.meanwhile: Callable[[], object] = lambda: None

    async def fetch(self, query: Query) -> KeyList:
        """Return the list for a query."""
        self.requests.append(query.created_by)
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        await asyncio.sleep(0)
        self.in_flight -= 1
        if query.created_by in self.failing:
            raise self.failing[query.created_by]
        found = [
            key
            for key in self.keys
            if not query.created_by or self.matches(key.created_by or "", query.created_by)
        ]
        if len(self.requests) == 1:
            self.meanwhile()
        return KeyList(tuple(found[:100]))


def crowd(**counts: int) -> list[AccessKey]:
    """Create so many keys for each owner, in this order."""
    return [
        make_key(f"{owner}-{number}", owner=owner)
        for owner, count in counts.items()
        for number in range(count)
    ]


def coverage_of(gathering: ListByOwner) -> Coverage:
    coverage = gathering.result().coverage
    assert coverage is not None
    return coverage


async def test_all_keys_of_all_known_owners_are_found(
    demo: Demo, service: AccessKeyService
) -> None:
    async def fetch(query: Query) -> KeyList:
        return await service.list_all_keys(created_by=query.created_by)

    first = await fetch(ALL)
    seen = {key.created_by for key in first.keys}
    named = sorted(LONG_TIME_OWNERS)[:3]
    gathering = ListByOwner(fetch, named)
    await gathering.run()

    everybody = demo.store.all_keys()
    assert (len(everybody), len({key.owner for key in everybody})) == (500, 60)
    assert len(first.keys) == 100
    assert not seen & LONG_TIME_OWNERS
    wanted = {key.id for key in everybody if key.owner in seen | set(named)}
    assert {key.id for key in gathering.result().keys} == wanted
    assert coverage_of(gathering) == Coverage(loaded=len(seen) + 3)

    gathering = ListByOwner(fetch, {key.owner for key in everybody})
    await gathering.run()
    assert {key.id for key in gathering.result().keys} == {key.id for key in everybody}


async def test_at_most_four_requests_are_in_flight_and_no_owner_is_listed_twice() -> None:
    server = Server(crowd(**{f"o{number}": 7 for number in range(30)}))
    gathering = ListByOwner(server.fetch, ["O3", "o1", "new", "New"])
    await gathering.run()
    assert server.most == AT_ONCE
    requests = Counter(server.requests)
    assert requests.pop("") == 2
    assert set(requests.values()) == {1}
    assert "new" in requests
    assert "New" not in requests


async def test_owners_found_in_another_owner_s_list_are_listed_too() -> None:
    server = Server(crowd(ana=60, bo=60, hana=5))
    server.matches = lambda owner, asked: asked in owner
    gathering = ListByOwner(server.fetch)
    await gathering.run()
    assert [each.owner for each in gathering.owners] == ["ana", "bo", "hana"]
    assert len(gathering.result().keys) == 125
    assert coverage_of(gathering).has_other_owners
    assert "keys of other owners" in coverage_text(coverage_of(gathering))


async def test_a_server_that_ignores_case_does_not_duplicate_keys() -> None:
    keys = [*crowd(ana=60, bo=60), make_key("x", owner="ANA")]
    server = Server([keys[-1], *keys[:-1]])
    server.matches = lambda owner, asked: owner.casefold() == asked.casefold()
    gathering = ListByOwner(server.fetch)
    await gathering.run()
    ids = [key.id for key in gathering.result().keys]
    assert len(ids) == len(set(ids)) == 121
    assert not coverage_of(gathering).has_other_owners


async def test_a_list_is_not_complete_if_the_server_ignores_the_owner() -> None:
    server = Server(crowd(ana=60, bo=60))
    server.matches = lambda owner, asked: True
    gathering = ListByOwner(server.fetch)
    await gathering.run()
    assert coverage_of(gathering).full == ("ana", "bo")
    assert len(gathering.result().keys) == 100


async def test_an_owner_with_a_hundred_keys_may_have_more() -> None:
    server = Server(crowd(ana=130, bo=5))
    gathering = ListByOwner(server.fetch, ["bo"])
    await gathering.run()
    assert coverage_of(gathering).full == ("ana",)
    assert coverage_text(coverage_of(gathering)).startswith("ana may have more keys than the 100")


async def test_a_retry_lists_only_the_owners_that_failed() -> None:
    server = Server(crowd(ana=60, bo=60, cy=5))
    server.failing["bo"] = Unreachable("It is down.")
    gathering = ListByOwner(server.fetch, ["cy"])
    await gathering.run()
    assert [(each.owner, each.reason) for each in gathering.at(Stage.FAILED)] == [
        ("bo", "It is down.")
    ]
    assert coverage_of(gathering).failed == ("bo",)
    assert len(gathering.result().keys) == 105

    server.failing.clear()
    server.requests.clear()
    await gathering.run()
    assert [owner for owner in server.requests if owner] == ["bo"]
    assert coverage_of(gathering) == Coverage(loaded=3)
    assert len(gathering.result().keys) == 125


async def test_after_a_failed_sign_in_no_more_requests_are_sent() -> None:
    server = Server(crowd(**{f"o{number}": 7 for number in range(30)}))
    for key in server.keys:
        server.failing[key.created_by or ""] = SignInFailed("It ran out.")
    gathering = ListByOwner(server.fetch)
    await gathering.run()
    assert len(server.requests) <= AT_ONCE + 1
    assert len(gathering.at(Stage.FAILED)) == len(gathering.owners)
    assert gathering.refused is not None

    server.failing.clear()
    await gathering.run()
    assert gathering.at(Stage.DONE) == gathering.owners


async def test_a_cancelled_run_keeps_the_keys_found_so_far_and_can_be_continued() -> None:
    server = Server(crowd(**{f"o{number}": 7 for number in range(30)}))
    gathering, has_some = ListByOwner(server.fetch), asyncio.Event()
    gathering.changed = lambda: has_some.set() if gathering.at(Stage.DONE) else None
    run = asyncio.create_task(gathering.run())
    await has_some.wait()
    run.cancel()
    await asyncio.wait([run])
    assert not gathering.at(Stage.SENT)
    coverage = coverage_of(gathering)
    assert coverage.not_loaded + coverage.loaded == len(gathering.owners)
    assert "as you stopped: A continues" in coverage_text(coverage)
    assert len(gathering.result().keys) >= 100

    await gathering.run()
    assert coverage_of(gathering).not_loaded == 0
    owners = {each.owner for each in gathering.owners}
    assert len(gathering.result().keys) == 7 * len(owners)


async def test_keys_created_or_deleted_meanwhile_are_counted() -> None:
    server = Server(crowd(ana=60, bo=60))
    gone = server.keys[0]

    def change() -> None:
        server.keys.remove(gone)
        server.keys.insert(0, make_key("late", owner="cy"))

    server.meanwhile = change
    gathering = ListByOwner(server.fetch)
    await gathering.run()
    listed = {key.id for key in gathering.result().keys}
    assert gone.id not in listed
    assert "id-late" in listed
    assert "cy" in {each.owner for each in gathering.owners}
    assert coverage_of(gathering).changed == 2
    assert "2 keys were created or deleted meanwhile: r refreshes." in coverage_text(
        coverage_of(gathering)
    )


async def test_known_keys_of_an_owner_whose_request_fails_are_kept() -> None:
    server = Server(crowd(ana=99, bo=60, cy=3))
    known = [*server.keys]
    server.failing["cy"] = Unreachable("It is down.")
    gathering = ListByOwner(server.fetch, known=known)
    await gathering.run()
    assert {key.id for key in gathering.result().keys} == {key.id for key in known}

    server.failing.clear()
    server.keys = [key for key in server.keys if key.created_by != "cy"]
    await gathering.run()
    assert not [key for key in gathering.result().keys if key.created_by == "cy"]


async def test_keys_whose_owner_is_missing_or_not_matched_are_kept_and_counted() -> None:
    server = Server([make_key("odd", owner="mal lory"), make_key("none"), *crowd(ana=120)])
    server.matches = lambda owner, asked: owner == asked != "mal lory"
    gathering = ListByOwner(server.fetch)
    await gathering.run()
    assert {"id-odd", "id-none"} <= {key.id for key in gathering.result().keys}
    assert coverage_of(gathering).unmatched == ("mal lory",)
    assert coverage_of(gathering).without_owner == 1


async def test_a_list_below_the_limit_is_complete_after_one_request() -> None:
    server = Server(crowd(ana=50, bo=40))
    gathering = ListByOwner(server.fetch)
    await gathering.run()
    assert server.requests == [""]
    assert gathering.result().coverage is None


async def test_a_failure_of_the_first_list_is_raised() -> None:
    server = Server([])
    server.failing[""] = Unreachable("It is down.")
    gathering = ListByOwner(server.fetch)
    with pytest.raises(Unreachable):
        await gathering.run()
    assert not gathering.has_begun
