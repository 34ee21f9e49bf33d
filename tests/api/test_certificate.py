"""A certificate that is refused is looked at, and told by whose it is; nothing is sent to it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import certifi
import pytest

from tests.api.proxies import tunnel
from tests.api.sockets import Handler, answering, request_head, serving, session
from tests.api.test_tls import CA, EMPTY_LIST, TLS, certificate
from tui.api.certificate import Certificate, fetch_certificate
from tui.api.certificate_errors import AS_A_NAME, cannot_be_trusted, names
from tui.api.errors import Unreachable, Untrusted, UnusableCertificate

_WHOSE = "; its subject is CN={}, its issuer CN=runai-keys test CA."


async def _refusal(base_url: str, ca_file: Path | None = None) -> Unreachable:
    async with session(base_url, ca_file=ca_file) as service:
        with pytest.raises(Unreachable) as caught:
            await service.list_my_keys()
    return caught.value


@asynccontextmanager
async def _connecting(target: int, asked: list[bytes], scheme: str = "http") -> AsyncIterator[str]:
    """Return the address of a proxy that connects to this machine, whatever the request is for."""

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await request_head(reader))
        await tunnel(target, reader, writer)

    async with serving(connect, certificate("server") if scheme == "https" else None) as port:
        yield f"{scheme}://ana:CANARY@127.0.0.1:{port}"


async def test_an_unknown_ca_is_reported_with_the_certificate_s_subject_and_what_to_do() -> None:
    async with serving(EMPTY_LIST, certificate("server")) as port:
        refusal = await _refusal(f"https://localhost:{port}")

    assert type(refusal) is Untrusted
    assert refusal.reason == (
        f"The certificate of localhost:{port} comes from a CA that is not trusted"
        + _WHOSE.format("server")
    )
    assert refusal.advice.endswith(f"with: runai-keys trust https://localhost:{port}")


@pytest.mark.parametrize("ca_file", [CA, None], ids=["from a trusted CA", "from an unknown CA"])
@pytest.mark.parametrize(
    ("name", "says", "advises"),
    [
        ("expired", "has expired: it ended on 2021-01-01 00:00 UTC", "clock, which shows 20"),
        ("elsewhere", "is for another host name: elsewhere.example", "Check the base URL"),
    ],
)
async def test_a_fault_that_trust_would_not_mend_is_reported_first_and_no_trust_offered(
    ca_file: Path | None, name: str, says: str, advises: str
) -> None:
    async with serving(EMPTY_LIST, certificate(name)) as port:
        refusal = await _refusal(f"https://localhost:{port}", ca_file)

    assert type(refusal) is Unreachable
    also = "" if ca_file else "; nor is it trusted"
    assert refusal.reason == (
        f"The certificate of localhost:{port} {says}{also}{_WHOSE.format(name)}"
    )
    assert advises in refusal.advice
    assert "trust https" not in refusal.advice


async def test_nothing_is_sent_to_a_server_whose_certificate_is_looked_at() -> None:
    received: list[bytes] = []
    ended = asyncio.Event()

    async def listening(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1):
                received.append(data)
        finally:
            ended.set()

    async with serving(listening, certificate("server")) as port:
        found = await fetch_certificate(f"https://localhost:{port}")
        await ended.wait()

    assert received == []
    assert found.names == ("localhost", "127.0.0.1")
    assert found.problem == 0
    assert found.fingerprint.startswith("84:50:EE:8B:")
    assert ssl.PEM_cert_to_DER_cert(found.pem)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_certificate_behind_a_proxy_is_looked_at_through_it(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []
    async with (
        serving(EMPTY_LIST, certificate("elsewhere")) as port,
        _connecting(port, asked, scheme) as proxy,
    ):
        monkeypatch.setenv("https_proxy", proxy)
        # A proxy with TLS is trusted by it; the server is not.
        refusal = await _refusal("https://elsewhere.example", TLS / "server.pem")

    assert "its subject is CN=elsewhere" in refusal.reason
    assert "CANARY" not in str(refusal)
    assert {request.split(b"\r\n")[0] for request in asked} == {
        b"CONNECT elsewhere.example:443 HTTP/1.1"
    }
    assert all(b"\r\nproxy-authorization: basic " in request.lower() for request in asked)


async def _plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")


async def _hanging_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize("handler", [_plain, _hanging_up], ids=["plain http", "hangs up"])
async def test_where_there_is_no_certificate_that_is_said(handler: Handler) -> None:
    async with serving(handler) as port:
        with pytest.raises(Unreachable, match="could not be fetched"):
            await fetch_certificate(f"https://localhost:{port}")


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_that_does_not_connect_leaves_the_certificate_unseen(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = answering(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
    async with serving(refusing) as port:
        # It waits for the end of a request, which a greeting of TLS is not.
        monkeypatch.setattr("tui.api.certificate.CERTIFICATE_TIMEOUT", 0.3)
        # Without a password, and with TLS to the proxy itself, which is not spoken here.
        monkeypatch.setenv("https_proxy", f"{scheme}://127.0.0.1:{port}")
        with pytest.raises(Unreachable, match=r"could not be fetched|valid user and password"):
            await fetch_certificate("https://elsewhere.example")


def _socks(*replies: bytes) -> Handler:
    """Make a SOCKS proxy that answers what is asked in turn, and hangs up."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for reply in replies:
            await reader.read(1000)
            writer.write(reply)

    return handle


