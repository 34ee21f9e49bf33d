#!/usr/bin/env bash
# nginx 1.22.1 (Debian 12: nginx 1.22.1-9+deb12u*) in front of one server, with connections to it kept open (keepalive). Where
# that server reads a DELETE on a connection that was used before, and hangs up, nginx opens another one and sends it again,
# though there is no second server to try. A POST it sends once. So a key is deleted by the first, the second finds nothing,
# and the client, which sent one request, is told 404. h2o 2.2.5 (Debian 12: h2o 2.2.5+dfsg2-7) sends each once.
#
# Output seen:
#   nginx: POST 502, sent 1 time; DELETE 404, sent 2 times
#   h2o: POST 502, sent 1 time; DELETE 502, sent 1 time
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    nginx h2o | grep -e '^lib' -e '^nginx' -e '^h2o' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^nginx$/&=1.22.1-9+deb12u*/' -e 's/^h2o$/&=2.2.5+dfsg2-7*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
cat >try.py <<'PY'
"""Puts a proxy between a client and a server that hangs up once, behind the first request of a connection."""

import http.client
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

BY_NAME = {
    "nginx": (
        ["root/usr/sbin/nginx", "-p", "{work}", "-e", "{work}/errors", "-c", "{work}/conf"],
        "daemon off; master_process off; pid {work}/pid; events {{}} http {{ access_log off; "
        "client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3; "
        "uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5; "
        "upstream server {{ server 127.0.0.1:{server}; keepalive 4; }} "
        "server {{ listen 127.0.0.1:{own}; location / {{ proxy_pass http://server; "
        'proxy_http_version 1.1; proxy_set_header Connection ""; }} }} }}',
    ),
    "h2o": (
        ["root/usr/bin/h2o", "-c", "{work}/conf"],
        "listen: {{host: 127.0.0.1, port: {own}}}\nhosts:\n  default:\n    paths:\n      /:\n"
        "        proxy.reverse.url: http://127.0.0.1:{server}/\n",
    ),
}


class Server:
    """A server that knows one key, and whose connection breaks behind the first change of it."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.seen: list[str] = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            threading.Thread(target=self.serve, args=(self.socket.accept()[0],), daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        got = b""
        while piece := client.recv(65536):
            got += piece
            head, ended, body = got.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            if not ended or len(body) < int(length[1] if length else 0):
                continue
            got, method = b"", head.split()[0].decode()
            self.seen.append(method)
            if method != "GET" and self.seen.count(method) == 1:
                client.close()
                return
            status = "200 OK" if method == "GET" else "404 Not Found"
            client.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())


def ask(port: int, method: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, "/key", body=b"{}" if method == "POST" else None)
    status = connection.getresponse().status
    connection.close()
    return status


def change(port: int, server: Server, method: str) -> str:
    """Return what becomes of a change that is sent behind a request that has left a connection open."""
    ask(port, "GET")
    status = ask(port, method)
    times = server.seen.count(method)
    return f"{method} {status}, sent {times} time{'s' if times > 1 else ''}"


name, server = sys.argv[1], Server()
with socket.create_server(("127.0.0.1", 0)) as free:
    own = free.getsockname()[1]
command, conf = BY_NAME[name]
values = {"work": os.getcwd(), "own": own, "server": server.socket.getsockname()[1]}
pathlib.Path("conf").write_text(conf.format(**values))
proxy = subprocess.Popen([word.format(**values) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", own)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    print(f"{name}: {change(own, server, 'POST')}; ", end="")
    time.sleep(11)  # nginx leaves a server alone for 10 seconds that has failed
    print(change(own, server, "DELETE"))
finally:
    proxy.terminate()
    proxy.wait()
PY
export LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu:$work/root/lib/$(uname -m)-linux-gnu
for name in nginx h2o; do timeout 60 python3 try.py "$name"; done | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
nginx: POST 502, sent 1 time; DELETE 404, sent 2 times
h2o: POST 502, sent 1 time; DELETE 502, sent 1 time
SEEN
