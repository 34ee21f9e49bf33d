#!/usr/bin/env bash
# varlock 1.20.0 (npm), which runs a command with the variables of a .env file. Where its output goes to a file or a pipe,
# it replaces the values of that file in what the command prints, by their first two characters and five blocks. Without a
# schema all values count as secret, also a name or an address: data that a command writes is then changed,
# such as a client ID in a list, or the token that the next command should get. The status stays 0, and nothing says so.
# What the command writes to a file by itself is left alone. `varlock run --no-redact-stdout` turns it off.
#
# Output seen:
#   {"id": "ci▒▒▒▒▒", "url": "ht▒▒▒▒▒/keys"}
#   status 0
#   --no-redact-stdout: {"id": "ci-runner-7", "url": "https://acme.example/keys"}
#   written by itself: ci-runner-7
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export HOME=$work
npm install --silent --no-audit --no-fund --prefix tool varlock@1.20.0 >/dev/null 2>&1
mkdir project && cd project
printf 'CLIENT=ci-runner-7\nURL=https://acme.example\n' >.env
cat >job.sh <<'SH'
printf '{"id": "%s", "url": "%s/keys"}\n' "$CLIENT" "$URL"
printf %s "$CLIENT" >itself
SH
varlock=$work/tool/node_modules/.bin/varlock
{
    "$varlock" run -- sh job.sh >list.json 2>errors && status=0 || status=$?
    cat list.json errors
    echo "status $status"
    echo "--no-redact-stdout: $("$varlock" run --no-redact-stdout -- sh job.sh)"
    echo "written by itself: $(cat itself)"
} | tee "$work/seen"
diff "$work/seen" - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
{"id": "ci▒▒▒▒▒", "url": "ht▒▒▒▒▒/keys"}
status 0
--no-redact-stdout: {"id": "ci-runner-7", "url": "https://acme.example/keys"}
written by itself: ci-runner-7
SEEN
