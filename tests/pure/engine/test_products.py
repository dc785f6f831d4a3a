"""Which product an engine is part of, and what it can turn on for a platform."""

import pytest

from anyarch.bare.endpoint import Endpoint
from anyarch.engine import Engine, products
from anyarch.oci.platforms import Platform, parse
from tests.laboratory import asked

UBUNTU = "Ubuntu 24.04.1 LTS"
SOCKET = "unix:///var/run/docker.sock"


@pytest.mark.parametrize(
    ("system", "machine", "host", "context", "product"),
    [
        ("Docker Desktop", "docker-desktop", SOCKET, "default", "Docker Desktop"),
        ("OrbStack", "orbstack", SOCKET, "default", "OrbStack"),
        (UBUNTU, "colima", SOCKET, "default", "Colima"),
        (UBUNTU, "colima-job", "unix:///Users/me/.colima/job/docker.sock", "default", "Colima"),
        (UBUNTU, "colima", "tcp://127.0.0.1:2375", "colima", "Colima"),
        (UBUNTU, "lima-rancher-desktop", "unix:///Users/me/.rd/docker.sock", "default", "Rancher Desktop"),
        (UBUNTU, "lima-docker", SOCKET, "default", "Lima"),
        (UBUNTU, "lima-job", "unix:///Users/me/.lima/job/sock/docker.sock", "default", "Lima"),
        (UBUNTU, "lima-job", SOCKET, "lima-work", "Lima"),
        (UBUNTU, "lima-db01", SOCKET, "default", ""),
        (UBUNTU, "colima-db01", "ssh://me@colima-db01", "default", ""),
        (UBUNTU, "colimador", SOCKET, "default", ""),
        (UBUNTU, "web", "unix:///Users/me/.colima/job/docker.sock", "colima", ""),
    ],
)
def test_a_machine_s_name_alone_does_not_make_it_a_product(
    system: str, machine: str, host: str, context: str, product: str
) -> None:
    endpoint = Endpoint(host, context, None, "")
    assert products.recognized(system, machine, endpoint, "laptop") == product
    if product not in ("Docker Desktop", "OrbStack"):
        assert products.recognized(system, machine, endpoint, machine) == ""


@pytest.mark.parametrize(
    ("product", "host", "platform", "words"),
    [
        ("Docker Desktop", "arm64", "linux/amd64", "Rosetta"),
        ("Docker Desktop", "arm64", "linux/s390x", "restart"),
        ("OrbStack", "arm64", "linux/amd64/v2", "rosetta"),
        ("Colima", "arm64", "linux/amd64", "--vz-rosetta"),
        ("Colima", "arm64", "linux/386", "--binfmt"),
        ("Colima", "arm64", "linux/s390x", None),
        ("Colima", "amd64", "linux/arm64", "--binfmt"),
        ("Lima", "arm64", "linux/amd64", "--rosetta"),
        ("Rancher Desktop", "arm64", "linux/amd64", "Rosetta"),
        ("Rancher Desktop", "amd64", "linux/arm64", None),
        ("", "arm64", "linux/amd64", None),
    ],
)
def test_what_is_turned_on_can_run_the_platform(
    monkeypatch: pytest.MonkeyPatch, product: str, host: str, platform: str, words: str | None
) -> None:
    monkeypatch.setattr(products, "name", lambda _: product)
    monkeypatch.setattr(Engine, "platform", lambda _: Platform("linux", host))
    found = products.find(asked.engine(SOCKET), parse(platform))
    assert (found and found.name) == (product if words else None)
    assert words is None or (found is not None and words in found.switch)
    is_rosetta = found is not None and "rosetta" in found.switch.lower()
    assert not is_rosetta or (host, parse(platform).architecture) == ("arm64", "amd64")
