"""Token endpoint of the control plane, in the version that it has."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from .body import TOKEN_VERSIONS
from .errors import ApiError, BadResponse, Rejected, SignInFailed, Unreachable
from .operations import SIGN_IN
from .redirects import redirected
from .responses import advice_for, error_text, refusal, with_gateway_hint
from .retry import BUSY
from .schemas import TokenResponse, parsed
from .tokens import MalformedToken, Token, read_token
from .web_pages import (
    NOT_AN_API_PAGE,
    is_gateway_refusal,
    is_web_page,
    page_reason,
    refused_by_gateway,
)

if TYPE_CHECKING:
    import httpx

    from .body import TokenVersion
    from .client import ApiClient
    from .grants import TokenGrant

_REFUSED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED})
_MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})


class CredentialsRefused(SignInFailed):
    """The control plane refused the credentials; a retry is of no use."""


class TokenEndpoint:
    """The control plane's token endpoint; remembers which version of it responds."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client
        self._versions: tuple[TokenVersion, ...] = TOKEN_VERSIONS

    async def exchange(self, grant: TokenGrant) -> Token:
        """Get a token; sent again only after a 429, as any request.

        Raises:
            CredentialsRefused: the response is a 400 or 401.
            SignInFailed: it is any other refusal.
            Unreachable: the server or a gateway is too busy to tell (429, 502, 503, 504).
            Rejected: the status is another one from 500 on.
            BadResponse: the response is a redirect or a web page.
        """
        page: httpx.Response | None = None
        for version in self._versions:
            response = await self._post(version, grant)
            if not _is_missing(response):
                if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                    self._versions = (version,)
                return self._token(response, grant)
            is_page = response.is_success or is_gateway_refusal(response)
            page = response if is_page else page
        if page is not None and not page.is_success:
            raise refused_by_gateway(page, self._client.host, SIGN_IN.act, (grant.secret,))
        if page is not None:
            reason = page_reason(page, (grant.secret,)).replace("{host}", self._client.host)
            raise BadResponse(f"{reason}.", NOT_AN_API_PAGE)
        paths = " and ".join(version.path for version in self._versions)
        raise SignInFailed(
            f"{self._client.host} has no token endpoint at {paths}.",
            "Check the base URL; if it is right, something in front of it may keep these paths "
            "from you: ask whoever runs that, or sign in with a ready token (RUNAI_TOKEN).",
        )

    async def _post(self, version: TokenVersion, grant: TokenGrant) -> httpx.Response:
        return await self._client.exchange(SIGN_IN, version.path, body=version.body(grant))

    def _token(self, response: httpx.Response, grant: TokenGrant) -> Token:
        if not response.is_success:
            raise self._refusal(response, grant)
        content = parsed(TokenResponse, response.content)
        if content is not None:
            try:
                return read_token(content.access_token, content.expires_in)
            except MalformedToken:
                pass
        raise SignInFailed(
            f"{self._client.host} accepted {grant.what}, but sent no token that can be used.",
            "Check the base URL, or sign in with a ready token (RUNAI_TOKEN).",
        )

    def _refusal(self, response: httpx.Response, grant: TokenGrant) -> ApiError:
        host, status = self._client.host, response.status_code
        if response.is_redirect:
            return redirected(response, host, "the sign-in ")
        if is_gateway_refusal(response):
            return refused_by_gateway(response, host, SIGN_IN.act, (grant.secret,))
        message = error_text(response, grant.secret).message
        reason = f"{refusal(host, f'accept {grant.what}', status, message)}."
        if status in _REFUSED:
            return CredentialsRefused(reason, with_gateway_hint(response, grant.advice))
        if status in BUSY:
            return Unreachable(reason, advice_for(response))
        if response.is_server_error:
            return Rejected(reason, advice_for(response), status=status, message=message)
        return SignInFailed(reason, with_gateway_hint(response, advice_for(response)))


def _is_missing(response: httpx.Response) -> bool:
    return response.status_code in _MISSING or (response.is_success and is_web_page(response))
