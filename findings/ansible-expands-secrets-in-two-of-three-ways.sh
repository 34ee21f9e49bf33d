#!/usr/bin/env bash
# Ansible (PyPI: ansible-core 2.19.14), three ways to a secret in a file. The `ini` lookup reads NAME=value, as properties, keeps
# quotes as parts of a value, and interpolates as Python's configparser does: of %% it makes %, with status 0, and a single % ends the
# play. What include_vars reads from JSON, also for -e @FILE, is a template: {{ x }} in a password is replaced by the variable x.
# The same file by the `file` lookup and from_json comes as it is, and so does a file with the secret alone.
#
# Output seen:
#   ini lookup: a%%b -> a%b
#   ini lookup: 'a b' -> 'a b'
#   ini lookup: a%b -> status 2, '%' must be followed by '%' or '(', found: '%b'
#   include_vars: a{{ x }}%%'c -> aINNER%%'c
#   file lookup, from_json: a{{ x }}%%'c -> a{{ x }}%%'c
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv && venv/bin/pip install -q ansible-core==2.19.14 2>/dev/null
export HOME=$work PATH=$work/venv/bin:$PATH LC_ALL=C.UTF-8 ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false
printf '%s\n' 'TWO=a%%b' "QUOTED='a b'" >key.env
echo 'ONE=a%b' >one.env
printf '%s' "{\"secret\": \"a{{ x }}%%'c\"}" >key.json
cat >play.yml <<'YAML'
- hosts: localhost
  gather_facts: false
  vars:
    x: INNER
    by_file: "{{ (lookup('file', 'key.json') | from_json).secret }}"
  tasks:
    - include_vars: {file: key.json, name: key}
    - copy:
        dest: "{{ playbook_dir }}/out"
        content: |
          ini lookup: a%%b -> {{ lookup('ini', 'TWO', type='properties', file='key.env') }}
          ini lookup: 'a b' -> {{ lookup('ini', 'QUOTED', type='properties', file='key.env') }}
          include_vars: {{ key.secret }}
          file lookup, from_json: {{ by_file }}
YAML
cat >one.yml <<'YAML'
- hosts: localhost
  gather_facts: false
  tasks:
    - debug: {msg: "{{ lookup('ini', 'ONE', type='properties', file='one.env') }}"}
YAML
ansible-playbook play.yml >/dev/null 2>&1
status=0; said=$(ansible-playbook one.yml 2>&1) || status=$?
{
    head -2 out
    echo "ini lookup: a%b -> status $status, $(grep -o "'%' must be followed by .*found: '%b'" <<<"$said" | head -1)"
    sed -n '3,$s/: /&a{{ x }}%%'"'"'c -> /p' out
} | tee seen
diff seen - <<'SEEN' >/dev/null || { echo "behaves otherwise now" >&2; exit 1; }
ini lookup: a%%b -> a%b
ini lookup: 'a b' -> 'a b'
ini lookup: a%b -> status 2, '%' must be followed by '%' or '(', found: '%b'
include_vars: a{{ x }}%%'c -> aINNER%%'c
file lookup, from_json: a{{ x }}%%'c -> a{{ x }}%%'c
SEEN
