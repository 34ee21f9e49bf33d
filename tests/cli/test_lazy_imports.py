"""Python's lazy imports, where somebody has turned them on for everything, do no harm."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.sockets import serving
from tests.api.test_tls import CA, EMPTY_LIST, certificate
from tests.pty.terminal import ROOT, clean_environment

_FIRST_MODE = """\
import sys
from tui.cli.main import start
sys.set_lazy_imports = print
sys.argv = ["runai-keys", "--version"]
start()
"""


def _run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=clean_environment(home) | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_only_what_is_marked_as_lazy_is_imported_so(tmp_path: Path) -> None:
    assert "normal" in _run(tmp_path, "-c", _FIRST_MODE).stdout.split()


@pytest.mark.skipif(not hasattr(sys, "set_lazy_imports"), reason="before Python 3.15")
async def test_keys_are_listed_over_tls_where_all_imports_are_lazy(tmp_path: Path) -> None:
    async with serving(EMPTY_LIST, certificate("server")) as port:
        environment = {
            "PYTHON_LAZY_IMPORTS": "all",
            "RUNAI_BASE_URL": f"https://localhost:{port}",
            "RUNAI_TOKEN": "some-token",
            "SSL_CERT_FILE": str(CA),
        }
        ended = await asyncio.to_thread(_run, tmp_path, "-m", "tui", "list", **environment)

    assert (ended.returncode, ended.stderr) == (0, "")
