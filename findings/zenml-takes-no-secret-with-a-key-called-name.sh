#!/usr/bin/env bash
# ZenML 0.98.0 (PyPI), with the store of its own that it starts with. `zenml secret create NAME --values=@FILE` takes a JSON file
# of any keys but one: where the file has a key `name`, as files of credentials often do, it is refused as a whole, and exits
# with 1. To leave that key out on the way does not work either: only regular files are read, so /dev/stdin "does not exist
# or is not readable". Single values may come from files, each by `--KEY=@FILE`.
#
# Output seen:
#   with name: status 1, Error: You can't use 'name' as the key for one of your secrets.
#   from a pipe: status 1, file '/dev/stdin' does not exist or is not readable.
#   value by value: status 0, Secret 'c' successfully created.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q 'zenml[local]==0.98.0' 2>/dev/null
export HOME=$work ZENML_CONFIG_PATH=$work/zenml ZENML_ANALYTICS_OPT_IN=false ZENML_LOGGING_VERBOSITY=ERROR COLUMNS=200
echo '{"name": "a", "clientId": "5e7b", "clientSecret": "s3cret"}' >a.json
printf s3cret >c.secret
venv/bin/zenml version >/dev/null 2>&1  # makes its store
{
    status=0
    venv/bin/zenml secret create a --values=@a.json >said 2>&1 || status=$?
    echo "with name: status $status, $(grep -o 'Error: .*secrets\.' said)"
    status=0
    echo '{"clientSecret": "s3cret"}' | venv/bin/zenml secret create b --values=@/dev/stdin >said 2>&1 || status=$?
    echo "from a pipe: status $status, $(tr '\n' ' ' <said | grep -o "file '/dev/stdin' does not *exist or is not readable\." | tail -n 1)"
    status=0
    venv/bin/zenml secret create c --clientId=5e7b --clientSecret=@c.secret >said 2>&1 || status=$?
    echo "value by value: status $status, $(grep -o "Secret 'c' .*\." said)"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
with name: status 1, Error: You can't use 'name' as the key for one of your secrets.
from a pipe: status 1, file '/dev/stdin' does not exist or is not readable.
value by value: status 0, Secret 'c' successfully created.
SEEN
