import os
from urllib.request import getproxies_environment

import pytest

from anyarch.registry import addresses


@pytest.mark.parametrize(
    ("domain", "hosts"),
    [
        ("docker.io", ["https://registry-1.docker.io"]),
        ("ghcr.io", ["https://ghcr.io"]),
        ("registry.example.com:5000", ["https://registry.example.com:5000"]),
        ("127.0.0.1:5000", ["http://127.0.0.1:5000", "https://127.0.0.1:5000"]),
        ("localhost", ["http://localhost", "https://localhost"]),
        ("10.0.0.7:5000", ["https://10.0.0.7:5000"]),
    ],
)
def test_a_registry_is_reached_over_tls_unless_it_is_on_this_machine(domain: str, hosts: list[str]) -> None:
    assert list(addresses.hosts(domain)) == hosts


@pytest.mark.parametrize(
    ("domain", "is_loopback"),
    [
        ("127.0.0.1", True),
        ("127.255.0.1:5000", True),
        ("[::1]:5000", True),
        ("localhost:5000", True),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("127.0.0.1@example.com", False),
        ("0.0.0.0:5000", False),
        ("[::ffff:10.0.0.1]", False),
        ("[", False),
        ("", False),
    ],
)
def test_this_machine_is_told_by_its_very_names(domain: str, *, is_loopback: bool) -> None:
    assert addresses.is_loopback(domain) is is_loopback


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://auth.docker.io/token", True),
        ("http://127.0.0.1:5000/token", True),
        ("http://auth.docker.io/token", False),
        ("http://127.0.0.1@auth.docker.io/token", False),
        ("ftp://127.0.0.1/token", False),
        ("/token", False),
        ("", False),
    ],
)
def test_a_secret_goes_nowhere_unencrypted_but_to_this_machine(url: str, *, is_safe: bool) -> None:
    assert addresses.is_safe(url) is is_safe


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "https://r.example", ""),
        ({"HTTPS_PROXY": "http://p:1"}, "https://r.example", "http://p:1"),
        ({"https_proxy": "p:1"}, "https://r.example", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, "https://r.example", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "r.example"}, "https://r.example:5000", ""),
        ({"HTTPS_PROXY": "http://p:1", "no_proxy": "other,.example"}, "https://r.example", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, "https://r.example", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "xr.example"}, "https://r.example", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "HTTP_PROXY": "http://p:1"}, "https://localhost:5000", ""),
    ],
)
def test_proxies_are_the_environments_and_never_for_this_machine(
    variables: dict[str, str], url: str, proxy: str
) -> None:
    assert addresses.proxy(url, variables) == proxy


def test_variables_are_those_that_python_knows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://p:1")
    assert addresses.proxy("https://r.example", dict(os.environ)) == getproxies_environment()["https"]
