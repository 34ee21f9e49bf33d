"""Every mistake that settings can have, and the whole sentence that is said of it."""

from __future__ import annotations

from typing import NamedTuple

from tui.config.declared_settings import Place, settings_at
from tui.config.theme_state import THEMES

P = '[profiles.a]\nbase_url = "https://a.example"\n'

T = '[targets.a]\nformat = "k8s"\n'
C = f'{T}command = ["cat"]\n'

_GENERAL = ", ".join(setting.name for setting in settings_at(Place.TOP))

_THEMES = ", ".join(THEMES)

_EXAMPLE = "https://acme.run.ai"
_NO_SCHEME = f"Begin the address with https://, as in {_EXAMPLE}."
_NO_BLANKS = "Remove the blanks from the address."
_NO_QUOTES = "Remove the quotes around the address."
_NO_CONTROLS = "Remove the control characters and backslashes from the address."
_NO_USER = "Remove the user name and password: sign-in data has its own fields."
_NO_PORT = f"The host or the port is not valid: write it as in {_EXAMPLE}:443."
_NO_HOST = f"The host is missing: write it as in {_EXAMPLE}."
_MISSPELT = "The host name is not valid: check its spelling."
_MISSING = f"Give the address of your control plane, such as {_EXAMPLE}."
_IN_CLEAR = "Use https://: over http:// anyone on the way can read the secret."

ADDRESSES = {
    "": _MISSING,
    "\n": _MISSING,
    "acme": _NO_SCHEME,
    "NyuzpoUSB9hY0pURqdSuXvEnXkxhmlrT": _NO_SCHEME,
    "acme/login": _NO_SCHEME,
    "https:/acme.run.ai": _NO_SCHEME,
    "https.//acme.run.ai": _MISSPELT,
    "ana:hunter2@acme.run.ai": _NO_SCHEME,
    "ana@acme.run.ai": _NO_SCHEME,
    "eyJhbGciOiJSUzI1NiJ9." + "a" * 90 + ".c2ln": _MISSPELT,
    "//acme.run.ai": _NO_SCHEME,
    "ftp://acme.run.ai": _NO_SCHEME,
    "file:///etc/passwd": _NO_SCHEME,
    '"https://acme.run.ai"': _NO_QUOTES,
    "https://acme .run.ai": _NO_BLANKS,
    "https://acme\u00a0.run.ai": _NO_BLANKS,
    "https://acme.run.ai\nx": _NO_BLANKS,
    "https://acme.run.ai\x1b[0m": _NO_CONTROLS,
    "https://acme\u200b.run.ai": _NO_CONTROLS,
    "https://acme.run.ai\\@evil.example": _NO_CONTROLS,
    "https://ana:hunter2@acme.run.ai": _NO_USER,
    "https://ana@acme.run.ai": _NO_USER,
    "https://@acme.run.ai": _NO_USER,
    "https://acme.run.ai:99999": _NO_PORT,
    "https://acme.run.ai:https": _NO_PORT,
    "https://[::1": _NO_PORT,
    "https://acme.run.ai:0": "Port 0 can't be connected to: give another, or none.",
    "https://": _NO_HOST,
    "https:///api": _NO_HOST,
    "https://:443": _NO_HOST,
    "https://[fe80::1%25eth0]": _MISSPELT,
    "https://a..b": _MISSPELT,
    "https://-a.example": _MISSPELT,
    "https://a%2eb": _MISSPELT,
    "https://" + "a" * 64 + ".example": _MISSPELT,
    "https://" + "a." * 150 + "example": _MISSPELT,
    "http://acme.run.ai": _IN_CLEAR,
    "http://10.0.0.7": _IN_CLEAR,
    "http://localhost.evil.example": _IN_CLEAR,
    "http://127.0.0.1.evil.example": _IN_CLEAR,
    "http://[2001:db8::1]": _IN_CLEAR,
}

