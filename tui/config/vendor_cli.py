"""Finds the login of the vendor's CLI, `runai`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..api.base_url import BaseUrlError, parse_base_url
from .private_file import ReadError, read_small

TOKEN_ARGV = ("runai", "auth", "get-token", "-o", "plaintext")
"""The command that prints a bearer token; without -o it prints a kubeconfig."""

_LOGIN = ("login", "remote-browser")
"""Prints an address for a browser on any computer, so that it works over SSH."""

_INSTALLED = "~/.runai/bin/runai"

_FOLDER, _FILE = "RUNAI_CLI_CONFIG_PATH", "RUNAI_CLI_CONFIG_FILE"


def login_url(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the control plane that `runai` is logged in to.

    Returns:
        Empty if the config of `runai` names none; None if it is not installed or has no config.
    """
    if find_program(TOKEN_ARGV[0], environment) is None:
        return None
    try:
        file = read_small(_config_path(environment))
        if file is None:
            return None
        # Whoever can write the file could redirect the token.
        file.refuse_unless_own()
        return parse_base_url(_url(json.loads(file.text)))
    except (ValueError, RecursionError, BaseUrlError):
        return ""
    except (ReadError, RuntimeError):  # not trustworthy, or no home folder
        return None


def is_vendors(program: str) -> bool:
    """Check by its name whether a program is the vendor's CLI."""
    return program.rpartition("/")[2] == TOKEN_ARGV[0]


def login_argv(environment: Mapping[str, str] = os.environ) -> tuple[str, ...] | None:
    """Return the command for an interactive login; None if `runai` is not installed."""
    program = find_program(TOKEN_ARGV[0], environment)
    return None if program is None else (program, *_LOGIN)


def find_program(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the path of a program; `runai` is also found where its installer puts it."""
    if found := shutil.which(name, path=environment.get("PATH")):
        return found
    if name != TOKEN_ARGV[0]:
        return None
    with suppress(RuntimeError):  # there is no home
        return shutil.which(str(Path(_INSTALLED).expanduser()))
    return None


def _config_path(environment: Mapping[str, str]) -> Path:
    folder = environment.get(_FOLDER) or "~/.runai"
    return Path(folder).expanduser() / (environment.get(_FILE) or "config.json")


def _url(content: Any) -> str:  # noqa: ANN401 - whatever another program wrote
    inside = content.get("control_plane") if isinstance(content, dict) else None
    url = inside.get("url") if isinstance(inside, dict) else None
    return url if isinstance(url, str) else ""
