"""What the shim does with an image, and what the commands say of it: the same.

Each image is one about which they have said different things: it brings the emulator for a handler without the flag F.
"""

import json

import pytest

from tests.laboratory.collection import emulator_place
from tests.laboratory.handlers import handler
from tests.real.conftest import QUIETLY, Store

pytestmark = pytest.mark.engine


@pytest.mark.usefixtures("handlers_turn")
@pytest.mark.parametrize("image", ["equipped", "equipped-index", "equipped-single"])
def test_an_image_that_brings_its_emulator_runs_and_everything_says_so(store: Store, image: str) -> None:
    name = store.prepare(image, "foreign")
    # A handler that looks for its emulator in each container.
    with handler(store.machine.foreign, emulator_place(store.machine.foreign), flags=""):
        done = store.person.docker("run", *QUIETLY, name)
        plan = json.loads(store.person.anyarch("plan", "--json", "--", "run", name).output)
        diagnosed = json.loads(store.person.anyarch("diagnose", "--json", name).output)
    assert (done.status, done.output.strip()) == (0, store.machine.foreign_name)
    assert "anyarch:" not in done.errors
    assert (plan["row"], plan["emulated"], plan["remedy"]) == (4, True, None)
    assert (diagnosed["conclusion"], diagnosed["emulated"]) == (None, f"linux/{store.machine.foreign}")
