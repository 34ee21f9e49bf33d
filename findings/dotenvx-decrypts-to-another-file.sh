#!/usr/bin/env bash
# dotenvx 2.38.2 (npm: @dotenvx/dotenvx), which encrypts the values of .env files in place, so that these can be committed. What
# `decrypt` writes is not the file that was encrypted: of "it's \$HOME" the backslash is gone. Encrypted, the value is still the
# right one for `dotenvx run`; after decrypting, dotenvx and every shell put the value of $HOME into the password. Only the
# backslash before a dollar is lost; those before quotes, backticks and backslashes stay. Nothing is said, and the status is 0.
#
# Output seen:
#   written:   "it's \$HOME \"5\" \\"
#   encrypted: it's $HOME as dotenvx runs it
#   decrypted: "it's $HOME \"5\" \\"
#   decrypted: it's /home/nobody as dotenvx runs it, it's /home/nobody as sh reads it
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund @dotenvx/dotenvx@2.38.2 >/dev/null 2>&1
cat >key.env <<'ENV'
PASSWORD="it's \$HOME \"5\" \\"
ENV
bare() { env -i PATH="$PATH" HOME=/home/nobody "$@"; }
dotenvx() { bare node_modules/.bin/dotenvx "$@"; }
first() { cut -d' ' -f1,2; }
run() { dotenvx run -q -f key.env -- printenv PASSWORD | first; }
written() { sed -n 's/^PASSWORD=//p' key.env; }
{
    echo "written:   $(written)"
    dotenvx encrypt -q -f key.env
    echo "encrypted: $(run) as dotenvx runs it"
    dotenvx decrypt -q -f key.env
    echo "decrypted: $(written)"
    echo "decrypted: $(run) as dotenvx runs it, $(bare sh -c '. ./key.env; echo "$PASSWORD"' | first) as sh reads it"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
written:   "it's \$HOME \"5\" \\"
encrypted: it's $HOME as dotenvx runs it
decrypted: "it's $HOME \"5\" \\"
decrypted: it's /home/nobody as dotenvx runs it, it's /home/nobody as sh reads it
SEEN
