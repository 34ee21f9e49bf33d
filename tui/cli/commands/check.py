"""`check`: signs in with stored pairs, to see whether they still work."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from ...api.errors import ApiError
from ...config.settings import SettingsError
from ...listing.export import utc_stamp
from ...listing.usage import last_used
from ...text import LONGEST_LINE, clean, json_text
from ..exit_codes import NETWORK, SIGN_IN
from .command import KeyCommand
from .output import put
from .stored_pairs import add_client_id_argument, open_stored_pair

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping
    from datetime import datetime

    from ...api.access_key import AccessKey
    from ...api.service import AccessKeyService
    from ...session.session import Session
    from .context import Context

_CLOCK_SKEW = timedelta(minutes=1)
"""A last use younger than this may be this check itself, as the server's clock may differ."""


class Result(Enum):
    """The result for one file; the value is the word for it."""

    WORKS = "works"
    NOT_ASKED = "could not ask"
    REFUSED = "refused"

    @property
    def status(self) -> int:
        """The exit status; of several results, the highest is the command's."""
        return {Result.WORKS: 0, Result.NOT_ASKED: NETWORK, Result.REFUSED: SIGN_IN}[self]


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a dotenv or JSON file, a Kubernetes Secret, an MCP configuration, or a bare secret; "
        "- for standard input",
    )
    add_client_id_argument(parser)
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="a line for each file, or json for programs (default: text)",
    )


class Check(NamedTuple):
    """The result for a file, with its pair and the key of that pair as far as known."""

    result: Result
    text: str
    base_url: str = ""
    client_id: str = ""
    name: str = ""
    """The name of its key; empty if unknown."""
    signed_in_as: str = ""
    before: AccessKey | None = None
    """Its key before this check."""

    def row(self, path: str) -> dict[str, str | int | None]:
        """Return the fields of the JSON output, named as in the API."""
        return {
            "file": path,
            "result": self.result.value,
            "status": self.result.status,
            "baseUrl": self.base_url or None,
            "clientId": self.client_id or None,
            "name": self.name or None,
            "signedInAs": self.signed_in_as or None,
            "lastLogin": utc_stamp(self.before.last_login if self.before else None),
            "message": self.text,
        }


async def check(context: Context) -> int:
    """Sign in with the pair of each file, print a line for it, and return the exit status."""
    earlier, checks = _EarlierUse(context.session), dict[str, Check]()
    for path in dict.fromkeys(context.flags.files):
        outcome = checks[path] = await _check(context, path, earlier)
        if context.flags.format == "text":
            line = f"{clean(path)}: {outcome.result.value}: {outcome.text}"
            put(f"{clean(line, LONGEST_LINE)}\n")
    if context.flags.format == "json":
        put(json_text({"files": [outcome.row(path) for path, outcome in checks.items()]}))
    return max(outcome.result.status for outcome in checks.values())


async def _check(context: Context, path: str, earlier: _EarlierUse) -> Check:
    try:
        service = await open_stored_pair(context, path)
    except (SettingsError, ApiError) as error:
        return Check(Result.NOT_ASKED, str(error))
    try:
        before = await earlier.key(service)
        outcome = await _sign_in(context, service, before)
        return outcome._replace(
            base_url=service.base_url,
            client_id=service.client_id or "",
            name=outcome.name or (before.name if before else ""),
            before=outcome.before or before,
        )
    finally:
        await service.aclose()


async def _sign_in(context: Context, service: AccessKeyService, before: AccessKey | None) -> Check:
    from ...api.token_endpoint import CredentialsRefused

    try:
        await service.bearer_token()
    except CredentialsRefused as error:
        replaced = f" {before.name} has a newer secret." if before else ""
        return Check(Result.REFUSED, f"{error}{replaced}")
    except ApiError as error:
        return Check(Result.NOT_ASKED, str(error))
    return await _facts(context, service, before)


async def _facts(context: Context, service: AccessKeyService, before: AccessKey | None) -> Check:
    """Describe a pair that works: its key, its user, and when it was last used."""
    key = (await _own_keys(service)).get(service.client_id or "")
    owner = f" of {service.signed_in_as}" if service.signed_in_as else ""
    named = key or before
    name = named.name if named else f"client ID {service.client_id}"
    now = context.session.now()
    if before is None and key and key.last_login and now - key.last_login > _CLOCK_SKEW:
        # The server has not counted this sign-in yet.
        before = key
    return Check(
        Result.WORKS,
        f"{name}{owner}, {_use(before, now)}.",
        name=named.name if named else "",
        signed_in_as=service.signed_in_as or "",
        before=before,
    )


def _use(before: AccessKey | None, now: datetime) -> str:
    if before is None:
        return "used just now, by this check"
    used = last_used(before, now)
    return "never used before" if used == "never" else f"last used {used}"


async def _own_keys(service: AccessKeyService) -> Mapping[str, AccessKey]:
    """Return the signed-in user's keys by client ID; none if they can't be listed."""
    try:
        return {key.client_id: key for key in (await service.list_my_keys()).keys}
    except ApiError:
        return {}


class _EarlierUse:
    """Keys as listed before the check, whose own sign-in counts as a use.

    Args:
        session: The session of the settings' own credentials; without any, nothing is listed.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        settings = session.settings
        # The time of the last use is not worth a prompt for a passphrase.
        self._lists_own = self._lists_all = settings.complete and not settings.needs_terminal
        self._own: Mapping[str, AccessKey] = {}

    async def key(self, service: AccessKeyService) -> AccessKey | None:
        """Return the key of a pair: one of the user's own, or anybody's for an administrator."""
        settings, client_id = self._session.settings, service.client_id or ""
        if service.base_url != settings.base_url or client_id == settings.client_id:
            return None
        try:
            return await self._find(client_id)
        except ApiError:
            self._lists_own = self._lists_all = False
            return None

    async def _find(self, client_id: str) -> AccessKey | None:
        if self._lists_own:
            self._own = await _own_keys(await self._session.service())
            self._lists_own = False
        if client_id in self._own or not self._lists_all:
            return self._own.get(client_id)
        listed = await (await self._session.service()).list_all_keys(client_id=client_id)
        return next((key for key in listed.keys if key.client_id == client_id), None)


COMMAND = KeyCommand(check, _add_arguments, changes_keys=False, signs_in=lambda _: False)
