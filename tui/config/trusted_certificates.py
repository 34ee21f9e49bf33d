"""Certificates that the user trusts: one file for each address, beside the config file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..api.base_url import host_of
from .paths import config_path
from .private_file import read_small
from .settings import SettingsError

if TYPE_CHECKING:
    from ..api.certificate import Certificate

CHANGED = (
    "Until now another certificate was trusted there. Unless you know that it was renewed, "
    "somebody may be in between."
)

_LINE_LENGTH = 48
"""Characters of a fingerprint on a line, half of it."""


def trusted_path(base_url: str) -> Path:
    """Return the path for the certificate of an address."""
    name = host_of(base_url).replace("[", "").replace("]", "").replace(":", "_")
    return config_path().parent / "trusted" / f"{name}.pem"


def trusted_if_any(base_url: str) -> Path | None:
    """Return the path of an address's certificate; None if there is no file."""
    try:
        path = trusted_path(base_url)
        return path if path.exists() else None
    except (OSError, SettingsError):  # no home folder, or one that can't be read
        return None


def trusted_file(base_url: str) -> Path | None:
    """Return the file with the certificate that is trusted at an address; None if there is none.

    Raises:
        ReadError: other users can write the file.
    """
    path = trusted_if_any(base_url)
    if path is not None and (file := read_small(path)) is not None:
        file.refuse_unless_own()
    return path


def trusted_pem(base_url: str) -> str:
    """Return the certificate that is trusted at an address; empty for none.

    Raises:
        ReadError: the file can't be read.
    """
    path = trusted_if_any(base_url)
    file = read_small(path) if path else None
    return file.text if file else ""


def save_trusted(base_url: str, presented: Certificate) -> Path:
    """Save a certificate as the one that is trusted at an address, and return the path.

    Raises:
        SaveError: the file can't be written.
    """
    from ..delivery.private_file import SaveError, replace_existing

    try:
        path = trusted_path(base_url)
    except SettingsError as error:
        raise SaveError(str(error)) from error
    head = "\n".join(f"# {label}: {text}" for label, text in described(presented))
    replace_existing(path, f"# {base_url}\n{head}\n{presented.pem}")
    return path


def described(presented: Certificate, line_length: int = _LINE_LENGTH) -> list[tuple[str, str]]:
    """Return labelled lines with the facts that identify a certificate.

    Args:
        presented: The certificate.
        line_length: Characters of its fingerprint on a line.
    """
    digits = presented.fingerprint
    lines = [digits[start : start + line_length] for start in range(0, len(digits), line_length)]
    return [
        ("Subject", presented.subject),
        ("Issuer", presented.issuer),
        ("For", ", ".join(presented.names[:8]) or "no host by name"),
        ("Valid", f"{presented.begin:%Y-%m-%d} to {presented.end:%Y-%m-%d}"),
        *zip(("SHA-256", *[""] * len(lines)), lines, strict=False),
    ]
