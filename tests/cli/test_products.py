"""Engines inside a product: told how their own emulator is switched on; a handler is for what that cannot run.

Which product an engine is part of, and what each can run: tests/pure/engine/test_products.py.
"""

import pytest

from tests.laboratory.person import Person
from tests.laboratory.programs import find
from tests.laboratory.recording_engine import Answers, RecordingEngine, index


@pytest.mark.parametrize(
    ("product", "system", "name"),
    [("Docker Desktop", "Docker Desktop", "docker-desktop"), ("Colima", "Ubuntu 24.04.1 LTS", "colima-work")],
)
def test_only_for_what_a_product_cannot_run_a_handler_is_installed(
    person: Person, product: str, system: str, name: str
) -> None:
    person.real = find("docker")
    person.install()
    person.environment["ANYARCH_EMULATION"] = "install"
    offers = {"own": index("linux/amd64"), "other": index("linux/s390x")}
    answers = Answers("arm64", distribution=offers, system=system, name=name)
    with RecordingEngine(person.environment["HOME"], answers) as engine:
        said = person.docker("run", "own").errors
        assert f"{product} has emulators of its own: " in said
        assert "emulators install" not in said
        images = {each.body["Image"] for each in engine.requests_for("POST", "/containers/create")}
        assert all(image == "own" or image.startswith("localhost/anyarch-probe:") for image in images)
        person.docker("run", "other")
        pulled = {each.query.get("fromImage") for each in engine.requests_for("POST", "/images/create")}
        assert ("tonistiigi/binfmt:qemu-v10.2.3" in pulled) == (product == "Colima")
