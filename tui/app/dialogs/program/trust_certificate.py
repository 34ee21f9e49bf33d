"""Offers to trust a certificate that no authority has signed, as ssh does with a host's key."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from textual.content import Content

from ....api.base_url import host_of
from ....api.errors import Unreachable
from ...ask import ask
from ...widgets.label_value import ALARMING, label_value
from ..base.yes_no import Question, YesNo

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    from ....api.certificate import Certificate


_LINE_LENGTH = 24
"""Characters of a fingerprint on a line, a quarter of it, for narrow terminals."""


def trust_question(base_url: str, presented: Certificate, *, changed: bool) -> Question:
    """Return the question whether to trust a certificate at this address from now on."""
    from ....config.trusted_certificates import CHANGED, described

    facts = [
        label_value(label, text, width=8) for label, text in described(presented, _LINE_LENGTH)
    ]
    warning = [Content.styled(CHANGED, ALARMING), Content()] if changed else []
    text = Content("\n").join(
        [
            Content.assemble((host_of(base_url), "bold"), " presents this certificate:"),
            Content(),
            *facts,
            Content(),
            *warning,
            Content(
                "Compare the SHA-256 with one that you got from whoever runs the control plane, by "
                "other means: who has this certificate's key gets what you sign in with."
            ),
        ]
    )
    return Question("Trust this certificate?", text, yes="Trust it", no="Don't trust it")


async def offer_trust(app: App[None], base_url: str, ca_file: Path | None) -> bool:
    """Ask whether to trust the certificate of a server; return whether it is trusted now.

    Args:
        app: The application.
        base_url: The server's address.
        ca_file: The CA file to trust a TLS-intercepting proxy by.
    """
    certificate = await asyncio.to_thread(import_module, "tui.api.certificate")
    trusted = await asyncio.to_thread(import_module, "tui.config.trusted_certificates")
    files = await asyncio.to_thread(import_module, "tui.delivery.private_file")
    private = await asyncio.to_thread(import_module, "tui.config.private_file")
    try:
        presented = await certificate.fetch_certificate(base_url, ca_file)
    except Unreachable:
        return False
    if presented.problem:
        return False
    try:
        changed = bool(await asyncio.to_thread(trusted.trusted_pem, base_url))
        question = trust_question(base_url, presented, changed=changed)
        if not await ask(app, YesNo(question)):
            return False
        await asyncio.to_thread(trusted.save_trusted, base_url, presented)
    except (files.SaveError, private.ReadError) as error:
        app.notify(str(error), severity="error", markup=False)
        return False
    return True