IN_THE_FILE = {
    "no TOML": ("clipboard = ", "line 1: this is not TOML: invalid value."),
    "an end too soon": ('\nx = "', "line 2: this is not TOML: unterminated string."),
    "an unknown theme": (
        'theme = "blue"',
        f'line 1: there is no theme "blue"; there are: {_THEMES}.',
    ),
    "an unknown setting": (
        "colour = 1",
        f'line 1: there is no setting "colour": known are {_GENERAL}.',
    ),
    "a misspelt setting": (
        P + 'basse_url = "x"',
        'line 3: there is no setting "basse_url": did you mean base_url?',
    ),
    "a wrong type": (P + "readonly = 1", "line 3: readonly has to be true or false."),
    "a number of seconds": (
        "clear_after = -1",
        "line 1: clear_after has to be a number of seconds from 0 to 86400.",
    ),
    "too often": (
        "refresh = 4",
        "line 1: refresh has to be a number of seconds from 5 to 86400, or 0 for never.",
    ),
    "true is no number": (
        "clear_after = true",
        "line 1: clear_after has to be a number of seconds from 0 to 86400.",
    ),
    "no number at all": (
        "clear_after = nan",
        "line 1: clear_after has to be a number of seconds from 0 to 86400.",
    ),
    "no whole days": (
        "idle_after = 1.5",
        "line 1: idle_after has to be a whole number of days from 1 to 3650.",
    ),
    "no days": (
        "stale_after = 0",
        "line 1: stale_after has to be a whole number of days from 1 to 3650.",
    ),
    "stale before it is idle": (
        "stale_after = 45",
        "line 1: keys are stale after 45 days, which has to be more than the 45 days after which "
        "they are idle.",
    ),
    "no list of words": (
        P + 'token_command = "runai token"',
        "line 3: token_command has to be a program and its arguments, "
        'such as ["pass", "show", "runai"].',
    ),
    "an empty list": (
        P + "token_command = []",
        "line 3: token_command has to be a program and its arguments, "
        'such as ["pass", "show", "runai"].',
    ),
    "a list in a list": (
        P + 'token_command = ["pass", ["x"]]',
        "line 3: token_command has to be a program and its arguments, "
        'such as ["pass", "show", "runai"].',
    ),
    "an unknown choice": (
        'clipboard = "x"',
        'line 1: clipboard has to be one of "auto", "osc52", "tmux", "screen", "local", "off".',
    ),
    "a list for a choice": (
        "clipboard = [1]",
        'line 1: clipboard has to be one of "auto", "osc52", "tmux", "screen", "local", "off".',
    ),
    "an unknown colour": (
        P + 'color = "pink"',
        'line 3: color has to be one of "red", "yellow", "green", "blue".',
    ),
    "no path": (
        P + "ca_file = 5",
        'line 3: ca_file has to be a path in quotes, such as "~/ca.pem".',
    ),
    "a home of nobody": (
        P + 'ca_file = "~no-such-user/ca.pem"',
        'line 3: ca_file has to be a path in quotes, such as "~/ca.pem".',
    ),
    "no address": ('[profiles.a]\nbase_url = "acme"', f"line 2: base_url: {_NO_SCHEME}"),
    "an address in clear": (
        '[profiles.a]\nbase_url = "http://a.example"',
        f"line 2: base_url: {_IN_CLEAR}",
    ),
    "no base URL": ('[profiles.a]\nclient_id = "x"', "line 1: a profile needs a base_url."),
    "two sources": (
        P + 'client_id = "x"\nclient_secret_file = "f"\nsecret_command = ["c"]',
        "line 5: client_secret_file and secret_command both say where the secret is: keep one.",
    ),
    "no client ID": (
        P + 'secret_command = ["c"]',
        "line 3: secret_command needs a client_id beside it.",
    ),
    "a user and a key": (
        P + 'username = "ana"\nclient_id = "x"',
        "line 3: username is for a password that is typed: leave out client_id.",
    ),
    "a user and a command": (
        P + 'username = "ana"\ntoken_command = ["c"]',
        "line 3: username is for a password that is typed: leave out token_command.",
    ),
    "a terminal for nothing": (
        P + "command_needs_terminal = true",
        "line 3: command_needs_terminal is for a secret_command or a token_command: there is none.",
    ),
    "no profile of that name": (
        'default_profile = "b"\n' + P,
        'line 1: there is no profile "b".',
    ),
    "a profile that is no table": ("[profiles]\na = 1", "line 2: expected a table [profiles.a]."),
    "profiles that are no tables": ("profiles = 1", "line 1: expected tables [profiles.NAME]."),
    "a name that hides": (
        '[profiles."a\\u202e"]\n',
        "line 1: a profile needs a name that can be seen.",
    ),
    "controls": (
        P + 'client_id = "a\\u001b"',
        'line 3: client_id has to be a text in quotes, such as "5e7b3b7b".',
    ),
    "an empty text": (
        P + 'client_id = " "',
        'line 3: client_id has to be a text in quotes, such as "5e7b3b7b".',
    ),
    "a dotted key": ('profiles.a.base_url = "x"', f"line 1: base_url: {_NO_SCHEME}"),
    "an inline table": ('profiles = {a = {base_url = "x"}}', f"line 1: base_url: {_NO_SCHEME}"),
    "a quoted key": (
        '[profiles."a b"]\n"base_url" = 5',
        'line 2: base_url has to be an address in quotes, such as "https://acme.run.ai".',
    ),
    "a target without a place": (T, "line 1: a target needs a path or a command."),
    "a target with two places": (
        C + 'path = "a.yaml"',
        "line 3: path and command both say where the secret goes: keep one.",
    ),
    "a target that is no table": ("targets.a = 1", "line 1: expected a table [targets.a]."),
    "targets that are no tables": ("targets = 1", "line 1: expected tables [targets.NAME]."),
    "an unknown setting of a target": (
        T + 'comand = ["cat"]',
        'line 3: there is no setting "comand": did you mean command?',
    ),
    "a target of an odd name": (
        f'[targets."a b"]\n{C.partition(chr(10))[2]}',
        "line 1: a target needs a plain name, such as ci-vault.",
    ),
    "an unknown format": (
        '[targets.a]\nformat = "yaml"\n',
        'line 2: format has to be one of "dotenv", "json", "k8s", "mcp", "bare".',
    ),
    "a command without a format": (
        '[targets.a]\ncommand = ["cat"]\n',
        "line 1: a target with a command needs a format.",
    ),
    "a path without a format": (
        '[targets.a]\npath = "{name}.xml"\n',
        "line 2: path: .xml is no known extension: name the file NAME.env, .json, .yaml, "
        ".mcp.json, or .secret. Or add a format.",
    ),
    "a program by a relative path": (
        T + 'command = ["bin/put"]',
        "line 3: command has to begin with the name of a program, or with its whole path.",
    ),
    "a readback by a relative path": (
        C + 'readback = ["./get"]',
        "line 4: readback has to begin with the name of a program, or with its whole path.",
    ),
    "an unknown placeholder": (
        T + 'command = ["put", "{key}"]',
        "line 3: command: {key} is no placeholder: use {name} or {client_id} or {base_url}.",
    ),
    "a placeholder for a program": (
        T + 'command = ["{name}"]',
        "line 3: command: {name} is no placeholder: none can be used here.",
    ),
    "a placeholder of a secret": (
        T + 'command = ["put", "{client_secret}"]',
        "line 3: command: {client_secret}: the secret is given on standard input alone.",
    ),
    "a placeholder of a secret for a shell": (
        C + 'readback = ["sh", "-c", "get ${ SECRET }"]',
        "line 4: readback: ${ SECRET }: the secret is given on standard input alone.",
    ),
    "a variable for a secret, without a shell": (
        T + 'command = ["put", "--value=$RUNAI_CLIENT_SECRET"]',
        "line 3: command: $RUNAI_CLIENT_SECRET: the secret is given on standard input alone.",
    ),
    "a blank of a manual for a secret": (
        C + 'readback = ["sh", "-c", "get <client secret>"]',
        "line 4: readback: <client secret>: the secret is given on standard input alone.",
    ),
    "a placeholder of a secret in a path": (
        T + 'path = "{token}"',
        "line 3: path: {token}: the secret is given on standard input alone.",
    ),
    "a placeholder that is known too late for a path": (
        T + 'path = "{client_id}.yaml"',
        "line 3: path: {client_id} is no placeholder: use {name}.",
    ),
    "a readback of a file": (
        T + 'path = "a.yaml"\nreadback = ["cat", "a.yaml"]',
        "line 4: readback is for a command: there is none.",
    ),
    "no time": (
        C + "timeout = 0",
        "line 4: timeout has to be a number of seconds from 1 to 600.",
    ),
    "a namespace of no Kubernetes Secret": (
        '[targets.a]\npath = "a.env"\nk8s_namespace = "b"',
        'line 3: k8s_namespace is for format = "k8s" alone.',
    ),
    "a namespace that is none": (
        C + 'k8s_namespace = "ML jobs"',
        "line 4: k8s_namespace has to be the name of a namespace, such as ml-jobs.",
    ),
    "a CA file that is not there": (
        f'default_profile = "a"\n{P}ca_file = "/nowhere.pem"',
        "line 4: /nowhere.pem can't be read: no such file or directory.",
    ),
}
"""A config file, and what is said behind its path."""


