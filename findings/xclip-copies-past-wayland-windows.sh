#!/usr/bin/env bash
# xclip 0.13 (Debian 12: xclip 0.13-2) on a Wayland desktop with an X server for old programs, here sway 1.7 with Xwayland 22.1.9
# (Debian 12: sway 1.7-6, xwayland 2:22.1.9-1*). What xclip copies in a terminal that is a Wayland window is on X's clipboard, and
# xclip reads it back from there; on the clipboard of Wayland is still what was copied before, and that is what is pasted
# everywhere but in X windows. Only while an X window has the focus does the desktop take over what X programs copy. So reading
# back proves nothing; wl-copy, as of wl-clipboard, is what copies here.
#
# Output seen:
#   copied in foot: read back by xclip: copied, pasted in Wayland: older
#   copied in xterm: read back by xclip: copied, pasted in Wayland: copied
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root" >&2; exit 2; }
# Some of them find each other by where they are installed, so they are, and not unpacked.
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    sway xwayland xclip wl-clipboard foot xterm wtype >/dev/null 2>&1
case $(dpkg-query -W -f '${Version} ' sway xclip xwayland) in
    '1.7-6 0.13-2 2:22.1.9-1'*) ;;
    *) echo "other versions" >&2; exit 1 ;;
esac
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
cat >desktop.sh <<'SH'
set -euo pipefail
export HOME=$PWD XDG_RUNTIME_DIR=$PWD/run WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1
unset DISPLAY WAYLAND_DISPLAY
pids=(); trap 'kill "${pids[@]}" 2>/dev/null || true; wait' EXIT
becomes() { for _ in $(seq 100); do "$@" && return; sleep 0.1; done; return 1; }
printf "xwayland force\nexec sh -c 'echo \$DISPLAY >display'\n" >config
sway -c config >sway.log 2>&1 & pids+=($!)
becomes test -s display
DISPLAY=$(cat display); export DISPLAY
WAYLAND_DISPLAY=$(find run -name 'wayland-?' -printf '%f'); export WAYLAND_DISPLAY
wtype -s 600000 & pids+=($!)  # a keyboard, without which nothing has the focus
copy='printf copied | xclip -selection clipboard >/dev/null 2>&1; touch done; sleep 60'
try() { # NAME COMMAND...
    printf older | wl-copy >/dev/null 2>&1
    becomes test "$(wl-paste --no-newline)" = older
    "${@:2}" sh -c "sleep 1; $copy" >/dev/null 2>&1 & pids+=($!)
    becomes test -e done
    sleep 1  # for the desktop to take it over
    printf 'copied in %s: read back by xclip: %s, pasted in Wayland: %s\n' \
        "$1" "$(timeout 5 xclip -out -selection clipboard)" "$(timeout 5 wl-paste --no-newline)"
    rm done
}
try foot foot
try xterm xterm -e
SH
mkdir -m 700 run
chmod 755 .
chown -R 65534:65534 .
setpriv --reuid 65534 --regid 65534 --clear-groups bash desktop.sh </dev/null | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
copied in foot: read back by xclip: copied, pasted in Wayland: older
copied in xterm: read back by xclip: copied, pasted in Wayland: copied
SEEN
