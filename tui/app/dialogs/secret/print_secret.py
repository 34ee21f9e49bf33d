"""The question before a secret is printed."""

from __future__ import annotations

from textual.content import Content

from ..base.yes_no import YesNo


class PrintSecret(YesNo):
    """Asks whether to end the program and print a secret, where others may find it later."""

    def __init__(self, name: str) -> None:
        text = Content.assemble(
            "The program ends, and then prints the secret of ",
            (name, "bold"),
            " on standard output, once. A terminal keeps it in its scrollback, tmux and GNU screen "
            "in their history, where others may find it: clear that when you have it.",
        )
        super().__init__("Print the secret?", text, yes="Print it and quit", no="Stay")
