"""What the sign-in form gives: where to sign in, and by which of its ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class SignInMethod(Enum):
    """One way to sign in; the value is what it is called in the form."""

    KEY = "Access key"
    PASSWORD = "Password"  # noqa: S105  (a name, not a secret)
    TOKEN = "Token"  # noqa: S105
    LOGIN = "runai login"


@dataclass(frozen=True)
class SignInInput:
    """What was typed, checked as far as that goes without asking anybody."""

    way: SignInMethod
    base_url: str
    name: str = ""
    """The client ID or the user name."""
    secret: str = field(default="", repr=False)
    """What goes with it; empty for the secret of the environment."""
    profile: str = ""
    """The name to save all but the secret under; empty for not to save."""
