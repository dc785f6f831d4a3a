"""One way of starting a program, tried on the recording docker directly and on the launcher in front of it."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.laboratory.person import TIMEOUT, Person
from tests.laboratory.recording_docker import Call, RecordingDocker


@dataclass(frozen=True)
class Start:
    """How a program is started: its arguments, what is added to the person's variables (None takes away), options of
    `subprocess.run`, and a program that starts it, such as `env`, with its arguments.
    """

    words: list[bytes]
    variables: Mapping[str, str | None] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    behind: tuple[str, ...] = ()

    def of(self, person: Person, program: str) -> subprocess.CompletedProcess[bytes]:
        ordinary = person.environment | {"PWD": os.sep, "SHLVL": "1"} | dict(self.variables)
        return subprocess.run(
            [*map(os.fsencode, (*self.behind, program)), *self.words],
            env={name: value for name, value in ordinary.items() if value is not None},
            capture_output=True,
            check=False,
            timeout=TIMEOUT,
            **{"stdin": subprocess.DEVNULL, "cwd": os.sep, **self.options},
        )

    def launched(self, person: Person) -> subprocess.CompletedProcess[bytes]:
        return self.of(person, os.path.join(person.shim, "docker"))

    def both(self, person: Person, docker: RecordingDocker) -> tuple[Call, Call]:
        """What docker saw when it was started directly, and by the launcher; what the caller sees must be the same.

        What differs between any two starts is left out: the process's own number, and those of pipes; and that the
        launcher has waited for a child, Python.
        """
        both = self.of(person, docker.path), self.launched(person)
        directly, launched = ((done.returncode, done.stdout, done.stderr) for done in both)
        assert launched == directly
        first, second = (
            replace(call, process=0, had_children=False, descriptors=_kinds(call)) for call in docker.calls()
        )
        return first, second

    def assert_same(self, person: Person, docker: RecordingDocker) -> None:
        """Docker cannot tell the launcher's start from a direct one."""
        directly, launched = self.both(person, docker)
        assert launched == directly


def _kinds(call: Call) -> dict[int, str]:
    return {number: target.partition(":[")[0] for number, target in call.descriptors.items()}
