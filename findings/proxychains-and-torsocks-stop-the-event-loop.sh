#!/usr/bin/env bash
# proxychains-ng 4.16 (Debian 12: libproxychains4 4.16-2) and torsocks 2.4.0 (Debian 12: torsocks 2.4.0-1), which send the
# connections of any program through a SOCKS proxy, by LD_PRELOAD. A program that connects without blocking, as all do that use
# asyncio, is made to wait: connect() returns when the proxy has answered, and until then the whole event loop stands still. No
# timeout of the program acts, no key press and no other request is served. What the proxy did is told as "connection refused"
# by proxychains, also where it took the connection and was silent.
#
# Output seen, of a connection limited to 1 s, by a proxy that is silent for 3 s and then hangs up:
#   SOCKS by asyncio itself: TimeoutError after 1 s, the loop ran on
#   proxychains: ConnectionRefusedError after 3 s, the loop stood still
#   torsocks: ConnectionResetError after 3 s, the loop stood still
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q 'libproxychains4=4.16-2*' 'torsocks=2.4.0-1*' >/dev/null 2>&1 ||
    { echo "not to be had any more: libproxychains4 4.16, torsocks 2.4.0" >&2; exit 1; }
for file in ./*.deb; do dpkg -x "$file" root; done
cat >connect.py <<'PY'
"""Connects by asyncio within 1 s, and prints how that ended and whether the event loop ran on."""

import asyncio
import sys
import time


async def connect() -> None:
    if sys.argv[1] == "itself":
        reader, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[2]))
        writer.write(b"\5\1\0")  # the greeting of SOCKS5
        await reader.readexactly(2)
    else:
        await asyncio.open_connection("203.0.113.5", 443)


async def main() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.1)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    began = time.monotonic()
    try:
        async with asyncio.timeout(1):
            await connect()
        outcome = "connected"
    except OSError as error:
        outcome = type(error).__name__
    ran = "ran on" if ticks > 2 else "stood still"
    print(f"{outcome} after {time.monotonic() - began:.0f} s, the loop {ran}")
    ticking.cancel()


asyncio.run(main())
PY
cat >proxy.py <<'PY'
"""A SOCKS proxy that takes one connection, is silent for 3 s and hangs up; starts a command with its port."""

import os
import socket
import subprocess
import sys
import time

with socket.create_server(("127.0.0.1", 0)) as server:
    port = str(server.getsockname()[1])
    with open("proxychains.conf", "w") as file:
        file.write(f"strict_chain\nquiet_mode\ntcp_read_time_out 9000\n[ProxyList]\nsocks5 127.0.0.1 {port}\n")
    with open("torsocks.conf", "w") as file:
        file.write(f"TorAddress 127.0.0.1\nTorPort {port}\n")
    settings = {"PROXYCHAINS_CONF_FILE": "proxychains.conf", "PROXYCHAINS_QUIET_MODE": "1", "TORSOCKS_CONF_FILE": "torsocks.conf"}
    if sys.argv[2:]:
        settings["LD_PRELOAD"] = sys.argv[2]
    command = [sys.executable, "connect.py", sys.argv[1], port]
    client = subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.DEVNULL)
    connection, _ = server.accept()
    time.sleep(3)
    connection.close()
client.wait()
PY
libraries=$work/root/usr/lib/$(uname -m)-linux-gnu
{
    printf 'SOCKS by asyncio itself: '; timeout 30 python3 proxy.py itself
    printf 'proxychains: '; timeout 30 python3 proxy.py below "$libraries/libproxychains.so.4"
    printf 'torsocks: '; timeout 30 python3 proxy.py below "$libraries/torsocks/libtorsocks.so"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
SOCKS by asyncio itself: TimeoutError after 1 s, the loop ran on
proxychains: ConnectionRefusedError after 3 s, the loop stood still
torsocks: ConnectionResetError after 3 s, the loop stood still
SEEN
