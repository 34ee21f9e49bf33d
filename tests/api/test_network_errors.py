"""Network failures are explained by what caused them, however deep that is hidden."""

from __future__ import annotations

import errno
import socket
import ssl

import httpx
import pytest

from tests.api.plane import Plane, success
from tui.api.errors import SignInFailed, Unreachable
from tui.api.network_errors import describe


def caused_by(cause: BaseException) -> httpx.ConnectError:
    """Wrap a cause the way httpx and httpcore do: one link is a cause, the next a context."""
    middle = OSError("All connection attempts failed")
    middle.__context__ = cause
    error = httpx.ConnectError("")
    error.__cause__ = middle
    return error


def bad_certificate(code: int, message: str = "") -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = code, message
    return error


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (ConnectionRefusedError(), "refused the connection"),
        (ExceptionGroup("", [OSError(), ConnectionRefusedError()]), "refused the connection"),
        (socket.gaierror(), "could not be resolved"),
        (TimeoutError(), "could not be connected to"),
        (bad_certificate(9), "is not valid yet"),
        (bad_certificate(10), "has expired"),
        (bad_certificate(18), "self-signed"),
        (bad_certificate(20), "a CA that is not trusted"),
        (bad_certificate(62), "another host name"),
        (bad_certificate(1, "odd\x1b"), "is not trusted (odd␛)"),
        (ssl.SSLError(1, "[SSL: BAD] bad"), "No secure connection"),
        (ssl.SSLWantReadError(), "could not be connected to"),
        (ssl.SSLEOFError(), "closed the connection before TLS was set up"),
        (ConnectionResetError(), "closed the connection before TLS was set up"),
        (OSError(errno.EMFILE, ""), "this program may open no more files"),
        (OSError(errno.ENOMEM, ""), "this program ran out of memory"),
        (OSError(errno.ENETUNREACH, ""), "This machine has no route to {host}"),
        (PermissionError(errno.EPERM, ""), "This machine forbids connections"),
    ],
)
def test_a_failed_connection_is_explained_by_its_cause(cause: Exception, reason: str) -> None:
    assert reason in describe(caused_by(cause)).reason


def test_what_this_machine_is_to_blame_for_is_not_told_of_a_proxy() -> None:
    no_files = caused_by(OSError(errno.EMFILE, ""))

    assert describe(no_files, proxy="proxy.example:3128") == describe(no_files)


async def test_what_the_caller_was_handling_is_not_taken_for_the_cause(plane: Plane) -> None:
    refused = caused_by(ConnectionRefusedError())
    plane.answers = [refused, httpx.ReadTimeout(""), success("list_my_keys")]
    service = plane.service()
    with pytest.raises(Unreachable, match="sent nothing"):  # noqa: PT012 - nesting is the point
        try:
            await service.list_my_keys()
        except Unreachable:
            await service.list_my_keys()


async def test_the_cause_of_an_error_stays_attached_for_a_crash_report(plane: Plane) -> None:
    plane.token_answers = [httpx.ConnectError("")]
    with pytest.raises(Unreachable) as caught:
        await plane.service().list_my_keys()
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert not isinstance(caught.value, SignInFailed)
