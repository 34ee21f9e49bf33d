"""Arguments that select a command's keys, and the server query made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...config.settings import SettingsError
from ...listing.filter import Filter
from ...listing.server_query import Query

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence


def add_query_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments for whose keys to list, and for the output format."""
    add = parser.add_argument
    add("--all", action="store_true", help="everybody's keys, for administrators")
    add(
        "--owner",
        metavar="E-MAIL",
        action="append",
        help="the keys of one owner, for administrators (may be repeated)",
    )
    add(
        "--complete",
        action="store_true",
        help="with --all: load the keys beyond the server's limit, too",
    )
    add(
        "--owners",
        metavar="PATH",
        help="with --complete: a file with more owners' e-mail addresses",
    )
    add(
        "--format",
        choices=("table", "json", "csv"),
        default="table",
        help="a table for people, or json or csv for programs (default: table)",
    )


def parsed_filter(text: str | None) -> Filter:
    """Parse the value of `--filter`.

    Raises:
        SettingsError: the filter is not valid.
    """
    if not text:
        return Filter()
    from ...listing.filter_parser import FilterError, parse_filter

    try:
        return parse_filter(text)
    except FilterError as error:
        raise SettingsError(f"--filter: {error}.") from error


def query_of(flags: Namespace, filter_query: Query) -> Query:
    """Combine the flags and a filter's `server:` terms into one query.

    Raises:
        SettingsError: the flags contradict each other, or the file of owners can't be read.
    """
    if filter_query and not (flags.all or flags.owner):
        raise SettingsError("--filter: server: is for everybody's keys: add --all.")
    if filter_query.created_by and flags.owner:
        raise SettingsError("--filter: server:owner= and --owner both name the owner.")
    query = _query_of_owners(filter_query, flags.owner or ())
    if flags.complete and (query or flags.owner or not flags.all):
        raise SettingsError("--complete is for all of everybody's keys: only with --all.")
    if flags.owners and not flags.complete:
        raise SettingsError("--owners only adds owners to --complete: add --complete.")
    return Query(by_owner=True, named=_named(flags.owners)) if flags.complete else query


def _query_of_owners(filter_query: Query, owners: Sequence[str]) -> Query:
    owners = tuple(dict.fromkeys(owners))
    if not all(owners):
        raise SettingsError("--owner: give the e-mail address of an owner.")
    if len(owners) > 1:
        return filter_query._replace(named=owners)
    return filter_query._replace(created_by=filter_query.created_by or "".join(owners))


def _named(path: str | None) -> tuple[str, ...]:
    if not path:
        return ()
    from ...workflows.owner_names import OwnersError, owners_in

    try:
        return owners_in(path)
    except OwnersError as error:
        raise SettingsError(f"--owners: {error}") from error
