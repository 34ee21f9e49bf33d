"""Messages for a refused certificate: the reason, and what to do."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, NamedTuple

from ..text import clean, first_few
from .clock_skew import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from .certificate import Certificate


class Failure(NamedTuple):
    """A failure and advice, with `{host}` where the host belongs."""

    reason: str
    """Without its full stop, so that more can be added."""

    advice: str


NOT_YET, EXPIRED, OTHER_NAME, OTHER_ADDRESS = 9, 10, 62, 64
OTHER_PURPOSE, WEAK_KEY = 26, 66
"""OpenSSL's verification codes (X509_V_ERR_...) that trust can't overcome."""

WRONG_ANYHOW = frozenset({NOT_YET, EXPIRED, OTHER_NAME, OTHER_ADDRESS, OTHER_PURPOSE, WEAK_KEY})

_TRUST = (
    "If that is expected, trust its CA with --ca-file PATH or SSL_CERT_FILE, "
    "or this certificate alone with: runai-keys trust https://{host}"
)
_RENEW = "Tell whoever runs the control plane, and check this machine's clock"
_CHECK_ADDRESS = (
    "Check the base URL: it has to name the host as the certificate does. Instead of a tunnel by "
    "ssh -L, which has another name, use ssh -D."
)

_MOST_NAMES = 4
"""Hosts of a certificate that a message lists."""

AS_A_NAME = " (as a host name)"
"""Behind an address that a certificate has in the wrong kind of entry."""

_NO_ADDRESS = (
    "For an address it needs an entry of the kind IP, not DNS: tell whoever runs the control "
    "plane, or give a host name in the base URL."
)
_REPLACE = "Tell whoever runs the control plane: it needs another certificate."
_NO_ISSUER = Failure(
    "The certificate of {host} can't be checked: the server does not send that of its issuer",
    "Add the issuer's certificate to the CA file, or have the server send the whole chain; or "
    "trust this certificate alone with: runai-keys trust https://{host}",
)

_UNKNOWN_CA = Failure("The certificate of {host} comes from a CA that is not trusted", _TRUST)

_PROBLEMS: Mapping[int, Failure] = {
    NOT_YET: Failure("The certificate of {host} is not valid yet", f"{_RENEW}."),
    EXPIRED: Failure("The certificate of {host} has expired", f"{_RENEW}."),
    18: Failure(
        "The certificate of {host} is self-signed and not trusted",
        "If that is expected, trust it with --ca-file PATH or SSL_CERT_FILE, or with: runai-keys "
        "trust https://{host}",
    ),
    19: _UNKNOWN_CA,
    20: _UNKNOWN_CA,
    21: _UNKNOWN_CA,
    OTHER_PURPOSE: Failure("The certificate of {host} is not meant for servers", _REPLACE),
    WEAK_KEY: Failure("The certificate of {host} has a key that is too short", _REPLACE),
    OTHER_NAME: Failure("The certificate of {host} is for another host name", _CHECK_ADDRESS),
    OTHER_ADDRESS: Failure("The certificate of {host} is for another address", _CHECK_ADDRESS),
}
"""By OpenSSL's verification codes."""

_NO_ISSUER_CODES = frozenset({20, 21})


def distrust(error: ssl.SSLCertVerificationError, presented: Certificate | None) -> Failure:
    """Describe why a certificate is refused, and whose it is if it was fetched."""
    code = worst_problem(error, presented)
    unnamed = Failure(
        f"The certificate of {{host}} is not trusted ({clean(error.verify_message, 100)})", _TRUST
    )
    reason, advice = _PROBLEMS.get(code, unnamed)
    if presented is None:
        return Failure(reason, advice)
    if presented.is_without_issuer and code in _NO_ISSUER_CODES:
        reason, advice = _NO_ISSUER
    if _has_address_as_name(code, presented):
        advice = _NO_ADDRESS
    parts = [f"{reason}{_detail(code, presented)}"]
    if code != error.verify_code:
        parts.append("nor is it trusted")
    parts.append(f"its subject is {presented.subject}, its issuer {presented.issuer}")
    if code in (NOT_YET, EXPIRED):
        advice = f"{_RENEW}, which shows {shown(utc_now())}."
    return Failure("; ".join(parts), advice)


def worst_problem(error: ssl.SSLCertVerificationError, presented: Certificate | None) -> int:
    """Return the code of the worst problem: one that trusting the certificate would not solve.

    OpenSSL names an unknown CA before it looks at the date and the name.
    """
    if presented is not None and presented.problem in WRONG_ANYHOW:
        return presented.problem
    return error.verify_code


def cannot_be_trusted(presented: Certificate, host: str) -> str:
    """Return why a certificate would be refused even if it were trusted; empty if it would not."""
    if presented.problem == 0:
        return ""
    unnamed = Failure("The certificate of {host} can't be used", "")
    reason, advice = _PROBLEMS.get(presented.problem, unnamed)
    if _has_address_as_name(presented.problem, presented):
        advice = _NO_ADDRESS
    why = reason.replace("{host}", host) + _detail(presented.problem, presented)
    return f"{why}. Trusting it would not help. {advice}".strip()


def unusable(error: ssl.SSLCertVerificationError) -> Failure:
    """Say why a certificate that is trusted, whatever its name and date, is refused."""
    said = clean(error.verify_message, 100)
    unnamed = Failure(f"The certificate of {{host}} can't be used ({said})", _REPLACE)
    return _PROBLEMS.get(error.verify_code, unnamed)


def _has_address_as_name(code: int, presented: Certificate) -> bool:
    return code == OTHER_ADDRESS and any(name.endswith(AS_A_NAME) for name in presented.names)


def _detail(code: int, presented: Certificate) -> str:
    if code == NOT_YET:
        return f": it begins on {shown(presented.begin)}"
    if code == EXPIRED:
        return f": it ended on {shown(presented.end)}"
    if code in (OTHER_NAME, OTHER_ADDRESS):
        return f": {names(presented)}"
    return ""


def names(presented: Certificate) -> str:
    """List the hosts that a certificate is for."""
    return first_few(presented.names, _MOST_NAMES) or "it names none"


def shown(moment: datetime) -> str:
    """Write a moment, to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
