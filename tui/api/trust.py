"""Trusted certificates, as a TLS context of the standard library."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

from .errors import Unreachable

if TYPE_CHECKING:
    from pathlib import Path


def trusting_context(host: str, ca_file: Path | None, trusted: Path | None) -> ssl.SSLContext:
    """Trust what the operating system trusts, and the given certificates on top.

    Args:
        host: Host for messages.
        ca_file: A CA's certificate.
        trusted: The server's own certificate.

    Raises:
        Unreachable: one of the files is unusable.
    """
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file is not None:
        _trust(context, host, "the CA file", str(ca_file))
    if trusted is not None:
        _trust(context, host, "the certificate that is trusted there", str(trusted))
    if ca_file is not None or trusted is not None:
        # The file may hold the server's own certificate instead of the one that signed it.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if from_environment := os.environ.get("SSL_CERT_FILE"):
        # truststore reads it as well, but ignores it without a word when it can't be read.
        _trust(context, host, "SSL_CERT_FILE", from_environment)
    return context


def _trust(context: ssl.SSLContext, host: str, source: str, path: str) -> None:
    try:
        context.load_verify_locations(cafile=path)
    except OSError as error:
        problem = _FILE_PROBLEMS.get(type(error), "can't be read as PEM certificates")
        raise Unreachable(
            f"{host} was not called, because {source} ({path}) {problem}.",
            "Name a file with the CA's certificate in PEM form, or leave the setting out.",
        ) from error


_FILE_PROBLEMS: dict[type[OSError], str] = {
    FileNotFoundError: "does not exist",
    PermissionError: "may not be read",
}
