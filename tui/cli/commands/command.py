"""A command's declaration; each is in a module of its own, which is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from .context import Context


def no_arguments(_: ArgumentParser) -> None:
    """Declare nothing: the command takes only the flags that all commands share."""


@dataclass(frozen=True)
class LocalCommand:
    """A command that works without a session."""

    run: Callable[[Namespace], int]
    """Carries it out and returns the exit status."""
    add_arguments: Callable[[ArgumentParser], None] = no_arguments


@dataclass(frozen=True)
class KeyCommand:
    """A command on access keys."""

    run: Callable[[Context], Coroutine[Any, Any, int]]
    """Carries it out and returns the exit status."""
    add_arguments: Callable[[ArgumentParser], None]
    changes_keys: bool
    """Whether --readonly refuses it."""
    only_reads: Callable[[Namespace], bool] = lambda _: False
    """Whether it changes nothing after all, by its flags."""
    signs_in: Callable[[Namespace], bool] = lambda _: True
    """Whether it needs the credentials of the settings, by its flags."""
    begins_with_list: bool = False
    """Whether its first request is a list: one of the user's own keys needs no service."""


def load_command(name: str) -> LocalCommand | KeyCommand:
    """Return the declaration of a command from the module of its name."""
    command: LocalCommand | KeyCommand = import_module(f".{name}", __package__).COMMAND
    return command
