"""NO_PROXY exempts the hosts that curl, Go and requests exempt."""

from __future__ import annotations

import pytest

from tui.api.no_proxy import is_exempt
from tui.api.proxy import proxy_for

EXEMPT = [
    ("https://acme.run.ai", "acme.run.ai"),
    ("https://acme.run.ai", "ACME.run.ai."),
    ("https://acme.run.ai", "run.ai"),
    ("https://acme.run.ai", ".run.ai"),
    ("https://run.ai", ".run.ai"),
    ("https://acme.run.ai", "*.run.ai"),
    ("https://acme.run.ai", "localhost, run.ai"),
    ("https://acme.run.ai", "localhost run.ai"),
    ("https://acme.run.ai", "*"),
    ("https://acme.run.ai", "localhost,*"),
    ("https://10.1.2.3", "localhost,*"),
    ("https://acme.run.ai", "acme.run.ai:443"),
    ("https://acme.run.ai:8443", "run.ai:8443"),
    ("https://acme.run.ai:8443", "run.ai"),
    ("https://10.1.2.3", "10.1.2.3"),
    ("https://10.1.2.3", "10.0.0.0/8"),
    ("https://10.1.2.3", "10.1.2.3/8"),
    ("https://10.1.2.3", "192.168.0.0/16,10.1.2.0/24"),
    ("https://10.1.2.3:8443", "10.1.2.3:8443"),
    ("https://[fd00::1]", "fd00::1"),
    ("https://[fd00::1]", "[fd00::1]"),
    ("https://[fd00::1]", "FD00:0::1"),
    ("https://[fd00::1]", "fd00::/8"),
    ("https://[fd00::1]", "[fd00::]/8"),
    ("https://[fd00::1]:8443", "[fd00::1]:8443"),
]

NOT_EXEMPT = [
    ("https://acme.run.ai", ""),
    ("https://acme.run.ai", "other.run.ai"),
    ("https://evilrun.ai", "run.ai"),
    ("https://run.ai", "*.run.ai"),
    ("https://acme.run.ai", "acme.run.ai:8443"),
    ("https://acme.run.ai", "10.0.0.0/8"),
    ("https://acme.run.ai", ".,*.,:,[]:1,/,*x"),
    ("https://11.1.2.3", "10.0.0.0/8"),
    ("https://10.1.2.3", "10.0.0.0/33,10.0.0.0/x,/8"),
    ("https://10.1.2.3", "fd00::/8"),
    ("https://10.1.2.3", "10.1.2.3:8443"),
    ("https://[fe80::1]", "fd00::/8,fe80::%eth0/x,[::1"),
]


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:3128")
    return monkeypatch


@pytest.mark.parametrize(("base_url", "no_proxy"), EXEMPT)
def test_an_exempt_host_has_no_proxy(
    base_url: str, no_proxy: str, proxied: pytest.MonkeyPatch
) -> None:
    proxied.setenv("no_proxy", no_proxy)

    assert proxy_for(base_url) is None


@pytest.mark.parametrize(("base_url", "no_proxy"), NOT_EXEMPT)
def test_every_other_host_has_one(
    base_url: str, no_proxy: str, proxied: pytest.MonkeyPatch
) -> None:
    proxied.setenv("no_proxy", no_proxy)

    assert proxy_for(base_url) is not None


def test_a_range_holds_the_addresses_in_it_and_a_port_restricts_an_entry() -> None:
    assert is_exempt("10.9.9.9", 443, "10.0.0.0/8")
    assert not is_exempt("10.9.9.9", 8443, "10.9.9.9:443")
