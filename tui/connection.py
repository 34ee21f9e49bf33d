"""Opens the service that the settings ask for: a real control plane, or the embedded demo.

Everything slow to import is imported here, so this module is loaded after the first frame.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import httpx
from pydantic import SecretStr

from . import settings as names
from .api.auth import ClientCredentials, FixedToken, Grant
from .api.service import AccessKeyService
from .demo.server import DEMO_BASE_URL, Demo

if TYPE_CHECKING:
    from .settings import Settings


def open_service(settings: Settings) -> AccessKeyService:
    """Open what complete settings ask for; nothing is sent yet."""
    secret, token = _take(names.CLIENT_SECRET), _take(names.TOKEN)
    if settings.demo_role is not None:
        return _open_demo(Demo(role=settings.demo_role))
    if settings.base_url is None:
        raise ValueError("incomplete settings are the sign-in screen's business")
    if settings.has_pair and settings.client_id is not None:
        grant: Grant = ClientCredentials(settings.client_id, secret)
    else:
        grant = FixedToken(token)
    return _open_with(settings.base_url, grant, settings)


def open_typed(
    settings: Settings, base_url: str, *, client_id: str, client_secret: str, token: str
) -> AccessKeyService:
    """Open what was typed into the sign-in form; a token wins over a pair.

    An empty secret stands for the one in the environment.
    """
    if token:
        return _open_with(base_url, FixedToken(SecretStr(token)), settings)
    secret = client_secret or os.environ.get(names.CLIENT_SECRET, "").strip()
    return _open_with(base_url, ClientCredentials(client_id, SecretStr(secret)), settings)


def _open_with(base_url: str, grant: Grant, settings: Settings) -> AccessKeyService:
    return AccessKeyService(base_url, grant, ca_file=settings.ca_file)


def _open_demo(demo: Demo) -> AccessKeyService:
    grant = ClientCredentials(demo.client_id, SecretStr(demo.client_secret))
    transport = httpx.ASGITransport(app=demo.app)
    return AccessKeyService(DEMO_BASE_URL, grant, transport=transport)


def _take(variable: str) -> SecretStr:
    # Taken out, so that no program started from here inherits it.
    return SecretStr(os.environ.pop(variable, "").strip())
