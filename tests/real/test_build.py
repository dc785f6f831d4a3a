"""`anyarch build` with a real engine, its classic builder and BuildKit: what is built, for what, and what is said if it
fails.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laboratory import plugins
from tests.laboratory.person import Outcome
from tests.real.conftest import Machine, Store

pytestmark = pytest.mark.engine

STAGES = """\
FROM {own} AS first
LABEL built-by=anyarch-test
RUN uname -m >/machine

FROM {other}
COPY --from=first /machine /machine
"""
CLASSIC = "classic"
# The classic builder with containerd's store does not find the stage of COPY --from for another platform.
IS_UNABLE = os.environ.get("ANYARCH_TEST_ENGINE", "").endswith("containerd")
BUILDERS = plugins.SUITES if IS_UNABLE else (CLASSIC, *plugins.SUITES)


@pytest.fixture(params=BUILDERS, autouse=True)
def builder(request: pytest.FixtureRequest, store: Store) -> Iterator[str]:
    """The classic builder, or BuildKit with the buildx of a Debian suite.

    What the classic builder leaves of the first stage is removed, as the image below it is kept by that.
    """
    if request.param == CLASSIC:
        store.person.environment["DOCKER_BUILDKIT"] = "0"
    else:
        plugins.use(store.person.environment["HOME"], plugins.BUILDX, request.param)
    yield request.param
    listed = store.succeed("images", "--all", "--quiet", "--no-trunc", "--filter", "label=built-by=anyarch-test")
    for identity in listed.split():
        store.person.real_docker("rmi", "--force", identity)


def build(store: Store, folder: Path) -> Outcome:
    """Build an image `built` from one that is offered for this machine too, and one that is not."""
    store.clear()
    (folder / "Dockerfile").write_text(STAGES.format(own=store.name("multi"), other=store.name("armonly-index")))
    words = ["build", "--network", "none", "--quiet", "--tag", store.name("built"), str(folder)]
    return store.person.run([*store.person.command, *words])


def test_a_build_gets_the_one_platform_that_has_all_if_the_engine_executes_it(
    store: Store, machine: Machine, tmp_path: Path, *, emulation: bool
) -> None:
    done = build(store, tmp_path)
    if emulation:
        assert done.status == 0, done.errors
        assert store.platform(store.name("built")) == f"linux/{machine.foreign}"
        shown = store.person.docker("run", "--rm", "--network", "none", store.name("built"), "cat", "/machine")
        assert shown.output.strip() == machine.foreign_name
    else:
        assert done.status != 0
        assert f"Dockerfile:5: FROM {store.name('armonly-index')}: available for linux/{machine.foreign}" in done.errors
        assert f"anyarch emulators install linux/{machine.foreign}" in done.errors


@pytest.mark.parametrize("builder", BUILDERS[:1], indirect=True)
@pytest.mark.usefixtures("emptied_handlers")
def test_a_missing_emulator_is_installed_for_a_build_if_that_was_agreed_to(
    store: Store, machine: Machine, published_installer: str, tmp_path: Path
) -> None:
    store.person.anyarch("config", "set", "emulation.image", published_installer)
    store.person.environment["ANYARCH_EMULATION"] = "install"
    done = build(store, tmp_path)
    assert done.status == 0, done.errors
    assert store.platform(store.name("built")) == f"linux/{machine.foreign}"
