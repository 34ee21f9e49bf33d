#!/usr/bin/env bash
# tinyproxy 1.11.1 (Debian 12: tinyproxy-bin 1.11.1-2.1+deb12u1), an HTTP proxy with BasicAuth. A CONNECT without a password is
# answered 407 Proxy Authentication Required, one with a wrong password 401 Unauthorized, as if the server behind it had
# refused. curl ends with 56 in both cases and names the status; a client that reads 401 as the server's verdict blames
# the wrong credentials.
#
# Output seen:
#   no password: HTTP/1.0 407 Proxy Authentication Required
#   wrong password: HTTP/1.0 401 Unauthorized
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
apt-get download -q 'tinyproxy-bin=1.11.1-*' >/dev/null 2>&1
for file in *.deb; do dpkg -x "$file" root; done
port=$(python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
printf 'Port %s\nListen 127.0.0.1\nTimeout 10\nBasicAuth user right\n' "$port" >conf
root/usr/bin/tinyproxy -d -c conf >/dev/null 2>&1 & pids+=($!)
python3 - "$port" <<'PY' | tee seen
import base64
import socket
import sys
import time


def status(*headers: str) -> str:
    for _ in range(100):
        try:
            client = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=10)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    lines = ["CONNECT 127.0.0.1:443 HTTP/1.1", "Host: 127.0.0.1:443", *headers, "", ""]
    with client:
        client.sendall("\r\n".join(lines).encode())
        return client.recv(4096).decode().splitlines()[0]


wrong = base64.b64encode(b"user:wrong").decode()
print("no password:", status())
print("wrong password:", status(f"Proxy-Authorization: Basic {wrong}"))
PY
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
no password: HTTP/1.0 407 Proxy Authentication Required
wrong password: HTTP/1.0 401 Unauthorized
SEEN
