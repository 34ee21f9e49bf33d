"""The question before a secret is given up."""

from __future__ import annotations

from typing import Literal, assert_never

from textual.content import Content

from ....delivery.outcome import Certainty
from ...keymap import key_name
from ..base.yes_no import YesNo

Unsure = Literal[Certainty.SENT, Certainty.FAILED]
"""What a clipboard may be of which it is not known that it has the secret."""


def left_behind(name: str, on_clipboard: Unsure) -> str:
    """Say, when it is too late to ask, what became of a secret."""
    was_sent = on_clipboard is Certainty.SENT
    known = "was sent to the clipboard unseen" if was_sent else "was neither copied nor saved"
    return f"The secret of {name} {known}: if it is lost, {key_name('key.regenerate')} replaces it."


class LeaveSecret(YesNo):
    """Asks whether to leave a secret that was not saved, nor copied for certain."""

    def __init__(self, name: str, on_clipboard: Unsure) -> None:
        match on_clipboard:
            case Certainty.SENT:
                yes = "It arrived"
                known = (
                    " was sent to your terminal, and nobody can know whether it arrived on your "
                    "clipboard. Paste it somewhere to check. If it did not arrive and you leave, "
                    "it is lost."
                )
            case Certainty.FAILED:
                yes = "Leave it behind"
                known = (
                    " was neither copied nor saved. If you leave now it is lost; the way out then "
                    "is a new secret."
                )
            case _:
                assert_never(on_clipboard)
        text = Content.assemble("The secret of ", (name, "bold"), known)
        super().__init__("Leave without the secret?", text, yes=yes, no="Stay")
