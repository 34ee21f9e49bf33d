"""Error boundary: turns failures of httpx, JSON and pydantic into an `ApiError`."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from .certificate_errors import Failure
from .errors import ApiError, BadResponse, OutcomeUnknown, Rejected, Unreachable, Untrusted
from .guarded_transport import UnacceptableResponse
from .network_errors import can_be_trusted, describe, was_cut_short_by_tls
from .proxy_errors import SILENT
from .redirects import redirected
from .responses import NOT_THE_API, advice_for, error_text, is_own, refusal, with_gateway_hint
from .retry import BUSY
from .schemas import Shape, parsed
from .web_pages import (
    NOT_AN_API_PAGE,
    is_gateway_refusal,
    is_web_page,
    page_reason,
    refused_by_gateway,
)

if TYPE_CHECKING:
    import httpx

    from .certificate import Certificate
    from .operations import Operation
    from .secret_values import Secret

_UNREADABLE = Failure("{host} answered with something that can't be read", NOT_THE_API)


def network_error(
    error: Exception,
    operation: Operation,
    host: str,
    *,
    sent: bool,
    presented: Certificate | None = None,
    proxy: str = "",
) -> ApiError:
    """Translate what a transport raised; `sent` tells whether the server may have acted on it."""
    kind: type[ApiError] = Unreachable
    if isinstance(error, UnacceptableResponse):
        kind = BadResponse
    elif not proxy and can_be_trusted(error, presented):
        kind = Untrusted
    sent = sent and not was_cut_short_by_tls(error)
    return _error(kind, describe(error, presented, proxy), operation, host, sent=sent)


def deadline_error(
    seconds: float, operation: Operation, host: str, *, sent: bool, proxy: str = ""
) -> ApiError:
    """Return the error of a request that took too long as a whole."""
    advice = "Try again; if it stays, check the network."
    if sent:
        reason = f"{{host}} did not complete its answer within {seconds:g} s"
    elif proxy:
        reason = f"The proxy {proxy} did not connect to {{host}} within {seconds:g} s"
        advice = SILENT
    else:
        reason = f"Signing in and connecting to {{host}} took longer than {seconds:g} s"
    return _error(Unreachable, Failure(reason, advice), operation, host, sent=sent)


def check(response: httpx.Response, operation: Operation, host: str, *secrets: Secret) -> None:
    """Raise what a response means, unless it is a success.

    Only a 4xx is a refusal, and as a web page it is none of the API. After a 5xx a change may have
    been carried out, and so it may after a 2xx with a web page, which a gateway can put in the
    place of the real response. A redirect comes from something that did not even look at the
    request.
    """
    if response.is_redirect:
        raise redirected(response, host)
    if response.is_success:
        if is_web_page(response):
            failure = Failure(page_reason(response, secrets), NOT_AN_API_PAGE)
            raise _error(BadResponse, failure, operation, host)
        return
    if is_gateway_refusal(response):
        raise refused_by_gateway(response, host, operation.act, secrets)
    words = error_text(response, *secrets)
    reason = refusal(host, operation.act, response.status_code, words.message)
    if operation.changes and not response.is_client_error:
        raise _error(ApiError, Failure(reason, ""), operation, host)
    if response.status_code in BUSY:
        raise Unreachable(f"{reason}.", advice_for(response))
    own_advice: dict[int, str] = {
        HTTPStatus.NOT_FOUND: operation.if_missing,
        HTTPStatus.CONFLICT: operation.if_taken,
    }
    advice = own_advice.get(response.status_code) or advice_for(response)
    raise Rejected(
        f"{reason}.",
        with_gateway_hint(response, advice),
        status=response.status_code,
        message=words.message,
        details=words.details,
        is_own=is_own(response),
    )


def read(shape: type[Shape], response: httpx.Response, operation: Operation, host: str) -> Shape:
    """Read the body of a success; an unreadable one raises."""
    content = parsed(shape, response.content)
    if content is None:
        raise _error(BadResponse, _UNREADABLE, operation, host)
    return content


def _error(
    kind: type[ApiError], failure: Failure, operation: Operation, host: str, *, sent: bool = True
) -> ApiError:
    """Make an error of this kind, unless a change may have been carried out all the same."""
    reason = failure.reason.replace("{host}", host)
    if operation.changes and sent:
        event = f"{reason}."
        return OutcomeUnknown(f"{operation.doubt}: {event}", operation.if_lost, event=event)
    return kind(f"{reason}.", failure.advice.replace("{host}", host))
