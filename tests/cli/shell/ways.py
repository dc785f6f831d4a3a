"""The ways in which a command comes through the launcher, and how tests that have variants take them in turn.

The launcher is read by bash, or by dash on a machine without bash. A command is passed on at once, is known by a memo,
is settled by the quick answer, or is looked at by the table. Hardly anybody here has an engine: the pre-flight finds
none at once, and docker is started with the words as given.
"""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import Call, RecordingDocker
from tests.laboratory.starts import Start

PASSED_ON = "ps --all"
KNOWN = "run --rm known"
QUICK = "run --rm native"
LOOKED_AT = (QUICK, "run --rm image", "--debug run --rm image")
BASH = [("bash", words) for words in (PASSED_ON, KNOWN, *LOOKED_AT)]
DASH = [("dash", words) for words in (PASSED_ON, *LOOKED_AT)]

# Ones that a shell, a launcher or a library may take for something else than a word.
WORDS = (
    "plain",
    "",
    " ",
    "two words",
    "*",
    "?[a]{b,c}~",
    "'",
    "it's",
    '"',
    'a "quoted" $HOME `id` \\',
    "\\n",
    "a\nb\n",
    "-",
    "--",
    "-rf",
    "--name=a b",
    "grün",
    "\udcff\udcfe",
    "!history",
)
BYTES = [os.fsencode(word) for word in WORDS]

only_bash = pytest.mark.parametrize("words", BASH, indirect=True)
only_dash = pytest.mark.parametrize("words", DASH, indirect=True)


def in_turn(name: str, variants: Iterable[Any], only_for_bash: Collection[Any] = ()) -> pytest.MarkDecorator:
    """Each variant passed on by bash, in another of its ways, and in one of dash's; not each with each."""
    both, alone = list(variants), list(only_for_bash)
    taken = [(BASH[0], variant) for variant in both + alone]
    taken += [(BASH[1 + number % 4], variant) for number, variant in enumerate(both + alone)]
    taken += [(DASH[number % 4], variant) for number, variant in enumerate(both)]
    return pytest.mark.parametrize(("words", name), taken, indirect=["words"], ids=_shown)


@dataclass(frozen=True)
class Launch:
    """The launcher about to be started with these words.

    Attributes:
        words: what it is given.
        person: who starts it, in an environment of theirs.
        docker: what it becomes, unless that is gone.
    """

    words: list[bytes]
    person: Person
    docker: RecordingDocker

    @property
    def launcher(self) -> str:
        return os.path.join(self.person.shim, "docker")

    def __call__(self, *behind: str, folder: str | None = None, **variables: str) -> Outcome:
        """Start it in a folder, with further variables; if dockers are given, PATH is their folders behind its own."""
        path = {"PATH": ":".join([self.person.shim, *map(os.path.dirname, behind)])} if behind else {}
        # A launcher that becomes itself again and again would otherwise end with the test's patience.
        command = ["/usr/bin/prlimit", "--cpu=5", self.launcher, *map(os.fsdecode, self.words)]
        return self.person.run(command, path | variables, folder)

    def start(self, *more: bytes, **how: Any) -> Start:  # noqa: ANN401 - the fields of a `Start`
        """One way of starting it: with more words, and with what else `Start` takes."""
        return Start([*self.words, *more], **how)

    def assert_same(self, *more: bytes, **how: Any) -> None:  # noqa: ANN401 - as above
        """Docker cannot tell that start from a direct one."""
        self.start(*more, **how).assert_same(self.person, self.docker)

    def both(self, **how: Any) -> tuple[Call, Call]:  # noqa: ANN401 - as above
        """What docker saw when it was started directly so, and by the launcher."""
        return self.start(**how).both(self.person, self.docker)


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else getattr(value, "__name__", str(value))
