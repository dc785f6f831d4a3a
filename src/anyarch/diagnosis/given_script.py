"""What keeps a shell from reading the script that it is given by name, as in ``ENTRYPOINT ["sh", "/start.sh"]``.

Such a script needs neither a first line nor permission to execute it. What it starts is not followed here. A script
that is not in an image is no fault of the image, since it may be mounted when the image is run.
"""

import posixpath

from anyarch.engine import Engine
from anyarch.engine.images import Described
from anyarch.preflight import look
from anyarch.programs import entry_point, formats, interpreters, launchers, line_endings, texts
from anyarch.programs.entry_point import Step
from anyarch.programs.start import Start

_UNREADABLE = (
    entry_point.WINDOWS_SCRIPT,
    texts.POINTER,
    texts.ANSWER,
    texts.UTF_16_TEXT,
    texts.ENCODED,
    texts.LINK,
    formats.MACOS,
    formats.WINDOWS,
    formats.WEBASSEMBLY,
    formats.JAVA,
    formats.COMPRESSED,
    formats.ARCHIVE,
    formats.DOCUMENT,
)


def find(described: Described, engine: Engine) -> tuple[Step, ...]:
    """The script, if there is one and the shell cannot read it; else nothing.

    Raises:
        EngineError: the engine does not show it.
    """
    words = [*described.start.entrypoint, *described.start.command]
    while inner := launchers.started(words):
        words = inner
    name = _script(words)
    if not name:
        return ()
    start = Start(entrypoint=(posixpath.join("/", described.start.folder, name),))
    [script, *_] = look.steps(described._replace(start=start, ending=None), engine)
    return tuple(_judged(script._replace(role=entry_point.STARTED), words[0]))


def _judged(script: Step, shell: str) -> list[Step]:
    if script.kind in (entry_point.SCRIPT, texts.TEXT) and script.encoding == line_endings.WINDOWS_LINES:
        detail = "the carriage return becomes part of the shell's commands"
        return [script._replace(kind=entry_point.WINDOWS_SCRIPT, detail=detail, encoding="", interpreter=shell)]
    is_utf_16 = script.kind == texts.MARKED_TEXT and script.encoding != "utf-8-sig"
    return [script] if is_utf_16 or script.kind in _UNREADABLE else []


def _script(words: list[str]) -> str:
    """The name in a command line of a shell; empty if it is told a text, or its standard input, or is no shell."""
    told = interpreters.told(words) if words and line_endings.is_shell(words[0]) else None
    return told.script if told else ""
