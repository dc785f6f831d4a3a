"""From nothing to the first foreign container: a Debian with docker's client, an engine, and an emulator in the kernel.

Only what is typed counts: the engine, the registry and the chroot are there before.
"""

import contextlib
import os
import time
from collections.abc import Callable

import pytest

from tests.laboratory import handlers
from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.bare_debian import USER, BareDebian
from tests.laboratory.debian import cache
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.pages import blocks
from tests.laboratory.programs import emulator

LONGEST = 120  # seconds
EVERYONE = 0o777


@pytest.mark.engine
def test_the_first_foreign_run_takes_less_than_two_minutes(
    bare: BareDebian,
    engine: PrivateEngine,
    published: str,
    foreign: str,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    readme = blocks("README.md", "Install")
    with contextlib.ExitStack() as stack:
        stack.enter_context(handlers.turn())
        stack.enter_context(handlers.handler(foreign, emulator(foreign, cache(os.environ))))
        socket = engine.host.removeprefix("unix://")
        for path in (os.path.dirname(socket), socket):  # for another user than root, as the group docker does
            os.chmod(path, EVERYONE)
        environment = {"DOCKER_HOST": engine.host}
        run = f"docker run --rm --network none {published}/armonly-index uname -m"
        began = time.monotonic()
        bare.install("pipx")
        installed = bare.run("set -e\n" + "\n".join(readme), USER, environment)
        assert installed.status == 0, installed.errors
        first = bare.run(f"bash -ic {run!r}", USER, environment)
        taken = time.monotonic() - began
        assert (first.status, first.output) == (0, f"{ARCHITECTURES[foreign].uname}\n"), first.errors
    record_testsuite_property(f"first run on {bare.name}, in seconds", round(taken))
    assert taken < LONGEST
