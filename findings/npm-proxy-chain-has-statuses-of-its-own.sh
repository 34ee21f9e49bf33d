#!/usr/bin/env bash
# The npm package proxy-chain 3.0.1, an HTTP proxy that may hand on to another one. Where it can't, it answers a CONNECT by
# statuses that no standard has, with phrases of its own: 594 if nobody listens at the other proxy, 593 if its name is unknown,
# 597 if that one wants a password, 590 for any other refusal, also where that is a plain 403. A client that goes by the
# status alone can't tell "forbidden" and "log in first" from a host that can't be reached. Where there is no other proxy
# behind it, a host that can't be reached is not answered at all: the connection is closed.
#
# Output seen:
#   nobody listens at the next proxy: HTTP/1.1 594 ECONNREFUSED
#   the name of the next proxy is unknown: HTTP/1.1 593 ENOTFOUND
#   the next proxy answers 407: HTTP/1.1 597 UPSTREAM407
#   the next proxy answers 403: HTTP/1.1 590 UPSTREAM403
#   no next proxy, nobody listens at the host: closed
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund proxy-chain@3.0.1 >/dev/null 2>&1
cat >ask.mjs <<'JS'
import net from "node:net";
import { Server } from "proxy-chain";

const listening = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

async function refusing(status) {
  const answer = `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;
  return listening(net.createServer((client) => client.once("data", () => client.end(answer))));
}

async function free() {
  const server = net.createServer();
  const port = await listening(server);
  await new Promise((done) => server.close(done));
  return port;
}

async function ask(next, port) {
  const prepareRequestFunction = () => ({ upstreamProxyUrl: next });
  const proxy = new Server({ port: 0, host: "127.0.0.1", prepareRequestFunction });
  await proxy.listen();
  const client = net.connect(proxy.port, "127.0.0.1");
  client.setTimeout(20000, () => client.destroy(new Error("silent")));
  client.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  let got = "";
  for await (const piece of client) got += piece;
  return got.split("\r\n")[0] || "closed";
}

const closed = await free();
for (const [name, next] of [
  ["nobody listens at the next proxy", `http://127.0.0.1:${closed}`],
  ["the name of the next proxy is unknown", "http://nowhere.invalid:80"],
  ["the next proxy answers 407", `http://127.0.0.1:${await refusing("407 Proxy Authentication Required")}`],
  ["the next proxy answers 403", `http://127.0.0.1:${await refusing("403 Forbidden")}`],
  ["no next proxy, nobody listens at the host", null],
])
  console.log(`${name}: ${await ask(next, closed)}`);
process.exit();
JS
node ask.mjs | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
nobody listens at the next proxy: HTTP/1.1 594 ECONNREFUSED
the name of the next proxy is unknown: HTTP/1.1 593 ENOTFOUND
the next proxy answers 407: HTTP/1.1 597 UPSTREAM407
the next proxy answers 403: HTTP/1.1 590 UPSTREAM403
no next proxy, nobody listens at the host: closed
SEEN
