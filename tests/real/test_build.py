"""`anyarch build` with a real engine and its classic builder: what is built, for what, and what is said if it fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.fixture(autouse=True)
def classic(store: Store) -> Iterator[None]:
    """The classic builder; what it leaves of the first stage is removed, as the image below it is kept by that."""
    store.person.environment["DOCKER_BUILDKIT"] = "0"
    yield
    listed = store.succeed("images", "--all", "--quiet", "--no-trunc", "--filter", "label=built-by=anyarch-test")
    for identity in listed.split():
        store.person.real_docker("rmi", "--force", identity)


def build(store: Store, folder: Path, own: str, other: str) -> Outcome:
    """Build an image `built` from two others."""
    (folder / "Dockerfile").write_text(STAGES.format(own=store.name(own), other=store.name(other)))
    words = ["build", "--network", "none", "--quiet", "--tag", store.name("built"), str(folder)]
    return store.person.run([*store.person.command, *words])


def test_a_build_whose_images_are_native_is_left_alone(store: Store, machine: Machine, tmp_path: Path) -> None:
    store.clear()
    done = build(store, tmp_path, "multi", "multi")
    assert done.status == 0, done.errors
    assert "anyarch" not in done.errors
    assert store.platform(store.name("built")) == f"linux/{machine.native}"


def test_a_build_gets_the_one_platform_that_has_all_if_the_engine_executes_it(
    store: Store,
    machine: Machine,
    tmp_path: Path,
    emulation: bool,  # noqa: FBT001
) -> None:
    store.clear()
    done = build(store, tmp_path, "multi", "armonly-index")
    if emulation:
        assert done.status == 0, done.errors
        assert store.platform(store.name("built")) == f"linux/{machine.foreign}"
        shown = store.person.docker("run", "--rm", "--network", "none", store.name("built"), "cat", "/machine")
        assert shown.output.strip() == machine.foreign_name
    else:
        assert done.status != 0
        assert f"Dockerfile:5: FROM {store.name('armonly-index')}: available for linux/{machine.foreign}" in done.errors
        assert f"anyarch emulators install linux/{machine.foreign}" in done.errors
