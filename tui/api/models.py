"""What the service gives back: access keys, lists of them, and new pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    SecretStr,
    ValidationInfo,
)

from ..text import clean

_LEAP_SECOND = re.compile(r"(?<=T\d\d:\d\d:)60")
_READABLE_YEARS = range(2000, 9999)
"""Outside of them a date is a zero value of the server's language, not a moment."""


def _moment(stamp: Any) -> datetime | None:  # noqa: ANN401 - whatever was sent
    """Give an RFC 3339 date-time as a moment in UTC; None if it is anything else."""
    try:
        moment: Any = datetime.fromisoformat(stamp)
    except TypeError:
        moment = stamp
    except ValueError:
        moment = _unusual_moment(stamp)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    if moment.year not in _READABLE_YEARS:
        return None
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _unusual_moment(stamp: str) -> datetime | None:
    """Read what Python does not, although it is allowed: small letters, and leap seconds."""
    try:
        return datetime.fromisoformat(_LEAP_SECOND.sub("59", stamp.upper()))
    except ValueError:
        return None


def _is_known(stamp: object, info: ValidationInfo) -> bool:
    return stamp is None or info.data["last_login"] is not None


def _text_or_empty(text: object) -> str:
    return text if isinstance(text, str) else ""


Moment = Annotated[datetime | None, PlainValidator(_moment)]
"""A moment in UTC; None if the server sent null, nothing, or something that is no date-time."""

Shown = Annotated[str, AfterValidator(clean)]
"""Text from the server, made harmless."""

Label = Annotated[Shown, BeforeValidator(_text_or_empty)]
"""The same, but empty if the server sent no text."""

Unreadable = Annotated[None, PlainValidator(lambda _: None)]
"""None, whatever was sent: behind another shape in a union, for what does not fit that."""

OptionalLabel = Annotated[Shown | Unreadable, Field(union_mode="left_to_right")]
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
        # The first list waits for no shape but its own.
        defer_build=True,
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

    last_login_known: Annotated[bool, PlainValidator(_is_known)] = Field(
        default=False, validation_alias=AliasChoices("lastLogin", "last_login")
    )
    """False if the server sent no readable answer, which must not be taken for never used."""

    created_by: OptionalLabel = Field(default=None, alias="createdBy")
    """The owner; None for the user's own keys, empty if the administration list does not tell."""


@dataclass(frozen=True, slots=True)
class KeyList:
    """A list as the server gave it, in its order."""

    keys: tuple[AccessKey, ...]
    skipped: int = 0
    """How many items were left out: not readable as a key, or repeating the id of another."""

    def of_everybody(self) -> KeyList:
        """Take a key that names no owner for nobody's, instead of for the user's own."""
        keys = (
            key.model_copy(update={"created_by": ""}) if key.created_by is None else key
            for key in self.keys
        )
        return replace(self, keys=tuple(keys))


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
            last_login=None,
        )


class Verification(Answer):
    """Whether a client ID and secret can sign in."""

    accepted: bool
    seconds: float
    """How long the server took to say so."""

    reason: str
    """The outcome as a sentence that names the host."""
