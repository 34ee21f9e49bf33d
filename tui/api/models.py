"""Schemas of responses that hold keys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

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
from .access_key import AccessKey
from .moments import moment


def _is_known(stamp: object, info: ValidationInfo) -> bool:
    return stamp is None or info.data["last_login"] is not None


def _text_or_empty(text: object) -> str:
    return text if isinstance(text, str) else ""


Moment = Annotated[datetime | None, PlainValidator(moment)]
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


class ResponseModel(BaseModel):
    """Base of all schemas: frozen, and their errors show no input."""

    model_config = ConfigDict(
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        # By default the parser caches all strings that it reads, secrets too.
        cache_strings="keys",
        # Built on first use: the first list waits for no other schema.
        defer_build=True,
    )


class ListedKey(ResponseModel):
    """An access key in a response, made harmless; see `AccessKey` for the meaning of its fields."""

    id: str = Field(min_length=1)
    name: Shown
    client_id: Shown = Field(alias="clientId")
    created_at: Moment = Field(default=None, alias="createdAt")
    last_login: Moment = Field(default=None, alias="lastLogin")
    last_login_known: Annotated[bool, PlainValidator(_is_known)] = Field(
        default=False, validation_alias=AliasChoices("lastLogin", "last_login")
    )
    created_by: OptionalLabel = Field(default=None, alias="createdBy")

    def as_key(self) -> AccessKey:
        """Convert it for the rest of the program."""
        return AccessKey(**vars(self))


class NewKey(ResponseModel):
    """The response to a create: the one time that a secret is told.

    Only the secret is required. Everything else is in the list as well, and a secret must not be
    lost because a field beside it is odd.
    """

    id: RawText = ""
    name: Label = ""
    client_id: Label = Field(default="", alias="clientId")
    client_secret: SecretStr = Field(alias="clientSecret", min_length=1)
    created_at: Moment = Field(default=None, alias="createdAt")

    def as_key(self) -> AccessKey | None:
        """Convert it to the key as a list will show it; None if the response left out its id."""
        if not self.id:
            return None
        return AccessKey(self.id, self.name, self.client_id, self.created_at, last_login_known=True)


class Verification(ResponseModel):
    """Outcome of a sign-in with a client ID and secret."""

    accepted: bool
    seconds: float
    """Seconds that the server took."""

    reason: str
    """The outcome as a sentence that names the host."""

    token_life: timedelta = timedelta()
    """Lifetime of the token that a pair was accepted with."""
