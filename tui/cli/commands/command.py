"""Declaration of a command; each is in its own module, which is loaded on demand."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from .context import Context


def no_arguments(_: ArgumentParser) -> None:
    """Declare no arguments beyond the flags that all commands share."""


@dataclass(frozen=True)
class LocalCommand:
    """A command that works without a session."""

    run: Callable[[Namespace], int]
    """Runs the command and returns the exit status."""
    add_arguments: Callable[[ArgumentParser], None] = no_arguments


@dataclass(frozen=True)
class KeyCommand:
    """A command on access keys."""

    run: Callable[[Context], Coroutine[Any, Any, int]]
    """Runs the command and returns the exit status."""
    add_arguments: Callable[[ArgumentParser], None]
    changes_keys: bool
    """Whether --readonly refuses it."""
    only_reads: Callable[[Namespace], bool] = lambda _: False
    """Whether these flags make it change nothing, so that --readonly allows it."""
    signs_in: Callable[[Namespace], bool] = lambda _: True
    """Whether it needs the credentials of the settings with these flags."""
    begins_with_list: bool = False
    """Whether its first request is a list, which may be prefetched."""


def load_command(name: str) -> LocalCommand | KeyCommand:
    """Return the declaration of a command from the module of its name."""
    command: LocalCommand | KeyCommand = import_module(f".{name}", __package__).COMMAND
    return command
