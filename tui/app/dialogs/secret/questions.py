"""Questions before a secret is given up, printed, or left on the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

from textual.content import Content

from ....delivery.outcome import Certainty
from ...keymap import key_name
from ..base.yes_no import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....delivery.recorders import Recorder

Unsure = Literal[Certainty.SENT, Certainty.FAILED]
"""States of a clipboard that may not have the secret."""


def _names_of(recorders: Sequence[Recorder]) -> tuple[str, str]:
    """Return the names of recorders that keep a recording, and of those with viewers."""
    kept = [each.name for each in recorders if not each.has_viewers]
    shown = [each.name for each in recorders if each.has_viewers]
    return " and ".join(kept), " and ".join(shown)


def recorded_by(recorders: Sequence[Recorder]) -> Content:
    """Describe what recorders do, as the end of a sentence about the terminal."""
    kept, shown = _names_of(recorders)
    parts = [("recorded by ", kept), ("shown to others by ", shown)]
    described = [Content.assemble(verb, (names, "bold")) for verb, names in parts if names]
    return Content(" and ").join(described)


def effect_of(recorders: Sequence[Recorder]) -> str:
    """Describe the effect on a secret shown or copied, as the end of "the secret would …"."""
    _, shown = _names_of(recorders)
    return f"reach {_audience_of(recorders)}" if shown else "be in the recording"


def _audience_of(recorders: Sequence[Recorder]) -> str:
    kept, shown = _names_of(recorders)
    parts = ("watches" if shown else "", "has the recording" if kept else "")
    return f"whoever {' or '.join(filter(None, parts))}"


def left_behind(name: str, on_clipboard: Unsure, doubtful: str = "") -> str:
    """Return the report on an undelivered secret, when it is too late to ask."""
    was_sent = on_clipboard is Certainty.SENT
    known = "was sent to the clipboard unseen" if was_sent else "was neither copied nor saved"
    if doubtful:
        known = f"{known}, and may be at {doubtful} or not"
    return f"The secret of {name} {known}: if it is lost, {key_name('key.regenerate')} replaces it."


def accepted_question(name: str, accepted: str) -> Question:
    """Return the question before leaving a secret that was accepted but not read back.

    Args:
        name: The key's name.
        accepted: The names of the targets.
    """
    text = Content.assemble(
        f"{accepted} accepted the secret of ",
        (name, "bold"),
        ", and nobody has seen it there. Look there first. If it is not there and you leave, it "
        "is lost; the way out then is a new secret.",
    )
    return Question("Is the secret there?", text, yes="It is there", no="Stay", danger=True)


def leave_question(name: str, on_clipboard: Unsure, doubtful: str) -> Question:
    """Return the question before leaving a secret that nobody is known to have.

    Args:
        name: The key's name.
        on_clipboard: Certainty that the clipboard has it.
        doubtful: The names of targets that may have it.
    """
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
    if doubtful:
        known = f"{known} Whether {doubtful} has it is not known either: look there first."
    text = Content.assemble("The secret of ", (name, "bold"), known)
    return Question("Leave without the secret?", text, yes=yes, no="Stay", danger=True)


def recorded_question(recorders: Sequence[Recorder], *, copies: bool) -> Question:
    """Return the question before a secret gets into a recording or is shown to viewers."""
    what = "A copy goes through the terminal" if copies else "The secret would be on the screen"
    text = Content.assemble(
        "This terminal is being ",
        recorded_by(recorders),
        f". {what}, and {_audience_of(recorders)} has the secret. "
        f"In the panel {key_name('secret.save')} saves it to a file instead.",
    )
    yes = "Copy it anyway" if copies else "Show it anyway"
    _, shown = _names_of(recorders)
    title = "Let others have it?" if shown else "Into the recording?"
    return Question(title, text, yes=yes, no="Stay", danger=True)


def print_question(name: str, recorders: Sequence[Recorder]) -> Question:
    """Return the question before quitting to print a secret."""
    kept, shown = _names_of(recorders)
    recorded = f", and {kept} in a recording" if kept else ""
    watched = f" {shown} shows it to whoever watches." if shown else ""
    text = Content.assemble(
        "The program ends, and then prints the secret of ",
        (name, "bold"),
        f" on standard output, once.{watched} A terminal keeps it in its scrollback, tmux and GNU "
        f"screen in their history{recorded}, where others may find it: clear that when you have "
        "it.",
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
"""The safe answer is to keep it, as it was copied to be pasted."""
