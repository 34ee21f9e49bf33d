"""Opens the service for the settings: a real control plane, or the embedded demo.

This module imports httpx and pydantic, which is slow, so it is loaded after the first frame.
Imports that only some sessions need are inside functions, so that they don't delay the first rows.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

import httpx
from pydantic import SecretStr

from ..api.base_url import host_of
from ..api.bearer_auth import ClientCredentials, FixedToken, Grant, Password, TokenSource
from ..api.errors import Unreachable
from ..api.service import AccessKeyService
from ..config import declared_settings
from ..config.private_file import ReadError
from ..config.settings import TokenCommand
from ..config.trusted_certificates import trusted_file
from ..config.vendor_cli import TOKEN_ARGV, is_vendors
from ..runtime.hardening import take_secret
from .sign_in_input import SignInMethod

if TYPE_CHECKING:
    from ..config.settings import Role, Settings, Source
    from ..delivery.child_process import Lend
    from .sign_in_input import SignInInput


async def open_service(
    settings: Settings, lend: Lend = nullcontext, grant: Grant | None = None
) -> AccessKeyService:
    """Open the service for complete settings; nothing is sent yet.

    Args:
        settings: Complete settings.
        lend: Lends the terminal to a command that needs it.
        grant: The credentials, if they are known already.

    Raises:
        SignInFailed: the profile's secret can't be read.
    """
    # Always, so that no child process inherits them.
    secret = SecretStr(take_secret(declared_settings.CLIENT_SECRET))
    token = SecretStr(take_secret(declared_settings.TOKEN))
    if settings.demo_role is not None:
        return _open_demo(settings, settings.demo_role)
    if settings.base_url is None:
        raise ValueError("the settings are incomplete: the sign-in screen has to complete them")
    if grant is None:
        if settings.source is not None:
            grant = await _grant_from_source(settings, settings.source, lend)
        elif settings.has_pair:
            grant = ClientCredentials(settings.client_id or "", secret)
        else:
            grant = FixedToken(token)
    return _open_with(settings.base_url, grant, settings)


async def _grant_from_source(settings: Settings, source: Source, lend: Lend) -> Grant:
    from .secret_sources import fetch_secret

    host = host_of(settings.base_url or "")
    if isinstance(source, TokenCommand):
        return _token_source(source, host, lend)
    secret = await fetch_secret(source, host, lend)
    return ClientCredentials(settings.client_id or "", secret)


def _token_source(command: TokenCommand, host: str, lend: Lend = nullcontext) -> TokenSource:
    from .secret_sources import fetch_token

    is_login = bool(command.argv) and is_vendors(command.argv[0])
    return TokenSource(partial(fetch_token, command, host, lend), is_login)


def open_pair(
    settings: Settings, base_url: str, client_id: str, secret: SecretStr
) -> AccessKeyService:
    """Open the service for a stored client ID and secret; nothing is sent yet."""
    grant = ClientCredentials(client_id, secret)
    if settings.demo_role is not None:
        return _open_demo(settings, settings.demo_role, grant)
    return _open_with(base_url, grant, settings)


def open_typed(settings: Settings, typed: SignInInput) -> AccessKeyService:
    """Open the service for the input of the sign-in form; nothing is sent yet."""
    return _open_with(typed.base_url, _typed_grant(typed), settings)


def _typed_grant(typed: SignInInput) -> Grant:
    match typed.method:
        case SignInMethod.PASSWORD:
            return Password(typed.name, SecretStr(typed.secret))
        case SignInMethod.TOKEN:
            return FixedToken(SecretStr(typed.secret))
        case SignInMethod.LOGIN:
            return _token_source(TokenCommand(TOKEN_ARGV), host_of(typed.base_url))
    secret = typed.secret or os.environ.get(declared_settings.CLIENT_SECRET, "").strip()
    return ClientCredentials(typed.name, SecretStr(secret))


def forget_environment() -> None:
    """Remove the secrets from the environment, when no session needs them any more."""
    take_secret(declared_settings.CLIENT_SECRET)
    take_secret(declared_settings.TOKEN)


def _open_with(base_url: str, grant: Grant, settings: Settings) -> AccessKeyService:
    try:
        trusted = trusted_file(base_url)
    except ReadError as error:
        raise Unreachable(f"{host_of(base_url)} was not called: {error}") from error
    return AccessKeyService(base_url, grant, ca_file=settings.ca_file, trusted=trusted)


def _open_demo(settings: Settings, role: Role, grant: Grant | None = None) -> AccessKeyService:
    from ..demo.server import DEMO_BASE_URL, Demo

    demo = Demo(role=role, now=settings.clock, since=settings.demo_since)
    grant = grant or ClientCredentials(demo.client_id, SecretStr(demo.client_secret))
    transport = httpx.ASGITransport(app=demo.app)
    if settings.frozen is None:
        return AccessKeyService(DEMO_BASE_URL, grant, transport=transport)
    # The screen shows response times, which must not vary either.
    return AccessKeyService(
        DEMO_BASE_URL, grant, transport=transport, clock=lambda: 0.0, now=settings.clock
    )
