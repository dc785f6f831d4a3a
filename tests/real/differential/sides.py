"""The two sides of the differential test: a command with plain docker, and behind the shim, from the same state."""

import tempfile
from collections.abc import Mapping, Sequence

from tests.laboratory.person import Outcome, Person
from tests.real.differential.cases import COMMANDS, Case
from tests.real.differential.comparison import Ending
from tests.real.differential.states import States


class Sides:
    """A user who types a case's command, with plain docker or with the shim.

    Args:
        person: who it is.
        states: the engine's.
        machine: what is put in the place of words in braces, see `Command`.
        packing: the words after `anyarch emulators pack`.
    """

    def __init__(self, person: Person, states: States, machine: Mapping[str, str], packing: Sequence[str]) -> None:
        self.person = person
        self.states = states
        self.machine = machine
        self.packing = packing
        self._has_pack: bool | None = None
        self._plain: dict[tuple[str, ...], Ending] = {}

    def plain(self, case: Case, *, again: bool = False) -> Ending:
        """How the command ends with plain docker, which knows of no pack and no cache; once for all, or again."""
        key = (case.handlers, case.image, case.state, case.command)
        if again or key not in self._plain:
            self.states.prepare(case.image, case.state)
            self._plain[key] = self.ending(self.person.real, case, {})
        return self._plain[key]

    def shim(self, case: Case) -> list[Ending]:
        """How the command ends behind the shim, of a user whose cache is empty, and then where the case is warm."""
        self.have_pack(wanted=case.has_pack)
        endings = []
        with tempfile.TemporaryDirectory(prefix="anyarch-cache-") as cache:
            variables = {"ANYARCH_CACHE_DIR": cache} | ({"ANYARCH_EMULATION": "private"} if case.has_pack else {})
            for _ in range(1 + case.is_warm):
                self.states.prepare(case.image, case.state)
                endings.append(self.ending("docker", case, variables))
        return endings

    def ending(self, docker: str, case: Case, variables: Mapping[str, str]) -> Ending:
        command = COMMANDS[case.command]
        known = {**self.machine, "image": f"{self.states.registry}/{case.image}", "container": ""}
        extra = dict(variables)
        if command.variable:
            extra["DOCKER_DEFAULT_PLATFORM"] = command.variable.format_map(known)
        done: list[Outcome] = []
        for step in command.steps:
            done.append(self.person.run([docker, *(word.format_map(known) for word in step)], extra))
            if done[-1].status:
                break
            known["container"] = done[-1].output.strip()
        output, errors = ("".join(texts) for texts in zip(*((each.output, each.errors) for each in done), strict=True))
        return Ending(done[-1].status, output, errors, self.states.snapshot())

    def have_pack(self, *, wanted: bool) -> None:
        if self._has_pack != wanted:
            done = self.person.anyarch("emulators", "pack", *(self.packing if wanted else ["--remove"]))
            assert done.status == 0, done.errors
            self._has_pack = wanted
