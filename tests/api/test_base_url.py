"""The address of a control plane is made normal, or refused with a reason."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from tui.api.base_url import BaseUrlError, host_of, is_loopback, note_of, parse_base_url
from tui.api.bearer_auth import FixedToken
from tui.api.service import AccessKeyService


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://acme.run.ai", "https://acme.run.ai"),
        ("https://acme.run.ai/", "https://acme.run.ai"),
        ("https://acme.run.ai/api", "https://acme.run.ai"),
        ("https://acme.run.ai/api/v1/", "https://acme.run.ai"),
        ("https://acme.run.ai/api/v2", "https://acme.run.ai"),
        (" \thttps://acme.run.ai \r\n", "https://acme.run.ai"),
        ("HTTPS://Acme.Run.AI:8443", "https://acme.run.ai:8443"),
        ("https://acme.run.ai:443", "https://acme.run.ai"),
        ("https://10.0.0.7", "https://10.0.0.7"),
        ("https://[2001:DB8::0:1]:8443/api/v1", "https://[2001:db8::1]:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://ran_ai.internal", "https://ran_ai.internal"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://127.1.2.3", "http://127.1.2.3"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_a_pasted_address_is_normalised(text: str, address: str) -> None:
    assert parse_base_url(text) == address


_BEHIND = "what stands behind the host was left out"
_BARE = "https:// was missing"


@pytest.mark.parametrize(
    ("text", "address", "why"),
    [
        ("acme.run.ai", "https://acme.run.ai", _BARE),
        ("Acme.Run.AI/", "https://acme.run.ai", _BARE),
        ("acme.run.ai:8443", "https://acme.run.ai:8443", _BARE),
        ("acme.run.ai/api/v1", "https://acme.run.ai", _BARE),
        ("runai:8443", "https://runai:8443", _BARE),
        ("localhost", "https://localhost", _BARE),
        ("10.0.0.7", "https://10.0.0.7", _BARE),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443", _BARE),
        ("acme.run.ai/projects?x=ana@b", "https://acme.run.ai", f"{_BARE} and {_BEHIND}"),
        ("https://acme.run.ai/projects/a?tab=b#c", "https://acme.run.ai", _BEHIND),
        ("https://acme.run.ai?code=CANARY", "https://acme.run.ai", _BEHIND),
        ("https://acme.run.ai/#/login", "https://acme.run.ai", _BEHIND),
        ("https://acme.run.ai:8443/api/v1/access-keys", "https://acme.run.ai:8443", _BEHIND),
        ("http://localhost:8080/x", "http://localhost:8080", _BEHIND),
    ],
)
def test_an_address_as_people_have_it_is_read_and_told(text: str, address: str, why: str) -> None:
    found = parse_base_url(text)

    assert found == address
    assert note_of(found) == found.note == f"The address is read as {address}: {why}."


@pytest.mark.parametrize("text", ["https://acme.run.ai", "https://acme.run.ai/api/v1/"])
def test_an_address_that_nothing_of_note_was_changed_about_is_not_told(text: str) -> None:
    assert parse_base_url(text).note == ""
    assert note_of(text) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Give the address of your control plane"),
        ("https://acme run.ai", "Remove the blanks from the address"),
        ("https://acme.run.ai\\", "Remove the control characters and backslashes from"),
        ('"https://acme.run.ai"', "Remove the quotes around the address"),
        ("https://acme.run.ai'", "Remove the quotes around the address"),
        ("acme", "Begin the address with https://"),
        ("ftp://acme.run.ai", "Begin the address with https://"),
        ("https://acme.run.ai:x", "The host or the port is not valid"),
        ("https://ana@acme.run.ai", "Remove the user name and password"),
        ("https://acme.run.ai:0", "Port 0 can't be connected to"),
        ("https://", "The host is missing"),
        ("https://-acme.run.ai", "The host name is not valid"),
        ("https://[fe80::1%25eth0]", "The host name is not valid"),
    ],
)
def test_an_address_that_can_not_be_used_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BaseUrlError, match=re.escape(reason)):
        parse_base_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://ana:hunter2@acme.run.ai",
        "https://ana:hunter2@acme.run.ai:bad",
        "https://ana:hunter2@[::1",
        "https://ana:hunter2@",
        "https://ana:hunter2@acme .run.ai",
        "http://ana:hunter2@acme.run.ai/x?y#z",
        "ana:hunter2@acme.run.ai/x?y#z",
        "ana:hunter2@acme.run.ai",
    ],
)
def test_a_password_in_the_address_is_never_shown(text: str) -> None:
    with pytest.raises(BaseUrlError) as caught:
        parse_base_url(text)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    "address",
    [
        "http://acme.run.ai",
        "http://10.0.0.7",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://[2001:db8::1]",
    ],
)
def test_plain_http_to_another_host_is_refused_before_a_session_starts(
    address: str,
) -> None:
    with pytest.raises(BaseUrlError, match="https://"):
        AccessKeyService(address, FixedToken(SecretStr("t")))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.255.0.9", "::1", "[::1]"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "acme.run.ai", "10.0.0.1", "0.0.0.0", "::", "127.1"])
def test_every_other_host_is_not(host: str) -> None:
    assert not is_loopback(host)


def test_messages_get_the_host_and_its_port() -> None:
    assert host_of("https://acme.run.ai:8443") == "acme.run.ai:8443"


ADDRESSES = st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            ["http", "https", "://", "/", ":", "@", "[", "]", "::1", "api", "v1", ".", "%", "80"]
        )
        | st.text(max_size=4),
        max_size=8,
    ),
)


@given(ADDRESSES | st.text(st.characters(exclude_categories=())))
def test_any_text_is_either_refused_or_made_normal_for_good(text: str) -> None:
    address = ""
    with suppress(BaseUrlError):
        address = parse_base_url(text)
    if address:
        assert re.fullmatch(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[1-9]\d{0,4})?", address)
        assert parse_base_url(address) == address


@given(st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{2,8}){0,3}", fullmatch=True))
def test_any_host_name_over_https_is_accepted(host: str) -> None:
    assert parse_base_url(f"https://{host}/api/v1/") == f"https://{host}"
