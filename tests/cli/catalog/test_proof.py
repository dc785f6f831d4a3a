"""Whether a local image is the registry's; the requests are counted by those who got them."""

import pytest

from anyarch.oci import platforms
from tests.cli.catalog.conftest import CONTENT, Setting, distribution, single
from tests.laboratory.faulty_registry import FaultyRegistry
from tests.laboratory.images import OCI, Entry, Platform, attestation, index
from tests.laboratory.recording_engine import Answers, RecordingEngine

DIGEST = CONTENT.manifest.digest
PART = CONTENT.images[0].manifest.digest
OTHER = f"sha256:{'0' * 64}"
ARM64, S390X, AMD64 = map(platforms.parse, ("arm64", "s390x", "amd64"))
ONE, TWO = single("arm64"), single("s390x")


def configuration(architecture: str) -> str:
    return single(architecture).configuration.digest


@pytest.mark.parametrize(
    ("digest", "is_there", "status"),
    [(DIGEST, True, 200), (PART, True, 200), (OTHER, False, 404), ("", False, 0), ("sha256:1", False, 0)],
)
def test_a_digest_is_asked_for_by_one_head_each_time_and_what_is_none_is_not(
    setting: Setting, digest: str, *, is_there: bool, status: int
) -> None:
    with setting.engine(distribution(CONTENT)) as engine:
        for _ in range(2):
            assert setting.catalog().has(setting.name("sound:1"), digest) is is_there
        assert setting.looked_up(engine) == []
    assert setting.asked() == ([("HEAD", status)] * 2 if status else [])


@pytest.mark.parametrize("image", ["unauthorized", "limited", "broken", "silent"])
@pytest.mark.parametrize("digest", [DIGEST, PART])
def test_where_the_registry_does_not_say_the_engine_is_asked(setting: Setting, image: str, digest: str) -> None:
    with setting.engine(distribution(CONTENT), f"{image}@{DIGEST}") as engine:
        assert setting.catalog(patience=2).has(setting.name(image), digest) is (digest == DIGEST)
        assert setting.looked_up(engine) == [f"/distribution/{setting.registry.address}/{image}@{digest}/json"]


def test_an_engine_elsewhere_is_asked_for_a_registry_on_loopback(setting: Setting) -> None:
    name = setting.name(f"sound@{DIGEST}")
    for listed in (["linux/arm64"], None):  # None: for a single manifest, the engine says no more than the digest
        answers = Answers(distribution={str(name): distribution(CONTENT, listed)})
        with RecordingEngine(None, answers) as engine:
            catalog = setting.catalog(host=engine.host)
            assert catalog.has(setting.name("sound"), DIGEST)
            assert not catalog.has(setting.name("sound"), OTHER)
    assert setting.asked() == []


@pytest.mark.parametrize(("platform", "found"), [(ARM64, {"arm64"}), (S390X, {"s390x"}), (AMD64, set())])
def test_an_index_has_the_configurations_of_its_platform(
    setting: Setting, platform: platforms.Platform, found: set[str]
) -> None:
    with setting.engine(distribution(CONTENT)):
        assert setting.catalog().configurations(setting.name("sound"), platform) == set(map(configuration, found))
    assert setting.asked() == [("GET", 200)] * (1 + len(found))


def test_an_entry_without_platform_may_be_of_each_and_an_attestation_of_none(setting: Setting) -> None:
    entries = [Entry(ONE, Platform("arm64")), Entry(TWO, None), attestation(ONE)]
    with FaultyRegistry(index(entries, OCI)) as setting.registry, setting.engine(distribution(CONTENT)):
        found = setting.catalog().configurations(setting.name("sound"), ARM64)
        assert found == {configuration("arm64"), configuration("s390x")}
        assert setting.catalog().configurations(setting.name("sound"), AMD64) == {configuration("s390x")}


def test_a_single_manifest_has_its_own_configuration_whatever_its_platform(setting: Setting) -> None:
    with FaultyRegistry(ONE) as setting.registry, setting.engine(distribution(CONTENT)):
        assert setting.catalog().configurations(setting.name("sound"), AMD64) == {configuration("arm64")}
        assert setting.asked() == [("GET", 200)]


def test_no_more_than_four_images_are_fetched(setting: Setting) -> None:
    entries = [Entry(single("arm64", f"v8.{level}"), Platform("arm64")) for level in range(6)]
    with FaultyRegistry(index(entries, OCI)) as setting.registry, setting.engine(distribution(CONTENT)):
        assert len(setting.catalog().configurations(setting.name("sound"), ARM64)) == 4
        assert len(setting.asked()) == 5


@pytest.mark.parametrize("image", ["missing", "forbidden", "garbled", "endless", "silent"])
def test_no_answer_is_no_configuration(setting: Setting, image: str) -> None:
    with setting.engine(distribution(CONTENT)):
        assert setting.catalog(patience=0.5).configurations(setting.name(image), ARM64) == set()
