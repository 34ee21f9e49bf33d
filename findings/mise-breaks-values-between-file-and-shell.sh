#!/usr/bin/env bash
# mise 2026.9.15 (npm package @jdxcode/mise-linux-x64), which sets the variables of a .env file in shells (`[env] _.file`).
# It quotes them alike for all shells. In zsh 5.9 (Debian 12) a value that starts with `=` is then a command to be looked for:
# zsh reads no further, so the variables behind it are missing. In fish 3.6.0 (Debian 12) two backslashes become one, without
# a word. `mise exec` hands both on as they are.
#
# Output seen:
#   exec: BACKSLASH [x\\y] EQUALS [=x] LATER [z]
#   bash: BACKSLASH [x\\y] EQUALS [=x] LATER [z]
#   zsh:  BACKSLASH [x\\y] EQUALS [] LATER []
#   fish: BACKSLASH [x\y] EQUALS [=x] LATER [z]
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm --prefix "$work" install --silent @jdxcode/mise-linux-x64@2026.9.15 >/dev/null
packages=('zsh=5.9-4*' 'fish=3.6.0-3.1*' libpcre2-32-0)
apt-get download -q "${packages[@]}" >/dev/null 2>&1 || { echo "not to be had any more: ${packages[*]}" >&2; exit 1; }
for file in *.deb; do dpkg -x "$file" root; done
export HOME=$work XDG_CONFIG_HOME=$work/config MISE_TRUSTED_CONFIG_PATHS=$work MISE_OFFLINE=1
export LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu
mise() { (cd folder && "$work/node_modules/@jdxcode/mise-linux-x64/bin/mise" "$@"); }
printf 'printf "BACKSLASH [%%s] EQUALS [%%s] LATER [%%s]\\n" "$BACKSLASH" "$EQUALS" "$LATER"\n' >show
mkdir folder
printf '[env]\n_.file = ".env"\n' >folder/mise.toml
printf '%s\n' "BACKSLASH='x\\\\y'" "EQUALS='=x'" "LATER=z" >folder/.env
for shell in bash zsh fish; do mise hook-env -s "$shell" >"$shell.set"; done
{
    printf 'exec: '; mise exec -- sh "$work/show"
    printf 'bash: '; bash -c '. ./bash.set; . ./show'
    printf 'zsh:  '; root/bin/zsh5 -f -c 'eval "$(cat zsh.set)"; . ./show' 2>/dev/null
    printf 'fish: '; root/usr/bin/fish --no-config -c 'source fish.set; source show'
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
exec: BACKSLASH [x\\y] EQUALS [=x] LATER [z]
bash: BACKSLASH [x\\y] EQUALS [=x] LATER [z]
zsh:  BACKSLASH [x\\y] EQUALS [] LATER []
fish: BACKSLASH [x\y] EQUALS [=x] LATER [z]
SEEN
