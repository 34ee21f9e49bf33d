"""Fetches the certificate of a server, without trusting it or sending it anything."""

from __future__ import annotations

import asyncio
import hashlib
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import httpx

from ..text import clean
from .base_url import host_of
from .certificate_errors import unusable
from .errors import Unreachable, UnusableCertificate
from .network_errors import describe
from .proxy import proxy_for, proxy_name
from .timeouts import CERTIFICATE_TIMEOUT
from .tunnel import open_tunnel

if TYPE_CHECKING:
    from pathlib import Path

_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of openssl/x509_vfy.h, which Python has no name for."""

_LONGEST_NAME = 80

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
        """Note whether its issuer's certificate is missing, although a CA file is given."""
        path = ca_file or os.environ.get("SSL_CERT_FILE")
        if not path or not self.is_alone:
            return self
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=path)
        authorities = cast("list[dict[str, Any]]", context.get_ca_certs())
        names = {_name(authority["subject"]) for authority in authorities}
        return replace(self, is_without_issuer=self.issuer not in names)


async def fetch_certificate(base_url: str) -> Certificate:
    """Fetch the certificate that the server of an https address presents at the moment.

    Raises:
        UnusableCertificate: it can't be used, trusted or not.
        Unreachable: there is none.
    """
    try:
        async with asyncio.timeout(CERTIFICATE_TIMEOUT):
            der, is_alone = await _presented(base_url)
            facts = await _read(base_url, der)
            problem = await _problem(base_url, der)
    except httpx.ProxyError as error:
        reason, advice = describe(error, proxy=proxy_name(base_url))
        raise Unreachable(f"{reason.replace('{host}', host_of(base_url))}.", advice) from error
    except ssl.SSLCertVerificationError as error:
        reason, advice = unusable(error)
        raise UnusableCertificate(
            f"{reason.replace('{host}', host_of(base_url))}. Trusting it would not help.", advice
        ) from error
    except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise Unreachable(
            f"The certificate of {host_of(base_url)} could not be looked at.",
            "Check the base URL, the network and the proxy settings.",
        ) from error
    return replace(_certificate(der, facts, problem), is_alone=is_alone)


async def _presented(base_url: str) -> tuple[bytes, bool]:
    # Whoever is there: nothing is told to it but the name of the host.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with _handshake(base_url, context) as connection:
        der: bytes | None = connection.getpeercert(binary_form=True)
        # Before Python 3.13, only the inner object can tell.
        inner: Any = getattr(connection, "_sslobj", connection)
        is_alone = len(inner.get_unverified_chain() or ()) == 1
    if der is None:
        raise ValueError("a server without a certificate")
    return der, is_alone


async def _read(base_url: str, der: bytes) -> dict[str, Any]:
    """Parse a certificate with OpenSSL, which parses only one that it trusts."""
    context = _trusting(der)
    context.check_hostname = False
    context.verify_flags |= _NO_CHECK_TIME
    async with _handshake(base_url, context) as connection:
        return cast("dict[str, Any]", connection.getpeercert())


async def _problem(base_url: str, der: bytes) -> int:
    try:
        async with _handshake(base_url, _trusting(der)):
            return 0
    except ssl.SSLCertVerificationError as error:
        return error.verify_code


def _trusting(der: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=der)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


@asynccontextmanager
async def _handshake(base_url: str, context: ssl.SSLContext) -> AsyncIterator[ssl.SSLObject]:
    parts = urlsplit(base_url)
    host, port = parts.hostname or "", parts.port or 443
    proxy = proxy_for(base_url)
    if proxy is None:
        _, writer = await asyncio.open_connection(host, port, ssl=context)
    else:
        writer = await open_tunnel(proxy, host, port)
    try:
        if proxy is not None:
            await writer.start_tls(context, server_hostname=host)
        yield writer.get_extra_info("ssl_object")
    finally:
        writer.transport.abort()


def _certificate(der: bytes, facts: dict[str, Any], problem: int) -> Certificate:
    digest = hashlib.sha256(der).hexdigest().upper()
    return Certificate(
        pem=ssl.DER_cert_to_PEM_cert(der),
        fingerprint=":".join(digest[at : at + 2] for at in range(0, len(digest), 2)),
        subject=_name(facts.get("subject", ())),
        issuer=_name(facts.get("issuer", ())),
        names=tuple(
            clean(name, _LONGEST_NAME)
            for kind, name in facts.get("subjectAltName", ())
            if kind in ("DNS", "IP Address")
        ),
        begin=_moment(facts["notBefore"]),
        end=_moment(facts["notAfter"]),
        problem=problem,
    )


def _name(parts: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    values = [(_SHORT.get(name), value) for part in parts for name, value in part]
    shown = [f"{short}={clean(value, _LONGEST_NAME)}" for short, value in values if short]
    return ", ".join(sorted(shown)) or "without a name"


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)
