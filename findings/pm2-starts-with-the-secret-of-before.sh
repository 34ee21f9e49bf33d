#!/usr/bin/env bash
# PM2 7.0.4 (npm), which keeps programs running. It keeps the environment that a program was first started with, and starts it with that
# from then on: `pm2 restart` and `pm2 reload` in a shell that has sourced the file of a new secret pass on the old one, which is
# documented, and so do `pm2 stop` and a `pm2 start` behind it, which says that the program was launched. A program that was
# "started anew" after a rotation works with the old secret, until that is refused. `restart --update-env` takes the new one,
# and so does a start after `pm2 delete`.
#
# Output seen:
#   start: first
#   restart: first
#   reload: first
#   stop and start: first
#   restart --update-env: second
#   delete and start: third
set -euo pipefail
work=$(mktemp -d); export HOME=$work PM2_HOME=$work/pm2
trap '[ ! -d "$PM2_HOME" ] || node_modules/.bin/pm2 kill >/dev/null 2>&1 || :; rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund pm2@7.0.4 >/dev/null 2>&1
cat >job.js <<'JS'
require("fs").writeFileSync(`${__dirname}/got`, process.env.SECRET);
setInterval(() => {}, 1000);
JS
pm2() { SECRET=$1 node_modules/.bin/pm2 "${@:2}" >/dev/null 2>&1; }
show() { # NAME: waits for the start that was asked for
    for _ in $(seq 100); do [ -s got ] && break; sleep 0.1; done
    echo "$1: $(cat got)"; rm got
}
{
    pm2 first start job.js; show start
    pm2 second restart job; show restart
    pm2 second reload job; show reload
    pm2 second stop job; pm2 second start job.js; show 'stop and start'
    pm2 second restart job --update-env; show 'restart --update-env'
    pm2 third delete job; pm2 third start job.js; show 'delete and start'
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
start: first
restart: first
reload: first
stop and start: first
restart --update-env: second
delete and start: third
SEEN
