"""What the files say that a container's log names: each lead with its file as it is in the container.

A word is looked for where the program was that said it: a bare word along PATH, also with the folders that the scripts
add to it; a relative path in the working folder, in the folders that the scripts change to or keep in a variable, and
in their own. Which commands a script has run is not known, so the first of these folders that has the file counts.
"""

import functools
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from anyarch.engine import Engine
from anyarch.engine.container_files import ContainerFiles
from anyarch.engine.images import Described
from anyarch.person.errors import RefusedError
from anyarch.programs import entry_point, leads
from anyarch.programs.elf import ENOUGH
from anyarch.programs.entry_point import LOADER, MISSING, SCRIPT, Look, Step
from anyarch.programs.interpreters import SHELLS
from anyarch.programs.leads import Lead
from anyarch.programs.leads_table import NO_LOADER, NO_SUCH_FILE
from anyarch.programs.start import Start

_LONGEST_SCRIPT = 1 << 16  # bytes that are searched
_MOST_FOLDERS = 8
_CHANGES = re.compile(r"(?:^|[\s;&|(])cd\s+(?:--\s+)?[\"']?([\w@%+=:,./-]+)")
_ASSIGNED = re.compile(r"\b\w+=[\"']?(/[\w@%+=,./-]+)")
_PATHS = re.compile(r"\bPATH=[\"']?([\w@%+=:,./-]+)")


class Evidence(NamedTuple):
    """A lead, and what its file would start; no steps if it names none, or a loader that is there.

    Attributes:
        lead: the lead.
        steps: as of `entry_point.walk`, from the file that the lead names.
        mount: the directory of the engine's machine that is mounted over it; empty for none.
    """

    lead: Lead
    steps: tuple[Step, ...]
    mount: str = ""


class Text(NamedTuple):
    """What a shell runs: a script and its path; no path for a word of the command line."""

    path: str
    content: str


def of_container(described: Described, steps: tuple[Step, ...], engine: Engine) -> tuple[Evidence, ...]:
    """What a container's log names, with its files as they are now.

    Raises:
        EngineError: the engine does not show them.
    """
    if not described.leads:
        return ()
    with engine.client(engine.seconds_left) as client:
        files = ContainerFiles(client, described.container, ENOUGH)
        return gather(described.leads, described.start, steps, files.look, described.mount)


def gather(
    said: tuple[Lead, ...],
    start: Start,
    steps: tuple[Step, ...],
    look: Look,
    mount: Callable[[str], str] = lambda _: "",
) -> tuple[Evidence, ...]:
    """Look at the files that the leads name.

    Args:
        said: the leads, the newest first.
        start: what the container starts.
        steps: the files that it starts.
        look: returns the file at an absolute path, or None if there is none.
        mount: returns the folder that is mounted over a path; empty for none.

    Raises:
        whatever `look` raises, but for a `RefusedError` about a file that a lead names.
    """
    if not said:
        return ()
    look = functools.cache(look)
    texts = tuple(_texts(start, steps, look))
    found = []
    for lead in said:
        try:
            place = _place(lead, start, texts, look)
            if not _is_credible(lead, place, look):
                continue
            walked = _loader(lead, look) if lead.kind == NO_LOADER else _walked(lead.word, place, look)
        except RefusedError:  # the engine does not show this path: another one may be the cause
            walked = ()
        found.append(Evidence(lead, walked, mount(walked[0].path) if walked else ""))
    return tuple(found)


def _loader(lead: Lead, look: Look) -> tuple[Step, ...]:
    """The loader, if it is missing as is said; its platform is that of the programs that need it."""
    if look(lead.word):
        return ()
    return (Step(LOADER, lead.word, "", MISSING, platform=leads.loader_platform(lead.word)),)


class _Place(NamedTuple):
    """Where a program may have been that says something: how it was started, and the folders to look in."""

    start: Start
    folders: tuple[str, ...]


def _place(lead: Lead, start: Start, texts: tuple[Text, ...], look: Look) -> _Place:
    """The working folder, then those that the scripts change to or name, and their own."""
    script = _script(posixpath.join("/", start.folder, lead.script), look) if lead.script else None
    texts = (*texts, script) if script else texts
    folders, paths = [start.folder or "/"], [start.path]
    for text in texts:
        folder = start.folder or "/"
        for change in _CHANGES.findall(text.content):
            folder = posixpath.normpath(posixpath.join("/", folder, change))
            folders.append(folder)
        folders += [posixpath.dirname(text.path)] if text.path else []
        folders += _ASSIGNED.findall(text.content)
        paths += _PATHS.findall(text.content)
    known = tuple(dict.fromkeys(folders))[:_MOST_FOLDERS]
    return _Place(start._replace(path=":".join(paths[:_MOST_FOLDERS])), known)


def _is_credible(lead: Lead, place: _Place, look: Look) -> bool:
    """Whether the script is there that a shell is said to have read: applications log ``name: text: not found`` too."""
    name = lead.script.rpartition("/")[2].lstrip("-")
    if lead.kind != NO_SUCH_FILE or not lead.script or name in SHELLS:
        return True
    return any(look(path) for path in _paths(lead.script, place))


def _walked(word: str, place: _Place, look: Look) -> tuple[Step, ...]:
    if not word:
        return ()
    if "/" in word:
        word = next((path for path in _paths(word, place) if look(path)), word)
    return entry_point.walk(place.start._replace(entrypoint=(), command=(word,)), look)


def _paths(word: str, place: _Place) -> list[str]:
    return [posixpath.normpath(posixpath.join("/", folder, word)) for folder in place.folders]


def _texts(start: Start, steps: tuple[Step, ...], look: Look) -> Iterator[Text]:
    """What shells run: the words of the command, and the scripts."""
    yield from (Text("", word) for word in (*start.entrypoint, *start.command))
    yield from filter(None, (_script(step.path, look) for step in steps if step.kind == SCRIPT))


def _script(path: str, look: Look) -> Text | None:
    file = look(path)
    return Text(path, file.content[:_LONGEST_SCRIPT].decode("utf-8", "replace")) if file else None
