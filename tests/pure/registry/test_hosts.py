"""Where a registry is looked for, by an engine's rules. The documents are as real engines give them."""

from collections.abc import Iterable
from typing import Any
from unittest import mock

import pytest

from anyarch.registry import hosts

HUB = "https://registry-1.docker.io"


def info(insecure: Iterable[str] = (), networks: Iterable[str] = (), mirrors: Iterable[Any] = ()) -> dict[str, Any]:
    """What Docker 20.10 to 28.5 say."""
    named = {name: {"Name": name, "Mirrors": [], "Secure": False, "Official": False} for name in insecure}
    return {
        "RegistryConfig": {
            "InsecureRegistryCIDRs": ["127.0.0.0/8", *networks],
            "IndexConfigs": {"docker.io": {"Name": "docker.io", "Mirrors": [], "Secure": True}, **named},
            "Mirrors": list(mirrors),
        },
        "HttpProxy": "",
        "HttpsProxy": "",
        "NoProxy": "",
    }


def found(domain: str, said: object, *addresses: str, is_here: bool = True) -> list[str]:
    """The URLs; with "login" and "any certificate" behind them where that is allowed."""
    places = hosts.find(domain, hosts.read(said), lambda _: addresses, lambda: is_here)
    marks = {(True, True): " login", (True, False): " login any certificate", (False, False): " any certificate"}
    return [each.url + marks.get((each.takes_login, each.is_verified), "") for each in places]


VERIFIED = "https://{} login"
INSECURE = ["https://{} any certificate", "http://{} any certificate"]


@pytest.mark.parametrize("domain", ["ghcr.io", "r.example:5000", "192.168.1.23:5000", "[fd00::7]:5000"])
@pytest.mark.parametrize("said", [info(), info(["r.example", "r.example:5001"], ["10.0.0.0/8"]), {}, None])
def test_a_registry_has_a_good_certificate_unless_it_is_insecure_on_that_very_port(domain: str, said: object) -> None:
    assert found(domain, said, "192.168.1.23") == [VERIFIED.format(domain)]


@pytest.mark.parametrize(
    ("domain", "said", "addresses"),
    [
        ("r.example:5000", info(["r.example:5000"]), []),
        ("192.168.1.23:5000", info(networks=["192.168.0.0/16"]), []),
        ("192.168.1.23", info(networks=["192.168.1.23/24"]), []),
        ("r.example", info(networks=["192.168.0.0/16"]), ["8.8.8.8", "192.168.1.23"]),
        ("k3d-registry.localhost:5000", info(), ["127.0.0.1"]),
    ],
)
def test_an_insecure_registry_is_asked_without_login_after_one_with_a_good_certificate(
    domain: str, said: object, addresses: list[str]
) -> None:
    assert found(domain, said, *addresses) == [each.format(domain) for each in (VERIFIED, *INSECURE)]


def test_a_name_is_looked_up_only_if_the_registry_does_not_answer_by_https() -> None:
    look_up = mock.Mock(return_value=())
    places = hosts.find("r.example", hosts.read(info()), look_up, lambda: True)
    assert next(places).url == "https://r.example"
    look_up.assert_not_called()
    assert list(places) == []
    look_up.assert_called_once_with("r.example")


@pytest.mark.parametrize("domain", ["127.0.0.1:5000", "localhost"])
def test_a_registry_on_this_machine_need_not_have_tls(domain: str) -> None:
    expected = [f"{scheme}://{domain} login any certificate" for scheme in ("http", "https")]
    assert found(domain, info()) == found(domain, None) == expected


def test_mirrors_of_docker_hub_come_first_and_get_no_login() -> None:
    mirrors = ["https://mirror.example/", "mirror2.example", "http://10.0.0.7:5000", "https://lan.example"]
    assert found("docker.io", info(["lan.example"], mirrors=mirrors)) == [
        "https://mirror.example",
        "https://mirror2.example",
        "http://10.0.0.7:5000 any certificate",
        "https://lan.example any certificate",
        f"{HUB} login",
    ]
    assert found("ghcr.io", info(mirrors=mirrors)) == ["https://ghcr.io login"]


@pytest.mark.parametrize(
    "mirror", ["https://a.example/path", "https://me:secret@a.example", "https://", 7, None, "https://["]
)
def test_a_mirror_that_docker_would_not_accept_is_none(mirror: object) -> None:
    places = hosts.find("docker.io", hosts.read(info(mirrors=[mirror])), lambda _: (), lambda: True)
    assert [each.url for each in places][-1] == HUB
    assert all("secret" not in each.url and "path" not in each.url for each in places)


def test_what_is_loopback_here_may_be_another_machine_for_an_engine_elsewhere() -> None:
    assert found("r.example", info(), "127.0.0.1", is_here=False) == ["https://r.example login"]
    said = info(mirrors=["http://localhost:5001"])
    assert found("docker.io", said)[0].startswith("http://localhost:5001")
    assert found("docker.io", said, is_here=False) == [f"{HUB} login"]


def test_proxies_whose_login_is_hidden_are_not_known() -> None:
    assert hosts.read(info()).proxies == {"HTTP_PROXY": "", "HTTPS_PROXY": "", "NO_PROXY": ""}
    assert hosts.read({**info(), "HttpsProxy": "http://xxxxx:xxxxx@p:1"}).proxies is None
    assert hosts.read(None).proxies is None


@pytest.mark.parametrize("said", [[], {"RegistryConfig": 5}, {"RegistryConfig": {"IndexConfigs": [1], "Mirrors": {}}}])
def test_what_cannot_be_read_is_docker_as_it_comes(said: object) -> None:
    assert found("docker.io", said) == [f"{HUB} login"]
    assert found("127.0.0.1", said)
    assert hosts.read({"RegistryConfig": {"InsecureRegistryCIDRs": ["nonsense", 7]}}).networks
