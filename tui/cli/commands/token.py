"""`token`: prints a bearer token, for inference endpoints and curl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...config.settings import SettingsError
from .command import KeyCommand
from .output import put, say, warn_if_on_terminal
from .stored_pairs import add_client_id_argument, open_stored_pair

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ...api.tokens import Token
    from .context import Context


def _add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--from",
        dest="pair",
        metavar="FILE",
        help="sign in with the pair in this file, as check does; - for standard input",
    )
    add_client_id_argument(parser)
    add("--header", action="store_true", help="print a header for curl -H @-")


def _signs_in(flags: Namespace) -> bool:
    return flags.pair is None


async def token(context: Context) -> int:
    """Print a token for the credentials of the settings or of a file.

    Raises:
        ApiError: no token was issued.
        SettingsError: the file has no usable pair.
    """
    from ...api.refused_token import LOG_IN_AGAIN
    from ...api.secret_values import authorization

    found = await _fetch(context)
    if found.end is not None and found.end <= context.session.now():
        say(f"the token has expired, by the clock of this machine. {LOG_IN_AGAIN}")
    warn_if_on_terminal("token")
    if context.flags.header:
        put(f"Authorization: {authorization(found.value)}\n")
    else:
        put(f"{found.value.get_secret_value()}\n")
    return 0


async def _fetch(context: Context) -> Token:
    if context.flags.pair is None:
        if context.flags.client_id:
            raise SettingsError("--client-id is for the secret in a file: add --from FILE.")
        return await (await context.session.service()).bearer_token()
    service = await open_stored_pair(context, context.flags.pair)
    try:
        return await service.bearer_token()
    finally:
        await service.aclose()


COMMAND = KeyCommand(token, _add_arguments, changes_keys=False, signs_in=_signs_in)
