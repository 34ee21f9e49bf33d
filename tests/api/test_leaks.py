"""A secret is in no error, no traceback's variables and no log."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from tests.api.plane import CALLS, NEW_SECRET, Plane, problem, reply, success, v2_token
from tui.api.bearer_auth import ClientCredentials, FixedToken, Password
from tui.api.body import Body
from tui.api.errors import ApiError
from tui.runtime.crash_report import report, summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from tests.api.plane import Answer

FAULTS: dict[str, tuple[Answer, Answer]] = {
    "token endpoint down": (httpx.ConnectError(""), problem(500)),
    "token endpoint cut off": (httpx.ReadError(""), problem(500)),
    "credentials refused": (reply(401, {"message": "CANARY-client-secret"}), problem(500)),
    "token malformed": (v2_token(1, access_token="CANARY\n2"), problem(500)),
    "answer cut off": (v2_token(1), httpx.ReadError("")),
    "token refused": (v2_token(1), problem(401, "CANARY-token-1")),
    "answer unreadable": (v2_token(1), reply(200, {"clientSecret": ["CANARY"], "accessKeys": 1})),
    "token cut short": (reply(200, text='{"access_token": "CANARY'), problem(500)),
    "token of a wrong type": (v2_token(1, access_token=["CANARY"]), problem(500)),
    "answer cut short": (v2_token(1), reply(200, text='{"clientSecret": "CANARY')),
    "answer a web page": (v2_token(1), reply(200, text="<p>CANARY</p>")),
}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def our_frames(error: BaseException) -> Iterator[FrameType]:
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if "/tui/api/" in frame.f_code.co_filename.replace("\\", "/"):
            yield frame


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", CALLS)
async def test_no_error_no_report_of_it_and_no_variable_on_its_way_holds_a_secret(
    plane: Plane, operation: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token_answer, answer = FAULTS[fault]
    plane.token_answers, plane.answers = [token_answer], [answer]
    caught: ApiError | None = None
    try:
        await CALLS[operation](plane.service())
    except ApiError as error:
        caught = error
    if caught is None:
        assert operation.startswith("delete")
        assert fault in ("answer unreadable", "answer cut short")
        return
    frames = [frame for error in chain(caught) for frame in our_frames(error)]
    assert frames
    assert "CANARY" not in repr([(error, vars(error)) for error in chain(caught)])
    assert "CANARY" not in summary(caught) + report(caught)
    assert "CANARY" not in repr([frame.f_locals for frame in frames])
    assert "CANARY" not in caplog.text


async def test_what_holds_a_secret_does_not_show_it(plane: Plane) -> None:
    plane.answers = [success("create_key")]
    key = await plane.service().create_key("ci")
    assert key.client_secret.get_secret_value() == NEW_SECRET
    secret = SecretStr("CANARY")
    holders = [
        key,
        ClientCredentials("c", secret),
        Password("u", secret),
        FixedToken(secret),
        Body("text/plain", b"CANARY"),
    ]
    assert "CANARY" not in f"{holders!r} {holders!s} {key.model_dump()}"
