"""What a command's flags ask the server for."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from ...config.settings import SettingsError
from ...listing.filter_parser import FilterError, parse_filter
from ...listing.server_query import Query
from ...workflows.owner_names import OwnersError, owners_in

if TYPE_CHECKING:
    from ...listing.filter import Filter


def asked_filter(text: str | None) -> Filter:
    """Read the filter that was asked for.

    Raises:
        SettingsError: it can't be understood.
    """
    try:
        return parse_filter(text or "")
    except FilterError as error:
        raise SettingsError(f"--filter: {error}.") from error


def asked_query(flags: Namespace, wanted: Query) -> Query:
    """Tell what the server is to be asked for by the flags, and by the filter.

    Raises:
        SettingsError: they contradict each other, or name what can't be read.
    """
    if wanted and not (flags.all or flags.owner):
        raise SettingsError("--filter: server: is for everybody's keys: add --all.")
    if wanted.created_by and flags.owner:
        raise SettingsError("--filter: server:owner= and --owner both name the owner.")
    query = Query(wanted.created_by or flags.owner or "", wanted.client_id)
    if flags.complete and (query or not flags.all):
        raise SettingsError("--complete is for all of everybody's keys: only with --all.")
    if flags.owners and not flags.complete:
        raise SettingsError("--owners names whom --complete asks for: add that.")
    return Query(by_owner=True, named=_named(flags.owners)) if flags.complete else query


def _named(path: str | None) -> tuple[str, ...]:
    try:
        return owners_in(path or "")
    except OwnersError as error:
        raise SettingsError(f"--owners: {error}") from error
