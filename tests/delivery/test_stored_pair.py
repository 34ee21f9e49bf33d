"""A pair is read strictly from every known format, and no error quotes it."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.leaks import found_in
from tui.delivery.secret_formats import BARE, FORMATS, SecretFormat, SecretText, file_name
from tui.delivery.stored_pair import YAML_LIMIT, PairError, StoredPair, read_pair

CANARY = "canary/+=&%<5f1d"

URL = "https://acme.run.ai"

NAMES = ("RUNAI_CLIENT_ID", "RUNAI_CLIENT_SECRET", "RUNAI_BASE_URL")
CAMEL = ("clientId", "clientSecret", "baseUrl")
SNAKE = ("client_id", "client_secret", "runai_base_url")


def values(names: tuple[str, ...] = NAMES, secret: str = CANARY) -> dict[str, str]:
    return dict(zip(names, ("5e7b", secret, URL), strict=True))


def encoded(content: Mapping[str, str]) -> dict[str, str]:
    return {name: base64.b64encode(value.encode()).decode() for name, value in content.items()}


def manifest(**content: object) -> dict[str, object]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "ci-bot"}, **content}


def as_yaml(content: Mapping[str, object]) -> str:
    lines = []
    for name, value in content.items():
        lines.append(f"{name}:" if isinstance(value, dict) else f"{name}: {value}")
        inner = value.items() if isinstance(value, dict) else ()
        lines += [f"  {key}: '{text}'" for key, text in inner]
    return "\n".join(lines) + "\n"


def mcp(**servers: Mapping[str, str]) -> dict[str, object]:
    return {"mcpServers": {name: {"command": "x", "env": env} for name, env in servers.items()}}


def opened(pair: StoredPair) -> tuple[str, str, str]:
    return pair.client_id, pair.secret.get_secret_value(), pair.base_url


_DOTENV = "".join(f"{name}={value}\n" for name, value in values(secret="s3cr3t/+=").items())

_READ = {
    "kubectl's YAML": ("x.yaml", as_yaml(manifest(data=encoded(values())))),
    "kubectl's JSON": ("-", json.dumps(manifest(data=encoded(values(CAMEL))))),
    "a manifest in clear text": ("x.yml", as_yaml(manifest(stringData=values(CAMEL)))),
    "clear text over base64": (
        "x.yaml",
        as_yaml(manifest(data=encoded(values(secret="old")), stringData=values())),
    ),
    "one of several documents": (
        "x",
        f"kind: Service\n---\n# the key\n{as_yaml(manifest(stringData=values()))}---\n",
    ),
    "one of a list": (
        "x.json",
        json.dumps({"kind": "List", "items": [manifest(data={}), manifest(stringData=values())]}),
    ),
    "an MCP configuration": ("mcp.json", json.dumps(mcp(other={"A": "b"}, runai=values()))),
    "the vendor's names in JSON": ("x.json", json.dumps(values())),
    "ZenML's names": ("x.json", json.dumps(values(SNAKE) | {"name": "ci-bot"})),
}


@pytest.mark.parametrize("what", _READ)
def test_a_pair_is_read_from_every_format_of_consumers(what: str) -> None:
    name, text = _READ[what]

    assert opened(read_pair(text, name)) == ("5e7b", CANARY, URL)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".env", _DOTENV),
        (".envrc", "".join(f"export {line}\n" for line in _DOTENV.splitlines())),
        ("x", f"# made by hand\nOTHER=don't\n\n{_DOTENV}"),
        ("X.ENV", _DOTENV.replace("s3cr3t/+=", "'s3cr3t/+='  # quoted")),
        ("-", _DOTENV.replace("s3cr3t/+=", '"s3cr3t/+="')),
    ],
)
def test_a_dotenv_file_is_read_like_a_shell_reads_it(name: str, text: str) -> None:
    assert opened(read_pair(text, name)) == ("5e7b", "s3cr3t/+=", URL)


@pytest.mark.parametrize("name", ["x", "x.txt", "x.secret", "-"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_bare_secret_is_completed_by_a_given_client_id(name: str, end: str) -> None:
    pair = read_pair(f"{CANARY}{end}", name)

    assert opened(pair.for_client("5e7b")) == ("5e7b", CANARY, "")
    with pytest.raises(PairError, match="add --client-id ID"):
        pair.for_client("")


def test_a_client_id_that_differs_from_the_file_s_is_refused() -> None:
    pair = read_pair(json.dumps(values()), "x.json")

    assert pair.for_client("") == pair.for_client("5e7b") == pair
    with pytest.raises(PairError, match="is for another client ID"):
        pair.for_client("5e7c")


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.title)
@given(secret=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
@example(secret='it\'s "$HOME" `x` \\ #1')
@settings(max_examples=25, deadline=None)
def test_every_written_format_is_read_back(form: SecretFormat, secret: str) -> None:
    text = form.write(SecretText("ci-bot", "5e7b", secret, URL))
    if form is BARE:
        is_word = secret.isprintable() and not secret.isspace() and " " not in secret
        # One that looks like another form is none of ours.
        if not is_word or secret.lstrip().startswith("{"):
            return
    pair = read_pair(text, file_name("ci-bot", form)).for_client("5e7b")

    assert opened(pair) == ("5e7b", secret, "" if form is BARE else URL)


_NO_SECRET_IN = f"RUNAI_CLIENT_ID={CANARY}\n"

_REFUSED = [
    ("x.env", "", "has no RUNAI_CLIENT_SECRET"),
    ("x.env", CANARY, "has no RUNAI_CLIENT_SECRET"),
    ("x.env", _NO_SECRET_IN, "has no RUNAI_CLIENT_SECRET"),
    ("x.env", f"RUNAI_CLIENT_SECRET = {CANARY}\n", "has no RUNAI_CLIENT_SECRET"),
    ("x.env", "RUNAI_CLIENT_SECRET=\n", "has an empty RUNAI_CLIENT_SECRET"),
    ("x.env", f"RUNAI_CLIENT_SECRET='{CANARY}\n", "read differently"),
    ("x.env", f"RUNAI_CLIENT_SECRET={CANARY}\r\n", "read differently"),
    ("x.env", f"RUNAI_CLIENT_SECRET=$(cat {CANARY})\n", "read differently"),
    ("x.env", f"RUNAI_CLIENT_SECRET='{CANARY}'x\n", "read differently"),
    ("x.env", f"RUNAI_CLIENT_SECRET={CANARY} and more\n", "read differently"),
    ("x.env", f"RUNAI_CLIENT_SECRET=a\nRUNAI_CLIENT_SECRET={CANARY}\n", "the same name twice"),
    ("x.json", f'{{"clientSecret": "{CANARY}"', "is no valid JSON"),
    ("x.json", f'"{CANARY}"', "holds no JSON object"),
    ("x.json", f'{{"clientSecret": ["{CANARY}"]}}', "has a clientSecret that is no text"),
    ("x.json", f'{{"clientSecret": "{CANARY}", "clientId": 5}}', "has a clientId that is no text"),
    ("x.json", f'{{"clientSecret": "a", "clientSecret": "{CANARY}"}}', "the same name twice"),
    ("x.json", json.dumps(values() | values(CAMEL)), "has both RUNAI_CLIENT_SECRET and client"),
    ("x.json", json.dumps(mcp(one=values(), other=values())), "has the pairs of 2 MCP servers"),
    ("x.json", json.dumps(mcp(one={CANARY: CANARY})), "has no RUNAI_CLIENT_SECRET"),
    ("x.json", f'{{"mcpServers": ["{CANARY}"]}}', "has no RUNAI_CLIENT_SECRET"),
    ("x.yaml", f"kind: [{CANARY}", "is no valid YAML"),
    ("x.yaml", f"kind: Secret\ndata: *{CANARY}", "is no valid YAML"),
    ("x.yaml", f"kind: SealedSecret\nencryptedData: {CANARY}", "no manifest of a Kubernetes"),
    ("x.yaml", f"kind: Secret\ndata: {{clientSecret: {CANARY}}}", "is not in base64"),
    ("x.yaml", "kind: Secret\ndata: {clientSecret: /w==}", "is not in base64"),
    ("x.yaml", f"kind: Secret\ndata: {CANARY}", "has no RUNAI_CLIENT_SECRET"),
    ("x.yaml", f"kind: Secret\nstringData: {{a: 1, a: {CANARY}}}", "the same name twice"),
    ("x.yaml", f"? [{CANARY}]\n: 1", "is no valid YAML"),
    ("x.yaml", f"--- {{kind: Secret, data: {{}}}}\n--- {CANARY}", "has no RUNAI_CLIENT_SECRET"),
    ("x.yaml", "---\n".join([as_yaml(manifest(data=encoded(values())))] * 2), "pairs of 2 Secrets"),
    ("x.yaml", f"a: '{CANARY}{'x' * YAML_LIMIT}'", "is longer than the"),
    ("x", f"{CANARY} and\nmore of it", "nor a bare secret"),
    ("x", CANARY * 1000, "nor a bare secret"),
    ("x", f"\x1b[2J{CANARY}", "nor a bare secret"),
    ("x", "\n", "nor a bare secret"),
]


@pytest.mark.parametrize(("name", "text", "says"), _REFUSED)
def test_a_text_without_a_usable_pair_is_refused_without_a_quotation(
    name: str, text: str, says: str
) -> None:
    with pytest.raises(PairError) as refusal:
        read_pair(text, name)

    assert says in str(refusal.value)
    assert not found_in(CANARY, str(refusal.value).encode())


_BOMBS = [
    ("x.json", "[" * 500_000),
    ("x.json", '{"a":' * 200_000),
    ("x.json", f'{{"a": {"9" * 900_000}}}'),
    ("x.yaml", "a: {" * (YAML_LIMIT // 4)),
    ("x.yaml", "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(99))),
    ("x.yaml", "- &a {<<: [*a, *a]}"),
    ("x.env", 'RUNAI_CLIENT_ID="' + "\\\\" * 400_000),
    ("x", " " * 900_000),
]


@pytest.mark.parametrize(("name", "text"), _BOMBS)
def test_a_file_that_would_exhaust_the_parser_is_refused_at_once(name: str, text: str) -> None:
    begin = time.process_time()
    with pytest.raises(PairError):
        read_pair(text, name)

    assert time.process_time() - begin < 2


_PIECES = (
    *"{}[]'\"\\:=-&*#%!|>?, \n\tax\0\ud800é",
    *(
        "kind: Secret\n",
        "stringData:",
        "RUNAI_CLIENT_SECRET",
        "clientId",
        "\n---\n",
        '{"mcpServers":',
    ),
)


@given(
    text=st.lists(st.sampled_from(_PIECES), max_size=20).map("".join),
    suffix=st.sampled_from(["", ".env", ".json", ".yaml"]),
)
@settings(max_examples=100, deadline=None)
def test_any_text_yields_a_pair_or_a_pair_error(text: str, suffix: str) -> None:
    try:
        read_pair(text, f"x{suffix}")
    except PairError:
        return
