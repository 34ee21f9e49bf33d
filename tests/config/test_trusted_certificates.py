"""A trusted certificate counts only where nobody else can have put it there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.api.errors import Unreachable
from tui.config.private_file import ReadError
from tui.config.settings import Settings
from tui.config.trusted_certificates import trusted_file, trusted_path
from tui.session.connect import open_typed
from tui.session.sign_in_input import SignInInput, SignInMethod

_URL = "https://lab.example:8443"


def test_a_trusted_certificate_that_others_can_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = trusted_path(_URL)
    path.parent.mkdir(parents=True)
    path.write_text("a certificate")
    path.chmod(0o600)
    assert trusted_file(_URL) == path
    assert trusted_file("https://lab.example") is None

    path.chmod(0o620)

    with pytest.raises(ReadError, match="can be written by others"):
        trusted_file(_URL)
    with pytest.raises(Unreachable, match=r"was not called: .* can be written by others"):
        open_typed(Settings(), SignInInput(SignInMethod.TOKEN, _URL, secret="t"))
