"""Published files give nothing of anybody away."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.pty.terminal import ROOT

_REAL = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{64}",
    "a signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
    "a cloud's key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{35}|\bnvapi-[\w-]{20}",
    "a forge's token": r"\bgh[pousr]_\w{36}|\bglpat-[\w-]{20}|\bxox[abp]-[\w-]{10}",
    "a random secret": (
        r"(?i:secret|token|password)\W{1,5}(?!test_)(?=\w*\d)(?=\w*[a-z])[\w+/]{32,}={0,2}\b"
    ),
}
_MADE_UP_FOR_TESTS = ("tests/api/tls/",)
"""Certificates of a CA that nobody trusts; their keys are published on purpose."""


def _published() -> list[str]:
    found = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [
        name
        for name in found.stdout.splitlines()
        if not name.startswith(_MADE_UP_FOR_TESTS) and (ROOT / name).is_file()
    ]


@pytest.mark.parametrize("kind", _REAL)
def test_a_failing_test_prints_made_up_secrets_alone(kind: str) -> None:
    files = _published()
    if not files:
        pytest.skip("this is no checkout")
    real = re.compile(_REAL[kind])
    found = {
        name: hit[0]
        for name in files
        if (hit := real.search((ROOT / name).read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}
