"""Registries that are not on loopback by their name, and have no TLS. 0.0.0.0 leads to this machine and is none."""

import os
import socket
from collections.abc import Iterator

import pytest

from anyarch.oci import references
from anyarch.person.errors import UnlistedError
from tests.cli.catalog.conftest import Setting, distribution, log_in, single
from tests.laboratory.faulty_registry import FaultyRegistry
from tests.laboratory.recording_engine import Answers, RecordingEngine
from tests.laboratory.registry import Credentials

SOMEBODY = Credentials("somebody", "a secret")
IMAGE = single("arm64")


def elsewhere(registry: FaultyRegistry) -> str:
    """The registry's address by a name that is not loopback."""
    registry.address = registry.address.replace("127.0.0.1", "0.0.0.0")  # noqa: S104 - to connect to
    return registry.address


def insecure(*names: str, networks: tuple[str, ...] = (), mirrors: tuple[str, ...] = ()) -> dict[str, object]:
    """What an engine with such registries says."""
    named = {name: {"Name": name, "Secure": False} for name in names}
    return {
        "RegistryConfig": {"IndexConfigs": named, "InsecureRegistryCIDRs": list(networks), "Mirrors": list(mirrors)}
    }


@pytest.fixture(params=[False, True], ids=["open", "token"])
def registry(request: pytest.FixtureRequest, setting: Setting) -> Iterator[FaultyRegistry]:
    with FaultyRegistry(IMAGE, token=request.param) as setting.registry:
        yield setting.registry


@pytest.mark.parametrize("is_here", [True, False])
@pytest.mark.parametrize("by", ["name", "network"])
def test_a_single_image_from_a_registry_without_tls_is_known(
    setting: Setting, registry: FaultyRegistry, by: str, *, is_here: bool
) -> None:
    address = elsewhere(registry)
    setting.is_here = is_here
    setting.info = insecure(address) if by == "name" else insecure(networks=("0.0.0.0/32",))
    log_in(setting, SOMEBODY, address)
    with setting.engine(distribution(IMAGE, None)):
        assert setting.offered() == ["linux/arm64"]
    assert not any("Basic" in asked.authorization for asked in registry.asked)


def test_a_login_is_not_sent_without_encryption(setting: Setting) -> None:
    with FaultyRegistry(IMAGE, token=SOMEBODY) as setting.registry:
        address = elsewhere(setting.registry)
        setting.info = insecure(address)
        log_in(setting, SOMEBODY, address)
        with setting.engine(distribution(IMAGE, None)), pytest.raises(UnlistedError):
            setting.offered()
        assert {asked.authorization for asked in setting.registry.asked} == {""}
        assert {asked.status for asked in setting.registry.asked} == {401}


def test_a_redirect_from_elsewhere_to_this_machine_is_not_followed(setting: Setting) -> None:
    with FaultyRegistry(IMAGE) as setting.registry:
        setting.info = insecure(elsewhere(setting.registry))
        moved = setting.name("moved")
        with setting.engine(distribution(IMAGE, None), "moved"), pytest.raises(UnlistedError):
            setting.catalog().look_up(moved)
        assert not any(asked.target.startswith("/moved/") for asked in setting.registry.asked)


@pytest.mark.parametrize("mirrors", [1, 2])
def test_an_image_of_docker_hub_is_read_from_its_mirror_without_login(setting: Setting, mirrors: int) -> None:
    name = references.parse("sound")
    other = single("s390x")
    with FaultyRegistry(other) as lacking, FaultyRegistry(IMAGE) as mirror:
        addresses = [lacking.address, mirror.address][-mirrors:]
        setting.info = insecure(mirrors=tuple(f"http://{each}" for each in addresses))
        log_in(setting, SOMEBODY, "https://index.docker.io/v1/")
        answers = Answers(distribution={str(name): distribution(IMAGE, None)}, info=setting.info, is_here=True)
        with RecordingEngine(setting.folder, answers) as engine:
            found = setting.catalog(host=engine.host).look_up(name)
        assert [str(each) for each in found.platforms] == ["linux/arm64"]
        asked = [(each.method, each.target.partition("sha256")[0], each.authorization) for each in mirror.asked[-2:]]
        assert asked == [("GET", "/v2/library/sound/manifests/", ""), ("GET", "/v2/library/sound/blobs/", "")]
        assert [each.status for each in lacking.asked if each.is_manifest] == [404] * (mirrors - 1)


@pytest.mark.parametrize("is_here", [True, False])
def test_a_proxy_that_does_not_answer_leaves_time_if_the_engine_needs_none(
    setting: Setting, registry: FaultyRegistry, *, is_here: bool
) -> None:
    setting.info = {**insecure(elsewhere(registry)), "HttpProxy": "", "HttpsProxy": ""}
    setting.is_here = is_here
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = f"http://127.0.0.1:{silent.getsockname()[1]}"
        setting.environment = {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy}
        with setting.engine(distribution(IMAGE, None)):
            found = setting.catalog(patience=8).look_up(setting.name("sound"))
    assert [str(each) for each in found.platforms] == ["linux/arm64"]


@pytest.mark.parametrize("claims", ["another name", "another kernel", "all the same"])
def test_a_login_for_loopback_goes_nowhere_if_the_engines_loopback_is_another(setting: Setting, claims: str) -> None:
    machine = os.uname()
    name = "another" if claims == "another name" else machine.nodename
    kernel = "another" if claims == "another kernel" else machine.release
    setting.info, setting.is_here = {"Name": name, "KernelVersion": kernel}, False
    with FaultyRegistry(IMAGE) as setting.registry:
        log_in(setting, SOMEBODY, setting.registry.address)
        with setting.engine(distribution(IMAGE, None)) as engine:
            with pytest.raises(UnlistedError):
                setting.offered()
            assert not setting.catalog().has(setting.name("sound"), f"sha256:{'0' * 64}")
            knocks = engine.requests_for("GET", "/distribution/127.0.0.1:*/*:latest/json")
            others = [each for each in knocks if setting.registry.address not in each.path]
            assert bool(others) is (claims == "all the same")
        assert setting.registry.asked == []


def test_the_engine_is_asked_for_its_rules_only_before_a_registry_is_and_once(setting: Setting) -> None:
    with setting.engine(distribution(single("arm64"))) as engine:
        setting.offered()
        assert engine.requests_for("GET", "/info") == ()
        catalog = setting.catalog()
        for image in ("sound", "missing"):
            catalog.has(setting.name(image), f"sha256:{'0' * 64}")
        assert len(engine.requests_for("GET", "/info")) == 1
        assert len(engine.requests_for("GET", "/distribution/127.0.0.1:*/" + "?" * 64 + ":latest/json")) == 1
