#!/usr/bin/env bash
# wl-clipboard 2.1.0 (Debian 12: wl-clipboard 2.1.0-0.1+b1), on sway 1.7. A Wayland program offers what it has copied, and hands it
# over when that is pasted: nothing has to be stored. wl-copy puts what comes by its standard input into a file in /tmp, also where
# TMPDIR names another folder or the type is given, and it is there as long as the copy is on the clipboard. Another copy and the
# end of the compositor remove it. A wl-copy that is ended by a signal, also by the SIGTERM that all programs get when a computer
# shuts down or a session's processes are ended, leaves it behind.
#
# Output seen:
#   while on the clipboard: in a file, mode 0600 in a folder with mode 0700; with TMPDIR: True, with --type text/plain: True
#   after a blank copied over it: False
#   after the end of the compositor: False
#   after SIGTERM: True
set -euo pipefail
work=$(mktemp -d); pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    sway wl-clipboard xkb-data libegl-mesa0 | grep '^[a-z]' | sort -u)
real=$(apt-cache show $needed 2>/dev/null | sed -n 's/^Package: //p' | sort -u |
    sed -e 's/^wl-clipboard$/&=2.1.0-0.1+b1/' -e 's/^sway$/&=1.7-6/')  # the others of them are virtual
mkdir debs
(cd debs && apt-get download -q $real >/dev/null 2>&1) || { echo "not to be had any more: $real" >&2; exit 1; }
for file in debs/*.deb; do dpkg -x "$file" root; done
mkdir -m 700 run elsewhere
echo 'xwayland disable' >config
chmod 755 .
user=()
if [ "$(id -u)" = 0 ]; then  # sway refuses to run as root
    user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    chown -R 65534:65534 run elsewhere
fi
export HOME=$work XDG_RUNTIME_DIR=$work/run LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu
export WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1 XKB_CONFIG_ROOT=$work/root/usr/share/X11/xkb
unset DISPLAY WAYLAND_DISPLAY
begin() {
    "${user[@]}" root/usr/bin/sway -c config >sway.log 2>&1 & sway=$!
    pids+=("$sway")
    for _ in $(seq 100); do
        WAYLAND_DISPLAY=$(find run -name 'wayland-?' -printf '%f'); export WAYLAND_DISPLAY
        [ -n "$WAYLAND_DISPLAY" ] && return
        sleep 0.1
    done
    cat sway.log >&2; return 1
}
word=copied-by-$RANDOM$RANDOM
copy() { printf '%s' "$word" | "${user[@]}" env "$@" >/dev/null 2>&1; }
found() { grep -lsr "$word" /tmp/wl-copy-buffer-*/ || true; }
kept() { if [ -n "$(found)" ]; then echo True; else echo False; fi; }
gone() { for _ in $(seq 20); do [ "$(kept)" = False ] && break; sleep 0.1; done; kept; }
copier=$work/root/usr/bin/wl-copy
{
    begin
    copy "$copier"
    file=$(found)
    printf 'while on the clipboard: in a file, mode 0%s in a folder with mode 0%s; ' \
        "$(stat -c %a "$file")" "$(stat -c %a "$(dirname "$file")")"
    copy TMPDIR="$work/elsewhere" "$copier"; printf 'with TMPDIR: %s, ' "$(kept)"
    copy "$copier" --type text/plain; printf 'with --type text/plain: %s\n' "$(kept)"
    printf ' ' | "${user[@]}" "$copier" >/dev/null 2>&1
    echo "after a blank copied over it: $(gone)"
    copy "$copier"
    kill "$sway"; wait "$sway" 2>/dev/null || true
    echo "after the end of the compositor: $(gone)"
    begin
    printf '%s' "$word" >text
    "${user[@]}" "$copier" --foreground <text >/dev/null 2>&1 & copies=$!
    for _ in $(seq 50); do [ "$(kept)" = True ] && break; sleep 0.1; done
    sleep 0.5  # for the clipboard to get it
    kill "$copies"; wait "$copies" 2>/dev/null || true
    echo "after SIGTERM: $(gone)"
    find /tmp -maxdepth 1 -path "$(dirname "$(found)")" -exec rm -r {} +
    kill "$sway"
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
while on the clipboard: in a file, mode 0600 in a folder with mode 0700; with TMPDIR: True, with --type text/plain: True
after a blank copied over it: False
after the end of the compositor: False
after SIGTERM: True
SEEN
