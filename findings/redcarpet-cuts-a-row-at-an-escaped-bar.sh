#!/usr/bin/env bash
# Redcarpet 3.5.1 (Debian 12: ruby-redcarpet 3.5.1-1+b4), which renders Markdown. In tables, \| is how others get a bar into a
# cell, as GitHub's specification has it. Here the bar ends the cell, the backslash is shown, and the last cell of the row is
# lost. The character reference &#124; works. But mistune 3.4.0 (PyPI), unless told not to escape HTML, shows references letter
# by letter, &lt; as well. And the backslash, which CommonMark has for any punctuation, is shown before < & ~ by Markdown 3.11.3
# (PyPI, below MkDocs), and before & ~ by kramdown 2.4.0 (Debian 12: 2.4.0-2, below Jekyll). No form of these four is shown
# right by all.
#
# Output seen:
#   Redcarpet  a\|b -> [a\] [b]  a&#124;b -> [a|b] [end]  \< \& \~ -> [< & ~] [end]  &lt; -> [<] [end]
#   kramdown   a\|b -> [a|b] [end]  a&#124;b -> [a|b] [end]  \< \& \~ -> [< \& \~] [end]  &lt; -> [<] [end]
#   Markdown   a\|b -> [a|b] [end]  a&#124;b -> [a|b] [end]  \< \& \~ -> [\< \& \~] [end]  &lt; -> [<] [end]
#   mistune    a\|b -> [a|b] [end]  a&#124;b -> [a&#124;b] [end]  \< \& \~ -> [< & ~] [end]  &lt; -> [&lt;] [end]
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q Markdown==3.11.3 mistune==3.4.0 2>/dev/null
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    ruby3.1 ruby-rexml | grep -e '^lib' -e '^ruby' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u)  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real 'ruby-redcarpet=3.5.1-1*' 'ruby-kramdown=2.4.0-2*' >/dev/null 2>&1) ||
    { echo "not to be had any more: redcarpet 3.5.1, kramdown 2.4.0" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
cat >render.py <<'PY'
"""Renders standard input by a package of Python's."""

import sys

import markdown
import mistune

text = sys.stdin.read()
if sys.argv[1] == "Markdown":
    print(markdown.markdown(text, extensions=["tables"]))
else:
    print(mistune.create_markdown(plugins=["table"])(text))
PY
cat >render.rb <<'RB'
# Renders standard input by a package of Ruby's.
text = $stdin.read
if ARGV[0] == "kramdown"
  require "kramdown"
  puts Kramdown::Document.new(text).to_html
else
  require "redcarpet"
  puts Redcarpet::Markdown.new(Redcarpet::Render::HTML.new, tables: true).render(text)
end
RB
cat >cells.py <<'PY'
"""Prints the cells of a table in HTML as they are shown."""

import html
import re
import sys

print(*(f"[{html.unescape(cell)}]" for cell in re.findall("<td>(.*?)</td>", sys.stdin.read())))
PY
libraries=$(find root -name '*.so*' -printf '%h\n' | sort -u | grep -v /ruby/ | paste -sd:)
modules=$(find "$PWD/root" -type d \( -path '*/ruby/3.1.0' -o -path '*/ruby/*/3.1.0' -o -path '*/gems/*/lib' -o -path '*/extensions/*/redcarpet*' \) | paste -sd:)
render() { # NAME
    case $1 in
    Markdown | mistune) venv/bin/python render.py "$1" ;;
    *) LD_LIBRARY_PATH=$libraries RUBYLIB=$modules root/usr/bin/ruby3.1 --disable-gems render.rb "$1" ;;
    esac
}
for name in Redcarpet kramdown Markdown mistune; do
    printf '%-10s' "$name"
    for cell in 'a\|b' 'a&#124;b' '\< \& \~' '&lt;'; do
        shown=$(printf '| x | y |\n| --- | --- |\n| %s | end |\n' "$cell" | render "$name" | python3 cells.py)
        printf ' %s' "$cell -> $shown"
        [ "$cell" = '&lt;' ] || printf ' '
    done
    echo
done | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
Redcarpet  a\|b -> [a\] [b]  a&#124;b -> [a|b] [end]  \< \& \~ -> [< & ~] [end]  &lt; -> [<] [end]
kramdown   a\|b -> [a|b] [end]  a&#124;b -> [a|b] [end]  \< \& \~ -> [< \& \~] [end]  &lt; -> [<] [end]
Markdown   a\|b -> [a|b] [end]  a&#124;b -> [a|b] [end]  \< \& \~ -> [\< \& \~] [end]  &lt; -> [<] [end]
mistune    a\|b -> [a|b] [end]  a&#124;b -> [a&#124;b] [end]  \< \& \~ -> [< & ~] [end]  &lt; -> [&lt;] [end]
SEEN
