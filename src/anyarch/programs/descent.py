"""Find what the scripts of a container start: each program that is found by reading them, and what could not be read.

`entry_point` follows the way from the command to its last program. Where that is a shell with a script or a text
(`interpreters`), this goes on: the script is read (`shell.reader`), each command in it is followed like a command of
its own, and so are the scripts among them. A file that a shell cannot execute because it names no interpreter, the
shell reads itself.

Not read, and reported so: scripts of other languages, commands whose name is not known from the image, and what comes
after syntax that is not understood. What a program starts by itself is not looked for.
"""

import posixpath
from typing import NamedTuple

from anyarch.oci.architectures import MAGIC
from anyarch.programs import entry_point, interpreters, launchers, script, wrappers
from anyarch.programs.children import Child, Children, Unread
from anyarch.programs.entry_point import (
    COMMAND,
    FOLDER,
    INTERPRETER,
    LOADER,
    MISSING,
    SCRIPT,
    STARTED,
    Look,
    Step,
)
from anyarch.programs.interpreters import Told
from anyarch.programs.shell.builtins import APPLETS, HARMLESS
from anyarch.programs.shell.reader import Shell
from anyarch.programs.shell.values import UNKNOWN, Fields, Values
from anyarch.programs.start import File, Start
from anyarch.programs.texts import TEXT

_MOST_COMMANDS = 2000
_MOST_PROGRAMS = 40
_DEEPEST = 5  # scripts that start scripts
_LONGEST = 200  # letters of a text that is reported


def find(start: Start, look: Look) -> Children:
    """Find what the scripts start that a container starts.

    Args:
        start: what the container starts.
        look: returns the file at an absolute path, or None if there is none.

    Raises:
        whatever `look` raises.
    """
    words = [*start.entrypoint, *start.command]
    search = _Search(look)
    if words:
        steps, last = search.follow(words, COMMAND, start)
        search.descend(steps, last, _Place(start, is_sure=True))
    return Children(tuple(search.started), tuple(dict.fromkeys(search.unread)), search.hidden)


class _UnknownPathError(Exception):
    """A file is looked for in a place that is not known."""


class _Place(NamedTuple):
    """Where the search is.

    Attributes:
        start: the folder, PATH and environment of what is started here.
        is_sure: whether the place is reached for sure.
        depth: in how many scripts.
        shell: the shell that reads the script.
        by: the script's path, or the shell's for a text.
        within: the paths of the scripts that are being read.
    """

    start: Start
    is_sure: bool
    depth: int = 0
    shell: Step = Step("", "", "", MISSING)
    by: str = ""
    within: frozenset[str] = frozenset()


