"""Claims of a token are used, but never relied on."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from tests.api.plane import jwt
from tui.api.secret_values import bare_secret
from tui.api.tokens import ASSUMED_LIFETIME, MalformedToken, read_token


@pytest.mark.parametrize(
    ("claims", "lifetime"),
    [
        ({"iat": 5_000_000_000, "exp": 5_000_000_900}, 900),
        ({"iat": 100, "exp": 100.5}, 0.5),
        ({"exp": 1}, ASSUMED_LIFETIME),
        ({"iat": 900, "exp": 800}, ASSUMED_LIFETIME),
        ({"iat": "x", "exp": "y"}, ASSUMED_LIFETIME),
        ({}, ASSUMED_LIFETIME),
    ],
)
def test_a_jwt_tells_its_lifetime_by_the_server_s_clock(
    claims: dict[str, object], lifetime: float
) -> None:
    assert read_token(jwt(**claims)).lifetime == lifetime


@pytest.mark.parametrize("skew", [-86_400, 0, 86_400])
def test_a_jwt_without_its_start_is_not_measured_by_our_clock(skew: int) -> None:
    assert read_token(jwt(exp=time.time() + skew + 900)).lifetime == ASSUMED_LIFETIME


def test_what_the_endpoint_says_goes_before_what_the_token_says() -> None:
    assert read_token(jwt(iat=100, exp=200), 3600).lifetime == 3600


@pytest.mark.parametrize(
    ("claims", "owner"),
    [
        ({"email": "ana@acme", "preferred_username": "ana"}, "ana@acme"),
        ({"email": "", "preferred_username": "ana"}, "ana"),
        ({"email": None, "preferred_username": "a\x1bb"}, "a␛b"),
        ({"email": 5, "preferred_username": []}, None),
        ({"email": "ñ~?>"}, "ñ~?>"),
        ({}, None),
    ],
)
def test_a_jwt_may_tell_whose_it_is(claims: dict[str, object], owner: str | None) -> None:
    assert (read_token(jwt(**claims)).owner or None) == owner


@example("a.b.c")  # no base64
@example("a.bb+/.c")  # of another alphabet than a JWT's
@given(st.text() | st.from_regex(r"[\x21-\x7e]*\.[A-Za-z0-9_=-]*\.?", fullmatch=True))
def test_any_text_is_read_as_a_token_or_refused(text: str) -> None:
    try:
        token = read_token(SecretStr(text))
    except MalformedToken:
        return
    assert token.lifetime > 0
    assert token.value.get_secret_value().isascii()


@pytest.mark.parametrize(
    ("text", "secret"),
    [("s3cret\r\n", "s3cret"), ("", None), ("two words", None), ("one\ntwo", None)],
)
def test_a_secret_is_one_word_on_one_line(text: str, secret: str | None) -> None:
    found = bare_secret(SecretStr(text))

    assert (found and found.get_secret_value()) == secret


@pytest.mark.parametrize("around", ['"{}"', "'{}'", '{{"token":"{}"}}', "<{}>", "{},"])
def test_quotes_and_json_around_a_token_are_not_sent_with_it(around: str) -> None:
    text = around.format(jwt(exp=1).get_secret_value())

    with pytest.raises(MalformedToken):
        read_token(SecretStr(text))
