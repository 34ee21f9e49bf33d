#!/usr/bin/env bash
# environment-modules 5.2.0 (Debian 12: environment-modules 5.2.0-1), by which clusters set what a program needs. A module that
# says `source-sh bash FILE` sets the variables that bash has after sourcing FILE, such as a .env file with `export`. It takes
# them from the quoted form in which bash prints them, and removes too little of the quoting: a backslash is left before each
# dollar and each backtick. A password 's$cret' is s\$cret for whoever loads the module, with status 0 and without a word.
# Quotes, spaces and backslashes come through. The values are also kept as text in __MODULES_LMSOURCESH, which is exported.
#
# Output seen:
#   PLAIN   a+b/c= in bash, the same by the module
#   QUOTES  it's "5" in bash, the same by the module
#   SLASH   a\b in bash, the same by the module
#   DOLLAR  s$cret in bash, s\$cret by the module
#   TICK    a`b in bash, a\`b by the module
#   a+b/c= is also in __MODULES_LMSOURCESH
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q 'environment-modules=5.2.0-1*' tcl8.6 libtcl8.6 >/dev/null 2>&1 ||
    { echo "not to be had any more: environment-modules 5.2.0" >&2; exit 1; }
for file in ./*.deb; do dpkg -x "$file" root; done
cat >key.sh <<'ENV'
export PLAIN=a+b/c=
export QUOTES="it's \"5\""
export SLASH='a\b'
export DOLLAR='s$cret'
export TICK='a`b'
ENV
mkdir modules
printf '#%%Module5.0\nsource-sh bash %s\n' "$work/key.sh" >modules/key
cat >show.sh <<'SHOW'
load=$(MODULEPATH=modules root/usr/bin/tclsh8.6 root/usr/lib/*/modulecmd.tcl bash load key)
for name in PLAIN QUOTES SLASH DOLLAR TICK; do
    sourced=$(. ./key.sh; echo "${!name}")
    loaded=$(eval "$load"; echo "${!name}")
    [ "$loaded" != "$sourced" ] || loaded="the same"
    printf '%-7s %s in bash, %s by the module\n' "$name" "$sourced" "$loaded"
done
echo "a+b/c= is also in $(eval "$load"; unset PLAIN; env | sed -n '/a+b\/c=/s/=.*//p')"
SHOW
env -i PATH="$PATH" HOME="$work" LD_LIBRARY_PATH="$work/root/usr/lib/$(uname -m)-linux-gnu" bash show.sh | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
PLAIN   a+b/c= in bash, the same by the module
QUOTES  it's "5" in bash, the same by the module
SLASH   a\b in bash, the same by the module
DOLLAR  s$cret in bash, s\$cret by the module
TICK    a`b in bash, a\`b by the module
a+b/c= is also in __MODULES_LMSOURCESH
SEEN
