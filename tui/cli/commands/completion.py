"""`completion`: prints a shell's completion script."""

from __future__ import annotations

import re
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterator

from ..parser import parser as command_line
from .command import LocalCommand
from .output import print_whole

SHELLS = ("bash", "zsh", "fish", "tcsh")

_NAMES = {"profile": "profiles", "to": "targets", "target": "targets"}
"""Arguments that are names in the config file, with the topic of `config` that lists them.

The list is read at each completion.
"""

_COMPLETE_NAME = {
    "bash": "_runai_keys_{0}",
    "zsh": "_runai_keys_{0}",
    "fish": "(runai-keys config {0} 2>/dev/null)",
    "tcsh": "`runai-keys config {0}`",
}
"""Not `shtab.cmd`, with which zsh runs the command only once, when it loads the script."""

_BASH = r"""
# Readline takes = and : for words of their own: --flag = value is completed as --flag value, and a
# URL that was typed as one word.
_runai_keys() {
  local words=() cword=$COMP_CWORD prefix= word i
  for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == = && ${words[i ? ${#words[@]} - 1 : 0]} == --* ]]; then
      ((i == COMP_CWORD)) || continue
      word=
    elif ((i && i < COMP_CWORD)) && [[ $word == :* || ${words[${#words[@]} - 1]} == *: ]]; then
      words[${#words[@]} - 1]+=$word
      continue
    elif [[ $word == --*=* ]]; then
      words+=("${word%%=*}")
      ((i == COMP_CWORD)) && prefix=${word%%=*}=
      word=${word#*=}
    fi
    words+=("$word")
    ((i == COMP_CWORD)) && cword=$((${#words[@]} - 1))
  done
  local COMP_WORDS=("${words[@]}") COMP_CWORD=$cword
  _shtab_runai_keys
  ((${#COMPREPLY[@]})) && COMPREPLY=("${COMPREPLY[@]/#/$prefix}")
  return 0
}
complete -o bashdefault -F _runai_keys runai-keys
"""

_PREAMBLE = {
    "bash": """\
_runai_keys_names() { compgen -W "$(runai-keys config "$1" 2>/dev/null)" -- "$2"; }
_runai_keys_profiles() { _runai_keys_names profiles "$1"; }
_runai_keys_targets() { _runai_keys_names targets "$1"; }""",
    "zsh": """\
_runai_keys_names() { compadd -- ${(f)"$(runai-keys config $1 2>/dev/null)"}; }
_runai_keys_profiles() { _runai_keys_names profiles; }
_runai_keys_targets() { _runai_keys_names targets; }
# What follows registers the completion if it is evaluated, but not if it is sourced.
if [[ $zsh_eval_context[-1] == file ]]; then
  typeset -A opt_args
  compdef _shtab_runai_keys runai-keys
  return
fi""",
}


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS)


def completion(flags: Namespace) -> int:
    """Print the script for a shell, and return the exit status."""
    return print_whole(completion_script(flags.shell))


def completion_script(shell: str) -> str:
    """Return the script for a shell, made from the declaration of the command line."""
    import shtab

    parser = command_line()
    for action in _actions(parser):
        if names := _NAMES.get(action.dest):
            completers = {name: text.format(names) for name, text in _COMPLETE_NAME.items()}
            _complete_by(action, completers)
        elif action.metavar in ("PATH", "FILE"):
            _complete_by(action, shtab.FILE)
    script: str = shtab.complete(parser, shell, preamble=_PREAMBLE.get(shell, ""))
    return f"{_extended(script, shell)}\n"


def _extended(script: str, shell: str) -> str:
    """Add what shtab's script lacks: values after `=`, and file names that need quotes."""
    if shell == "bash":
        return script + _BASH
    if shell == "zsh":
        # Flags take their value behind = too, and are offered where an argument may stand that
        # nothing completes.
        script = re.sub(r'^(  "\*?--[a-z-]+)(\[.*\]:)', r"\1=\2", script, flags=re.MULTILINE)
        script = script.replace('  "(*):', '  "*:')
        return re.sub(r'^(  "\*?:.*:)"$', r'\1( )"', script, flags=re.MULTILINE)
    # The shell's own completion of files quotes, and follows =.
    return script.replace('-xka "(__fish_complete_path (commandline -ct))"', "-rF")


def _actions(parser: ArgumentParser) -> Iterator[Action]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to list them
        yield action
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from _actions(command)


def _complete_by(action: Action, completer: object) -> None:
    # shtab reads this attribute, which argparse does not declare.
    vars(action)["complete"] = completer


COMMAND = LocalCommand(completion, _add_arguments)
