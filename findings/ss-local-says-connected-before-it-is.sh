#!/usr/bin/env bash
# ss-local of shadowsocks-libev 3.3.5 (Debian 12: 3.3.5+ds-10), a SOCKS5 proxy. It replies "succeeded" to every CONNECT at
# once, before it has asked anybody: also for a name that nobody can resolve, for a port where nobody listens, and even
# while the server that it forwards to is not running. SOCKS5 has replies for all of these. The failure comes a moment
# later, as a connection that was open and is closed: a client that goes by the reply takes it for the fault of the host it
# asked for, such as a TLS server that hangs up in the handshake (curl: 35, not 97), and a request without TLS for one that
# may have arrived.
#
# Output seen:
#   its server is not running, name unknown: reply 0 (succeeded), then closed
#   its server is not running, port closed: reply 0 (succeeded), then closed
#   its server is running, name unknown: reply 0 (succeeded), then closed
#   its server is running, port closed: reply 0 (succeeded), then closed
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    shadowsocks-libev | grep '^[a-z]' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed 's/^shadowsocks-libev$/&=3.3.5+ds-10/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
cat >free.py <<'PY'
"""Prints ports that are free, for as many sockets as are asked for."""

import socket
import sys

sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(one.getsockname()[1] for one in sockets))
PY
cat >ask.py <<'PY'
"""Asks the SOCKS5 proxy at a port to connect, sends a word, and prints what happens."""

import socket
import sys
import time

port, host, to = int(sys.argv[1]), sys.argv[2].encode(), int(sys.argv[3])
for _ in range(100):
    try:
        proxy = socket.create_connection(("127.0.0.1", port), timeout=10)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
proxy.sendall(b"\x05\x01\x00")
assert proxy.recv(2) == b"\x05\x00"
proxy.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host + to.to_bytes(2, "big"))
reply = proxy.recv(100)[1]
try:
    proxy.sendall(b"hello")
    end = "then closed" if not proxy.recv(100) else "then answered"
except ConnectionError:
    end = "then closed"
print(f"reply {reply}{' (succeeded)' if reply == 0 else ''}, {end}")
PY
read -r without with server closed <<<"$(python3 free.py 4)"
libraries=$work/root/usr/lib/$(uname -m)-linux-gnu:$work/root/lib/$(uname -m)-linux-gnu
run() { LD_LIBRARY_PATH=$libraries "$work/root/usr/bin/$@" -k word -m aes-256-gcm >>log 2>&1 & pids+=($!); }
run ss-local -b 127.0.0.1 -l "$without" -s 127.0.0.1 -p "$closed"
run ss-local -b 127.0.0.1 -l "$with" -s 127.0.0.1 -p "$server"
run ss-server -s 127.0.0.1 -p "$server"
{
    for which in "$without:not running" "$with:running"; do
        for where in "nobody.invalid:name unknown" "127.0.0.1:port closed"; do
            echo "its server is ${which#*:}, ${where#*:}: $(python3 ask.py "${which%%:*}" "${where%%:*}" "$closed")"
        done
    done
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
its server is not running, name unknown: reply 0 (succeeded), then closed
its server is not running, port closed: reply 0 (succeeded), then closed
its server is running, name unknown: reply 0 (succeeded), then closed
its server is running, port closed: reply 0 (succeeded), then closed
SEEN
