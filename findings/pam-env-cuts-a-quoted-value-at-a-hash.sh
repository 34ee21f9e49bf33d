#!/usr/bin/env bash
# pam_env of Linux-PAM 1.5.2 (Debian 12: libpam-modules 1.5.2-6+deb12u*), by which logins, SSH, su and cron get the variables of
# /etc/environment or of another file (envfile=). It removes quotes as a shell does, and yet a # begins a comment between them: of
# 'a#b' is left a, and the quote that is then missing at the end is not missed. The manual knows comments on lines of their own only.
# The session is opened, nothing is said. A dollar, a backtick, a backslash and a blank come through.
#
# Output seen:
#   'a#b' -> a
#   "it's #1" -> it's
#   's$c `x` \n' -> s$c `x` \n
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q 'libpam-modules=1.5.2-6+deb12u*' 'libpam0g=1.5.2-6+deb12u*' >/dev/null 2>&1 ||
    { echo "not to be had any more: libpam-modules" >&2; exit 1; }
for file in *.deb; do dpkg -x "$file" root; done
printf '%s\n' "A='a#b'" "B=\"it's #1\"" "C='s\$c \`x\` \\n'" >key.env
cat >try.py <<'PY'
"""Opens a session of a service that has pam_env alone, and prints what it sets."""

import ctypes
import pathlib
import sys

library, module = sys.argv[1:]
work = pathlib.Path.cwd()
pathlib.Path("pam.d").mkdir()
pathlib.Path("pam.d/keys").write_text(f"session required {module} conffile=/dev/null envfile={work}/key.env\n")
pam = ctypes.CDLL(library)
pam.pam_getenv.restype = ctypes.c_char_p
conversation, handle = (ctypes.c_void_p * 2)(), ctypes.c_void_p()
assert not pam.pam_start_confdir(b"keys", b"root", conversation, f"{work}/pam.d".encode(), ctypes.byref(handle))
assert not pam.pam_open_session(handle, 0)
for line in pathlib.Path("key.env").read_text().splitlines():
    name, _, written = line.partition("=")
    print(f"{written} -> {pam.pam_getenv(handle, name.encode()).decode()}".rstrip())
PY
libraries=root/lib/$(uname -m)-linux-gnu
python3 try.py "$PWD/$libraries/libpam.so.0" "$PWD/$libraries/security/pam_env.so" | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
'a#b' -> a
"it's #1" -> it's
's$c `x` \n' -> s$c `x` \n
SEEN
