#!/usr/bin/env bash
# The npm package socksv5 0.0.6, a SOCKS5 server. By RFC 1928 a reply has ten bytes (for IPv4), also one that refuses. This
# one sends two where a name can't be resolved, or nobody listens at the port, and closes: the reason, which is the second,
# arrives, and clients still don't tell it; curl 7.88.1 says "connection to proxy closed". httpx 0.28.1 lets the exception of
# socksio 1.0.0 through, which is no httpx.HTTPError: what a program catches for a proxy that refuses does not catch it.
# The npm package @pondwader/socks5-server 1.0.10, beside it, sends all ten, and httpx raises its ProxyError.
#
# Output seen:
#   socksv5, name unknown: 2 bytes, reply 4, socksio.exceptions.ProtocolError
#   socksv5, port closed: 2 bytes, reply 5, socksio.exceptions.ProtocolError
#   @pondwader/socks5-server, name unknown: 10 bytes, reply 4, httpx.ProxyError
#   @pondwader/socks5-server, port closed: 10 bytes, reply 5, httpx.ProxyError
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
npm --prefix "$work" install --silent socksv5@0.0.6 @pondwader/socks5-server@1.0.10 >/dev/null
python3 -m venv venv
venv/bin/pip -q --disable-pip-version-check install httpx==0.28.1 socksio==1.0.0 >/dev/null 2>&1
cat >socksv5.js <<'JS'
const socks = require('socksv5');
const server = socks.createServer((info, accept) => accept());
server.useAuth(socks.auth.None());
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
JS
cat >pondwader.js <<'JS'
const server = require('@pondwader/socks5-server').createServer();
server.server.listen(0, '127.0.0.1', () => console.log(server.server.address().port));
JS
node socksv5.js >socksv5.port 2>socksv5.log & pids+=($!)
node pondwader.js >pondwader.port 2>pondwader.log & pids+=($!)
for _ in $(seq 100); do [ -s socksv5.port ] && [ -s pondwader.port ] && break; sleep 0.1; done
cat >ask.py <<'PY'
"""Asks the SOCKS5 server at a port to connect, by hand and by httpx."""

import socket
import sys

import httpx

port, host, to = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with socket.create_connection(("127.0.0.1", port), timeout=10) as proxy:
    proxy.sendall(b"\x05\x01\x00")
    assert proxy.recv(2) == b"\x05\x00"
    proxy.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host.encode() + to.to_bytes(2, "big"))
    reply = b""
    while piece := proxy.recv(100):
        reply += piece
print(f"{len(reply)} bytes, reply {reply[1]}, ", end="")
with httpx.Client(proxy=f"socks5://127.0.0.1:{port}", trust_env=False) as client:
    try:
        client.get(f"http://{host}:{to}/")
    except Exception as error:
        print(f"{type(error).__module__}.{type(error).__name__}")
PY
closed=$(python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
{
    for server in socksv5:socksv5 @pondwader/socks5-server:pondwader; do
        for where in nobody.invalid:"name unknown" 127.0.0.1:"port closed"; do
            printf '%s, %s: ' "${server%:*}" "${where#*:}"
            venv/bin/python ask.py "$(cat "${server#*:}.port")" "${where%%:*}" "$closed"
        done
    done
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
socksv5, name unknown: 2 bytes, reply 4, socksio.exceptions.ProtocolError
socksv5, port closed: 2 bytes, reply 5, socksio.exceptions.ProtocolError
@pondwader/socks5-server, name unknown: 10 bytes, reply 4, httpx.ProxyError
@pondwader/socks5-server, port closed: 10 bytes, reply 5, httpx.ProxyError
SEEN
