"""The table of builds against BuildKit itself: generated Dockerfiles are built, and the row has to say how that ends.

A build without a platform succeeds exactly in row 2; in row 4 it fails, and succeeds for the platform of the row; in
row 6 it fails for both. Nothing is run in these builds, so no emulator is needed.
"""

import random
from pathlib import Path

import pytest

from anyarch.build.command_line import Build, read
from anyarch.build.table import ALL_MET, NO_PLATFORM, NOT_HANDLED, ONE_PLATFORM, Verdict
from anyarch.oci.platforms import Platform
from anyarch.person.settings import Settings
from anyarch.preflight import building
from tests.laboratory import examples, plugins
from tests.laboratory.person import Outcome
from tests.real.conftest import Machine, Store

pytestmark = pytest.mark.engine

IMAGES = ("multi", "multi-oci", "armonly-index", "armonly-single", "armattest", "withattest")
PATIENT = Settings(lookup_timeout=100.0, pull_timeout=100.0)


@pytest.fixture(params=plugins.SUITES)
def buildx(request: pytest.FixtureRequest, store: Store) -> Store:
    """Somebody with the buildx of a Debian suite."""
    plugins.use(store.person.environment["HOME"], plugins.BUILDX, request.param)
    return store


def written(generator: random.Random, store: Store) -> str:
    """A Dockerfile of some stages, which take files from each other and from images of all kinds."""
    names: list[str] = []
    foreign = f"linux/{store.machine.foreign}"
    lines = [f"ARG B={generator.choice(IMAGES)}"]
    for number in range(generator.randint(1, 4)):
        image = store.name(generator.choice(IMAGES))
        base = generator.choice([image, image, image, store.name("${B:-multi}"), *names[:1], "scratch"])
        asked = generator.choice(["", "", "", foreign, "linux/s390x", "$BUILDPLATFORM", "$TARGETPLATFORM"])
        names.append({0: "for-amd64", 1: "for-arm64"}.get(number, f"s{number}"))
        lines += [f"FROM {f'--platform={asked} ' if asked else ''}{base} AS {names[-1]}", "COPY Dockerfile /w"]
        source = generator.choice(["", store.name(generator.choice(IMAGES)), *names[:-1], str(number - 1)])
        if source and source != "-1":
            lines.append(f"COPY --from={source} /b* /w* /x{number}/")
    if len(names) > 1 and generator.random() < 0.5:
        lines.append("FROM for-$TARGETARCH")
    return "\n".join(lines) + "\n"


def verdict(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    """The table's, if the engine executed everything."""
    monkeypatch.setattr(building.BuildFacts, "executes", lambda _, __: True)
    environment = store.person.environment
    assert isinstance(read(["build", str(folder)], environment), Build)
    return building.plan(["build", str(folder)], environment, PATIENT, store.person.real).verdict


def build(store: Store, folder: Path, *flags: str) -> Outcome:
    return store.person.real_docker("build", "--output=type=tar,dest=/dev/null", *flags, str(folder))


@pytest.mark.parametrize("seed", examples.some(range(8)))
def test_the_row_says_how_a_build_ends(
    buildx: Store, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    (tmp_path / "Dockerfile").write_text(written(random.Random(seed), buildx))  # noqa: S311 - no secret
    found = verdict(buildx, tmp_path, monkeypatch)
    plain = build(buildx, tmp_path).status == 0
    foreign = build(buildx, tmp_path, "--platform", f"linux/{machine.foreign}").status == 0
    assert plain == (found.row == ALL_MET), found.reason
    if found.row == ONE_PLATFORM:
        assert found.platform == Platform("linux", machine.foreign)
    assert found.row == ALL_MET or foreign == (found.row == ONE_PLATFORM), found.reason
    assert found.row in (NOT_HANDLED, ALL_MET, ONE_PLATFORM, NO_PLATFORM)
