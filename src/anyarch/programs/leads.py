"""Leads: what a container's log says of programs that did not start.

A lead is not a cause. An application may print any text, a text may be old, and a shell says the same of a file that it
cannot write. So each file that is named is looked at (`diagnosis.evidence`), and only what it shows is a cause.
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from anyarch.person.text import printable
from anyarch.programs.leads_table import CONTINUED, LOADERS, READ, STARTED, TABLE, Row

_MOST = 8
_LONGEST_LINE = 1000  # letters
_LONGEST_SHOWN = 400
_COLOR = re.compile(r"\x1b\[[0-9;]*m")


class Lead(NamedTuple):
    """What one line says.

    Attributes:
        kind: what it claims, of the kinds in `leads_table`.
        word: the file as it was written: a path, or a word to look for along PATH; empty for none. For the kind
            `NO_LOADER` it is the loader, and the program that needs it is not named.
        line: the line.
        speaker: who says so; empty if many do.
        report: what is reported of the file: `STARTED`, `OPENED`, `READ` or `LOADED`.
        script: the script that a shell was reading, or the shell; empty if no shell says so.
        is_last: whether nothing else has been said since.
    """

    kind: str
    word: str
    line: str
    speaker: str = ""
    report: str = STARTED
    script: str = ""
    is_last: bool = False


def read(text: str) -> tuple[Lead, ...]:
    """The leads in a text, the newest first, each kind of trouble with a file once, no more than eight."""
    found: dict[tuple[str, str], Lead] = {}
    is_last = True
    for line in reversed(text.split("\n")):
        for each in _matching(_COLOR.sub("", line[-_LONGEST_LINE:]).rstrip()):
            lead = each._replace(is_last=is_last)
            found.setdefault((lead.kind, lead.word), lead)
            if len(found) == _MOST:
                return tuple(found.values())
        is_last = is_last and bool(re.match(CONTINUED, line))
    return tuple(found.values())


def loader_platform(loader: str) -> str:
    """The platform of the programs that need a loader, by its path; empty if it is unknown."""
    name = loader.rpartition("/")[2]
    return next((platform for beginning, platform in LOADERS.items() if name.startswith(beginning)), "")


@functools.cache
def _patterns(*, reads: bool) -> tuple[tuple[Row, re.Pattern[str]], ...]:
    """The table, compiled when it is first needed: the shim only imports it."""
    return tuple((row, re.compile(row.pattern)) for row in TABLE if (row.report == READ) == reads)


def _matching(line: str) -> list[Lead]:
    """The leads in one line: the file that a shell took for a script comes first."""
    found = [next(_found(line, reads=reads), None) for reads in (True, False)]
    return [lead for lead in found if lead]


def _found(line: str, *, reads: bool) -> Iterator[Lead]:
    for row, pattern in _patterns(reads=reads):
        if match := pattern.search(line):
            groups = match.groupdict()
            word, script = groups.get("file") or "", groups.get("script") or ""
            if not word.isprintable() or "\\" in word:  # an escape sequence: not as it was written
                word = ""
            shown = printable(line.strip()[-_LONGEST_SHOWN:])
            yield Lead(row.kind, word, shown, row.speaker, row.report, script.partition(": ")[0])
