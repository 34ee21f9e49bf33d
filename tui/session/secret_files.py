"""Reads a profile's client secret from a private file, or from the config file.

Nothing here may import pydantic: the prefetch runs before that is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api.errors import SignInFailed
from ..api.secret_values import AnySecret, HeldSecret, bare_secret
from ..config.private_file import ReadError, read_small
from ..config.settings import SecretFile, SecretInConfig

if TYPE_CHECKING:
    from pathlib import Path

_ADVICE = "It must hold the client secret and nothing else."


def read_secret(source: SecretFile | SecretInConfig) -> HeldSecret:
    """Read the secret.

    Raises:
        ReadError: the file can't be read, or others can read it.
        SettingsError: there is a mistake in the config file.
        SignInFailed: the file does not hold a secret alone.
    """
    match source:
        case SecretFile(path=path):
            return require_secret(_read_file(path), f"{path}", _ADVICE)
        case SecretInConfig(path=path, profile=profile):
            return _read_entry(path, profile)


def require_secret(text: AnySecret, subject: str, advice: str) -> AnySecret:
    """Return the secret in a text, without the line ending.

    Args:
        text: A secret alone, on one line.
        subject: Where the text comes from, for the error.
        advice: What to do, for the error.

    Raises:
        SignInFailed: the text is anything else.
    """
    secret = bare_secret(text)
    if secret is None:
        raise SignInFailed(f"{subject} is no client secret.", advice)
    return secret


def _read_file(path: Path) -> HeldSecret:
    file = read_small(path)
    if file is None:
        raise ReadError(f"{path} does not exist.")
    file.refuse_unless_private()
    return HeldSecret(file.text)


def _read_entry(path: Path, profile: str) -> HeldSecret:
    from ..config.parse import read_config

    values = read_config(path).profiles.get(profile, {})
    if "client_secret" not in values:
        raise ReadError(f"{path} has no client_secret for {profile} any more.")
    return HeldSecret(values["client_secret"])
