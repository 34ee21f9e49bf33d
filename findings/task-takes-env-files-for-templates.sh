#!/usr/bin/env bash
# Task 3.54.0 (PyPI: go-task-bin 3.54.0), a task runner that reads .env files by `dotenv:`. What stands in such a file it takes for
# a template of Go's, between single quotes as well, where a shell leaves all as it is: {{.x}} in a password is replaced, by
# nothing if there is no variable x, and the status is 0; {{ x }} and a {{ that is not closed end the run, whichever task it
# was for. The same value from the environment, without the file, is left alone. Dollars and the like come through.
#
# Output seen:
#   from a .env file: a{{.x}}c -> ac, s$cret -> s$cret, status 0
#   from the environment: a{{.x}}c -> a{{.x}}c, s$cret -> s$cret, status 0
#   a{{ in a .env file: status 1, template: :1: unclosed action
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q go-task-bin==3.54.0 2>/dev/null
printf '%s\n' "PASSWORD='a{{.x}}c'" "DOLLAR='s\$cret'" >key.env
cat >tasks.yml <<'YAML'
version: "3"
silent: true
tasks:
  show: printf 'a{{"{{.x}}"}}c -> %s, s$cret -> %s' "$PASSWORD" "$DOLLAR"
YAML
{ cat tasks.yml; echo 'dotenv: [key.env]'; } >with-file.yml
run() { # TASKFILE
    env -i PATH="$PATH" HOME="$work" "${@:2}" venv/bin/task --taskfile "$1" show
}
{
    status=0
    printf 'from a .env file: '; run with-file.yml || status=$?; echo ", status $status"
    status=0
    set -a; . ./key.env; set +a
    printf 'from the environment: '; run tasks.yml PASSWORD="$PASSWORD" DOLLAR="$DOLLAR" || status=$?; echo ", status $status"
    echo "PASSWORD='a{{'" >key.env
    status=0
    said=$(run with-file.yml 2>&1) || status=$?
    echo "a{{ in a .env file: status $status, $said"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
from a .env file: a{{.x}}c -> ac, s$cret -> s$cret, status 0
from the environment: a{{.x}}c -> a{{.x}}c, s$cret -> s$cret, status 0
a{{ in a .env file: status 1, template: :1: unclosed action
SEEN
