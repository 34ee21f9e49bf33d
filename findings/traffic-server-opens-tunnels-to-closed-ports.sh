#!/usr/bin/env bash
# Apache Traffic Server 9.2.5 (Debian 12: trafficserver 9.2.5+ds-0+deb12u*) as a forward proxy, beside ncat 7.93 (Debian 12). By RFC
# 9110 a 200 to CONNECT says that the tunnel has been established. Traffic Server says it for each name that it can resolve, before
# it tries to connect: where nobody listens at the port, 200 comes at once, and then the end of the connection. A client takes
# that for a server that hangs up in the TLS handshake. Where the name can't be resolved, the status is 500, of all: not 502 or
# 504. ncat answers 504 in both cases.
#
# Output seen:
#   traffic_server, name unknown: HTTP/1.1 500 Cannot find server.
#   traffic_server, port closed: HTTP/1.1 200 OK, then closed
#   ncat, name unknown: HTTP/1.0 504 Gateway Timeout
#   ncat, port closed: HTTP/1.0 504 Gateway Timeout
set -euo pipefail
work=$(mktemp -d); pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    trafficserver ncat | grep -e '^lib' -e '^trafficserver' -e '^ncat' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^trafficserver$/&=9.2.5+ds-0+deb12u*/' -e 's/^ncat$/&=7.93+dfsg1-1*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
free_port() { python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])'; }
ats=$(free_port) ncat=$(free_port)
mkdir -p ats/log ats/run ats/cache
cp -r root/etc/trafficserver ats/etc
cat >ats/etc/records.config <<CONF
CONFIG proxy.config.http.server_ports STRING $ats:ip-in=127.0.0.1
CONFIG proxy.config.url_remap.remap_required INT 0
CONFIG proxy.config.reverse_proxy.enabled INT 0
CONFIG proxy.config.http.connect_ports STRING *
CONFIG proxy.config.admin.user_id STRING #-1
CONFIG proxy.config.exec_thread.autoconfig.enabled INT 0
CONF
: >ats/etc/storage.config
cat >ats/etc/ip_allow.yaml <<'CONF'
ip_allow:
- {apply: in, ip_addrs: 127.0.0.1, action: allow, methods: ALL}
CONF
cat >ats/runroot.yaml <<CONF
prefix: $work/ats
exec_prefix: $work/root/usr
bindir: $work/root/usr/bin
sbindir: $work/root/usr/sbin
sysconfdir: $work/ats/etc
datadir: $work/ats/cache
libdir: $work/root/usr/lib
libexecdir: $work/root/usr/lib/trafficserver/modules
localstatedir: $work/ats
runtimedir: $work/ats/run
logdir: $work/ats/log
cachedir: $work/ats/cache
CONF
cat >ask.py <<'PY'
"""Asks a proxy for two hosts that can't be reached, and prints what it answers."""

import socket
import sys
import time

name, port = sys.argv[1], int(sys.argv[2])
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
with socket.socket() as closed:
    closed.bind(("127.0.0.1", 0))
    nobody = f"127.0.0.1:{closed.getsockname()[1]}"
    for what, target in (("name unknown", "nowhere.invalid:443"), ("port closed", nobody)):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.settimeout(20)
            client.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
            said = client.recv(4096).decode().splitlines()[0]
            if " 200 " in said:
                said += ", then closed" if client.recv(1) == b"" else ", and open"
            print(f"{name}, {what}: {said}")
PY
libraries=$work/root/usr/lib/$(uname -m)-linux-gnu:$work/root/lib/$(uname -m)-linux-gnu:$work/root/usr/lib/trafficserver
LD_LIBRARY_PATH=$libraries root/usr/bin/traffic_server --run-root="$work/ats/runroot.yaml" >/dev/null 2>&1 & pid=$!
timeout 60 python3 ask.py traffic_server "$ats" >seen
kill "$pid"; wait "$pid" 2>/dev/null || true
LD_LIBRARY_PATH=$libraries root/usr/bin/ncat --listen 127.0.0.1 "$ncat" --proxy-type http --keep-open >/dev/null 2>&1 & pid=$!
timeout 60 python3 ask.py ncat "$ncat" >>seen
cat seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
traffic_server, name unknown: HTTP/1.1 500 Cannot find server.
traffic_server, port closed: HTTP/1.1 200 OK, then closed
ncat, name unknown: HTTP/1.0 504 Gateway Timeout
ncat, port closed: HTTP/1.0 504 Gateway Timeout
SEEN
