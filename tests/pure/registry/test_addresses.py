import pytest

from anyarch.registry import addresses


@pytest.mark.parametrize(
    ("domain", "is_loopback"),
    [
        ("127.255.0.1:5000", True),
        ("[::1]:5000", True),
        ("localhost:5000", True),
        ("127.0.0.1.example.com", False),
        ("127.0.0.1@example.com", False),
        ("0.0.0.0:5000", False),
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
        ("", False),
    ],
)
def test_a_secret_goes_nowhere_unencrypted_but_to_this_machine(url: str, *, is_safe: bool) -> None:
    assert addresses.is_safe(url) is is_safe


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({"https_proxy": "p:1"}, "https://r.example", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, "https://r.example", ""),
        ({"HTTPS_PROXY": "http://p:1", "no_proxy": "other,.example"}, "https://r.example", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, "https://r.example", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "xr.example"}, "https://r.example", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "HTTP_PROXY": "http://p:1"}, "https://localhost:5000", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "192.168.0.0/16"}, "https://192.168.1.23:5000", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, "https://192.168.1.23:5000", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "[fd00::7]:5000"}, "https://[fd00::7]:5000", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "r.example:5000"}, "https://r.example:5000", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "r.example:80"}, "https://r.example:5000", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*.example"}, "https://r.example", ""),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".r.example"}, "https://r.example", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "R.Example"}, "https://r.example", ""),
    ],
)
def test_proxies_are_the_environments_and_never_for_this_machine(
    variables: dict[str, str], url: str, proxy: str
) -> None:
    assert addresses.proxy(url, variables) == proxy


OURS = {"HTTPS_PROXY": "http://ours:1"}
THEIRS = {"HTTPS_PROXY": "http://theirs:1"}


@pytest.mark.parametrize(
    ("own", "engines", "is_near", "found"),
    [
        (OURS, None, True, ["http://ours:1"]),
        (OURS, {}, True, ["", "http://ours:1"]),
        (OURS, {}, False, ["http://ours:1", ""]),
        (OURS, THEIRS, True, ["http://theirs:1", "http://ours:1"]),
        (OURS, THEIRS, False, ["http://ours:1"]),
        ({}, THEIRS, True, ["http://theirs:1", ""]),
        (OURS, OURS, True, ["http://ours:1"]),
    ],
)
def test_what_an_engine_on_this_machine_uses_is_tried_first(
    own: dict[str, str], engines: dict[str, str] | None, found: list[str], *, is_near: bool
) -> None:
    assert list(addresses.proxies("https://r.example", own, engines, is_near=is_near)) == found
