#!/usr/bin/env bash
# px 0.13.0 (PyPI: px-proxy), the local helper that logs in to a company's proxy by NTLM or Kerberos for programs that can't.
# What that proxy answers to a CONNECT does not come through: a refusal, 403, becomes 502 "Could not connect to server", the
# same as for a proxy that is not running. And if it does not take px's login, px answers 401 and not 407: it is neither
# the server's verdict nor a wish for a login by the program, whose user and password px would not use for that.
#
# Output seen:
#   not running: HTTP/1.1 502 Bad Gateway, Could not connect to server
#   403 Forbidden: HTTP/1.1 502 Bad Gateway, Could not connect to server
#   407 Proxy Authentication Required: HTTP/1.1 401 Unauthorized, Proxy-Authenticate: no
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q px-proxy==0.13.0 2>/dev/null
: >px.ini
cat >try.py <<'PY'
"""Starts px in front of a proxy that refuses, and asks it to connect."""

import os
import re
import socket
import subprocess
import sys
import threading
import time

PORTS = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
LOGIN = {"PX_USERNAME": "acme\\user", "PX_PASSWORD": "word"}


def refuse(server: socket.socket, status: str) -> None:
    """Answer every request on every connection by a status."""
    challenge = "Proxy-Authenticate: NTLM\r\n" if status.startswith("407") else ""
    answer = f"HTTP/1.1 {status}\r\n{challenge}Content-Length: 0\r\n\r\n".encode()

    def serve(client: socket.socket) -> None:
        got = b""
        while piece := client.recv(4096):
            got += piece
            if got.endswith(b"\r\n\r\n"):
                client.sendall(answer)
                got = b""

    while True:
        threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()


def ask(port: int) -> str:
    for _ in range(300):
        try:
            client = socket.create_connection(("127.0.0.1", port), timeout=30)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    else:
        raise SystemExit("px did not start")
    with client:
        client.sendall(b"CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: 192.0.2.1:443\r\n\r\n")
        got = b""
        while piece := client.recv(4096):
            got += piece
    return got.decode()


status = sys.argv[1]
parent, own = (server.getsockname()[1] for server in PORTS)
PORTS[1].close()
if status[0].isdigit():
    threading.Thread(target=refuse, args=(PORTS[0], status), daemon=True).start()
else:
    PORTS[0].close()
command = ["venv/bin/px", "--foreground", f"--config={os.getcwd()}/px.ini", "--workers=1", "--threads=2"]
where = [f"--proxy=127.0.0.1:{parent}", "--listen=127.0.0.1", f"--port={own}"]
px = subprocess.Popen([*command, *where], env=os.environ | LOGIN, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    answer = ask(own)
finally:
    px.terminate()
    px.wait()
first = answer.splitlines()[0]
if first.split()[1] == "502":
    print(f"{status}: {first}, {re.search(r'Message: ([^<]*)', answer)[1]}")
else:
    print(f"{status}: {first}, Proxy-Authenticate: {'yes' if 'proxy-authenticate' in answer.lower() else 'no'}")
PY
export HOME=$work
for status in 'not running' '403 Forbidden' '407 Proxy Authentication Required'; do
    env -u HTTP_PROXY -u HTTPS_PROXY -u ALL_PROXY -u NO_PROXY timeout 60 python3 try.py "$status"
done | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
not running: HTTP/1.1 502 Bad Gateway, Could not connect to server
403 Forbidden: HTTP/1.1 502 Bad Gateway, Could not connect to server
407 Proxy Authentication Required: HTTP/1.1 401 Unauthorized, Proxy-Authenticate: no
SEEN
