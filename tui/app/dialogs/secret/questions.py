"""Questions before a secret is given up, printed, or left on the clipboard."""

from __future__ import annotations

from typing import Literal, assert_never

from textual.content import Content

from ....delivery.outcome import Certainty
from ...keymap import key_name
from ..base.yes_no import Question

Unsure = Literal[Certainty.SENT, Certainty.FAILED]
"""States of a clipboard that may not have the secret."""


def left_behind(name: str, on_clipboard: Unsure) -> str:
    """Report where a secret went, when it is too late to ask."""
    was_sent = on_clipboard is Certainty.SENT
    known = "was sent to the clipboard unseen" if was_sent else "was neither copied nor saved"
    return f"The secret of {name} {known}: if it is lost, {key_name('key.regenerate')} replaces it."


def leave_question(name: str, on_clipboard: Unsure) -> Question:
    """Ask whether to leave a secret that was neither saved nor verified on the clipboard."""
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
    return Question("Leave without the secret?", text, yes=yes, no="Stay", danger=True)


def print_question(name: str) -> Question:
    """Ask whether to quit and print a secret, where others may find it later."""
    text = Content.assemble(
        "The program ends, and then prints the secret of ",
        (name, "bold"),
        " on standard output, once. A terminal keeps it in its scrollback, tmux and GNU screen "
        "in their history, where others may find it: clear that when you have it.",
    )
    return Question("Print the secret?", text, yes="Print it and quit", no="Stay")


CLEAR_CLIPBOARD = Question(
    "Leave the program",
    Content(
        "A secret that you copied may still be on your clipboard. Keep it there to paste it, "
        "or have it cleared."
    ),
    yes="Clear it and quit",
    no="Keep it and quit",
    yes_waits=False,
)
"""To keep it has the focus: it was copied to be pasted."""
