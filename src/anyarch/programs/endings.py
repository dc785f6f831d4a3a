"""How a container ended, and what its last words mean.

Docker's answer to a program that does not start is the program's own: a line in the container's log, and a status
between 1 and 255 that differs from one version of runc to the next. Where runc refuses before that, the line is in the
container's state. So the text decides, and a status only where there is no text: a signal's.

The texts are those of runc and of the init that ``--init`` puts in front, of shells, of glibc, QEMU and Rosetta.
"""

import re
from typing import NamedTuple

from anyarch.person.text import printable

WRONG_FORMAT = "wrong format"
NO_SUCH_FILE = "no such file"
NO_PERMISSION = "no permission"
NO_LOADER = "no loader"
LOW_LEVEL = "low level"
CRASH = "crash"
ILLEGAL = "illegal instruction"

_TEXTS = (
    (NO_LOADER, r"rosetta error: failed to open elf at (?P<path>\S+)"),
    (NO_LOADER, r"qemu-\w+(?:-static)?: Could not open '(?P<path>[^']+)'"),
    (CRASH, r"qemu: uncaught target signal (?:6|7|11)\b"),
    (LOW_LEVEL, r"CPU ISA level is lower than required"),
    (LOW_LEVEL, r"CPU does not support x86-64-v\d"),
    (WRONG_FORMAT, r"exec (?P<path>\S+): exec format error"),
    (WRONG_FORMAT, r"(?P<path>/[^\s:]+): cannot execute binary file: Exec format error"),
    (WRONG_FORMAT, r"(?P<path>/[^\s:]+): Exec format error"),
    (WRONG_FORMAT, r"(?P<path>/[^\s:]+): line \d+: syntax error: unexpected (?:word|\"\(\")"),
    (WRONG_FORMAT, r"(?P<path>/[^\s:]+): \d+: Syntax error: (?:word|\"\(\"|Unterminated quoted string) unexpected"),
    (WRONG_FORMAT, r"[Ee]xec format error"),
    (NO_SUCH_FILE, r"exec (?P<path>\S+): no such file or directory"),
    (NO_SUCH_FILE, r"exec: \"(?P<path>[^\"]*)\": (?:stat \S+: no such file|executable file not found)"),
    (NO_SUCH_FILE, r"(?P<path>/[^\s:]+): \S+: bad interpreter: No such file or directory"),
    (NO_SUCH_FILE, r"(?P<path>/[^\s:]+): not found"),
    (NO_PERMISSION, r"exec: \"(?P<path>[^\"]*)\": permission denied"),
    (NO_PERMISSION, r"exec (?P<path>\S+): permission denied"),
    (NO_PERMISSION, r"(?P<path>/[^\s:]+): Permission denied"),
)
_PATTERNS = tuple((kind, re.compile(text)) for kind, text in _TEXTS)
_SIGNALS = {132: ILLEGAL, 134: CRASH, 135: CRASH, 139: CRASH}
_LONGEST_LINE = 400


class Ending(NamedTuple):
    """How a container ended.

    Attributes:
        kind: one of the kinds above; empty for none of them.
        status: its exit status; 0 for one that still runs.
        line: the line that tells the kind; empty where the status does.
        path: the file that the line is about, which need not be what the container started first; empty for none.
    """

    kind: str
    status: int
    line: str
    path: str = ""


def read(status: int, error: str, log: str) -> Ending:
    """Read an ending.

    Args:
        status: ``State.ExitCode``.
        error: ``State.Error``: what kept it from starting.
        log: the last lines of its log.
    """
    if status == 0 and not error:
        return Ending("", 0, "")
    lines = [line[-_LONGEST_LINE:].strip() for line in (*log.splitlines(), *error.splitlines())]
    for kind, pattern in _PATTERNS:
        for line in reversed(lines):
            if found := pattern.search(line):
                return Ending(kind, status, printable(line), found.groupdict().get("path", ""))
    return Ending(_SIGNALS.get(status, ""), status, "")


def hanging(log: str) -> Ending | None:
    """The crash in the log of a container that still runs; None for none.

    QEMU ends itself with the signal that its program met. As the first process of a container it cannot, because the
    kernel keeps that one from signals that it does not handle, and so it hangs.
    """
    found = read(1, "", log)
    return found._replace(status=0) if found.kind == CRASH else None