class _Search:
    def __init__(self, look: Look) -> None:
        self.started: dict[Child, None] = {}
        self.unread: list[Unread] = []
        self.hidden: Unread | None = None
        self.has_changed = False
        self.commands = 0
        self._looked: dict[str, File | None] = {}
        self._look = look

    def look(self, path: str) -> File | None:
        if UNKNOWN in path:
            raise _UnknownPathError
        if path not in self._looked:
            self._looked[path] = self._look(path)
        return self._looked[path]

    def follow(self, words: list[str], role: str, start: Start) -> tuple[tuple[Step, ...], list[str]]:
        """The steps of a command line, and the command line of the last; no steps if a place is unknown."""
        steps, last = [], words
        try:
            for step, each in entry_point.follow(words, role, start, self.look):
                if UNKNOWN in step.name:
                    return (), words
                steps.append(step)
                last = each
        except _UnknownPathError:
            return (), words
        return tuple(steps), last

    def hide(self, file: str, what: str, *, is_sure: bool) -> None:
        unread = Unread(file, what.replace(UNKNOWN, "").strip()[:_LONGEST])
        self.unread.append(unread)
        self.hidden = unread if is_sure else self.hidden

    def descend(self, steps: tuple[Step, ...], words: list[str], place: _Place) -> None:
        """Go on where a way ends: with a shell, with another interpreter, or with a program."""
        if not steps or not all(step.is_sound or step.role == LOADER for step in steps):
            return
        program = next(step for step in reversed(steps) if step.role != LOADER)
        scripts = [step for step in steps if step.kind == SCRIPT]
        if told := interpreters.told(words):
            self._shell(told, scripts, place._replace(shell=program, by=program.path))
        elif foreign := interpreters.foreign_script(words):
            folder = place.start.folder
            is_name = not set(" \n" + UNKNOWN) & set(foreign + folder)
            path = posixpath.join("/", folder, foreign) if is_name else program.path
            what = f"a script for {program.name}" if is_name else foreign.replace(UNKNOWN, "")[:_LONGEST]
            self.unread.append(Unread(path, what))
        elif scripts and program.role == INTERPRETER:
            self.unread.append(Unread(scripts[-1].path, f"a script for {scripts[-1].detail}"))
        elif len(words) > 1 and wrappers.is_one(words[0]) and not launchers.started(words):
            self.hide(program.path, "what its arguments start", is_sure=place.is_sure)

    def _shell(self, told: Told, scripts: list[Step], place: _Place) -> None:
        values = _values(told, place)
        if told.text is not None:
            self.read(told.text, values, place)
            return
        own = next((step for step in scripts if step.name == told.script), None)
        if own and "/" not in own.name:  # a word that was found along PATH, which the interpreter gets as a path
            values.name = own.path if posixpath.basename(own.path) == own.name else ""
        try:
            file = self.look(own.path if own else posixpath.join("/", place.start.folder, told.script))
        except _UnknownPathError:
            self.hide(place.by, told.script, is_sure=place.is_sure)
            return
        if file and not file.is_folder:
            self.read_file(file, values, place)
            return
        step = Step(STARTED, told.script, file.path if file else "", FOLDER if file else MISSING)
        # The file may be mounted when the image is run, as configurations are.
        self.started[Child(place.by, place.is_sure, may_change=True, steps=(step,))] = None

    def read_file(self, file: File, values: Values, place: _Place) -> None:
        """Read a file as a script of the place's shell."""
        if file.content.startswith(MAGIC):
            self.hide(file.path, f"a program, which {place.shell.name} is to read as a script", is_sure=place.is_sure)
            return
        if file.path in place.within:
            return  # a script that starts itself, mostly as another user
        text, is_cut = _text(file), len(file.content) < file.size
        inner = place._replace(by=file.path, within=place.within | {file.path})
        self.read(text.rpartition("\n")[0] if is_cut else text, values, inner)
        if is_cut:
            self.hide(file.path, f"what comes after its first {len(file.content)} bytes", is_sure=False)

    def read(self, text: str, values: Values, place: _Place) -> None:
        """Read the text of a script."""
        if place.depth >= _DEEPEST:
            self.hide(place.by, "a script in a chain of too many", is_sure=place.is_sure)
            return
        Shell(values, _Reading(self, place)).read(text, is_sure=place.is_sure)


class _Begun(NamedTuple):
    """A child, the command line of its last program, where that is searched, and whether the shell reads it itself."""

    child: Child
    words: list[str]
    start: Start
    is_text: bool


