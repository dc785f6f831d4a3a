"""The client against a registry that answers wrongly, and against Docker's own."""

from collections.abc import Iterator

import pytest

from anyarch.engine.credentials import Login
from anyarch.oci import manifests
from anyarch.person.errors import RefusedError, RegistryError
from tests.cli.catalog.conftest import CONTENT, PLATFORMS, single
from tests.laboratory.faulty_registry import CROWD, RETRY_AFTER, FaultyRegistry
from tests.laboratory.images import Image, Index
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import Credentials, PrivateRegistry
from tests.pure.registry.conftest import name, repository

SOMEBODY = Credentials("somebody", "a secret")
LOGIN = Login("server", SOMEBODY.user, SOMEBODY.password)
STRANGER = Login("server", SOMEBODY.user, "something else")


@pytest.fixture(scope="module")
def faulty() -> Iterator[FaultyRegistry]:
    with FaultyRegistry(CONTENT) as registry:
        yield registry


def listed(found: manifests.Manifest) -> list[str]:
    return [str(entry.platform) for entry in found.entries if entry.platform]


@pytest.mark.parametrize("image", ["sound", "moved"])
def test_an_index_is_read_also_behind_a_redirect(faulty: FaultyRegistry, image: str) -> None:
    found = repository(faulty.address, image).manifest(name(faulty.address, image))
    assert (found.digest, found.is_index, listed(found)) == (CONTENT.manifest.digest, True, PLATFORMS)
    assert repository(faulty.address, image).digest(name(faulty.address, image)) == CONTENT.manifest.digest


@pytest.mark.parametrize(
    ("image", "status", "retry_after"), [("unauthorized", 401, None), ("limited", 429, float(RETRY_AFTER))]
)
def test_an_error_is_told_with_its_status_and_the_registrys_wish(
    faulty: FaultyRegistry, image: str, status: int, retry_after: float | None
) -> None:
    for ask in (repository(faulty.address, image).manifest, repository(faulty.address, image).digest):
        with pytest.raises(RefusedError, match=f"status {status}") as refused:
            ask(name(faulty.address, image))
        assert (refused.value.status, refused.value.retry_after) == (status, retry_after)


@pytest.mark.parametrize(
    ("image", "reason"), [("mistyped", "text/html"), ("garbled", "not a manifest"), ("schema1", "manifest.v1")]
)
def test_what_is_no_manifest_is_refused_with_the_reason(faulty: FaultyRegistry, image: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        repository(faulty.address, image).manifest(name(faulty.address, image))


@pytest.mark.parametrize("image", ["circular", "endless", "dripping", "silent"])
def test_what_never_ends_is_given_up(faulty: FaultyRegistry, image: str) -> None:
    with pytest.raises(RegistryError):
        repository(faulty.address, image, patience=0.4).manifest(name(faulty.address, image))


def test_a_crowd_of_platforms_is_read_whole(faulty: FaultyRegistry) -> None:
    found = repository(faulty.address, "crowded").manifest(name(faulty.address, "crowded"))
    assert len(listed(found)) == CROWD + len(PLATFORMS) - 1
    assert listed(found)[-len(PLATFORMS) :] == PLATFORMS


def test_an_index_inside_an_index_counts_as_its_label(faulty: FaultyRegistry) -> None:
    found = repository(faulty.address, "nested").manifest(name(faulty.address, "nested"))
    assert listed(found) == ["linux/mips64le", *PLATFORMS]


def test_what_does_not_fit_its_digest_is_refused() -> None:
    image = single("arm64")
    with FaultyRegistry(image) as registry:
        registry.blobs[image.configuration.digest] = image.manifest
        with pytest.raises(RefusedError, match="something else"):
            repository(registry.address, "sound").configuration(image.configuration.digest)
        wrong = f"sound@{CONTENT.manifest.digest}"
        registry.blobs[CONTENT.manifest.digest] = image.manifest
        with pytest.raises(RefusedError, match="does not match its digest"):
            repository(registry.address, wrong).manifest(name(registry.address, wrong))


def test_a_login_goes_to_the_token_service_and_the_token_to_the_registry() -> None:
    with FaultyRegistry(CONTENT, token=SOMEBODY) as registry:
        found = repository(registry.address, "sound", LOGIN).manifest(name(registry.address, "sound"))
        assert listed(found) == PLATFORMS
        asked = [(each.target.partition("?")[0], each.authorization.partition(" ")[0]) for each in registry.asked]
    assert asked == [
        ("/v2/sound/manifests/latest", ""),
        ("/token", "Basic"),
        ("/v2/sound/manifests/latest", "Bearer"),
    ]
    assert "scope=repository%3Asound%3Apull" in registry.asked[1].target


def test_a_token_does_not_follow_a_redirect_to_another_host() -> None:
    with FaultyRegistry(CONTENT, token=True) as registry:
        with pytest.raises(RefusedError, match="status 401"):
            repository(registry.address, "moved").manifest(name(registry.address, "moved"))
        there = [each for each in registry.asked if each.target.startswith("/moved/")]
        assert [each.authorization for each in there] == [""]


@pytest.fixture(scope="module", params=["open", "guarded"])
def real(request: pytest.FixtureRequest, registry: PrivateRegistry) -> Iterator[tuple[str, Login | None]]:  # noqa: ARG001
    """Docker's own registry, with and without authentication; and the login for it."""
    guarded = request.param == "guarded"
    with PrivateRegistry(SOMEBODY if guarded else None) as private:
        publisher = Publisher(private.address, SOMEBODY if guarded else None)
        publisher.publish({"index": CONTENT, "single": single("arm64", "v8")})
        yield private.address, LOGIN if guarded else None


def test_a_real_registry_tells_all(real: tuple[str, Login | None]) -> None:
    address, login = real
    contents: dict[str, Image | Index] = {"index": CONTENT, "single": single("arm64", "v8")}
    for image, content in contents.items():
        client = repository(address, image, login)
        assert client.digest(name(address, image)) == content.manifest.digest
        assert client.manifest(name(address, image)).digest == content.manifest.digest
        assert client.tags() == ["latest"]
    found = client.manifest(name(address, f"single@{contents['single'].manifest.digest}"))
    assert str(manifests.platform_of(client.configuration(found.configuration_digest))) == "linux/arm64"
    assert found.size == sum(
        len(blob.content) for blob in (single("arm64", "v8").configuration, *single("arm64", "v8").layers)
    )


def test_a_real_registry_refuses_who_has_no_login_or_asks_for_nothing(real: tuple[str, Login | None]) -> None:
    address, login = real
    for other in (None, STRANGER):
        with pytest.raises(RefusedError, match="status 401" if login else "status 404"):
            repository(address, "nothing", other).digest(name(address, "nothing"))
