import pytest

from anyarch.routing import names


@pytest.mark.parametrize(
    "image",
    ["alpine", "alpine:3", "me/app", "docker.io/me/app", "index.docker.io/a", "ghcr.io/me/app:1", "quay.io:443/a/b",
     "1.1.1.1:5000/a", "[2606:4700:4700::1111]:5000/a", f"ghcr.io/a@sha256:{'0' * 64}", "localhost.example.com/a",
     "mylocal.example/a"],
)  # fmt: skip
def test_a_public_name_means_the_same_everywhere(image: str) -> None:
    assert names.kept_by(image) == ""


@pytest.mark.parametrize(
    "image",
    ["localhost/a", "localhost:5000/a", "127.0.0.1:5000/a", "127.1.2.3/a", "[::1]:5000/a", "10.0.0.7/a", "172.16.0.1/a",
     "192.168.1.2:5000/a", "169.254.0.1/a", "100.64.0.1/a", "[fe80::1]:5000/a", "[fd00::1]:5000/a", "0.0.0.0:5000/a",
     "registry:5000/a", "REGISTRY/a", "nas.local/a", "box.lan:5000/a", "r.home.arpa/a", "host.docker.internal:5000/a",
     "registry.internal/a", "r.corp/a", "r.localhost/a", "0" * 64, f"sha256:{'0' * 64}"],
)  # fmt: skip
def test_a_name_of_this_network_stays_here(image: str) -> None:
    assert names.kept_by(image).endswith(".")
