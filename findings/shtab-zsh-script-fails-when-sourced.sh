#!/usr/bin/env bash
# shtab 1.13.0 (PyPI), which writes shell completion for argparse, with zsh 5.9 (Debian 12). Its zsh script registers the
# completion only where zsh evaluates it by `eval`; its comment promises the same for `source`. Sourced, which is what
# `source <(prog completion zsh)` in many a README does, it runs the completion at once: zsh complains that this "can
# only be called from completion function", the status is 0, and nothing is registered. By `eval` it works.
#
# Output seen:
#   source: status 0, registered: no, complaints: 1
#   eval: status 0, registered: _shtab_prog, complaints: 0
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
command -v zsh >/dev/null || apt-get install -y -qq --no-install-recommends zsh >/dev/null 2>&1
case $(zsh --version) in "zsh 5.9 "*) ;; *) echo "another version of zsh" >&2; exit 1 ;; esac
python3 -m venv venv && venv/bin/pip install -q shtab==1.13.0 2>/dev/null
venv/bin/python - >script <<'PY'
import argparse

import shtab

parser = argparse.ArgumentParser("prog")
parser.add_argument("--color", choices=["red", "green"])
print(shtab.complete(parser, shell="zsh"))
PY
cat >try <<'ZSH'
autoload -Uz compinit && compinit -u -D
eval "$1 2>complaints"
print -n "status $?, registered: ${_comps[prog]:-no}"
ZSH
ZDOTDIR=$work zsh -f try 'source ./script' >how; read -r how <how || true
lines=$(grep -c 'completion function' complaints || true)
one="source: $how, complaints: $lines"
ZDOTDIR=$work zsh -f try 'eval "$(<./script)"' >how; read -r how <how || true
lines=$(grep -c 'completion function' complaints || true)
two="eval: $how, complaints: $lines"
printf '%s\n%s\n' "$one" "$two"
[ "$one" = "source: status 0, registered: no, complaints: 1" ] &&
    [ "$two" = "eval: status 0, registered: _shtab_prog, complaints: 0" ] || { echo "behaves otherwise now" >&2; exit 1; }
