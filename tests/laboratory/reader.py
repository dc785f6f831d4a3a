"""Somebody who types what a page shows, at a terminal, and sees whether that is what it prints.

anyarch is not installed in front of docker at first, but is a command of theirs. What differs from machine to machine
is left out on both sides (`VARYING`), and the reader's own places are named as the pages name them.

tests/pure/docs/test_consoles.py finds what is typed by reading the tests: each call of a reader's method names the
page, the heading and the number outright, or by a constant of its module.
"""

import difflib
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.laboratory import pages
from tests.laboratory.pages import Place
from tests.laboratory.person import Person
from tests.laboratory.programs import PATH
from tests.laboratory.recording import screen
from tests.laboratory.terminal import Terminal

COLUMNS = 400  # on the page, lines are as long as they are
BETWEEN = "\x1e"  # what a command has printed ends with it
DOCKER = "/usr/local/bin/docker"
PYTHON = "/home/me/.local/share/pipx/venvs/anyarch/bin/python"
VARYING = (
    (r"(?m)^IMAGE {3,}", "IMAGE   "),  # the width of a column, which a registry's address decides
    (r"\n {16,}", " "),  # where a line of the doctor is wrapped, which a path's length decides
    (r"\n {9}from ", " from\n" + " " * 9),  # where a question is wrapped, which the terminal's width decides
    (r"linux/\w+, Linux \S+, Python \S+ at", "linux/X, Linux X, Python X at"),
    (r"Docker version .*", "Docker version X"),
    (r"(?m)^(ok|--)  buildx .*$", "ok  buildx X"),
    (r"(?m)^ok  settings .*$", "ok  settings X"),
    (r"(?m)^ok  engine  .*, ", "ok  engine X, "),
    (r"\b[0-9a-f]{64}\b|(?m:^[0-9a-f]{12}\b)|sha256:[0-9a-f]{12}\b|(?<=anyarch-pack-amd64-)[0-9a-f]{12}\b", "X"),
    (r" +\d+(\.\d)? MB", " X MB"),
    (r"the last \d+ bytes", "the last X bytes"),
    (r"(?<=for linux/arm64)/v8(?= in the manifest)", ""),  # which the recording engine leaves out
    (r"(?m)^seen\t\d+$|\d+\.\d+ seconds|\d+ records, \d+ \w+", "X"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "X"),
    (r"\.?\n+(See|Run) 'docker run --help'.*", "\nRun 'docker run --help'"),  # older clients say See
)


class Typed(NamedTuple):
    """A command that was typed, what the page shows of its output, what it printed, and its status."""

    command: str
    shown: str
    printed: str
    status: int

    def difference(self) -> str:
        shown, printed = _same(self.shown).splitlines(), _same(self.printed).splitlines()
        lines = difflib.unified_diff(shown, printed, "the page", "the terminal", lineterm="", n=len(printed))
        return "\n".join([f"$ {self.command} (status {self.status})", *lines])