class Call(NamedTuple):
    """A command line with a mistake in it, or in what is around it."""

    arguments: tuple[str, ...]
    sentence: str
    """With `{config}` and `{folder}` where their paths are."""
    environment: dict[str, str] = {}
    file: str = P


CALLS = {
    "a role without the demo": Call(
        ("--demo-role", "user"), "--demo-role says who you are in the demo: add --demo."
    ),
    "a clock that is stopped outside of the demo": Call(
        ("--freeze", "2026-03-12T09:30Z"), "--freeze stops the clock of the demo alone: add --demo."
    ),
    "a command in a screencast": Call(
        ("--screencast", "list"),
        "--screencast is for the screens: what list prints is real, so leave it out.",
    ),
    "an unknown theme": Call(
        ("--demo", "--theme", "blue"),
        f'--theme: there is no theme "blue"; there are: {_THEMES}.',
    ),
    "an address and a profile": Call(
        ("--profile", "a", "--base-url", "https://x.example"),
        "--base-url and a profile name two control planes: leave one out.",
    ),
    "the demo and an address": Call(
        ("--demo", "--base-url", "https://x.example"),
        "--demo brings its own control plane: leave out --base-url.",
    ),
    "the demo and a profile": Call(
        ("--demo", "--profile", "a"), "--demo brings its own control plane: leave out --profile."
    ),
    "a profile that is not there": Call(
        ("--profile", "b"), '--profile: there is no profile "b" in {config}; there are: a.'
    ),
    "a profile in the environment that is not there": Call(
        (),
        'RUNAI_PROFILE: there is no profile "b" in {config}; there are: a.',
        {"RUNAI_PROFILE": "b"},
    ),
    "a profile where there are none": Call(
        ("--profile", "b"),
        '--profile: there is no profile "b" in {config}; there are: none.',
        file="",
    ),
    "a flag that is no address": Call(
        ("--base-url", "acme"),
        "--base-url: Begin the address with https://, as in https://acme.run.ai.",
    ),
    "a variable that is no address": Call(
        (),
        "RUNAI_BASE_URL: Use https://: over http:// anyone on the way can read the secret.",
        {"RUNAI_BASE_URL": "http://acme.run.ai"},
    ),
    "a client ID that hides": Call(
        (),
        "RUNAI_CLIENT_ID has invisible characters in it: set it again.",
        {"RUNAI_CLIENT_ID": "5e7b\x1b[2J"},
    ),
    "a CA file that is not there": Call(
        ("--ca-file", "/nowhere.pem"),
        "--ca-file: /nowhere.pem can't be read: no such file or directory.",
    ),
    "a CA file that is a folder": Call(
        ("--ca-file", "/"), "--ca-file: / can't be read: is a directory."
    ),
    "no home": Call(
        ("config", "path"),
        "there is no home for a config file: set HOME or XDG_CONFIG_HOME.",
        {"XDG_CONFIG_HOME": "", "HOME": ""},
    ),
    "nothing to trust": Call(("trust",), "trust needs an address, such as https://acme.run.ai."),
    "no address to trust": Call(
        ("trust", "acme"), "trust: Begin the address with https://, as in https://acme.run.ai."
    ),
    "nothing to trust over http": Call(
        ("trust", "http://localhost"),
        "trust is for https addresses: over http there is no certificate.",
    ),
    "two addresses to trust": Call(
        ("trust", "https://b.example", "--profile", "a"),
        "the profile is for https://a.example and not for https://b.example: leave one out.",
    ),
    "nobody to ask for trust": Call(
        ("trust", "https://b.example"),
        "trust has to ask you: start it in a terminal, without redirection.",
    ),
}
