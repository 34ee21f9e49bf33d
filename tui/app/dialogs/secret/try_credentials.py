"""Ways to try new credentials out: by a sign-in from here, or by a curl command."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ....api.errors import ApiError
from ....config.trusted_certificates import trusted_if_any
from ....delivery.curl_command import curl_command

if TYPE_CHECKING:
    from pathlib import Path

    from ....session.session import Session
    from ....workflows.issue_secret import Credentials


class SignInTest(NamedTuple):
    """Result of a sign-in."""

    accepted: bool
    text: str


async def sign_in_with(credentials: Credentials, session: Session) -> SignInTest:
    """Sign in with credentials, beside the session's own sign-in."""
    try:
        service = await session.service()
        answer = await service.verify(credentials.client_id, credentials.secret)
    except ApiError as error:
        return SignInTest(accepted=False, text=str(error))
    return SignInTest(answer.accepted, f"{answer.reason} It took {answer.seconds:.2f} s.")


def sign_in_command(credentials: Credentials, session: Session, saved_to: Path | None) -> str:
    """Return a curl command that signs in with credentials, whose client ID has to be plain."""
    base_url = credentials.real.base_url
    ca_file = session.settings.ca_file or trusted_if_any(base_url)
    return curl_command(base_url, credentials.plain_id, saved=saved_to, ca_file=ca_file)
