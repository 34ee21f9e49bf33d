"""Opens the service with a stored pair: a client ID and secret in another program's file."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ...api.base_url import BaseUrlError, parse_base_url
from ...config.private_file import LARGEST, ReadError, read_small
from ...config.settings import SettingsError
from ...text import clean
from .output import say

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...api.service import AccessKeyService
    from ...delivery.stored_pair import StoredPair
    from .context import Context

_STANDARD_INPUT = "-"


def add_client_id_argument(parser: ArgumentParser) -> None:
    """Declare the client ID that a file with a bare secret lacks."""
    parser.add_argument(
        "--client-id", metavar="ID", default="", help="the client ID for a bare secret"
    )


async def open_stored_pair(context: Context, path: str) -> AccessKeyService:
    """Open the service with the pair in a file or on standard input; send nothing yet.

    Warns if others may read the file.

    Raises:
        SettingsError: there is no usable pair; the text quotes nothing from the file.
        Unreachable: its control plane can't be reached from here.
    """
    # Imported here, as no other command needs them.
    from ...delivery.stored_pair import PairError, read_pair
    from ...session.connect import open_pair

    read = _read_input if path == _STANDARD_INPUT else _read_file
    text, exposure = await asyncio.to_thread(read, path)
    try:
        pair = read_pair(text, Path(path).name)
        if exposure:
            say(exposure)
        pair = pair.for_client(context.flags.client_id)
        base_url = _address(context, pair)
    except PairError as error:
        raise SettingsError(f"{_shown(path)} {error}.") from None
    return open_pair(context.session.settings, base_url, pair.client_id, pair.secret)


def _address(context: Context, pair: StoredPair) -> str:
    """Return the control plane of a pair; a pair is never sent to another one than its own."""
    from ...delivery.stored_pair import PairError

    flag, given = _chosen_control_plane(context)
    if not pair.base_url:
        if given:
            return given
        raise PairError("names no control plane: add --base-url URL")
    try:
        named = parse_base_url(pair.base_url)
    except BaseUrlError as error:
        reason = str(error).removesuffix(".")
        raise PairError(f"names a control plane that can't be used. {reason}") from None
    if flag and given != named:
        raise PairError(f"is for {named} and not for {given}: leave out {flag}")
    return named


def _chosen_control_plane(context: Context) -> tuple[str, str | None]:
    """Return the flag that names a control plane, if one does, and the settings' address."""
    flags, base_url = context.flags, context.session.settings.base_url
    if flags.demo:
        from ...demo.server import DEMO_BASE_URL

        return "--demo", DEMO_BASE_URL
    if flags.base_url or flags.profile:
        return "--base-url" if flags.base_url else "--profile", base_url
    return "", base_url


def _read_file(path: str) -> tuple[str, str]:
    """Return the text of a file, and a warning if others may read it."""
    try:
        file = read_small(Path(path))
    except ReadError as error:
        if _is_pipe(path):
            raise SettingsError(
                f"{path} is a pipe: send it to standard input, and give -."
            ) from error
        raise SettingsError(str(error)) from error
    if file is None:
        raise SettingsError(f"{_shown(path)} does not exist.")
    return file.text, file.exposure


def _is_pipe(path: str) -> bool:
    with suppress(OSError):
        return Path(path).is_fifo()
    return False


def _read_input(_: str) -> tuple[str, str]:
    if sys.stdin is None or sys.stdin.isatty():
        raise SettingsError("standard input is a terminal: give a file, or pipe the pair into it.")
    data = sys.stdin.buffer.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise SettingsError(f"standard input has more than {LARGEST // 1_000_000} MB.")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        # The text of the error would quote the input.
        raise SettingsError("standard input is not in UTF-8.") from None


def _shown(path: str) -> str:
    return "standard input" if path == _STANDARD_INPUT else clean(path)
