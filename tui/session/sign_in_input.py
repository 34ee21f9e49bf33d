"""Input of the sign-in form: control plane, method and credentials."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class SignInMethod(Enum):
    """Sign-in method; the value is its label in the form."""

    KEY = "Access key"
    PASSWORD = "Password"  # noqa: S105  (a name, not a secret)
    TOKEN = "Token"  # noqa: S105
    LOGIN = "runai login"


@dataclass(frozen=True)
class SignInInput:
    """Input of the form, validated as far as possible without the network."""

    method: SignInMethod
    base_url: str
    name: str = ""
    """Client ID or user name."""
    secret: str = field(default="", repr=False)
    """Client secret, password or token; empty to use the secret in the environment."""
    profile: str = ""
    """Name of the profile to save, without the secret; empty to save none."""
