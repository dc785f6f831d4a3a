"""Platforms of images, ways to run them, and what the engine builds, typed as pages show it."""

from pathlib import Path

import pytest

from tests.laboratory import plugins
from tests.laboratory.images import Image, Index
from tests.laboratory.publish import Publisher
from tests.laboratory.reader import Reader
from tests.real.conftest import Store

pytestmark = pytest.mark.engine

SEE, WHICH = "docs/how-to/see-platforms.md", "See which platforms an image is available for"
PINNED, DIGEST = "docs/how-to/pinned-digest.md", "Fix a digest that is pinned to one platform"
ON_THE_PAGE = "localhost:5000/app@sha256:c4bff0a5d9cbb7a9e3c0d2c8d0e2f60a6c1c0a9ea9d1b3a1b6d4a7e1f0a2b3c4"
FORMAT_ERROR = "docs/how-to/exec-format-error.md"
BUILD = "docs/how-to/build-from-a-dockerfile.md"


def test_platforms_are_shown_with_their_sizes(reader: Reader, store: Store) -> None:
    reader.places["127.0.0.1:5000"] = reader.places.pop("localhost:5000")
    reader.person.real_docker("pull", store.name("team/api:1.4"))
    reader.follows(SEE, WHICH, 0)
    reader.follows(SEE, WHICH, 1)


def test_a_native_build_succeeds(reader: Reader) -> None:
    reader.person.environment["DOCKER_BUILDKIT"] = "0"
    reader.installs()
    image = reader.places["localhost:5000"] + "/web"
    Path(reader.home, "Dockerfile").write_text(f"FROM {image}\n")
    reader.types(BUILD, "Build from a Dockerfile with images for other platforms", 0)
    reader.person.real_docker("rmi", "app")


@pytest.mark.usefixtures("emulation")
@pytest.mark.parametrize("registered", ["registered"], indirect=True)
def test_the_targets_of_a_bake_are_explained(reader: Reader, store: Store) -> None:
    plugins.use(reader.home, plugins.BUILDX, "trixie")
    Path(reader.home, "Dockerfile").write_text(f"FROM {store.name('tool')}\n")
    Path(reader.home, "docker-bake.hcl").write_text('group "default" { targets = ["app"] }\ntarget "app" {}\n')
    reader.follows(BUILD, "See what it would do", 1)


@pytest.mark.usefixtures("no_handlers")
def test_a_digest_is_found_and_one_of_another_platform_is_diagnosed(
    reader: Reader, pages_images: str, images: dict[str, Image | Index], foreign: str
) -> None:
    plugins.use(reader.home, plugins.BUILDX, "trixie")
    reader.types(PINNED, DIGEST, 1)
    name = f"{pages_images}/app@{Publisher(pages_images).push('app', images['armonly-single'], 'pinned')}"
    reader.person.real_docker("pull", "--platform", f"linux/{foreign}", name)
    reader.places = {ON_THE_PAGE: name}
    reader.types(PINNED, DIGEST, 0, status=1)


@pytest.mark.usefixtures("no_handlers")
def test_every_way_to_run_an_image_is_listed_which_fails_without_anyarch(
    reader: Reader, store: Store, foreign: str
) -> None:
    plugins.use(reader.home, plugins.BUILDX, "trixie")
    reader.columns = 100
    reader.follows("docs/how-to/what-you-can-do.md", "What you can do when an image doesn't run here", 0)
    reader.person.real_docker("pull", "--platform", f"linux/{foreign}", store.name("app"))
    reader.is_shown(FORMAT_ERROR, "Fix `exec format error`", 0, "docker run --rm localhost:5000/app")
