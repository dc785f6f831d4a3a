"""What the command of a container really starts: each file from the command itself to the last program.

Each step follows the rules of the program that takes it:

* A command without a slash is searched in PATH, as runc does; otherwise it is a path, relative to the working folder.
* Linux starts a script's interpreter, with its one argument and then the script's path (`script`).
* `env`, a shell with ``-c`` and similar programs start the program in their arguments (`launchers`).
* A dynamic program needs its loader.
* An entry point that is a script usually runs CMD at its end, so CMD is followed as well, if there is such a program.

What a script starts besides is not part of this way, since much of it only may be started: see `descent`.

Files are read through a function that the caller passes, so this is pure. It stops at the first file that cannot be
started, since nothing after it would be.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from anyarch.oci.architectures import MAGIC
from anyarch.programs import launchers, line_endings, script
from anyarch.programs.start import SETUID, File, Start

COMMAND = "command"
INTERPRETER = "interpreter"
LOADER = "loader"
STARTED = "started"

MISSING = "missing"
FOLDER = "folder"
EMPTY = "empty"
BROKEN = "broken"
SCRIPT = "script"
WINDOWS_SCRIPT = "script with Windows line endings"
PROGRAM = "program"

_DEEPEST = 5  # interpreters of interpreters, which is where Linux stops (fs/exec.c, exec_binprm)
_MOST_FILES = 16
_EXECUTABLE = 0o111
_HERE = re.compile(r"/(?:\./)+")
_OWNERS = 0o100
_READ_BY_OWNER = 0o400
_READ_BY_OTHERS = 0o044
_ROOT = "root"
_HEADER = 64  # bytes, more than handlers look at

Look = Callable[[str], File | None]


class Step(NamedTuple):
    """One file that is started.

    Attributes:
        role: why it is started: as the `COMMAND`, as an `INTERPRETER` or a `LOADER`, or `STARTED` by the step before.
        name: the word or path that names it.
        path: its path, after following symbolic links; empty if it does not exist.
        kind: what it is: one of the words above, or of `formats` and `texts`.
        detail: a script's interpreter and its argument; a program's loader; else a clause that says what is wrong.
        is_executable: whether the container's user has permission to execute it.
        platform: the platform of a program; empty if it is unknown.
        float_abi, level, bits, alignment: of a program, as in `elf.Program`.
        header: the beginning of a program, in hexadecimal, by which handlers in the kernel recognize it.
        is_setuid: whether a program gets the rights of another user.
        has_capabilities: whether it gets capabilities that its user does not have.
        is_readable: whether the container's user has permission to read a program.
        encoding, interpreter: of a script, and of a file that Linux cannot execute, as in `formats.Content`.
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
    alignment: int = 0
    header: str = ""
    is_setuid: bool = False
    has_capabilities: bool = False
    is_readable: bool = True
    encoding: str = ""
    interpreter: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it would start on the right CPU."""
        return self.is_executable and self.kind in (SCRIPT, PROGRAM)


def walk(start: Start, look: Look) -> tuple[Step, ...]:
    """The files that are started, in that order; none if there is no command.

    Args:
        start: what the container starts.
        look: returns the file at an absolute path, or None if there is none.

    Raises:
        whatever `look` raises.
    """
    words = [*start.entrypoint, *start.command]
    if not words:
        return ()
    steps = [step for step, _ in follow(words, COMMAND, start, look)]
    is_wrapped = start.entrypoint and start.command and steps[0].kind == SCRIPT
    if is_wrapped and all(step.is_sound for step in steps):
        inner = [step for step, _ in follow(list(start.command), STARTED, start, look)]
        steps += inner if inner[0].kind != MISSING else []
    return tuple(steps)


def follow(words: list[str], role: str, start: Start, look: Look) -> Iterator[tuple[Step, list[str]]]:
    """Each file that a command line starts, up to the first that cannot start, with the command line that it gets.

    Args:
        words: the command line; at least one word.
        role: the role of the first file.
        start: where the words are searched; its own words do not count.
        look: as for `walk`.

    Raises:
        whatever `look` raises.
    """
    depth = 0
    for _ in range(_MOST_FILES):
        step = _step(words[0], role, start, look)
        depth += step.kind == SCRIPT
        if depth > _DEEPEST:
            step = step._replace(kind=BROKEN, detail="it is in a chain of too many scripts that start one another")
        yield step, words
        if not step.is_sound:
            return
        if step.kind == SCRIPT:
            interpreter, *argument = step.detail.split(" ", 1)
            words, role = [interpreter, *argument, step.name, *words[1:]], INTERPRETER
            continue
        if step.detail:
            loader = _step(step.detail, LOADER, start, look)
            yield loader, words
            if not loader.is_sound:
                return
        words, role = launchers.started(words), STARTED
        if not words:
            return


def _step(name: str, role: str, start: Start, look: Look) -> Step:
    if role in (INTERPRETER, LOADER) or "/" in name:
        found = look(_HERE.sub("/", posixpath.join("/", start.folder, name)))
    else:
        found = _along_path(name, start, look)
    if found is None:
        return Step(role, name, "", MISSING)
    step = Step(role, name, found.path, FOLDER, is_executable=_may_execute(found, start.user))
    has_capabilities = found.has_capabilities and _user(start.user) != _ROOT
    step = step._replace(is_setuid=_gets_rights(found, start.user), has_capabilities=has_capabilities)
    return _read(step._replace(is_readable=_may_read(found, start.user)), found)


def _along_path(name: str, start: Start, look: Look) -> File | None:
    """The first executable of that name in PATH; else the first file of that name, to say what is wrong with it."""
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
        return _read_other(step, file, str(error))
    words, broken = " ".join(filter(None, line)), line_endings.problem(line, content)
    step = step._replace(encoding=line_endings.encoding(content))
    if broken:
        return step._replace(kind=WINDOWS_SCRIPT, detail=broken, interpreter=words.partition("\r")[0])
    return step._replace(kind=SCRIPT, detail=words)


def _read_other(step: Step, file: File, reason: str) -> Step:
    """A file that is neither a program nor a script, for this reason."""
    from anyarch.programs import formats, texts  # noqa: PLC0415 - most files are programs, also on the shim's path

    found = formats.recognize(file.content) or texts.recognize(file.content, reason)
    if found is None:
        return step._replace(kind=BROKEN, detail=formats.damage(file.content, file.size))
    return step._replace(**found._asdict())


def _read_program(step: Step, file: File) -> Step:
    from anyarch.programs import elf  # noqa: PLC0415 - loads pyelftools, and most steps are cached

    try:
        found = elf.read(file.content, file.size)
    except elf.BrokenProgramError as error:
        return step._replace(kind=BROKEN, detail=str(error))
    if found.missing:
        return step._replace(kind=BROKEN, detail=f"the last {found.missing} bytes that it would load are missing")
    return step._replace(
        kind=PROGRAM,
        detail=found.loader,
        platform=str(found.platform or ""),
        float_abi=found.float_abi,
        level=found.level,
        bits=found.bits,
        alignment=found.alignment,
        header=file.content[:_HEADER].hex(),
    )


def _gets_rights(file: File, user: str) -> bool:
    """Whether a file is setuid, and another user's; a user who is named is taken for another, except root."""
    return bool(file.permissions & SETUID) and _user(user) != (_ROOT if file.owner == 0 else str(file.owner))


def _user(user: str) -> str:
    """The user of a container, without the group; root under that name."""
    name = user.partition(":")[0]
    return _ROOT if name in ("", "0") else name


def _may_read(file: File, user: str) -> bool:
    """Whether a user has permission to read it; a group's permission counts, as groups are not looked up."""
    name = _user(user)
    is_owner = name == str(file.owner)
    return name == _ROOT or bool(file.permissions & (_READ_BY_OWNER if is_owner else _READ_BY_OTHERS))


def _may_execute(file: File, user: str) -> bool:
    """Whether a user has permission to execute it.

    The user's groups are not looked up: for a user who is not the owner any of the three bits is enough, as for root.
    """
    number = user.partition(":")[0]
    is_owner = number.isdigit() and 0 < int(number) == file.owner
    return not file.is_folder and bool(file.permissions & (_OWNERS if is_owner else _EXECUTABLE))
