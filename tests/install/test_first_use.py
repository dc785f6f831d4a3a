"""From nothing to the first foreign container: a Debian with docker's client, and an engine that emulates nothing.

Only what is typed counts: the engine, the registry and the chroot are there before. The registry has an image with QEMU
in the place of the usual one, which is on Docker Hub.
"""

import os
import re
import time
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import EMULATED
from tests.install.conftest import PAGE, done
from tests.laboratory import handlers
from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.bare_debian import USER, BareDebian
from tests.laboratory.installer import name
from tests.laboratory.pages import blocks
from tests.laboratory.person import PATIENT, Outcome
from tests.real.conftest import skip_where_executed

SECTION = "From nothing to the first foreign container"
ON_THE_PAGE = "arm64"
LONGEST = 120  # seconds


@pytest.fixture
def bare_kernel(handlers_turn: None, program: Callable[[str], str]) -> Iterator[None]:  # noqa: ARG001 - waits for it
    """No handler in the kernel, whose table is where systemd would have it; what is installed goes afterwards."""
    skip_where_executed(program, EMULATED)
    with handlers.mounted():
        yield
        handlers.throw_away()


@pytest.fixture
def typed(
    bare: BareDebian, host: str, published: str, installer_image: str, foreign: str
) -> Iterator[Callable[[str], Outcome]]:
    """Types what the page shows, as a user, with an image and an architecture that are had here."""
    here = {
        f"{ON_THE_PAGE}v8/alpine": f"{published}/armonly-index",
        f"linux/{ON_THE_PAGE}": f"linux/{foreign}",
        "docker run": "docker run --network none",
    }

    def typed(script: str) -> Outcome:
        for shown, meant in here.items():
            script = script.replace(shown, meant)
        return done(bare, f"set -e\n{script}", USER, {"DOCKER_HOST": host})

    settings = f"/home/{USER}/.config/anyarch/config.toml"
    typed(f"mkdir -p {os.path.dirname(settings)}")
    bare.write(settings, f'{PATIENT}emulation.image = "{installer_image}"\n')
    yield typed
    typed(f"docker rmi --force {installer_image}")


@pytest.mark.engine
@pytest.mark.usefixtures("bare_kernel")
def test_the_first_foreign_run_takes_less_than_two_minutes(
    bare: BareDebian,
    typed: Callable[[str], Outcome],
    foreign: str,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    install, prepare, run = blocks(PAGE, SECTION)
    apt, _, rest = install.partition("\n")
    began = time.monotonic()
    bare.install(*apt.removeprefix("sudo apt install ").split())
    typed(rest)
    prepared = typed(prepare)
    first = typed(f"bash -ic '{run}'")
    taken = time.monotonic() - began
    assert first.output == f"{ARCHITECTURES[foreign].uname}\n"
    assert re.search(rf"linux/{foreign}\S* +installed", prepared.output)
    assert os.path.exists(os.path.join(handlers.FOLDER, name(foreign)))
    record_testsuite_property(f"first run on {bare.suite.name}, in seconds", round(taken))
    assert taken < LONGEST
    removed = typed(f"anyarch emulators remove --yes linux/{ON_THE_PAGE}")
    assert removed.output == f"removed {name(foreign)}\n"
