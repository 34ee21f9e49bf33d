"""The program in an archive runs its commands there, and says what its screens lack."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.pty.terminal import ROOT, Terminal


@pytest.mark.afresh
def test_an_archive_says_which_file_can_not_be_read_in_it(tmp_path: Path) -> None:
    archive = tmp_path / "runai-keys.pyz"
    with ZipFile(archive, "w") as packed:
        for file in (ROOT / "tui").rglob("*.*"):
            if file.suffix in (".py", ".tcss"):
                packed.write(file, file.relative_to(ROOT))
        packed.writestr("__main__.py", "from tui.cli.main import start; start()")

    with Terminal([sys.executable, str(archive), "--demo"], tmp_path, size=(300, 24)) as it:
        status = it.wait_exit()

        assert status == 2
        missing = archive / "tui" / "app" / "app.tcss"
        assert f"runai-keys: {missing} is missing: install runai-keys as a package" in it.text
        assert it.modes() == set()
