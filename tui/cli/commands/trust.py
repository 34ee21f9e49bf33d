"""`trust`: shows a control plane's certificate, asks, and saves it, as ssh does with a host key."""

from __future__ import annotations

import asyncio
import os
import sys
import termios
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ...api.base_url import BaseUrlError, host_of, parse_base_url
from ...api.certificate_errors import cannot_be_trusted
from ...api.errors import Unreachable, UnusableCertificate
from ...config.load import read_settings
from ...config.paths import config_path
from ...config.private_file import ReadError
from ...config.settings import SettingsError
from ...config.trusted_certificates import (
    CHANGED,
    described,
    save_trusted,
    trusted_path,
    trusted_pem,
)
from ...delivery.private_file import SaveError
from ...delivery.process_tree import is_in_notebook
from ...text import clean_lines
from ..exit_codes import NETWORK, REFUSED
from .command import LocalCommand
from .output import say

if TYPE_CHECKING:
    from ...api.certificate import Certificate

_COMPARE = (
    "Compare the SHA-256 with one that you got from whoever runs the control plane, by other "
    "means.\n"
    "Whoever has this certificate's key gets what you sign in with."
)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "url", nargs="?", metavar="URL", help="the control plane (default: that of the profile)"
    )


def trust(flags: Namespace) -> int:
    """Ask whether to trust the certificate at an address, and return the exit status.

    Raises:
        SettingsError: there is no valid address, or no terminal to ask in.
    """
    base_url = _address(flags)
    on_terminal = all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))
    if not on_terminal or is_in_notebook():
        raise SettingsError("trust has to ask you: start it in a terminal, without redirection.")
    # Imported late: the completion script loads every command's module, and httpx is slow.
    from ...api.certificate import fetch_certificate

    try:
        presented = asyncio.run(fetch_certificate(base_url, _ca_file(flags)))
    except UnusableCertificate as error:
        return _refuse(str(error), REFUSED)
    except Unreachable as error:
        return _refuse(str(error), NETWORK)
    _show(f"{base_url} presents this certificate:", presented)
    if reason := cannot_be_trusted(presented, host_of(base_url)):
        return _refuse(reason, REFUSED)
    try:
        return _decide(base_url, presented)
    except (ReadError, SaveError) as error:
        return _refuse(str(error), REFUSED)


def _address(flags: Namespace) -> str:
    try:
        given = parse_base_url(flags.url) if flags.url is not None else None
    except BaseUrlError as error:
        raise SettingsError(f"trust: {error}") from error
    configured = None
    if flags.profile or not given:
        configured = read_settings(flags, os.environ, config_path()).base_url
    if given and configured and given != configured:
        raise SettingsError(f"the profile is for {configured} and not for {given}: leave one out.")
    base_url = given or configured
    if base_url is None:
        raise SettingsError("trust needs an address, such as https://acme.run.ai.")
    if base_url.startswith("http:"):
        raise SettingsError("trust is for https addresses: over http there is no certificate.")
    return base_url


def _ca_file(flags: Namespace) -> Path | None:
    """Return the CA file to trust a TLS-intercepting proxy by."""
    if flags.profile:
        return read_settings(flags, os.environ, config_path()).ca_file
    return Path(flags.ca_file).expanduser() if flags.ca_file else None


def _decide(base_url: str, presented: Certificate) -> int:
    before = trusted_pem(base_url)
    if presented.pem.strip() in before:
        _print(f"It is trusted already, by {trusted_path(base_url)}.")
        return 0
    _print(f"{CHANGED}\n{_COMPARE}" if before else _COMPARE)
    # Discard type-ahead, which must not answer the question.
    termios.tcflush(sys.stdin, termios.TCIFLUSH)
    try:
        answer = input(f"Trust it at {host_of(base_url)} from now on? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        return _refuse("the certificate is not trusted; nothing was changed.", REFUSED)
    _print(f"Saved as {save_trusted(base_url, presented)}.")
    return 0


def _show(title: str, presented: Certificate) -> None:
    lines = [f"  {label:<8} {text}".rstrip() for label, text in described(presented)]
    _print("\n".join([title, "", *lines, ""]))


def _print(text: str) -> None:
    sys.stdout.write(clean_lines(text))
    sys.stdout.flush()


def _refuse(reason: str, status: int) -> int:
    say(reason)
    return status


COMMAND = LocalCommand(trust, _add_arguments)
