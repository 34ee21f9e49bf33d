"""What the service gives back: access keys, lists of them, and new pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)

from ..text import clean

_LEAP_SECOND = re.compile(r"(?<=T\d\d:\d\d:)60")
_READABLE_YEARS = range(2000, 9999)
"""Outside of them a date is a zero value of the server's language, not a moment."""


def _moment(stamp: object) -> datetime | None:
    """Give an RFC 3339 date-time as a moment in UTC; None if it is anything else."""
    if isinstance(stamp, str):
        text = stamp.upper()
        if ":60" in text:
            text = _LEAP_SECOND.sub("59", text)
        try:
            stamp = datetime.fromisoformat(text)
        except ValueError:
            return None
    if not isinstance(stamp, datetime) or stamp.tzinfo is None:
        return None
    return stamp.astimezone(UTC) if stamp.year in _READABLE_YEARS else None


def _text_or_none(text: object) -> str | None:
    return text if isinstance(text, str) else None


def _text_or_empty(text: object) -> str:
    return text if isinstance(text, str) else ""


Moment = Annotated[datetime | None, BeforeValidator(_moment)]
"""A moment in UTC; None if the server sent null, nothing, or something that is no date-time."""

Shown = Annotated[str, AfterValidator(clean)]
"""Text from the server, made harmless."""

Label = Annotated[Shown, BeforeValidator(_text_or_empty)]
"""The same, but empty if the server sent no text."""

OptionalLabel = Annotated[Shown | None, BeforeValidator(_text_or_none)]
"""The same, but None if the server sent no text."""

RawText = Annotated[str, BeforeValidator(_text_or_empty)]
"""Text as the server wrote it, not for the screen; empty if it sent none."""


class Answer(BaseModel):
    """What all shapes of answers share: they can't be changed, and their errors show no input."""

    model_config = ConfigDict(
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        # The parser would keep what it read, secrets too, to give the same object again.
        cache_strings="keys",
    )


class AccessKey(Answer):
    """An access key as the lists and `get_access_key_by_id1` describe it, without its secret."""

    id: str = Field(min_length=1)
    """As the server wrote it: for requests only, never for the screen."""

    name: Shown
    client_id: Shown = Field(alias="clientId")
    created_at: Moment = Field(default=None, alias="createdAt")
    last_login: Moment = Field(default=None, alias="lastLogin")
    """The last token exchange. None means never used, but only if `last_login_known`."""

    last_login_known: bool = False
    """False if the server sent no readable answer, which must not be taken for never used."""

    created_by: OptionalLabel = Field(default=None, alias="createdBy")
    """The owner; only the administration list tells it."""

    @model_validator(mode="before")
    @classmethod
    def _tell_null_from_unreadable(cls, fields: Any) -> Any:  # noqa: ANN401 - whatever was sent
        if isinstance(fields, dict) and "lastLogin" in fields:
            stamp = fields["lastLogin"]
            return fields | {"last_login_known": stamp is None or _moment(stamp) is not None}
        return fields


@dataclass(frozen=True, slots=True)
class KeyList:
    """A list as the server gave it, in its order."""

    keys: tuple[AccessKey, ...]
    skipped: int = 0
    """How many items were left out: not readable as a key, or repeating the id of another."""


class NewKey(Answer):
    """The answer to a create: the one time that a secret is told.

    Only the secret is required. Everything else is in the list as well, and a secret must not be
    lost because a field beside it is odd.
    """

    id: RawText = ""
    name: Label = ""
    client_id: Label = Field(default="", alias="clientId")
    client_secret: SecretStr = Field(alias="clientSecret", min_length=1)
    created_at: Moment = Field(default=None, alias="createdAt")

    def as_key(self) -> AccessKey | None:
        """Give the key as a list will show it; None if the answer left out its id."""
        if not self.id:
            return None
        return AccessKey(
            id=self.id,
            name=self.name,
            client_id=self.client_id,
            created_at=self.created_at,
            last_login_known=True,
        )


class Verification(Answer):
    """Whether a client ID and secret can sign in."""

    accepted: bool
    seconds: float
    """How long the server took to say so."""

    reason: str
    """The outcome as a sentence that names the host."""