class _Reading:
    """A script that is being read, as `reach.Host`."""

    def __init__(self, search: _Search, place: _Place) -> None:
        self._search = search
        self._place = place

    def begins(self, values: Values, choices: tuple[Fields, ...], raw: str, *, is_sure: bool) -> None:
        search, by = self._search, self._place.by
        begun = [self._begin(list(words), values) for words in choices]
        known = {each.child.steps: each for each in begun if each}
        if None in begun:
            search.hide(by, raw, is_sure=is_sure)
        elif is_sure:
            search.hidden = None
        is_only = is_sure and len(known) == 1 and None not in begun
        for each in known.values():
            child = each.child._replace(is_sure=is_only)
            if child not in search.started and len(search.started) >= _MOST_PROGRAMS:
                search.hide(by, f"more than {_MOST_PROGRAMS} programs", is_sure=False)
                continue
            search.started[child] = None
            self._descend(each, values, is_sure=is_only)
        search.has_changed |= any(words[0].rpartition("/")[2] not in HARMLESS for words in choices)

    def _begin(self, words: list[str], values: Values) -> _Begun | None:
        """Follow one command line; None if that is not possible."""
        search, place = self._search, self._place
        environment = _inherited(place.start.environment, values)
        start = place.start._replace(folder=values.folder, path=values.path, environment=environment)
        steps, last = search.follow(words, STARTED, start)
        if not steps:
            return None
        first = steps[0]
        is_text = len(steps) == 1 and first.kind == TEXT and first.is_executable
        if is_text:
            steps = (first._replace(kind=SCRIPT, detail=place.shell.name),)
        is_applet = place.shell.path.endswith("busybox") and words[0] in APPLETS
        child = Child(place.by, is_sure=False, may_change=search.has_changed or is_applet, steps=steps)
        return _Begun(child, last, start, is_text)

    def _descend(self, begun: _Begun, values: Values, *, is_sure: bool) -> None:
        place = self._place._replace(is_sure=is_sure, depth=self._place.depth + 1)
        if not begun.is_text:
            self._search.descend(begun.child.steps, begun.words, place._replace(start=begun.start))
        elif file := self._search.look(begun.child.steps[0].path):
            inner = values.copy()
            inner.name, inner.arguments = begun.words[0], (tuple(begun.words[1:]),)
            self._search.read_file(file, inner, place)

    def hides(self, raw: str, *, is_sure: bool) -> None:
        self._search.hide(self._place.by, raw, is_sure=is_sure)

    def text(self, values: Values, name: str) -> str | None:
        places = [values.folder] if "/" in name else [*values.path.split(":"), values.folder]
        try:
            found = [self._search.look(posixpath.join("/", folder, name)) for folder in places]
        except _UnknownPathError:
            return None
        file = next((each for each in found if each and not each.is_folder), None)
        is_whole = file is not None and len(file.content) == file.size and not file.content.startswith(MAGIC)
        return _text(file) if file and is_whole else None

    def writes(self) -> None:
        self._search.has_changed = True

    def counts(self) -> bool:
        self._search.commands += 1
        if self._search.commands == _MOST_COMMANDS:
            self._search.hide(self._place.by, f"more than {_MOST_COMMANDS} commands", is_sure=True)
        return self._search.commands < _MOST_COMMANDS


def _values(told: Told, place: _Place) -> Values:
    """What a shell knows when it begins."""
    start = place.start
    variables = dict(text.split("=", 1) for text in start.environment if "=" in text) | {"PATH": start.path}
    folder = posixpath.join("/", start.folder)
    if told.is_login:  # it reads profiles first, and a substitute's begins in that user's folder
        variables["PATH"] = UNKNOWN
        folder = UNKNOWN if place.shell.name.rpartition("/")[2] in interpreters.SUBSTITUTES else folder
    return Values(told.name, folder, {name: (value,) for name, value in variables.items()}, (told.arguments,))


def _inherited(environment: Fields, values: Values) -> Fields:
    """The environment of a program that a script starts: what the script has set besides may not be exported."""
    inherited = {text.partition("=")[0] for text in environment}
    known = {name: found[0] for name, found in values.variables.items() if len(found) == 1 and name in inherited}
    return tuple(f"{name}={known.get(name, UNKNOWN)}" for name in dict.fromkeys((*inherited, *values.variables)))


def _text(file: File) -> str:
    mark = next((mark for mark in script.BYTE_ORDER_MARKS if file.content.startswith(mark)), b"")
    return file.content[len(mark) :].decode("utf-8", "surrogateescape")
