"""Fixtures of the tests of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import settings
from pydantic import SecretStr

from tests.api.plane import Plane
from tui.api.bearer_auth import ClientCredentials
from tui.api.service import AccessKeyService
from tui.demo.server import Demo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

# A slow machine is no bug.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def no_proxy_or_ca_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tester's own network settings out of the tests."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)


@pytest.fixture
def plane() -> Plane:
    return Plane()


@pytest.fixture
def demo() -> Demo:
    return Demo()


@pytest.fixture
async def service(demo: Demo) -> AsyncIterator[AccessKeyService]:
    """Open a session with the demo."""
    grant = ClientCredentials(demo.client_id, SecretStr(demo.client_secret))
    session = AccessKeyService(
        "https://demo.example", grant, transport=httpx.ASGITransport(app=demo.app)
    )
    yield session
    await session.aclose()
