"""Writes what bash, zsh and fish need to complete the command line, from its declaration."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..parser import parser as command_line
from .command import LocalCommand

_PROFILES = "runai-keys config profiles 2>/dev/null"
"""What tells the names of the profiles at the moment that they are asked for."""


@dataclass(frozen=True)
class _Flag:
    names: tuple[str, ...]
    meaning: str
    takes: str
    """What its value is called; empty if it has none."""
    choices: tuple[str, ...]

    @property
    def is_path(self) -> bool:
        return self.takes == "PATH"

    @property
    def is_profile(self) -> bool:
        return "--profile" in self.names


@dataclass(frozen=True)
class _Command:
    name: str
    meaning: str
    flags: tuple[_Flag, ...]
    words: tuple[str, ...]
    """What can stand behind it."""


def completion(shell: str, parser: argparse.ArgumentParser) -> str:
    """Write the script for a shell."""
    return _WRITERS[shell](_command("", "", parser), tuple(_commands(parser)))


def _commands(parser: argparse.ArgumentParser) -> Iterator[_Command]:
    for action in parser._actions:  # noqa: SLF001 - there is no other way to ask for them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, command in action.choices.items():
                yield _command(name, command.description or "", command)


def _command(name: str, meaning: str, parser: argparse.ArgumentParser) -> _Command:
    actions = parser._actions  # noqa: SLF001
    flags = tuple(_flag(action) for action in actions if action.option_strings)
    words = [word for action in actions if not action.option_strings for word in _choices(action)]
    return _Command(name, meaning, flags, tuple(words))


def _flag(action: argparse.Action) -> _Flag:
    names, choices = tuple(action.option_strings), _choices(action)
    takes = "" if action.nargs == 0 else str(action.metavar or action.dest)
    return _Flag(names, action.help or "", takes, choices)


def _choices(action: argparse.Action) -> tuple[str, ...]:
    return tuple(map(str, action.choices or ()))


def _bash(main: _Command, commands: tuple[_Command, ...]) -> str:
    flags = {flag.names[-1]: flag for each in (main, *commands) for flag in each.flags}
    values = [
        f"        {name}) {_bash_value(flag)}; return ;;"
        for name, flag in flags.items()
        if flag.takes
    ]
    words = [f"        {each.name}) words={_joined(_bash_words(each))} ;;" for each in commands]
    names = "|".join(each.name for each in commands)
    return "\n".join(
        [
            "_runai_keys() {",
            '    local current=${COMP_WORDS[COMP_CWORD]} command="" word',
            f"    local words={_joined(_bash_words(main))}",
            '    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
            f"        case $word in {names}) command=$word; break ;; esac",
            "    done",
            "    case ${COMP_WORDS[COMP_CWORD-1]} in",
            *values,
            "    esac",
            "    case $command in",
            *words,
            "    esac",
            '    COMPREPLY=($(compgen -W "$words" -- "$current"))',
            "}",
            "complete -o filenames -F _runai_keys runai-keys",
            "",
        ]
    )


def _bash_words(command: _Command) -> list[str]:
    return [*command.words, *(name for flag in command.flags for name in flag.names)]


def _bash_value(flag: _Flag) -> str:
    if flag.is_path:
        return 'COMPREPLY=($(compgen -f -- "$current"))'
    if flag.is_profile:
        return f'COMPREPLY=($(compgen -W "$({_PROFILES})" -- "$current"))'
    if flag.choices:
        return f'COMPREPLY=($(compgen -W {_joined(flag.choices)} -- "$current"))'
    return "COMPREPLY=()"


def _joined(words: Iterable[str]) -> str:
    return shlex.quote(" ".join(words))


def _zsh(main: _Command, commands: tuple[_Command, ...]) -> str:
    described = (f"{each.name}:{each.meaning.replace(':', chr(92) + ':')}" for each in commands)
    return "\n".join(
        [
            "#compdef runai-keys",
            "_runai_keys_profiles() {",
            f'    local -a names=(${{(f)"$({_PROFILES})"}})',
            "    compadd -a names",
            "}",
            "_runai_keys() {",
            "    local curcontext=$curcontext state line",
            "    typeset -A opt_args",
            f"    _arguments -C {_zsh_flags(main)} '1: :->command' '*:: :->rest'",
            "    case $state in",
            "    command)",
            f"        local -a commands=({' '.join(map(shlex.quote, described))})",
            "        _describe command commands ;;",
            "    rest)",
            "        case $words[1] in",
            *(f"        {each.name}) _arguments {_zsh_all(each)} ;;" for each in commands),
            "        esac ;;",
            "    esac",
            "}",
            # In a file of its own it is loaded as a function, otherwise it is read as it is.
            'if [[ $funcstack[1] == _runai-keys ]]; then _runai_keys "$@"',
            "else compdef _runai_keys runai-keys; fi",
            "",
        ]
    )


def _zsh_all(command: _Command) -> str:
    words = shlex.quote(f"1: :({' '.join(command.words)})") if command.words else ""
    return f"{_zsh_flags(command)} {words}".rstrip()


def _zsh_flags(command: _Command) -> str:
    return " ".join(
        shlex.quote(f"{name}[{_zsh_text(flag.meaning)}]{_zsh_value(flag)}")
        for flag in command.flags
        for name in flag.names
    )


def _zsh_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _zsh_value(flag: _Flag) -> str:
    if not flag.takes:
        return ""
    if flag.is_path:
        return f":{flag.takes}:_files"
    if flag.is_profile:
        return f":{flag.takes}:_runai_keys_profiles"
    return f":{flag.takes}:({' '.join(flag.choices)})" if flag.choices else f":{flag.takes}: "


def _fish(main: _Command, commands: tuple[_Command, ...]) -> str:
    lines = ["complete -c runai-keys -f"]
    lines += [
        f"complete -c runai-keys -n __fish_use_subcommand -a {each.name} "
        f"-d {_fish_text(each.meaning)}"
        for each in commands
    ]
    lines += [_fish_flag("__fish_use_subcommand", flag) for flag in main.flags]
    for each in commands:
        condition = f"'__fish_seen_subcommand_from {each.name}'"
        lines += [_fish_flag(condition, flag) for flag in each.flags]
        if each.words:
            words = _fish_text(" ".join(each.words))
            lines.append(f"complete -c runai-keys -n {condition} -a {words}")
    return "\n".join([*lines, ""])


def _fish_flag(condition: str, flag: _Flag) -> str:
    names = " ".join(
        f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in flag.names
    )
    line = f"complete -c runai-keys -n {condition} {names} -d {_fish_text(flag.meaning)}"
    if not flag.takes:
        return line
    if flag.is_path:
        return f"{line} -r -F"
    if flag.is_profile:
        return f"{line} -x -a '({_PROFILES})'"
    return f"{line} -x -a {_fish_text(' '.join(flag.choices))}"


def _fish_text(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{quoted}'"


_WRITERS: dict[str, Callable[[_Command, tuple[_Command, ...]], str]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
}


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=tuple(_WRITERS))


def _print(flags: argparse.Namespace) -> int:
    sys.stdout.write(completion(flags.shell, command_line()))
    return 0


COMMAND = LocalCommand(_print, _add_arguments)
