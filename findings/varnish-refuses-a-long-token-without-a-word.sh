#!/usr/bin/env bash
# Varnish 7.1.1 (Debian 12: varnish 7.1.1-2+deb12u*) in front of a server, beside HAProxy 2.6.12 and lighttpd 1.4.69 (Debian 12: haproxy
# 2.6.12-1+deb12u*, lighttpd 1.4.69-1*), each with its own defaults. A bearer token that names many groups grows to thousands of
# characters. For a header that is too long there is a status, 431. lighttpd uses it; HAProxy says 400 and that "your browser sent an
# invalid request"; Varnish says 400 and nothing else: no body, no header, not even the length of none. With JSON before and
# behind it, a client takes that for the verdict of the server that it has logged in to, which never saw the request.
#
# Output seen:
#   varnish: 200 with 7000 characters, 400 with 9000 (no header), 400 with 17000 (no header)
#   haproxy: 200 with 7000 characters, 200 with 9000, 400 with 17000 (90 bytes)
#   lighttpd: 200 with 7000 characters, 431 with 9000 (385 bytes), 431 with 17000 (385 bytes)
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    varnish haproxy lighttpd | grep -e '^lib' -e '^varnish' -e '^haproxy' -e '^lighttpd' |
    grep -v -e '-dev$' -e '^libgcc-' -e san | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^varnish$/&=7.1.1-2+deb12u*/' \
        -e 's/^haproxy$/&=2.6.12-1+deb12u*/' -e 's/^lighttpd$/&=1.4.69-1*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
command -v cc >/dev/null || { echo "needs a C compiler, for Varnish" >&2; exit 1; }
cat >try.py <<'PY'
"""Puts a server between a client and one that accepts everything, and sends it tokens of several lengths."""

import http.server
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time

BY_NAME = {
    "varnish": (
        "root/usr/sbin/varnishd -F -n {work}/state -a 127.0.0.1:{own} -b 127.0.0.1:{server} -j none",
        "",
    ),
    "haproxy": (
        "root/usr/sbin/haproxy -db -f {work}/conf",
        "defaults\n  mode http\n  timeout connect 5s\n  timeout client 20s\n  timeout server 20s\n"
        "listen front\n  bind 127.0.0.1:{own}\n  server one 127.0.0.1:{server}\n",
    ),
    "lighttpd": (
        "root/usr/sbin/lighttpd -D -f {work}/conf -m {work}/root/usr/lib/lighttpd",
        'server.port = {own}\nserver.bind = "127.0.0.1"\nserver.document-root = "{work}"\n'
        'server.modules = ("mod_proxy")\nproxy.server = ("" => (("host" => "127.0.0.1", "port" => {server})))\n',
    ),
}


class Everything(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def send(port: int, length: int) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        token = "a" * length
        client.sendall(f"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        got = b""
        while b"\r\n\r\n" not in got and (piece := client.recv(4096)):
            got += piece
    first, *headers = got.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    status = first.split()[1]
    size = next((line.split()[1] for line in headers if line.lower().startswith("content-length")), "")
    about = f" ({size} bytes)" if headers else " (no header)"
    return f"{status} with {length}" + ("" if status == "200" else about)


name = sys.argv[1]
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Everything)
threading.Thread(target=server.serve_forever, daemon=True).start()
with socket.create_server(("127.0.0.1", 0)) as free:
    own = free.getsockname()[1]
command, conf = BY_NAME[name]
values = {"work": os.getcwd(), "own": own, "server": server.server_address[1]}
pathlib.Path("conf").write_text(conf.format(**values))
front = subprocess.Popen(command.format(**values).split(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", own)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    seen = [send(own, length) for length in (7_000, 9_000, 17_000)]
    print(f"{name}: {seen[0]} characters, {', '.join(seen[1:])}")
finally:
    front.terminate()
    front.wait()
PY
export LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu:$work/root/lib/$(uname -m)-linux-gnu
for name in varnish haproxy lighttpd; do timeout 60 python3 try.py "$name"; done | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
varnish: 200 with 7000 characters, 400 with 9000 (no header), 400 with 17000 (no header)
haproxy: 200 with 7000 characters, 200 with 9000, 400 with 17000 (90 bytes)
lighttpd: 200 with 7000 characters, 431 with 9000 (385 bytes), 431 with 17000 (385 bytes)
SEEN
