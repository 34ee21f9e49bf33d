#!/usr/bin/env bash
# R 4.2.2 (Debian 12: r-base-core 4.2.2.20221110-2), its readRenviron(), by which ~/.Renviron is read as well. It removes
# quotes as a shell does, and has rules of its own for what is between single ones, where a shell leaves all as it is: ${NAME}
# is expanded, $NAME is not; a backslash at the end keeps the closing quote from closing, and the value ends in a quote. Between
# double quotes \" is a quote, and \$ keeps its backslash. It returns TRUE and warns of nothing.
#
# Output seen:
#   PLAIN=[a+b/c=]
#   NAME=[a$b]
#   BRACES=[ac]
#   END=[ab']
#   DOUBLE=[it's "5" \$]
#   [1] TRUE
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    r-base-core | grep -e '^lib' -e '^r-base-core' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed 's/^r-base-core$/&=4.2.2.20221110-2*/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
libraries=$work/root/usr/lib/$(uname -m)-linux-gnu
export LD_LIBRARY_PATH=$work/root/usr/lib/R/lib:$libraries:$libraries/blas:$libraries/lapack:$work/root/lib/$(uname -m)-linux-gnu
cat >key.env <<'ENV'
PLAIN=a+b/c=
NAME='a$b'
BRACES='a${b}c'
END='ab\'
DOUBLE="it's \"5\" \$"
ENV
cat >show.R <<'R'
read <- readRenviron("key.env")
for (name in c("PLAIN", "NAME", "BRACES", "END", "DOUBLE")) cat(name, "=[", Sys.getenv(name), "]\n", sep = "")
print(read)
R
env -i LD_LIBRARY_PATH="$LD_LIBRARY_PATH" LC_ALL=C.UTF-8 HOME="$work" R_HOME="$work/root/usr/lib/R" \
    root/usr/lib/R/bin/exec/R --vanilla --no-echo -f show.R 2>&1 | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
PLAIN=[a+b/c=]
NAME=[a$b]
BRACES=[ac]
END=[ab']
DOUBLE=[it's "5" \$]
[1] TRUE
SEEN
