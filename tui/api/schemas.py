"""Schemas of responses that are used in this package only."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    Field,
    RootModel,
    SecretStr,
    ValidationError,
)

from .access_key import AccessKey, KeyList
from .models import ListedKey, RawText, ResponseModel, Unreadable
from .moments import positive_seconds

Seconds = Annotated[float | None, BeforeValidator(positive_seconds)]


_Items = list[Annotated[ListedKey | Unreadable, Field(union_mode="left_to_right")]]


def _empty_if_null(items: object) -> object:
    """Read null as an empty list, which some languages encode so."""
    return [] if items is None else items


class _Envelope(ResponseModel):
    items: Annotated[_Items, BeforeValidator(_empty_if_null)] = Field(alias="accessKeys")


class Listing(RootModel[Annotated[_Envelope | _Items, Field(union_mode="left_to_right")]]):
    """The response to both lists: an object around an array, or the bare array."""

    model_config = ResponseModel.model_config

    def key_list(self) -> KeyList:
        """Return the keys; unreadable and repeated items are left out and counted."""
        items = self.root.items if isinstance(self.root, _Envelope) else self.root
        by_id: dict[str, AccessKey] = {}
        for key in items:
            if key is not None and key.id not in by_id:
                by_id[key.id] = key.as_key()
        return KeyList(tuple(by_id.values()), skipped=len(items) - len(by_id))


class NewSecret(ResponseModel):
    """The response to `regenerate_access_key_secret`, whose schema promises no secret."""

    client_secret: SecretStr = Field(alias="clientSecret", min_length=1)


class TokenResponse(ResponseModel):
    """The response of both token endpoints, /api/v2/token and the older /api/v1/token."""

    access_token: SecretStr = Field(
        validation_alias=AliasChoices("access_token", "accessToken"), min_length=1
    )
    expires_in: Seconds = Field(
        default=None, validation_alias=AliasChoices("expires_in", "expiresIn")
    )


class Refusal(ResponseModel):
    """An error body: the contract's `Error`, or that of OAuth at the token endpoint."""

    message: RawText = Field(
        default="", validation_alias=AliasChoices("message", "error_description", "error")
    )
    details: RawText = ""


class _ContractError(ResponseModel):
    code: int
    message: str


class _OAuthError(ResponseModel):
    error: str
    error_description: str


class _OAuthCode(ResponseModel):
    """One of RFC 6749, where the description may be missing."""

    error: Literal[
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ]


class OwnRefusal(RootModel[_ContractError | _OAuthError | _OAuthCode]):
    """An error body that has all that the API's own have, which those of gateways lack."""

    model_config = ResponseModel.model_config


Shape = TypeVar("Shape", bound=BaseModel)


def parsed(shape: type[Shape], body: bytes) -> Shape | None:
    """Parse a JSON body; None if it does not fit the model.

    The validation error ends here: it holds the body, and with it perhaps a secret. An error
    that is raised because of the None has no cause to attach.
    """
    with suppress(ValidationError):
        return shape.model_validate_json(body)
    return None