@pytest.mark.parametrize(
    ("scheme", "proxy", "says"),
    [
        ("http", answering(b"SSH-2.0-x\r\n\r\n"), "did not answer in HTTP"),
        ("http", answering(b"x" * 20_000), "did not answer in HTTP"),
        ("http", answering(), "closed the connection when asked"),
        ("socks5h", _socks(b"\x05\xff"), "wants a valid user and password"),
        ("socks5h", _socks(b"\x04\x00"), "would not connect"),
        ("socks5h", _socks(b"\x05\x00", b"\x05\x05\x00\x01"), "Connection refused"),
        ("socks5h", _socks(b"\x05\x00", b"\x05\x42\x00\x01"), "would not connect"),
        ("socks5h", _socks(), "closed the connection when asked"),
    ],
)
async def test_a_proxy_that_misbehaves_is_to_blame_for_a_certificate_that_is_not_seen(
    scheme: str, proxy: Handler, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(proxy) as port:
        monkeypatch.setenv("https_proxy", f"{scheme}://127.0.0.1:{port}")
        with pytest.raises(Unreachable) as caught:
            await fetch_certificate("https://elsewhere.example")

    assert says in caught.value.reason
    assert f"The proxy 127.0.0.1:{port}" in caught.value.reason


async def test_a_server_that_vanishes_is_refused_without_whose_its_certificate_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def vanished(*_: object) -> Certificate:
        raise Unreachable("gone")

    monkeypatch.setattr("tui.api.certificate.fetch_certificate", vanished)
    async with serving(EMPTY_LIST, certificate("server")) as port:
        refusal = await _refusal(f"https://localhost:{port}")

    assert refusal.reason == (
        f"The certificate of localhost:{port} comes from a CA that is not trusted."
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("weak", "has a key that is too short. Trusting it would not help."),
        ("client", "is not meant for servers. Trusting it would not help."),
    ],
)
async def test_a_certificate_that_can_not_be_used_is_itself_the_fault(name: str, says: str) -> None:
    async with serving(EMPTY_LIST, certificate(name)) as port:
        with pytest.raises(UnusableCertificate) as caught:
            await fetch_certificate(f"https://localhost:{port}")
        refusal = await _refusal(f"https://localhost:{port}")

    assert caught.value.reason == f"The certificate of localhost:{port} {says}"
    assert caught.value.advice.startswith("Tell whoever runs the control plane")
    assert str(refusal) == str(caught.value)


