"""Rules of the contract for the name of an access key."""

from __future__ import annotations

import re

from ..text import clean

NAME_LIMIT = 255
"""The longest name, in characters (operation `create_access_key1`)."""

KEY_QUOTA = 20
"""Maximum number of a user's keys by the documentation; the server decides."""

_STRANGER = re.compile(r"[^-_a-z0-9]")

_RULES = (
    (re.compile(r".{2,}", re.DOTALL), "At least 2 characters."),
    (re.compile(rf".{{0,{NAME_LIMIT}}}", re.DOTALL), f"At most {NAME_LIMIT} characters."),
    (re.compile(r"[a-z].*", re.DOTALL), "Begin with a lower-case letter."),
    (re.compile(r".*[a-z0-9]", re.DOTALL), "End with a lower-case letter or a digit."),
)


def name_problem(name: str) -> str | None:
    """Return the first rule of the contract that the name breaks, or None.

    The pattern and the lengths of `AccessKeyCreationRequest1` decide, not its description, which
    contradicts them.
    """
    if stranger := _STRANGER.search(name):
        return f"Only a to z, 0 to 9, - and _: not “{clean(stranger[0])}”."
    return next((problem for rule, problem in _RULES if not rule.fullmatch(name)), None)


def name_hint(name: str) -> str | None:
    """Return a warning about a name that the pattern allows, or None."""
    if "_" in name:
        return "The documentation advises against “_”; the server decides."
    return None
