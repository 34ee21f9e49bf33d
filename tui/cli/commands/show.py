"""`show`: prints all facts about single access keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.key_facts import Fact, all_facts
from ...text import LONGEST_LINE, clean
from ..exit_codes import REFUSED
from .command import KeyCommand
from .context import Context, coverage_status
from .export import export_keys
from .output import put, say
from .query_args import add_query_arguments
from .select_keys import IDS, find_keys, not_found
from .undelivered import report_undelivered

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...api.access_key import AccessKey


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ids", nargs="+", metavar="ID", help=IDS)
    add_query_arguments(parser)


async def show_keys(context: Context) -> int:
    """Print the facts about the keys whose IDs were given, and return the exit status."""
    listing = await context.listing()
    selection = await find_keys(context, context.flags.ids, listing)
    for text in selection.missing:
        say(not_found(context, text, listing.keys or ()))
    if context.flags.format == "table":
        put("\n".join(_facts(context, key) for key in selection.keys))
    else:
        put(export_keys(context, selection.keys))
    await report_undelivered(context, {key.name for key in selection.keys if context.is_own(key)})
    return REFUSED if selection.missing else coverage_status(listing)


def _facts(context: Context, key: AccessKey) -> str:
    session = context.session
    facts = all_facts(
        key,
        session.filter_context,
        default_owner=session.signed_in_as or "you",
        own=key.client_id == session.client_id,
    )
    width = max(len(fact.label) for fact in facts)
    return "".join(f"{fact.label:<{width}}  {_text(fact)}\n" for fact in facts)


def _text(fact: Fact) -> str:
    # In full, and without the glyphs that the screens use.
    text = fact.value if fact.is_id or fact.label == "State" else fact.full_text
    return clean(text, LONGEST_LINE)


COMMAND = KeyCommand(show_keys, _add_arguments, changes_keys=False, begins_with_list=True)
