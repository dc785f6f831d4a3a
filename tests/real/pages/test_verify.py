"""`anyarch verify`, typed as its page shows it."""

from collections.abc import Iterator

import pytest

from tests.laboratory.reader import Reader
from tests.real.conftest import Store

pytestmark = pytest.mark.engine

PAGE, WORKS, BEFORE = "docs/how-to/verify-that-it-works.md", "Check that a container works", "Before you use an image"


@pytest.fixture
def web(reader: Reader) -> Iterator[str]:
    name = "anyarch-tests-page"
    reader.places["web"] = name
    yield name
    reader.person.real_docker("rm", "--force", name)


def test_a_container_that_runs_is_fine_and_an_image_is_run_to_see(reader: Reader, store: Store, web: str) -> None:
    started = ("--detach", "--network", "none", "--name", web, store.name("web"), "/bin/sleep", "1000")
    assert reader.person.real_docker("run", *started).status == 0
    reader.follows(PAGE, WORKS, 0)
    del reader.places["web"]
    reader.follows(PAGE, BEFORE, 0)
    reader.types(PAGE, BEFORE, 1)


@pytest.mark.usefixtures("no_handlers")
def test_a_container_that_nothing_executes_is_not(reader: Reader, store: Store, web: str) -> None:
    foreign = ("--platform", f"linux/{store.machine.foreign}")
    reader.person.real_docker("run", *foreign, "--network", "none", "--name", web, store.name("web"), "/bin/sleep", "9")
    reader.follows(PAGE, WORKS, 1)
