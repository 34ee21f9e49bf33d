"""Certificates are checked, a CA of one's own can be trusted, and there is no way around either."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from pathlib import Path

import pytest

from tests.api.handshakes import failing_handshakes
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
    if name == "weak":
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
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


def _too_old() -> ssl.SSLContext:
    context = certificate("server")
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def _without_common_cipher() -> ssl.SSLContext:
    context = certificate("server")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    # For RSA keys, which the certificate has not.
    context.set_ciphers("AES256-SHA256")
    return context


def _alerting(alert: ssl.AlertDescription) -> ssl.SSLContext:
    context = certificate("server")
    context.sni_callback = lambda *_: alert
    return context


def _demanding_a_certificate(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = certificate("server")
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(CA)
    return context


HANDSHAKES = {
    "old versions only": (_too_old, "has no TLS version in common with this program: 1.2 or 1.3"),
    "no common cipher": (
        _without_common_cipher,
        "has no cipher in common with this program, or demands a client certificate",
    ),
    "another name": (
        lambda: _alerting(ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME),
        "has no certificate for this name",
    ),
    "no certificate": (
        lambda: _alerting(ssl.AlertDescription.ALERT_DESCRIPTION_INTERNAL_ERROR),
        "failed during the TLS handshake; often it has no certificate for this name",
    ),
    "any other alert": (
        lambda: _alerting(ssl.AlertDescription.ALERT_DESCRIPTION_USER_CANCELLED),
        "could be set up (OpenSSL: tlsv1 alert user cancelled)",
    ),
    "a client certificate in TLS 1.2": (
        lambda: _demanding_a_certificate(ssl.TLSVersion.TLSv1_2),
        "has no cipher in common with this program, or demands a client certificate",
    ),
    "a client certificate in TLS 1.3": (
        lambda: _demanding_a_certificate(ssl.TLSVersion.TLSv1_3),
        "demands a client certificate",
    ),
}


@pytest.mark.parametrize("name", HANDSHAKES)
async def test_a_failed_handshake_says_why_and_leaves_no_change_in_doubt(name: str) -> None:
    context, says = HANDSHAKES[name]
    async with (
        failing_handshakes(context()) as port,
        session(f"https://localhost:{port}", ca_file=CA) as service,
    ):
        with pytest.raises(Unreachable) as caught:
            await service.create_key("ci")
    assert type(caught.value) is Unreachable
    assert f"localhost:{port} " in caught.value.reason
    assert caught.value.reason.endswith(f"{says}.")
