"""Who types the commands: at a real engine over a line, in a home of their own for each trial."""

import contextlib
import os
import shlex
import sys

import docker.errors

from tests.cli.conftest import change_launcher, write_program
from tests.laboratory.faulty_line import FaultyLine
from tests.laboratory.person import TIMEOUT, Outcome
from tests.real.faults import running
from tests.real.faults.commands import Command
from tests.real.faults.equipment import Equipment
from tests.real.faults.places import Place
from tests.real.faults.running import Typed
from tests.real.faults.traces import VARIABLE


class User:
    """The user.

    Args:
        equipment: what there is.
        engine: the line to the engine.
        folder: for homes and temporary files, and what the launcher starts in place of Python.

    Attributes:
        trial: the trial's number, in the environment of all its processes.
        patience: seconds before a container that docker waits for is killed.
        is_terminal_changed: whether a command has left a terminal in another mode.
        process: the last command's process, and its group.
    """

    def __init__(self, equipment: Equipment, engine: FaultyLine, folder: str) -> None:
        self.equipment = equipment
        self.home, self.temporary = os.path.join(folder, "home"), os.path.join(folder, "temporary")
        os.mkdir(self.temporary)
        self.trial = ""
        self.patience = float(TIMEOUT)
        self.is_terminal_changed = False
        self.process = 0
        self.engine = engine
        self._python = os.path.join(folder, "python")
        self.have_python_behind()
        change_launcher(equipment.person, shlex.quote(sys.executable), shlex.quote(self._python))

    def have_python_behind(self, *words: str) -> None:
        """Have the launcher start Python behind these words from now on: a tracer's, or none."""
        write_program(f"{self._python}.new", f'exec {shlex.join([*words, sys.executable])} "$@"', "/bin/bash")
        os.replace(f"{self._python}.new", self._python)

    def environment(self) -> dict[str, str]:
        person = self.equipment.person
        return person.environment | {
            "HOME": self.home,
            "PATH": f"{person.shim}:{self.equipment.bin}:{person.environment['PATH']}",
            "TMPDIR": self.temporary,
            VARIABLE: self.trial,
            "DOCKER_HOST": f"unix://{self.engine.address}",
        }

    def run(self, command: Command, place: Place = Place(), *, is_real: bool = False) -> Outcome:  # noqa: B008
        """How a command ends; with plain docker if `is_real`."""
        person = self.equipment.person
        program = person.real if is_real else os.path.join(person.shim, "docker")
        image = f"{self.equipment.states.registry}/{command.image}"
        words = [self.equipment.filled(word, image) for word in command.words]
        prefix = person.command if command.is_own else (program,)
        variables: dict[str, str | None] = {**self.environment(), **place.variables}
        environment = {name: value for name, value in variables.items() if value is not None}
        typed = Typed([*place.words, *prefix, *words], environment, self._begun, self.patience, self._release)
        if not command.is_at_terminal:
            return running.over_pipes(typed)
        outcome, is_same = running.at_terminal(typed)
        self.is_terminal_changed |= not is_same
        return outcome

    def _begun(self, process: int) -> None:
        self.process = process

    def _release(self) -> bool:
        """Kill the containers that docker waits for; whether there are any."""
        states = self.equipment.states
        waited_for = [each for each in states.engine.containers() if each["Image"].startswith(f"{states.registry}/")]
        for container in waited_for:
            with contextlib.suppress(docker.errors.APIError):  # it ends by itself
                states.engine.kill(container["Id"])
        return bool(waited_for)
