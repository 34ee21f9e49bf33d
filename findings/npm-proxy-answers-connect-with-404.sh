#!/usr/bin/env bash
# The npm package proxy 4.1.0, an HTTP proxy. A CONNECT to a host whose name can't be resolved it answers with 404, one
# to a port where nobody listens with 500: never with 502 or 504, as proxies do. 404 is also what a web server answers
# that is no proxy at all, so a client can't tell "this address is no proxy" from "this proxy doesn't know that host".
# curl calls it "CONNECT tunnel failed, response 404", and a program that takes it for the origin's looks for a page.
#
# Output seen:
#   unknown host: HTTP/1.1 404 Not Found
#   nobody listens: HTTP/1.1 500 Internal Server Error
set -euo pipefail
work=$(mktemp -d); pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund proxy@4.1.0 >/dev/null
cat >serve.mjs <<'JS'
import { writeFileSync, renameSync } from "node:fs";
import http from "node:http";
import { createProxy } from "proxy";

const listening = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
const proxy = await listening(createProxy(http.createServer()));
const closed = http.createServer();
const free = await listening(closed);
closed.close();
writeFileSync("ports.part", `${proxy} ${free}`);
renameSync("ports.part", "ports");
JS
node serve.mjs & pid=$!
for _ in $(seq 100); do [ -f ports ] && break; sleep 0.1; done
python3 - $(cat ports) <<'PY' | tee seen
import socket
import sys

proxy, free = map(int, sys.argv[1:])
for name, port, target in (
    ("unknown host", proxy, "nowhere.invalid:443"),
    ("nobody listens", proxy, f"127.0.0.1:{free}"),
):
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(20)
        client.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        print(f"{name}: {client.recv(4096).decode().splitlines()[0]}")
PY
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
unknown host: HTTP/1.1 404 Not Found
nobody listens: HTTP/1.1 500 Internal Server Error
SEEN
