"""The program draws and works out of an archive, and says what that lacks."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.pty.steps import create_key, leave_panel
from tests.pty.terminal import ROOT, Terminal
from tui.app.run import STYLE_SHEETS


def _packed(folder: Path, *suffixes: str, without: str = "") -> Path:
    archive = folder / "runai-keys.pyz"
    with ZipFile(archive, "w") as packed:
        for file in (ROOT / "tui").rglob("*.*"):
            if file.suffix in suffixes and file.name != without:
                packed.write(file, file.relative_to(ROOT))
        packed.writestr("__main__.py", "from tui.cli.main import start; start()")
    return archive


def test_every_style_sheet_is_one_of_those_that_are_loaded_out_of_an_archive() -> None:
    app = ROOT / "tui" / "app"

    assert {str(path.relative_to(app)) for path in app.rglob("*.tcss")} == {*STYLE_SHEETS}


@pytest.mark.afresh
def test_the_screens_look_in_an_archive_as_they_do_elsewhere(home: Path, tmp_path: Path) -> None:
    archive = _packed(tmp_path, ".py", ".tcss")
    with (
        Terminal([sys.executable, str(archive)], home) as packed,
        Terminal([sys.executable, "-m", "tui"], home) as installed,
    ):
        for form in (packed, installed):
            form.wait_for("Sign in to a Run:ai control plane")
            form.wait_for("esc Leave")
            form.wait_for(re.compile("╰─+╯"))
        assert packed.looks == installed.looks
        for form in (packed, installed):
            form.send("\x11")
            assert form.wait_exit() == 0
    with Terminal([sys.executable, str(archive), "--demo"], home) as demo:
        demo.wait_for("12/20")
        create_key(demo, "packed")
        leave_panel(demo)
        demo.wait_for("13/20")
        demo.send("q")
        assert demo.wait_exit() == 0
        assert demo.modes() == set()


@pytest.mark.afresh
def test_an_archive_of_the_code_alone_says_which_file_it_lacks(tmp_path: Path) -> None:
    archive = _packed(tmp_path, ".py")

    with Terminal([sys.executable, str(archive), "--demo"], tmp_path, size=(300, 24)) as it:
        status = it.wait_exit()

        assert status == 2
        missing = archive / "tui" / "app" / "app.tcss"
        assert f"runai-keys: {missing} is missing: install runai-keys as a package" in it.text
        assert it.modes() == set()


@pytest.mark.afresh
@pytest.mark.parametrize(
    ("without", "arguments"), [("list.py", ("list", "--demo")), ("quitting.py", ("--demo",))]
)
def test_an_archive_with_a_module_missing_says_which(
    tmp_path: Path, without: str, arguments: tuple[str, ...]
) -> None:
    archive = _packed(tmp_path, ".py", ".tcss", without=without)

    with Terminal([sys.executable, str(archive), *arguments], tmp_path, size=(300, 24)) as it:
        status = it.wait_exit()

        assert status == 70
        assert f".{without.removesuffix('.py')}: if it was upgraded" in it.text
        assert "install it as a package, or pack all" in it.text
        assert "bug" not in it.text
