#!/usr/bin/env bash
# env-cmd 11.0.0 (npm), which runs a command with the variables of a .env file, beside dotenv-cli 11.0.0 (npm). Between
# single quotes, where a shell leaves all as it is, env-cmd turns \n into a line break; dotenv-cli expands $NAME there.
# Each reads right what the other breaks, and neither says anything. Read: BACKSLASH='x\ny' and DOLLAR='a$b'.
#
# Output seen:
#   env-cmd     ["x\ny","a$b"]
#   dotenv-cli  ["x\\ny","a"]
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund env-cmd@11.0.0 dotenv-cli@11.0.0 >/dev/null 2>&1
printf "BACKSLASH='x\\\\ny'\nDOLLAR='a\$b'\n" >key.env
echo 'const {BACKSLASH: b, DOLLAR: d} = process.env; console.log(JSON.stringify([b, d]))' >print.js
one=$(env -i PATH="$PATH" HOME="$work" node_modules/.bin/env-cmd -f key.env node print.js)
two=$(env -i PATH="$PATH" HOME="$work" node_modules/.bin/dotenv -e key.env -- node print.js)
printf 'env-cmd     %s\ndotenv-cli  %s\n' "$one" "$two"
[ "$one" = '["x\ny","a$b"]' ] && [ "$two" = '["x\\ny","a"]' ] || { echo "behaves otherwise now" >&2; exit 1; }
