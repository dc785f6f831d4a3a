"""A person whose programs are watched: the words that each process is started with, as the kernel gets them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.laboratory import debian
from tests.laboratory.person import Outcome, Person
from tests.laboratory.programs import find

# With their children; the variables are only counted.
TRACED = ("--follow-forks", "--seccomp-bpf", "-qq", "--trace=execve,execveat", "--string-limit=65536")


class Watched(Person):
    @classmethod
    def instead_of(cls, person: Person, started: Path) -> "Watched":
        debian.install("strace")
        found = cls(person.environment["HOME"], docker=person.real)
        found.environment, found.shim, found.started = person.environment, person.shim, started
        return found

    started: Path

    def run(self, words: Sequence[str], *rest: Any, **named: Any) -> Outcome:  # noqa: ANN401 - as `Person.run` takes them
        """Run a program as `Person.run` does; without the look at the schema."""
        traced = (find("strace"), *TRACED, "--output-append-mode", f"--output={self.started}", "/usr/bin/env")
        return super().run([*traced, *words], *rest, **named)
