"""Saves the input of the sign-in form as a profile, without the secret."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from ..config.add_profile import NewProfile, add_profile, check_new_profile
from ..config.paths import config_path
from ..config.settings import SettingsError
from ..config.vendor_cli import TOKEN_ARGV
from ..delivery.limits import SAVE_TIMEOUT
from .sign_in_input import SignInMethod

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..config.settings import Settings
    from .sign_in_input import SignInInput

Result = TypeVar("Result")

_NEXT_STEP = {
    SignInMethod.KEY: "Add secret_command or client_secret_file to it to skip typing the secret.",
    SignInMethod.TOKEN: "Add token_command to it to skip typing a token.",
    SignInMethod.PASSWORD: "The password is asked for each time.",
    SignInMethod.LOGIN: "It asks the runai CLI for a token.",
}


async def check_profile(settings: Settings, typed: SignInInput) -> None:
    """Check that the input can be saved as a profile, before a request is sent.

    Raises:
        SettingsError: it can't; the text says why.
    """
    await _with_timeout(check_new_profile, _profile(settings, typed))


async def save_profile(settings: Settings, typed: SignInInput) -> str:
    """Save the input as a profile, and return where it is, how to use it and what to add.

    Raises:
        SettingsError: it can't be saved; the config file was not changed.
    """
    is_default = await _with_timeout(add_profile, _profile(settings, typed))
    start = "runai-keys" if is_default else f"runai-keys --profile {typed.profile}"
    saved = f"Saved without the secret in {config_path()}. Next time: {start}."
    return f"{saved} {_NEXT_STEP[typed.method]}"


async def _with_timeout(act: Callable[[Path, NewProfile], Result], profile: NewProfile) -> Result:
    try:
        async with asyncio.timeout(SAVE_TIMEOUT):
            return await asyncio.to_thread(act, config_path(), profile)
    except TimeoutError as error:
        raise SettingsError("the config file can't be reached: its file system hangs.") from error


def _profile(settings: Settings, typed: SignInInput) -> NewProfile:
    return NewProfile(
        typed.profile,
        typed.base_url,
        client_id=typed.name if typed.method is SignInMethod.KEY else None,
        username=typed.name if typed.method is SignInMethod.PASSWORD else None,
        token_command=TOKEN_ARGV if typed.method is SignInMethod.LOGIN else None,
        ca_file=settings.ca_file,
        readonly=settings.readonly,
    )
