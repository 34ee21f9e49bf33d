#!/usr/bin/env bash
# e2guardian 5.3.5 (Debian 12: e2guardian 5.3.5-4+deb12u1*), the proxy by which schools and companies filter what may be seen. What it logs
# as 403 for a CONNECT is another status for the client: to a host on its list of banned sites, 302, as from a captive portal, with
# the address of a page that no client follows for a CONNECT. To a port where nobody listens, and to a name that can't be resolved, it
# says 200 Connection established, and sends the same 302 behind that without waiting, where the client expects TLS. curl ends
# with 56 for the first and with 35, "wrong version number", for the others, as if the server had no TLS.
#
# Output seen:
#   banned: HTTP/1.1 302 Redirect; logged as 403 *DENIED*; curl ends with 56
#   nobody listens: HTTP/1.1 200 Connection established, HTTP/1.1 302 Redirect; logged as 403 *NETERROR*; curl ends with 35
#   unknown host: HTTP/1.1 200 Connection established, HTTP/1.1 302 Redirect; logged as 403 *NETERROR*; curl ends with 35
set -euo pipefail
made=$(mktemp -d); work=${made,,}; pid=  # it reads paths in lower case
[ "$made" = "$work" ] || mv "$made" "$work"
trap '[ -z "$pid" ] || { kill -9 "$pid" || :; wait "$pid" || :; } 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    e2guardian | grep -e '^lib' -e '^e2guardian' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^e2guardian$/&=5.3.5-4+deb12u1*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
read -r own closed < <(python3 -c '
import socket
both = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(each.getsockname()[1] for each in both))')
etc=$work/root/etc/e2guardian
grep -rlI /e2guardian "$etc" | xargs sed -i -e 's#/usr/share/e2guardian/languages#/etc/e2guardian/languages#' \
    -e "s#/\(etc\|usr/share\)/e2guardian#$work/root&#g"
sed -i -e "s/^filterports.*/filterports = $own/" -e 's/^filterip.*/filterip = 127.0.0.1/' -e '/^transparenthttpsport/d' \
    -e 's/^httpworkers.*/httpworkers = 20/' "$etc/e2guardian.conf"
printf '%s\n' "loglocation = '$work/log'" "pidfilename = '$work/pid'" "daemonuser = '$(id -un)'" "daemongroup = '$(id -gn)'" \
    >>"$etc/e2guardian.conf"
echo banned.example >>"$etc/lists/localbannedsitelist"
LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu:$work/root/lib/$(uname -m)-linux-gnu \
    root/usr/sbin/e2guardian -N -c "$etc/e2guardian.conf" >/dev/null 2>&1 & pid=$!
cat >try.py <<'PY'
import pathlib
import re
import socket
import subprocess
import sys
import time

proxy, closed = map(int, sys.argv[1:])
for _ in range(200):
    try:
        socket.create_connection(("127.0.0.1", proxy)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
for name, target in (
    ("banned", "banned.example:443"),
    ("nobody listens", f"127.0.0.1:{closed}"),
    ("unknown host", "nowhere.invalid:443"),
):
    with socket.create_connection(("127.0.0.1", proxy)) as client:
        client.settimeout(20)
        client.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        got = b""
        while piece := client.recv(4096):
            got += piece
    lines = ", ".join(re.findall(r"HTTP/1\.1 \d+ [\w ]+", got.decode()))
    curl = ("curl", "-s", "--noproxy", "", "-x", f"http://127.0.0.1:{proxy}", f"https://{target}/")
    status = subprocess.run(curl, stdout=subprocess.DEVNULL, timeout=30).returncode
    found = None
    for _ in range(100):
        log = pathlib.Path("log")
        if log.exists() and (found := re.search(rf"https://{re.escape(target)}\tCONNECT\t(\d+)\t.*(\*\w+\*)", log.read_text())):
            break
        time.sleep(0.1)
    print(f"{name}: {lines}; logged as {found[1]} {found[2]}; curl ends with {status}")
PY
python3 try.py "$own" "$closed" | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
banned: HTTP/1.1 302 Redirect; logged as 403 *DENIED*; curl ends with 56
nobody listens: HTTP/1.1 200 Connection established, HTTP/1.1 302 Redirect; logged as 403 *NETERROR*; curl ends with 35
unknown host: HTTP/1.1 200 Connection established, HTTP/1.1 302 Redirect; logged as 403 *NETERROR*; curl ends with 35
SEEN
