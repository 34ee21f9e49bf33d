"""The program with a bug at one step of a secret's way: `python -m` runs it, as often as steps."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import SecretStr

from tui.api.models import NewKey
from tui.api.service import AccessKeyService
from tui.app.actions import create
from tui.app.widgets.masked_secret import MaskedSecret
from tui.cli.main import main
from tui.delivery.clipboard_sender import ClipboardSender
from tui.delivery.print_at_exit import Printout
from tui.workflows.issue_secret import SecretIssuer

KNOWN = "KNOWN"
"""The environment variable with the file that the secret is told in, backwards."""


def explode(secret: str) -> Any:  # noqa: ANN401
    """Fail with the secret in a variable, in the text, and in the cause."""
    Path(os.environ[KNOWN]).write_text(secret[::-1])
    body = secret.encode()
    raise RuntimeError(f"with {secret}") from ValueError(f"{secret} {body!r}")


class Step(NamedTuple):
    """Where the bug is, and how the program gets there from the panel; "" if before it opens."""

    owner: Any
    """A class or a module."""
    method: str
    bug: Callable[..., object]
    keys: str = ""


def _revealing(line: MaskedSecret, revealed: bool) -> None:
    if revealed:
        explode(line._secret.get_secret_value())


async def _saving(_: SecretIssuer, issued: Any) -> None:  # noqa: ANN401
    explode(issued.credentials.secret.get_secret_value())


async def _sending(
    _: ClipboardSender, __: object, text: str, *_more: object, **_options: bool
) -> None:
    explode(text)


async def _testing(_: AccessKeyService, __: str, secret: SecretStr) -> None:
    explode(secret.get_secret_value())


STEPS = {
    "reading": Step(NewKey, "as_key", lambda key: explode(key.client_secret.get_secret_value())),
    "saving": Step(SecretIssuer, "save", _saving),
    "taking in": Step(
        create,
        "add_to_list",
        lambda _, issued: explode(issued.credentials.secret.get_secret_value()),
    ),
    "revealing": Step(MaskedSecret, "watch_revealed", _revealing, "v"),
    "copying": Step(ClipboardSender, "send", _sending, "c"),
    "testing": Step(AccessKeyService, "verify", _testing, "t"),
    "printing": Step(
        Printout, "write", lambda printout, _: explode(printout.secret.get_secret_value()), "p"
    ),
}


def run() -> None:
    """Start and break the program once for each step."""
    for name, step in STEPS.items():
        before = getattr(step.owner, step.method)
        setattr(step.owner, step.method, step.bug)
        status = main(["--demo"])
        setattr(step.owner, step.method, before)
        print(f"{name} ended with {status}")  # noqa: T201
        # The terminal is looked at meanwhile.
        input()


if __name__ == "__main__":
    run()
