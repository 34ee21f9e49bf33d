#!/usr/bin/env bash
# AnyProxy 4.1.3 (npm), an HTTP proxy. To a CONNECT it answers 200 before it has tried to connect, and where that fails it has an
# answer all the same: when the first bytes of the TLS handshake have come, it writes a response of HTTP, 502 with the reason in its
# headers, into the tunnel. A client can't read that where it expects TLS: curl ends with 35, "wrong version number", as for an
# https:// address of a server that has no TLS, and both blame the server, which nobody has reached. The name of a host that
# can't be resolved ends the same way.
#
# Output seen:
#   nobody listens: HTTP/1.1 200 OK, then HTTP/1.1 502, Proxy-Error: true; curl ends with 35
#   unknown host: HTTP/1.1 200 OK, then HTTP/1.1 502, Proxy-Error: true; curl ends with 35
set -euo pipefail
work=$(mktemp -d); pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$work"' EXIT
cd "$work"
export HOME=$work  # AnyProxy writes there
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund anyproxy@4.1.3 >/dev/null 2>&1
cat >serve.js <<'JS'
const fs = require("fs");
const net = require("net");
const { ProxyServer } = require("anyproxy");

const free = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
(async () => {
  const [own, closed] = [await free(), await free()];
  const proxy = new ProxyServer({ port: own, silent: true, webInterface: { enable: false } });
  proxy.on("ready", () => {
    fs.writeFileSync("ports.part", `${own} ${closed}`);
    fs.renameSync("ports.part", "ports");
  });
  proxy.start();
})();
JS
node serve.js >/dev/null 2>&1 & pid=$!
for _ in $(seq 200); do [ -f ports ] && break; sleep 0.1; done
cat >try.py <<'PY'
import socket
import subprocess
import sys

proxy, closed = map(int, sys.argv[1:])
for name, target in ("nobody listens", f"127.0.0.1:{closed}"), ("unknown host", "nowhere.invalid:443"):
    with socket.create_connection(("127.0.0.1", proxy)) as client:
        client.settimeout(20)
        client.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        first = client.recv(4096).decode().splitlines()[0]
        client.sendall(b"\x16\x03\x01")  # as a handshake begins
        got = ""
        while "\r\n\r\n" not in got and (piece := client.recv(4096)):
            got += piece.decode()
    second = got.splitlines()
    curl = ("curl", "-s", "--noproxy", "", "-x", f"http://127.0.0.1:{proxy}", f"https://{target}/")
    status = subprocess.run(curl, stdout=subprocess.DEVNULL, timeout=30).returncode
    print(f"{name}: {first}, then {second[0].strip()}, {second[1]}; curl ends with {status}")
PY
python3 try.py $(cat ports) | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
nobody listens: HTTP/1.1 200 OK, then HTTP/1.1 502, Proxy-Error: true; curl ends with 35
unknown host: HTTP/1.1 200 OK, then HTTP/1.1 502, Proxy-Error: true; curl ends with 35
SEEN
