#!/usr/bin/env bash
# colab-xterm 0.2.0 (PyPI), a terminal for notebooks (%xterm in Colab and Jupyter). What is typed goes to the server as GET
# requests with the text in the address, base64 after /in/, also what the terminal replies to queries; a POST is refused. The
# terminals of JupyterLab, marimo, ttyd and others have a WebSocket for that. Addresses are what proxies and web servers on the
# way write to their logs, so those may hold every key, also of a password that nobody sees while it is typed.
#
# Output seen:
#   the page sends: fetch("/in/"+window.btoa(keys))
#   GET /in/cmVhZCBhOyBlY2hvICJnb3QgJGEiDXR5cGVkDQ==: 200, the shell says: got typed
#   POST /in/: 405
set -euo pipefail
work=$(mktemp -d); server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q colab-xterm==0.2.0 setuptools==80.9.0 2>/dev/null
port=$(python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
HOME=$work TMPDIR=$work SHELL=/bin/sh venv/bin/python -m colabxterm --port "$port" >log 2>&1 </dev/null & server=$!
for _ in $(seq 100); do grep -q Listen log && break; sleep 0.1; done
ask() { curl -s --noproxy '*' --max-time 10 "$@"; }
at=http://127.0.0.1:$port
page=$(ask "$at/main.js" | grep -o '[a-z]=window\.btoa([a-z]).\{0,30\}fetch("/in/"+[a-z])' | head -n 1)
typed=$(printf 'read a; echo "got $a"\rtyped\r' | base64 -w 0)
{
    [[ $page == ?=window.btoa\(* ]] && echo 'the page sends: fetch("/in/"+window.btoa(keys))'
    status=$(ask -o /dev/null -w '%{http_code}' "$at/in/$typed")
    said=
    for _ in $(seq 20); do
        said+=$(ask --max-time 1 "$at/out" | tr -d '\r' || true)$'\n'
        grep -qx 'got typed' <<<"$said" && break
    done
    echo "GET /in/$typed: $status, the shell says: $(grep -x 'got typed' <<<"$said" | head -n 1)"
    echo "POST /in/: $(ask -o /dev/null -w '%{http_code}' --data "$typed" "$at/in/")"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
the page sends: fetch("/in/"+window.btoa(keys))
GET /in/cmVhZCBhOyBlY2hvICJnb3QgJGEiDXR5cGVkDQ==: 200, the shell says: got typed
POST /in/: 405
SEEN
