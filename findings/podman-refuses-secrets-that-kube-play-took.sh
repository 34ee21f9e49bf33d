#!/usr/bin/env bash
# podman 4.3.1 (Debian 12: podman 4.3.1+ds1-8+deb12u1). `podman kube play` takes the manifest of a Kubernetes Secret, with
# `data` or with `stringData`, makes a secret of podman's of it, and ends with status 0. What it stores is the manifest, as
# YAML: a container that is given this secret by `podman run --secret` finds the manifest in its file. And a pod that refers
# to the Secret is refused, because what podman has stored as YAML it reads as JSON.
#
# Output seen:
#   data: status 0, stored: apiVersion: v1
#   a pod with it: status 125, is not valid JSON
#   stringData: status 0, stored: apiVersion: v1
#   a pod with it: status 125, is not valid JSON
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
[ "$(id -u)" = 0 ] || { echo "needs root" >&2; exit 2; }
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    podman catatonit | grep '^[a-z]' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed 's/^podman$/&=4.3.1+ds1-8+deb12u1*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
export HOME=$work CONTAINERS_HELPER_BINARY_DIR=$work/root/usr/bin CONTAINERS_CONF=$work/containers.conf
: >containers.conf
mkdir -p .config/containers
echo '{"default": [{"type": "insecureAcceptAnything"}]}' >.config/containers/policy.json
podman() {
    LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu PATH=$work/root/usr/bin:$work/root/usr/sbin:$PATH \
        root/usr/bin/podman --root "$work/store" --runroot "$work/run" --tmpdir "$work/tmp" --storage-driver vfs \
        --cgroup-manager cgroupfs --events-backend none "$@"
}
touch file
tar -cf image.tar file
podman import image.tar localhost/empty:1 >/dev/null 2>&1
cat >pod.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: pod
spec:
  containers:
  - name: job
    image: localhost/empty:1
    imagePullPolicy: Never
    command: [job]
    env:
    - name: PASSWORD
      valueFrom:
        secretKeyRef:
          name: key
          key: PASSWORD
YAML
cat >stored.py <<'PY'
"""Prints the first line of what podman has stored as the secret `key`."""

import base64
import json
import pathlib

folder = pathlib.Path("store/secrets")
names = json.loads((folder / "secrets.json").read_text())["nameToID"]
texts = json.loads((folder / "filedriver/secretsdata.json").read_text())
print(base64.b64decode(texts[names["key"]]).decode().splitlines()[0])
PY
try() { # FIELD VALUE
    local status=0
    printf 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: key\n%s:\n  PASSWORD: %s\n' "$1" "$2" >secret.yaml
    podman kube play secret.yaml >said 2>&1 || status=$?
    echo "$1: status $status, stored: $(python3 stored.py)"
    status=0
    podman kube play --start=false pod.yaml >said 2>&1 || status=$?
    echo "a pod with it: status $status, $(grep -o 'is not valid JSON' said || tail -n 1 said)"
    podman pod rm --force pod >/dev/null 2>&1 || true
    podman secret rm key >/dev/null
}
{
    try data cGFzcw==
    try stringData pass
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
data: status 0, stored: apiVersion: v1
a pod with it: status 125, is not valid JSON
stringData: status 0, stored: apiVersion: v1
a pod with it: status 125, is not valid JSON
SEEN
