"""Projects of Compose, typed as pages show them, with Debian's Compose."""

from pathlib import Path

import pytest

from tests.laboratory import plugins
from tests.laboratory.reader import Reader
from tests.real.conftest import Store
from tests.real.test_compose import PROJECT

pytestmark = pytest.mark.engine

PAGE = "docs/how-to/use-compose.md"
WARM = "docs/how-to/warm-the-cache.md"


def write(reader: Reader, own: str, tool: str) -> None:
    plugins.use(reader.home, plugins.COMPOSE, "trixie")
    Path(reader.home, "compose.yaml").write_text(PROJECT.format(own=own, tool=tool))


@pytest.mark.usefixtures("emulation")
@pytest.mark.parametrize("registered", ["registered"], indirect=True)
def test_a_foreign_service_is_pulled_and_named(reader: Reader, store: Store, tmp_path: Path) -> None:
    write(reader, store.name("web"), store.name("tool"))
    reader.installs()
    reader.person.environment["COMPOSE_PROJECT_NAME"] = tmp_path.name.strip("_").lower()
    reader.follows(PAGE, "See what it would do", 0)
    reader.quotes(PAGE, "When it leaves a service alone", 0)
    reader.follows(PAGE, "Keep the platforms in a file", 0)
    reader.quotes(PAGE, "Use Compose with images for other platforms", 0)
    reader.person.run([reader.person.real, "compose", "down", "--timeout", "0"], folder=reader.home)


def test_the_cache_is_filled_with_the_images_of_a_project(reader: Reader, store: Store) -> None:
    reader.places["127.0.0.1:5000"] = reader.places.pop("localhost:5000")
    write(reader, store.name("team/api:1.4"), store.name("team/tool:1"))
    reader.follows(WARM, "Look up images ahead of time", 1)
