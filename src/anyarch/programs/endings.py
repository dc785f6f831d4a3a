"""Why a container ended: known error messages, and the exit status of a signal.

If a program cannot be started, the message is in the container's log, and the exit status depends on the version of
runc. If runc refuses to start it, the message is in the container's state. So the messages decide, and the status only
if there is no known message and it stands for a signal.

The messages are those of runc, of the init of ``docker run --init``, and of shells, glibc, QEMU and Rosetta.
"""

import re
from typing import NamedTuple

from anyarch.person.text import printable
from anyarch.programs import emulator_failures

WRONG_FORMAT = "wrong format"
NO_SUCH_FILE = "no such file"
NO_PERMISSION = "no permission"
NO_LOADER = "no loader"
LOW_LEVEL = "low level"
CRASH = "crash"
ILLEGAL = "illegal instruction"
EMULATOR = "emulator"  # it failed itself

_TEXTS = (
    (NO_LOADER, r"rosetta error: failed to open elf at (?P<path>\S+)"),
    (NO_LOADER, r"qemu-\w+(?:-static)?: Could not open '(?P<path>[^']+)'"),
    (ILLEGAL, r"qemu: uncaught target signal 4\b"),
    (CRASH, r"qemu: uncaught target signal \d+\b"),
    *((EMULATOR, pattern) for pattern in emulator_failures.PATTERNS),
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
_SIGNALS = {132: ILLEGAL, 133: CRASH, 134: CRASH, 135: CRASH, 136: CRASH, 139: CRASH}
_LONGEST_LINE = 400


class Ending(NamedTuple):
    """How a container ended.

    Attributes:
        kind: one of the kinds above; empty if none is known.
        status: its exit status; 0 if it is still running.
        line: the message that shows the kind; empty if the status does.
        path: the file in the message, which need not be the one that the container started first; empty for none.
    """

    kind: str
    status: int
    line: str
    path: str = ""


def read(status: int, error: str, log: str) -> Ending:
    """How a container ended, from what the engine reports.

    Args:
        status: ``State.ExitCode``.
        error: ``State.Error``, which says why it could not be started.
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
    """The crash that QEMU reports in the log of a container that is still running; None if there is none.

    When its program crashes, QEMU kills itself with the same signal. As the first process of a container it cannot: the
    kernel protects that one from signals that it does not handle, so QEMU hangs.
    """
    found = read(1, "", log)
    return found._replace(status=0) if found.kind in (CRASH, ILLEGAL) else None
