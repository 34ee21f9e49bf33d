"""Modules for the first frame do not load modules for the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tui

SOURCE = Path(tui.__file__).parent


@pytest.mark.parametrize(
    "module", ["tui.api.errors", "tui.api.key_name", "tui.text", "tui.api.base_url"]
)
def test_light_modules_load_neither_httpx_nor_pydantic(module: str) -> None:
    code = f"import sys, {module}; print({{'httpx', 'pydantic', 'asyncio'}} & set(sys.modules))"
    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert finished.stdout.strip() == "set()"


def test_secrets_are_opened_in_one_module_only() -> None:
    opening = {
        path.name
        for path in (SOURCE / "api").glob("*.py")
        if "get_secret_value" in path.read_text(encoding="utf-8")
    }
    assert opening == {"secret_values.py"}
