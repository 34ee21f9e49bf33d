"""Certificates are checked, a CA of one's own can be trusted, and there is no way around either."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from tests.api.plane import CALLS
from tests.api.sockets import OK, answering, serving, session
from tui.api.certificate import fetch_certificate
from tui.api.errors import ApiError, Unreachable

TLS = Path(__file__).parent / "tls"
CA = TLS / "ca.pem"
CA_HASH = "4109d8fa.0"
"""By what name OpenSSL looks for it in a folder (`openssl x509 -hash`)."""
EMPTY_LIST = answering(OK + b"Content-Length: 2\r\n\r\n[]")


def certificate(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / f"{name}.pem")
    return context


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
async def test_a_ca_file_makes_its_servers_trusted(host: str) -> None:
    async with (
        serving(EMPTY_LIST, certificate("server")) as port,
        session(f"https://{host}:{port}", ca_file=CA) as service,
    ):
        assert (await service.list_my_keys()).keys == ()
        assert (await service.list_my_keys()).keys == ()


async def test_the_server_s_own_certificate_can_be_trusted_instead_of_its_ca() -> None:
    async with (
        serving(EMPTY_LIST, certificate("server")) as port,
        session(f"https://localhost:{port}", ca_file=TLS / "server.pem") as service,
    ):
        assert (await service.list_my_keys()).keys == ()


@pytest.mark.parametrize("name", ["server", "alone"])
async def test_a_certificate_that_was_shown_can_be_trusted_alone(name: str, tmp_path: Path) -> None:
    async with serving(EMPTY_LIST, certificate(name)) as port:
        trusted = tmp_path / "trusted.pem"
        trusted.write_text((await fetch_certificate(f"https://localhost:{port}")).pem)
        async with session(f"https://localhost:{port}", trusted=trusted) as service:
            assert (await service.list_my_keys()).keys == ()


@pytest.mark.parametrize(
    ("trusted", "presented", "says"),
    [
        ("alone", "server", "comes from a CA that is not trusted"),
        ("elsewhere", "elsewhere", "is for another host name"),
        ("expired", "expired", "has expired"),
    ],
)
async def test_trusting_one_certificate_trusts_no_other_and_no_invalid_one(
    trusted: str, presented: str, says: str
) -> None:
    async with (
        serving(EMPTY_LIST, certificate(presented)) as port,
        session(f"https://localhost:{port}", trusted=TLS / f"{trusted}.pem") as service,
    ):
        with pytest.raises(Unreachable, match=says):
            await service.list_my_keys()


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
async def test_a_ca_from_the_environment_is_trusted(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / CA_HASH).symlink_to(CA)
    monkeypatch.setenv(variable, str(CA if variable == "SSL_CERT_FILE" else tmp_path))
    async with (
        serving(EMPTY_LIST, certificate("server")) as port,
        session(f"https://localhost:{port}") as service,
    ):
        assert (await service.list_my_keys()).keys == ()


@pytest.mark.parametrize("variable", ["https_proxy", "all_proxy"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
async def test_no_proxy_gets_a_request_to_this_host_over_tls_either(
    variable: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://proxy.invalid:3128")
    async with (
        serving(EMPTY_LIST, certificate("server")) as port,
        session(f"https://{host}:{port}", ca_file=CA) as service,
    ):
        assert (await service.list_my_keys()).keys == ()


@pytest.mark.parametrize("operation", CALLS)
async def test_an_unknown_ca_is_refused_before_anything_is_sent(operation: str) -> None:
    async with (
        serving(EMPTY_LIST, certificate("server")) as port,
        session(f"https://localhost:{port}") as service,
    ):
        with pytest.raises(Unreachable, match="comes from a CA that is not trusted") as caught:
            await CALLS[operation](service)
    assert f"localhost:{port}" in caught.value.reason
    assert "--ca-file PATH or SSL_CERT_FILE" in caught.value.advice


@pytest.mark.parametrize(
    ("name", "host", "says"),
    [
        ("expired", "localhost", "has expired"),
        ("elsewhere", "localhost", "is for another host name"),
        ("elsewhere", "127.0.0.1", "is for another address"),
    ],
)
async def test_a_wrong_certificate_is_named_by_its_fault(name: str, host: str, says: str) -> None:
    async with (
        serving(EMPTY_LIST, certificate(name)) as port,
        session(f"https://{host}:{port}", ca_file=CA) as service,
    ):
        with pytest.raises(Unreachable, match=says):
            await service.create_key("ci")


async def test_a_server_without_tls_is_named_as_such() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with serving(plain) as port, session(f"https://localhost:{port}") as service:
        with pytest.raises(Unreachable, match="does not speak TLS"):
            await service.create_key("ci")


@pytest.mark.parametrize("source", ["ca_file", "SSL_CERT_FILE"])
@pytest.mark.parametrize("kind", ["missing", "folder", "garbage", "empty"])
async def test_an_unusable_ca_file_is_reported_and_nothing_is_sent(
    source: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path if kind == "folder" else tmp_path / "ca.pem"
    if kind in {"garbage", "empty"}:
        path.write_text("garbage" if kind == "garbage" else "", encoding="ascii")
    if source == "SSL_CERT_FILE":
        monkeypatch.setenv(source, str(path))
    ca_file = path if source == "ca_file" else None
    async with session("https://acme.invalid", ca_file=ca_file) as service:
        with pytest.raises(ApiError) as caught:
            await service.list_my_keys()
    assert type(caught.value) is Unreachable
    assert "acme.invalid was not called" in caught.value.reason
    assert str(path) in caught.value.reason
    assert ("does not exist" in caught.value.reason) == (kind == "missing")
