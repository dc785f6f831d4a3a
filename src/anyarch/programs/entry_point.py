"""What a container's first command really starts: each file on the way, from the command's word to the last program.

The kernel and the launchers on the way are followed by their own rules:

* A word without a slash is looked for along PATH, as runc does it; other words are paths, from the working folder.
* A script starts its interpreter, with the script's path behind the interpreter's one argument (`binaries.script`).
* `env`, a shell with ``-c`` and the like start what their words name (`binaries.launchers`).
* A dynamic program needs the loader that it names.
* An entry point that is a script is usually given CMD to run at its end, so CMD's program is looked at as well, where
  there is one of that name.

Files are looked at through a function, so that all of this is pure. The walk ends at the first file that is wrong: what
would come after it never starts.
"""

import posixpath
from collections.abc import Callable, Iterator
from typing import NamedTuple

from anyarch.engine.container_files import File
from anyarch.oci.architectures import MAGIC
from anyarch.programs import elf, launchers, script

COMMAND = "command"
INTERPRETER = "interpreter"
LOADER = "loader"
STARTED = "started"

MISSING = "missing"
FOLDER = "folder"
EMPTY = "empty"
BROKEN = "broken"
TEXT = "text"
MARKED_TEXT = "marked text"
SCRIPT = "script"
PROGRAM = "program"

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # docker's, for an image without one

_DEEPEST = 5  # interpreters of interpreters, which is where Linux stops (fs/exec.c, exec_binprm)
_MOST_FILES = 16
_EXECUTABLE = 0o111
_OWNERS = 0o100

Look = Callable[[str], File | None]


class Start(NamedTuple):
    """What a container is told to start: ENTRYPOINT and CMD, and what decides where they are found."""

    entrypoint: tuple[str, ...]
    command: tuple[str, ...]
    path: str
    folder: str
    user: str


class Step(NamedTuple):
    """One file on the way.

    Attributes:
        role: why it is started: as the `COMMAND`, as an `INTERPRETER` or `LOADER`, or `STARTED` by the one before.
        name: how it was asked for.
        path: where it is, links followed; empty for nowhere.
        kind: what it is: one of the words above.
        detail: for a script its first line's words, for a program its loader; else a clause on what is wrong.
        is_executable: whether its permissions let the container's user execute it.
        platform: what a program is for; empty for no known platform.
        float_abi, level, bits: as in `binaries.program.Program`, of a program.
    """

    role: str
    name: str
    path: str
    kind: str
    detail: str = ""
    is_executable: bool = True
    platform: str = ""
    float_abi: str = ""
    level: int = 1
    bits: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether it could be started, were the engine to have the right CPU."""
        return self.is_executable and self.kind in (SCRIPT, PROGRAM)


def walk(start: Start, look: Look) -> tuple[Step, ...]:
    """The files on the way, in the order in which they are started; none where nothing is to be started.

    Raises:
        whatever `look` raises.
    """
    words = [*start.entrypoint, *start.command]
    if not words:
        return ()
    steps = list(_follow(words, COMMAND, start, look))
    is_wrapped = start.entrypoint and start.command and steps[0].kind == SCRIPT
    if is_wrapped and all(step.is_sound for step in steps):
        inner = list(_follow(list(start.command), STARTED, start, look))
        steps += inner if inner[0].kind != MISSING else []
    return tuple(steps)


def _follow(words: list[str], role: str, start: Start, look: Look) -> Iterator[Step]:
    depth = 0
    for _ in range(_MOST_FILES):
        step = _step(words[0], role, start, look)
        depth += step.kind == SCRIPT
        if depth > _DEEPEST:
            step = step._replace(kind=BROKEN, detail="it is one of too many scripts that start one another")
        yield step
        if not step.is_sound:
            return
        if step.kind == SCRIPT:
            interpreter, *argument = step.detail.split(" ", 1)
            words, role = [interpreter, *argument, step.name, *words[1:]], INTERPRETER
            continue
        if step.detail:
            loader = _step(step.detail, LOADER, start, look)
            yield loader
            if not loader.is_sound:
                return
        words, role = launchers.started(words), STARTED
        if not words:
            return


def _step(name: str, role: str, start: Start, look: Look) -> Step:
    if role in (INTERPRETER, LOADER) or "/" in name:
        found = look(posixpath.join("/", start.folder, name))
    else:
        found = _along_path(name, start, look)
    if found is None:
        return Step(role, name, "", MISSING)
    return _read(Step(role, name, found.path, FOLDER, is_executable=_may_execute(found, start.user)), found)


def _along_path(name: str, start: Start, look: Look) -> File | None:
    """The first executable of that name, or else the first file at all, of which can be told what is wrong with it."""
    first = None
    for folder in start.path.split(":"):
        found = look(posixpath.join("/", start.folder, folder, name)) if name else None
        if found and not found.is_folder and found.permissions & _EXECUTABLE:
            return found
        first = first or found
    return first


def _read(step: Step, file: File) -> Step:
    if file.is_folder:
        return step
    content = file.content
    if not content:
        return step._replace(kind=EMPTY)
    if content.startswith(MAGIC):
        return _read_program(step, file)
    try:
        line = script.read(content)
    except script.NoInterpreterError as error:
        kind = TEXT if script.is_text(content) else BROKEN
        if content.startswith(script.BYTE_ORDER_MARKS):
            kind = MARKED_TEXT
        return step._replace(kind=kind, detail=str(error) if kind == TEXT else "it is neither a program nor a script")
    return step._replace(kind=SCRIPT, detail=" ".join(filter(None, line)))


def _read_program(step: Step, file: File) -> Step:
    try:
        found = elf.read(file.content, file.size)
    except elf.BrokenProgramError as error:
        return step._replace(kind=BROKEN, detail=str(error))
    if found.missing:
        return step._replace(kind=BROKEN, detail=f"the last {found.missing} bytes of what it loads are not there")
    return step._replace(
        kind=PROGRAM,
        detail=found.loader,
        platform=str(found.platform or ""),
        float_abi=found.float_abi,
        level=found.level,
        bits=found.bits,
    )


def _may_execute(file: File, user: str) -> bool:
    """Whether the permissions let the user execute it.

    Which groups somebody is in is not looked up: of a user who is not the owner any bit counts, as it does for root.
    """
    number = user.partition(":")[0]
    is_owner = number.isdigit() and 0 < int(number) == file.owner
    return not file.is_folder and bool(file.permissions & (_OWNERS if is_owner else _EXECUTABLE))
