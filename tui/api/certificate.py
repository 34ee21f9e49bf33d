"""Fetches the certificate of a server, without trusting it or sending it anything."""

from __future__ import annotations

import asyncio
import hashlib
import os
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from anyio import aclose_forcefully
from anyio.streams.tls import TLSAttribute

from ..text import clean
from .base_url import host_of
from .certificate_errors import AS_A_NAME, unusable
from .errors import Unreachable, UnusableCertificate
from .network_errors import describe
from .proxy import proxy_name
from .timeouts import CERTIFICATE_TIMEOUT
from .tunnel import STREAM_FAILURES, TunnelFailed, connect, start_tls

if TYPE_CHECKING:
    from pathlib import Path

_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of openssl/x509_vfy.h, which Python has no name for."""

_LONGEST_NAME = 80

_LARGEST_CA_FILE = 10
"""Certificates in a file that somebody made for one organisation; a system has over a hundred."""

_Handshake = Callable[[ssl.SSLContext], AbstractAsyncContextManager[ssl.SSLObject]]

_SHORT = {"commonName": "CN", "organizationName": "O"}


@dataclass(frozen=True)
class Certificate:
    """A server's certificate; nothing in it is proven, but the texts are clean."""

    pem: str
    fingerprint: str
    """SHA-256, as other tools write it."""
    subject: str
    issuer: str
    names: tuple[str, ...]
    """The host names and addresses that it is for."""
    begin: datetime
    end: datetime
    problem: int
    """OpenSSL's code for what is wrong with it even if it were trusted; 0 for nothing."""
    is_alone: bool = False
    """Whether the server sent no other certificate with it."""
    is_without_issuer: bool = False
    """Whether the CA file does not have the certificate of its issuer either."""

    def checked_against(self, ca_file: Path | None) -> Certificate:
        """Note whether its issuer's certificate is missing, although a CA file is given.

        A bundle of a system's certificates is no such file: an issuer that is not among its many is
        simply not trusted.
        """
        path = ca_file or os.environ.get("SSL_CERT_FILE")
        if not path or not self.is_alone:
            return self
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=path)
        authorities = cast("list[dict[str, Any]]", context.get_ca_certs())
        names = {_name(authority["subject"]) for authority in authorities}
        is_bundle = len(authorities) > _LARGEST_CA_FILE
        return replace(self, is_without_issuer=self.issuer not in names and not is_bundle)


async def fetch_certificate(base_url: str, ca_file: Path | None = None) -> Certificate:
    """Fetch the certificate that the server of an https address presents at the moment.

    Args:
        base_url: The address.
        ca_file: Certificates by which a proxy on the way may be trusted.

    Raises:
        UnusableCertificate: it can't be used, trusted or not.
        Unreachable: there is none.
    """
    try:
        async with asyncio.timeout(CERTIFICATE_TIMEOUT):
            handshake = partial(_handshake, base_url, ca_file)
            der, is_alone = await _presented(handshake)
            facts = await _read(handshake, der)
            problem = await _problem(handshake, der)
    except TunnelFailed as error:
        cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
        reason, advice = describe(cause, proxy=proxy_name(base_url))
        raise Unreachable(f"{reason.replace('{host}', host_of(base_url))}.", advice) from error
    except ssl.SSLCertVerificationError as error:
        reason, advice = unusable(error)
        raise UnusableCertificate(
            f"{reason.replace('{host}', host_of(base_url))}. Trusting it would not help.", advice
        ) from error
    except (ValueError, *STREAM_FAILURES) as error:
        raise Unreachable(
            f"The certificate of {host_of(base_url)} could not be fetched.",
            "Check the base URL, the network and the proxy settings.",
        ) from error
    return replace(_certificate(der, facts, problem), is_alone=is_alone)


async def _presented(handshake: _Handshake) -> tuple[bytes, bool]:
    # Without verification: the server is told nothing but the name of the host.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with handshake(context) as connection:
        der: bytes | None = connection.getpeercert(binary_form=True)
        # Before Python 3.13, only the inner object can tell.
        inner: Any = getattr(connection, "_sslobj", connection)
        is_alone = len(inner.get_unverified_chain() or ()) == 1
    if der is None:
        raise ValueError("a server without a certificate")
    return der, is_alone


async def _read(handshake: _Handshake, der: bytes) -> dict[str, Any]:
    """Parse a certificate with OpenSSL, which parses only one that it trusts."""
    context = _trusting(der)
    context.check_hostname = False
    context.verify_flags |= _NO_CHECK_TIME
    async with handshake(context) as connection:
        return cast("dict[str, Any]", connection.getpeercert())


async def _problem(handshake: _Handshake, der: bytes) -> int:
    try:
        async with handshake(_trusting(der)):
            return 0
    except ssl.SSLCertVerificationError as error:
        return error.verify_code


def _trusting(der: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=der)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


@asynccontextmanager
async def _handshake(
    base_url: str, ca_file: Path | None, context: ssl.SSLContext
) -> AsyncIterator[ssl.SSLObject]:
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    stream = await connect(base_url, host, parts.port or 443, ca_file)
    try:
        secured = await start_tls(stream, host, context)
        yield secured.extra(TLSAttribute.ssl_object)  # noqa: S610 - no Django here
    finally:
        await aclose_forcefully(stream)


def _certificate(der: bytes, facts: dict[str, Any], problem: int) -> Certificate:
    digest = hashlib.sha256(der).hexdigest().upper()
    return Certificate(
        pem=ssl.DER_cert_to_PEM_cert(der),
        fingerprint=":".join(digest[at : at + 2] for at in range(0, len(digest), 2)),
        subject=_name(facts.get("subject", ())),
        issuer=_name(facts.get("issuer", ())),
        names=tuple(
            _shown_name(kind, name)
            for kind, name in facts.get("subjectAltName", ())
            if kind in ("DNS", "IP Address")
        ),
        begin=_moment(facts["notBefore"]),
        end=_moment(facts["notAfter"]),
        problem=problem,
    )


def _shown_name(kind: str, name: str) -> str:
    shown = clean(name, _LONGEST_NAME)
    if kind != "DNS":
        return shown
    with suppress(ValueError):
        ip_address(name)
        return f"{shown}{AS_A_NAME}"
    return shown


def _name(parts: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    values = [(_SHORT.get(name), value) for part in parts for name, value in part]
    shown = [f"{short}={clean(value, _LONGEST_NAME)}" for short, value in values if short]
    return ", ".join(sorted(shown)) or "without a name"


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)
