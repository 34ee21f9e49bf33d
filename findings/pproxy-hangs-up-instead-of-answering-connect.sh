#!/usr/bin/env bash
# pproxy 2.7.9 (PyPI), an HTTP and SOCKS proxy, beside proxy.py 2.4.10 (PyPI). Where the target of a CONNECT can't be
# reached, proxy.py answers 502; pproxy closes the connection without a byte. A client can't tell that from a control
# plane that hung up, unless it knows that the tunnel never stood. httpx 0.28.1 calls it RemoteProtocolError, "Server
# disconnected without sending a response", and names no proxy; curl says "Proxy CONNECT aborted".
#
# Output seen:
#   proxy.py: b'HTTP/1.1 502 Bad Gateway'
#   pproxy: b''
#   httpx through pproxy: RemoteProtocolError: Server disconnected without sending a response.
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q pproxy==2.7.9 proxy.py==2.4.10 httpx==0.28.1 2>/dev/null
venv/bin/python - <<'PY' >ports
import socket

held = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(each.getsockname()[1] for each in held))
PY
read -r first second closed <ports
venv/bin/pproxy -l "http://127.0.0.1:$first" >/dev/null 2>&1 & pids+=($!)
venv/bin/proxy --hostname 127.0.0.1 --port "$second" --log-level CRITICAL >/dev/null 2>&1 & pids+=($!)
venv/bin/python - "$first" "$second" "$closed" <<'PY' | tee seen
import socket
import sys
import time

import httpx

pproxy, proxy_py, closed = map(int, sys.argv[1:])


def connect(port: int) -> socket.socket:
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit("the proxy did not start")


for name, port in (("proxy.py", proxy_py), ("pproxy", pproxy)):
    with connect(port) as client:
        target = f"127.0.0.1:{closed}"
        client.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        client.settimeout(10)
        print(f"{name}: {client.recv(4096).partition(bytes((13,)))[0]!r}")
try:
    httpx.get(f"https://127.0.0.1:{closed}", proxy=f"http://127.0.0.1:{pproxy}")
except httpx.HTTPError as error:
    print(f"httpx through pproxy: {type(error).__name__}: {error}")
PY
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
proxy.py: b'HTTP/1.1 502 Bad Gateway'
pproxy: b''
httpx through pproxy: RemoteProtocolError: Server disconnected without sending a response.
SEEN