class Reader:
    """A person with a home, where they type, and an engine.

    Attributes:
        columns: how wide their terminal is: at first as wide as lines on pages are long.
        person: the same, to do what a page does not show.
        typed: how many consoles they have typed.
        places: what pages name, and what it is here.
    """

    def __init__(self, folder: str, host: str, docker: str | None = None) -> None:
        self.home, programs = os.path.join(folder, "home"), os.path.join(folder, "programs")
        os.mkdir(self.home)
        os.mkdir(programs)
        self.typed = 0
        self.columns = COLUMNS
        self.person = Person(self.home, host, docker)
        self.person.be_patient()
        self.places = {DOCKER: self.person.real}
        self._named = {PYTHON: sys.executable, "unix:///var/run/docker.sock": host}
        self._answer: tuple[str, str, Callable[[], object]] | None = None
        command = Path(programs, "anyarch")
        command.write_text(f'#!/bin/sh\nexec {shlex.join(self.person.command)} "$@"\n')
        command.chmod(0o755)
        self.person.environment["PATH"] = f"{programs}:{PATH}"

    def installs(self) -> None:
        """Has installed the shim, by no page, and uses it."""
        path = self.person.environment["PATH"]
        self.person.environment["PATH"] = f"{self.person.install()}:{path}"

    def uses_the_shim(self) -> None:
        """Has the shim first in PATH from now on."""
        path = self.person.environment["PATH"]
        self.person.environment["PATH"] = f"{self.home}/.local/share/anyarch/shim:{path}"

    def answers(self, question: str, answer: str, before: Callable[[], object] = lambda: None) -> None:
        """From now on, when a question that ends like this appears, something happens, and then the answer is typed."""
        self._answer = question, answer, before

    def follows(self, page: str, heading: str, number: int = 0) -> None:
        """Types what a console on a page shows, which is all that is printed."""
        for typed in self._types(Place(page, heading, "console", number)):
            assert _same(typed.printed) == _same(typed.shown), typed.difference()

    def quotes(self, page: str, heading: str, number: int = 0, *, only: int | None = None) -> None:
        """Types what a console on a page shows, of which the lines of the page are a part, in their order.

        Of its commands, `only` one is typed; None for all.
        """
        for typed in self._types(Place(page, heading, "console", number), only):
            rest = iter(_same(typed.printed).splitlines())
            for line in _same(typed.shown).splitlines():
                assert not line.strip() or line in rest, typed.difference()

    def types(self, page: str, heading: str, number: int = 0, *, status: int = 0) -> None:
        """Types the commands of a console that shows no output; all of them end with a status."""
        for typed in self._types(Place(page, heading, "console", number)):
            assert not typed.shown.strip()
            assert typed.status == status, typed.difference()

    def is_shown(self, page: str, heading: str, number: int, command: str) -> None:
        """Types a command, and what it prints begins with a text on a page."""
        [typed] = self._run([(command, pages.every(page)[Place(page, heading, "text", number)])])
        assert _same(typed.printed).startswith(_same(typed.shown)), typed.difference()

    def _types(self, place: Place, only: int | None = None) -> Iterator[Typed]:
        self.typed += 1
        commands = pages.commands(pages.every(place.page)[place])
        return self._run(commands if only is None else [commands[only]])

    def _run(self, commands: list[tuple[str, str]]) -> Iterator[Typed]:
        script = "\n".join(
            ["read -r _", *(f"{self._own(command)}\nprintf '\\036%s\\036' $?" for command, _ in commands)]
        )
        with Terminal(["bash", "--norc", "-c", script], self.person.environment, self.home) as terminal:
            terminal.resize(40, self.columns)
            terminal.enter("")
            terminal.expect("\r\n")
            for command, shown in commands:
                printed = self._printed(terminal)
                yield Typed(command, shown, self._shown(printed), int(terminal.expect(BETWEEN)))

    def _printed(self, terminal: Terminal) -> str:
        question, answer, before = self._answer or ("", "", None)
        ends = (BETWEEN, question) if question else (BETWEEN,)
        text, end = terminal.expect_one_of(ends)
        while end == question and before:
            before()
            terminal.enter(answer)
            more, end = terminal.expect_one_of(ends)
            text += question + more
        return text

    def _own(self, command: str) -> str:
        for named, own in self.places.items():
            command = command.replace(named, own)
        return command

    def _shown(self, printed: str) -> str:
        text = "\n".join(line.text for line in screen([(0.0, printed.encode())]))
        for named, own in {"/home/me": self.home, **self._named, **self.places}.items():
            text = re.sub(rf"(?<![\w/.]){re.escape(own)}(?!\w|\.\w)", named, text)
        return text


def _same(text: str) -> str:
    for pattern, instead in VARYING:
        text = re.sub(pattern, instead, text)
    return text.strip()
