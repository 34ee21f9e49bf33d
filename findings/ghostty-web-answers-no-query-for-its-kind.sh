#!/usr/bin/env bash
# ghostty-web 0.4.0 (npm), a terminal for web pages that parses by Ghostty's own code. Ghostty tells its name and version
# (XTVERSION), says in its device attributes that it takes copies (52 in DA1), and takes them by OSC 52. This one answers two
# queries, for its status and for the cursor, and no other: no device attributes of any kind, which nearly every terminal
# answers, no XTVERSION, no colour of the background, no mode. A program that sends CSI c last, to know when there is
# nothing more to wait for, waits until its time is up. A copy is swallowed: nothing of it is printed, and the page has no
# event for it.
#
# Output seen:
#   CSI 5 n: "\u001b[0n"
#   CSI 6 n: "\u001b[1;1R"
#   no reply: CSI c, CSI > c, CSI = c, CSI > q, CSI ? u, CSI ? 2026 $ p, OSC 11, OSC 52
#   columns moved by a copy: 0, by one of 12000 bytes: 0
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund ghostty-web@0.4.0 >/dev/null 2>&1
cat >ask.mjs <<'JS'
import { readFileSync } from "node:fs";
import { Ghostty } from "ghostty-web";

const code = readFileSync("node_modules/ghostty-web/ghostty-vt.wasm");
const { instance } = await WebAssembly.instantiate(code, { env: { log: () => {} } });
const ghostty = new Ghostty(instance);

function reply(query) {
  const terminal = ghostty.createTerminal(80, 24);
  terminal.write(query);
  let got = "";
  while (terminal.hasResponse()) got += terminal.readResponse();
  return got;
}

function moved(sequence) {
  const terminal = ghostty.createTerminal(80, 24);
  terminal.write(sequence);
  const { x, y } = terminal.getCursor();
  return x + 80 * y;
}

const QUERIES = {
  "CSI 5 n": "\x1b[5n",
  "CSI 6 n": "\x1b[6n",
  "CSI c": "\x1b[c",
  "CSI > c": "\x1b[>c",
  "CSI = c": "\x1b[=c",
  "CSI > q": "\x1b[>q",
  "CSI ? u": "\x1b[?u",
  "CSI ? 2026 $ p": "\x1b[?2026$p",
  "OSC 11": "\x1b]11;?\x1b\\",
  "OSC 52": "\x1b]52;c;?\x1b\\",
};
const silent = [];
for (const [name, query] of Object.entries(QUERIES)) {
  const got = reply(query);
  if (got) console.log(`${name}: ${JSON.stringify(got)}`);
  else silent.push(name);
}
console.log(`no reply: ${silent.join(", ")}`);
const [short, long] = ["aGVsbG8=", "QUJD".repeat(3000)].map((text) => moved(`\x1b]52;c;${text}\x07`));
console.log(`columns moved by a copy: ${short}, by one of 12000 bytes: ${long}`);
JS
node ask.mjs | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
CSI 5 n: "\u001b[0n"
CSI 6 n: "\u001b[1;1R"
no reply: CSI c, CSI > c, CSI = c, CSI > q, CSI ? u, CSI ? 2026 $ p, OSC 11, OSC 52
columns moved by a copy: 0, by one of 12000 bytes: 0
SEEN
