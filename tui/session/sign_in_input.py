"""The input of the sign-in form: the control plane, the method, and what was typed for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class SignInMethod(Enum):
    """A way to sign in; the value is its name in the form."""

    KEY = "Access key"
    PASSWORD = "Password"  # noqa: S105  (a name, not a secret)
    TOKEN = "Token"  # noqa: S105
    LOGIN = "runai login"


@dataclass(frozen=True)
class SignInInput:
    """The input of the form, checked as far as possible without the network."""

    method: SignInMethod
    base_url: str
    name: str = ""
    """The client ID or the user name."""
    secret: str = field(default="", repr=False)
    """Its secret, password or token; empty for the secret of the environment."""
    profile: str = ""
    """The name of the profile to save all but the secret as; empty to save nothing."""
