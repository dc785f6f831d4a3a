"""Each cause in what a registry offers, for an image that is not local: told, and its commands make the image run."""

import contextlib
import json
from typing import Any

import pytest

from tests.laboratory.handlers import handler
from tests.laboratory.person import Person
from tests.real.conftest import Store
from tests.real.diagnosis.conftest import typed

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("unaided")]

FLAGS = {"foreign-offer-emulated": "F", "foreign-offer-without-f": ""}


def conclusion(person: Person, image: str) -> dict[str, Any]:
    """What the diagnosis concludes; empty for nothing."""
    report: dict[str, Any] = json.loads(person.anyarch("diagnose", "--json", image).output)
    return report["conclusion"] or {}


@pytest.mark.parametrize("cause", ["foreign-offer", "foreign-offer-emulated", "foreign-offer-without-f"])
def test_a_foreign_image_runs_as_told(store: Store, qemu: str, installing: Person, cause: str) -> None:
    image = store.prepare("armonly-index", "absent")
    with contextlib.ExitStack() as stack:
        if cause in FLAGS:
            stack.enter_context(contextlib.suppress(FileNotFoundError))  # a command may remove the handler
            stack.enter_context(handler(store.machine.foreign, qemu, flags=FLAGS[cause]))
        assert installing.real_docker("run", "--network", "none", image).status != 0
        found = conclusion(installing, image)
        assert found["cause"] == cause
        ended = [typed(installing, command) for command in found["commands"]]
        assert (ended[-1].status, ended[-1].output) == (0, f"{store.machine.foreign_name}\n"), ended[-1].errors
        assert conclusion(installing, image) == {}
