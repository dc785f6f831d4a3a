"""Each cause in what a registry offers, for an image that is not local: told, and its commands make the image run."""

import contextlib
import json
import os
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.laboratory.debian import cache
from tests.laboratory.handlers import executes, handler
from tests.laboratory.person import Outcome, Person
from tests.laboratory.programs import emulator
from tests.laboratory.terminal import Terminal
from tests.real.conftest import Machine, Store

pytestmark = pytest.mark.engine

QUESTIONS = {"install": ("Install?", "installed"), "remove": ("Remove?", "removed")}
FLAGS = {"foreign-offer-emulated": "F", "foreign-offer-without-f": ""}


@pytest.fixture(autouse=True)
def _unaided(handlers_turn: None, machine: Machine, program: Callable[[str], str]) -> None:  # noqa: ARG001
    if executes(program(machine.foreign)):
        pytest.skip(f"this machine runs {machine.foreign} by itself")


@pytest.fixture
def installing(store: Store, machine: Machine, installer_image: str) -> Iterator[Person]:
    """Somebody whose anyarch installs emulators from an image that is there."""
    assert store.person.anyarch("config", "set", "emulation.image", installer_image).status == 0
    yield store.person
    store.person.anyarch("emulators", "remove", "--yes", f"linux/{machine.foreign}")
    store.person.real_docker("rmi", "--force", installer_image)


def conclusion(person: Person, image: str) -> dict[str, Any]:
    """What the diagnosis concludes; empty for nothing."""
    report: dict[str, Any] = json.loads(person.anyarch("diagnose", "--json", image).output)
    return report["conclusion"] or {}


def typed(person: Person, command: str, folder: Path) -> Outcome:
    """Type a command; a question of anyarch's is answered with yes."""
    words = shlex.split(command)
    if words[:2] != ["anyarch", "emulators"]:
        return person.real_docker(*words[1:]) if words[0] == "docker" else person.anyarch(*words[1:])
    question, answer = QUESTIONS[words[2]]
    with Terminal([*person.command, *words[1:]], person.environment, str(folder)) as terminal:
        terminal.expect(question)
        terminal.enter("y")
        terminal.expect(answer)
    return Outcome(0, "", "")


@pytest.mark.parametrize("cause", ["foreign-offer", "foreign-offer-emulated", "foreign-offer-without-f"])
def test_a_foreign_image_runs_as_told(
    store: Store, machine: Machine, installing: Person, tmp_path: Path, cause: str
) -> None:
    image = store.name("armonly-index")
    store.clear()
    with contextlib.ExitStack() as stack:
        if cause in FLAGS:
            stack.enter_context(contextlib.suppress(FileNotFoundError))  # a command may remove the handler
            qemu = emulator(machine.foreign, cache(os.environ))
            stack.enter_context(handler(machine.foreign, qemu, flags=FLAGS[cause]))
        assert installing.real_docker("run", "--network", "none", image).status != 0
        found = conclusion(installing, image)
        assert found["cause"] == cause
        ended = [typed(installing, command, tmp_path) for command in found["commands"]]
        assert (ended[-1].status, ended[-1].output) == (0, f"{machine.foreign_name}\n"), ended[-1].errors
        assert conclusion(installing, image) == {}
    store.clear()


def test_an_image_whose_platforms_are_not_listed_is_known_once_it_is_pulled(
    store: Store, machine: Machine, tmp_path: Path
) -> None:
    image = store.name("noarch")
    store.clear()
    found = conclusion(store.person, image)
    assert found["cause"] == "unlisted-offer"
    pulled, diagnosed = (typed(store.person, command, tmp_path) for command in found["commands"])
    assert pulled.status == 0
    assert f"is a program for linux/{machine.foreign}" in diagnosed.output
    store.clear()


def test_another_platform_than_the_default_is_asked_for(store: Store, machine: Machine, tmp_path: Path) -> None:
    image = store.name("multi")
    store.clear()
    store.person.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/s390x"
    found = conclusion(store.person, image)
    assert found["cause"] == "default-platform-offer"
    [command] = found["commands"]
    assert typed(store.person, command, tmp_path).output == f"{machine.native_name}\n"
    store.clear()
