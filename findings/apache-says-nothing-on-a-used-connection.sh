#!/usr/bin/env bash
# Apache 2.4.71 (Debian 12: apache2-bin 2.4.71-1~deb12u*) as a reverse proxy. Where the server behind it takes a request and hangs
# up, what the client is told depends on the client's own connection: 502 on a new one; on one that has had a response before,
# Apache closes it without a byte, so that the client may send again, also for a POST or a DELETE, which may have been
# carried out. curl 7.88 does send these again, unasked: the key is deleted by the first DELETE, curl reports the 404 of the
# second, and neither program was told to retry. A client that looks for a 502 to know that a change is in doubt sees none.
#
# Output seen:
#   new connection: POST 502, DELETE 502
#   used connection: POST closed without a byte, DELETE closed without a byte
#   curl, used connection: DELETE 404, arrived 2 times
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    apache2-bin curl | grep -e '^lib' -e '^apache2-bin' -e '^curl' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^apache2-bin$/&=2.4.71-1~deb12u*/' -e 's/^curl$/&=7.88.1-10+deb12u*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
cat >try.py <<'PY'
"""Puts Apache between a client and a server that hangs up on the first change of each method."""

import http.client
import os
import pathlib
import re
import socket
import subprocess
import threading
import time

CONF = """\
ServerRoot {work}
DefaultRuntimeDir {work}
PidFile {work}/pid
ErrorLog {work}/errors
ServerName localhost
Listen 127.0.0.1:{own}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_http_module {modules}/mod_proxy_http.so
ProxyPass / http://127.0.0.1:{server}/
"""


class Server:
    """A server that knows one key, and hangs up behind the first change of a method."""

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


def change(port: int, method: str, *, used: bool) -> str:
    """Return what a client is told of a change."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    if used:
        connection.request("GET", "/keys")
        connection.getresponse().read()
    try:
        connection.request(method, "/key", body=b"{}" if method == "POST" else None)
        return f"{method} {connection.getresponse().status}"
    except http.client.RemoteDisconnected:
        return f"{method} closed without a byte"
    finally:
        connection.close()


def curl(port: int) -> str:
    """Return what curl says of a DELETE on the connection of a GET."""
    url = f"http://127.0.0.1:{port}"
    command = ["root/usr/bin/curl", "-s", f"{url}/keys", "--next", "-s", "-X", "DELETE", "-w", "%{http_code}", f"{url}/key"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


server = Server()
with socket.create_server(("127.0.0.1", 0)) as free:
    own = free.getsockname()[1]
modules = pathlib.Path("root/usr/lib/apache2/modules").resolve()
conf = CONF.format(work=os.getcwd(), own=own, modules=modules, server=server.socket.getsockname()[1])
pathlib.Path("conf").write_text(conf)
command = ["root/usr/sbin/apache2", "-X", "-d", os.getcwd(), "-f", f"{os.getcwd()}/conf"]
proxy = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", own)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    for name, used in (("new", False), ("used", True)):
        server.seen.clear()
        print(f"{name} connection: {change(own, 'POST', used=used)}, {change(own, 'DELETE', used=used)}")
    server.seen.clear()
    status = curl(own)
    print(f"curl, used connection: DELETE {status}, arrived {server.seen.count('DELETE')} times")
finally:
    proxy.terminate()
    proxy.wait()
PY
export LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu:$work/root/lib/$(uname -m)-linux-gnu
timeout 100 python3 try.py | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
new connection: POST 502, DELETE 502
used connection: POST closed without a byte, DELETE closed without a byte
curl, used connection: DELETE 404, arrived 2 times
SEEN
