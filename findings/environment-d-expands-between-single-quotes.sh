#!/usr/bin/env bash
# systemd 252 (Debian 12), its generator for ~/.config/environment.d/*.conf: the variables of a user's services and of desktop
# sessions. It removes quotes as a shell does, and expands what was between them all the same: in single quotes, where a shell
# and systemd's EnvironmentFile= leave all as it is, $NAME and ${NAME} are replaced (by nothing where there is no such
# variable) and $$ becomes $; a dollar behind a backslash between double quotes is no better off. The status is 0, and it
# says nothing. So a file that is right as an EnvironmentFile= has lost parts of its values here.
#
# Output seen:
#   PLAIN=a+b/c=
#   NAME=[pa]
#   BRACES=[paword]
#   TWO=[pa$ss]
#   ESCAPED=[it's  off]
#   status 0, said: nothing
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    libsystemd-shared | grep '^lib' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed 's/^libsystemd-shared$/&=252.*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q 'systemd=252.*' $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
mkdir environment.d
cat >environment.d/key.conf <<'FILE'
KEY_PLAIN=a+b/c=
KEY_NAME='pa$ss'
KEY_BRACES='pa${ss}word'
KEY_TWO='pa$$ss'
KEY_ESCAPED="it's \$5 off"
FILE
libraries=$work/root/usr/lib/$(uname -m)-linux-gnu
status=0
env -i XDG_CONFIG_HOME="$work" LD_LIBRARY_PATH="$libraries/systemd:$libraries:$work/root/lib/$(uname -m)-linux-gnu" \
    root/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator >made 2>said || status=$?
# What it prints is for a shell, and has the variables of this machine's own files too.
{
    env -i sh -c '. ./made
        printf "%s\n" "PLAIN=$KEY_PLAIN" "NAME=[$KEY_NAME]" "BRACES=[$KEY_BRACES]" "TWO=[$KEY_TWO]" "ESCAPED=[$KEY_ESCAPED]"'
    echo "status $status, said: $([ -s said ] && cat said || echo nothing)"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
PLAIN=a+b/c=
NAME=[pa]
BRACES=[paword]
TWO=[pa$ss]
ESCAPED=[it's  off]
status 0, said: nothing
SEEN