async def test_an_address_that_stands_in_a_certificate_as_a_host_name_is_told_as_that() -> None:
    async with serving(EMPTY_LIST, certificate("by-name")) as port:
        refusal = await _refusal(f"https://127.0.0.1:{port}", TLS / "by-name.pem")

    assert "is for another address: 127.0.0.1 (as a host name); its" in refusal.reason
    assert "needs an entry of the kind IP, not DNS" in refusal.advice


def test_trust_would_not_mend_an_address_as_a_host_name_either() -> None:
    presented = replace(_PRESENTED, problem=64, names=(f"127.0.0.1{AS_A_NAME}",))

    assert "of the kind IP, not DNS" in cannot_be_trusted(presented, "h")


@pytest.mark.parametrize(
    ("presented", "ca_file", "says"),
    [
        ("issued", TLS / "root.pem", "the server does not send that of its issuer; its subject is"),
        ("issued", None, "comes from a CA that is not trusted"),
        ("chain", CA, "comes from a CA that is not trusted"),
        ("alone", CA, "is self-signed and not trusted"),
    ],
    ids=["root only", "no CA file", "the whole chain", "self-signed"],
)
async def test_a_missing_intermediate_is_named_where_a_ca_is_given(
    presented: str, ca_file: Path | None, says: str
) -> None:
    async with serving(EMPTY_LIST, certificate(presented)) as port:
        refusal = await _refusal(f"https://localhost:{port}", ca_file)

    assert says in refusal.reason
    is_missing = "does not send" in refusal.reason
    assert ("its issuer CN=runai-keys test intermediate" in refusal.reason) == (
        presented in ("issued", "chain")
    )
    assert ("Add the issuer's certificate to the CA file" in refusal.advice) == is_missing


@pytest.mark.parametrize(
    ("presented", "ca_file"),
    [("issued", "intermediate"), ("chain", "root"), ("issued", "issued")],
)
async def test_either_the_server_or_the_ca_file_may_have_the_intermediate(
    presented: str, ca_file: str
) -> None:
    async with (
        serving(EMPTY_LIST, certificate(presented)) as port,
        session(f"https://localhost:{port}", ca_file=TLS / f"{ca_file}.pem") as service,
    ):
        assert (await service.list_my_keys()).keys == ()


_PRESENTED = Certificate(
    pem="",
    fingerprint="",
    subject="CN=server",
    issuer="CN=ca",
    names=tuple(f"host-{number}" for number in range(6)),
    begin=datetime(2026, 1, 1, tzinfo=UTC),
    end=datetime(2027, 1, 1, tzinfo=UTC),
    problem=0,
)


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (0, ""),
        (
            9,
            "The certificate of h is not valid yet: it begins on 2026-01-01 00:00 UTC. "
            "Trusting it would not help. "
            "Tell whoever runs the control plane, and check this machine's clock.",
        ),
        (
            62,
            "The certificate of h is for another host name: host-0, host-1, host-2, host-3 "
            "and 2 more. Trusting it would not help. "
            "Check the base URL: it has to name the host as the certificate does. Instead of a "
            "tunnel by ssh -L, which has another name, use ssh -D.",
        ),
        (79, "The certificate of h can't be used. Trusting it would not help."),
    ],
)
def test_what_trust_would_not_mend_is_told_before_anybody_is_asked(problem: int, says: str) -> None:
    assert cannot_be_trusted(replace(_PRESENTED, problem=problem), "h") == says


def test_a_certificate_for_no_host_is_said_to_be() -> None:
    assert names(replace(_PRESENTED, names=())) == "it names none"


async def test_an_issuer_that_is_not_in_a_system_s_bundle_is_simply_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    async with serving(EMPTY_LIST, certificate("server")) as port:
        refusal = await _refusal(f"https://localhost:{port}")

    assert "comes from a CA that is not trusted" in refusal.reason
    assert "trust its CA with --ca-file PATH or SSL_CERT_FILE" in refusal.advice
