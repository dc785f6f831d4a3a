"""What the shim does with an image, and what the commands say of it: the same.

Each image is one about which they have said different things: it brings the emulator for a handler without the flag F.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.laboratory.collection import emulator_place
from tests.laboratory.handlers import handler
from tests.real.conftest import QUIETLY, Machine, Store

pytestmark = pytest.mark.engine


@pytest.fixture
def searching(handlers_turn: None, machine: Machine) -> Iterator[None]:  # noqa: ARG001 - must be there first
    """A handler for the foreign architecture that looks for its emulator in each container."""
    with handler(machine.foreign, emulator_place(machine.foreign), flags=""):
        yield


def told(store: Store, *words: str) -> dict[str, Any]:
    done = store.person.anyarch(*words)
    report = json.loads(done.output)
    assert isinstance(report, dict), done.errors
    return report


@pytest.mark.usefixtures("searching")
@pytest.mark.parametrize("image", ["equipped", "equipped-index", "equipped-single"])
def test_an_image_that_brings_its_emulator_runs_and_everything_says_so(
    store: Store, machine: Machine, image: str
) -> None:
    name = store.prepare(image, "foreign")
    done = store.person.docker("run", *QUIETLY, name)
    assert (done.status, done.output.strip()) == (0, machine.foreign_name)
    assert "anyarch:" not in done.errors
    plan = told(store, "plan", "--json", "--", "run", name)
    assert (plan["row"], plan["emulated"], plan["remedy"]) == (4, True, None)
    diagnosed = told(store, "diagnose", "--json", name)
    assert (diagnosed["conclusion"], diagnosed["emulated"]) == (None, f"linux/{machine.foreign}")
