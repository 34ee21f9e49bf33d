#!/usr/bin/env bash
# lowdown 1.0.0 and discount 2.2.7 (Debian 12: lowdown 1.0.0-2, discount 2.2.7-2) and marked 18.2.1 (npm), which render Markdown, beside
# cmark-gfm 0.29.0.gfm.6 (Debian 12: cmark-gfm 0.29.0.gfm.6-6), GitHub's own. An underscore in an e-mail address is escaped by a
# backslash, as CommonMark has it for any punctuation, and shown as an underscore. But these three make a link of what stands behind
# it: in a report on the keys of jean_doe@acme.com, a click writes to doe@acme.com, who is somebody else. Not escaped, the link
# is right in all of them, as long as it is the only underscore; of two, lowdown makes emphasis, and links to doe as well. With
# &#64; in the place of the @, these three link nobody, and cmark-gfm still the right one.
#
# Output seen:
#   lowdown: jean\_doe@ doe@acme.com, jean_doe@ jean_doe@acme.com, j_m_doe@ doe@acme.com, j\_m\_doe&#64; none
#   discount: jean\_doe@ doe@acme.com, jean_doe@ jean_doe@acme.com, j_m_doe@ j_m_doe@acme.com, j\_m\_doe&#64; none
#   marked: jean\_doe@ doe@acme.com, jean_doe@ jean_doe@acme.com, j_m_doe@ j_m_doe@acme.com, j\_m\_doe&#64; none
#   cmark-gfm: jean\_doe@ jean_doe@acme.com, jean_doe@ jean_doe@acme.com, j_m_doe@ j_m_doe@acme.com, j\_m\_doe&#64; j_m_doe@acme.com
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund marked@18.2.1 >/dev/null 2>&1
mkdir debs
(cd debs && apt-get download -q 'lowdown=1.0.0-2*' 'discount=2.2.7-2*' 'libmarkdown2=2.2.7-2*' 'cmark-gfm=0.29.0.gfm.6-6*' \
    'libcmark-gfm0.29.0.gfm.6=0.29.0.gfm.6-6*' 'libcmark-gfm-extensions0.29.0.gfm.6=0.29.0.gfm.6-6*' >/dev/null 2>&1) ||
    { echo "not to be had any more: lowdown, discount or cmark-gfm" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu
linked() { # READER...: prints whom it links to
    printf '%s\n' "$address" | "$@" | python3 -c '
import html, re, sys
found = re.search(r"mailto:([^\"]*)", html.unescape(sys.stdin.read()))
print(found[1] if found else "none", end="")'
}
try() { # NAME READER...
    local name=$1 between=" "; shift
    printf %s: "$name"
    for address in 'jean\_doe@acme.com' 'jean_doe@acme.com' 'j_m_doe@acme.com' 'j\_m\_doe&#64;acme.com'; do
        printf '%s%s %s' "$between" "${address%acme.com}" "$(linked "$@")"; between=", "
    done
    echo
}
{
    try lowdown root/usr/bin/lowdown -Thtml
    try discount root/usr/bin/markdown -f autolink
    try marked node -e 'console.log(require("marked").parse(require("fs").readFileSync(0, "utf8")))'
    try cmark-gfm root/usr/bin/cmark-gfm -e autolink
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
lowdown: jean\_doe@ doe@acme.com, jean_doe@ jean_doe@acme.com, j_m_doe@ doe@acme.com, j\_m\_doe&#64; none
discount: jean\_doe@ doe@acme.com, jean_doe@ jean_doe@acme.com, j_m_doe@ j_m_doe@acme.com, j\_m\_doe&#64; none
marked: jean\_doe@ doe@acme.com, jean_doe@ jean_doe@acme.com, j_m_doe@ j_m_doe@acme.com, j\_m\_doe&#64; none
cmark-gfm: jean\_doe@ jean_doe@acme.com, jean_doe@ jean_doe@acme.com, j_m_doe@ j_m_doe@acme.com, j\_m\_doe&#64; j_m_doe@acme.com
SEEN
