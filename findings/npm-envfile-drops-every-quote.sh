#!/usr/bin/env bash
# The npm package envfile 7.1.0, which reads and writes .env files, beside dotenv 18.0.10 (npm). Readers of such files remove
# the quotes around a value. This one removes every quote, also those inside: what is quoted because it has a quote in it
# loses that. A password a"b, written as 'a"b', is read as ab, without an error; and what the package's own stringify writes
# of it, it reads as ab again.
#
# Output seen:
#   dotenv  {"ONE":"it's","TWO":"a\"b","THREE":"x y"}
#   envfile {"ONE":"its","TWO":"ab","THREE":"x y"}
#   envfile, what it wrote: {"TWO":"ab"}
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund envfile@7.1.0 dotenv@18.0.10 >/dev/null 2>&1
printf '%s\n' "ONE=\"it's\"" "TWO='a\"b'" "THREE='x y'" >key.env
cat >read.js <<'JS'
const { readFileSync } = require("node:fs");
const dotenv = require("dotenv");
const envfile = require("envfile");

const text = readFileSync("key.env", "utf8");
console.log("dotenv ", JSON.stringify(dotenv.parse(text)));
console.log("envfile", JSON.stringify(envfile.parse(text)));
console.log("envfile, what it wrote:", JSON.stringify(envfile.parse(envfile.stringify({ TWO: 'a"b' }))));
JS
node read.js | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
dotenv  {"ONE":"it's","TWO":"a\"b","THREE":"x y"}
envfile {"ONE":"its","TWO":"ab","THREE":"x y"}
envfile, what it wrote: {"TWO":"ab"}
SEEN
