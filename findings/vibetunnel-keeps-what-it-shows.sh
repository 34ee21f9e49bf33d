#!/usr/bin/env bash
# VibeTunnel 1.0.0-beta.15.1 (npm package vibetunnel), which shows a terminal in web browsers. It also records: all that a
# program writes is in ~/.vibetunnel/control/SESSION/stdout, an asciinema recording, with every copy to the clipboard (OSC 52)
# as it was written. The file stays when the session is over. What runs in it finds VIBETUNNEL_SESSION_ID set; the process that
# records is called node, so a look at the names of one's ancestors, by which script and asciinema are found, finds nothing.
#
# Output seen:
#   VIBETUNNEL_SESSION_ID is set, recorded by the process node
#   copied to the terminal around it: True
#   kept behind the session: {"version":2,"width":80,"height":24, with the copy
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
command -v script >/dev/null || { echo "needs script" >&2; exit 2; }
npm init -y >/dev/null 2>&1
# One dependency would be compiled, and is shipped as well, for the script that unpacks it.
npm install --silent --no-audit --no-fund --ignore-scripts vibetunnel@1.0.0-beta.15.1 >/dev/null 2>&1
(cd node_modules/vibetunnel && node scripts/postinstall-npm.js >/dev/null 2>&1)
cat >inside.sh <<'SH'
cat /proc/$PPID/comm >parent
echo "${VIBETUNNEL_SESSION_ID:+VIBETUNNEL_SESSION_ID is set}" >sign
printf '\033]52;c;aGVsbG8=\a'
sleep 1
SH
HOME=$work/home; export HOME
mkdir "$HOME"
timeout 60 script -qec "stty rows 24 cols 80; node node_modules/vibetunnel/dist/vibetunnel-cli fwd sh inside.sh" outer >/dev/null </dev/null
python3 - <<'PY' | tee seen
import pathlib

copy = "aGVsbG8="
sign, parent = (pathlib.Path(name).read_text().strip() for name in ("sign", "parent"))
print(f"{sign}, recorded by the process {parent}")
print("copied to the terminal around it:", f"]52;c;{copy}" in pathlib.Path("outer").read_text(errors="replace"))
for recording in pathlib.Path("home/.vibetunnel/control").glob("*/stdout"):
    text = recording.read_text()
    print(f"kept behind the session: {text[:35]}, {'with' if copy in text else 'without'} the copy")
PY
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
VIBETUNNEL_SESSION_ID is set, recorded by the process node
copied to the terminal around it: True
kept behind the session: {"version":2,"width":80,"height":24, with the copy
SEEN
