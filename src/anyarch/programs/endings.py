"""How a container ended: the newest known error message, and the exit status of a signal.

If a program cannot be started, the message is in the container's log, and the exit status depends on the version of
runc. If runc refuses to start it, the message is in the container's state. So the messages decide, and the status only
if there is no known message and it stands for a signal, or tells which of two things a message means.

A message shows what was said, not what is wrong: see `leads`.
"""

from collections.abc import Callable
from typing import NamedTuple

from anyarch.programs import leads
from anyarch.programs.leads import Lead
from anyarch.programs.leads_table import CRASH, ENDINGS, ILLEGAL, OPENED, STARTED

_NEVER_STARTED = "created"
_RUNNING = ("running", "paused")
_SIGNALS = {132: ILLEGAL, 133: CRASH, 134: CRASH, 135: CRASH, 136: CRASH, 139: CRASH}
_NOT_EXECUTED, _NOT_FOUND = 126, 127  # of shells, and of the programs that start one: POSIX, 2.8.2
_EMULATORS = ("Rosetta", "QEMU", "glibc", "jemalloc")


class Ending(NamedTuple):
    """How a container ended.

    Attributes:
        kind: of the kinds in `leads_table`; empty if none is known.
        status: its exit status; 0 if it is still running.
        line: the message that shows the kind; empty if the status does.
        path: the file in the message, as it was written; empty for none.
    """

    kind: str
    status: int
    line: str
    path: str = ""


class State(NamedTuple):
    """The state of a container: ``Status``, ``ExitCode`` and ``Error`` as the engine reports them, and its restarts."""

    name: str
    status: int
    error: str
    restarts: int


def of_state(state: State, log: Callable[[], str]) -> tuple[Ending | None, tuple[Lead, ...]]:
    """How a container ended, and what its log says of that.

    None if it is running (unless it hangs, or ends over and over), or was never started. What a container says that
    ended with 0 does not count.

    Args:
        state: its state.
        log: returns the end of its log.

    Raises:
        whatever `log` raises.
    """
    if state.name == _NEVER_STARTED and not state.error:
        return None, ()
    if state.name not in _RUNNING and state.status == 0 and not state.error:
        return Ending("", 0, ""), ()
    said = leads.read(f"{log()}\n{state.error}")
    if state.name in _RUNNING:
        return _of_running(said, has_restarted=state.restarts > 0)
    said = _certain(state.status, said)
    return read(state.status, said), said


def read(status: int, said: tuple[Lead, ...]) -> Ending:
    """How a container ended.

    Args:
        status: ``State.ExitCode``.
        said: the leads in its log and in ``State.Error``, the newest first, with what the status tells of them.
    """
    definite = sorted((lead for lead in said if lead.report != OPENED), key=_weight)
    found = definite[0] if definite else None
    if found is None:
        return Ending(_SIGNALS.get(status, ""), status, "")
    return Ending(found.kind, status, found.line, found.word)


def _of_running(said: tuple[Lead, ...], *, has_restarted: bool) -> tuple[Ending | None, tuple[Lead, ...]]:
    """How a container that is running ends over and over, or hangs; None if it does neither. And the leads that count.

    When its program crashes, QEMU kills itself with the same signal. As the first process of a container it cannot: the
    kernel protects that one from signals that it does not handle, so QEMU hangs.
    """
    found = read(0, tuple(lead for lead in said if lead.is_last))
    is_hanging = found.kind in (CRASH, ILLEGAL) and said[0].speaker == "QEMU"
    if found.kind and (is_hanging or has_restarted):
        return found, said
    return None, tuple(lead for lead in said if lead.kind not in ENDINGS)


def _certain(status: int, said: tuple[Lead, ...]) -> tuple[Lead, ...]:
    """The leads, with the newest taken for the report of a start where the status says that a start has failed."""
    if status not in (_NOT_EXECUTED, _NOT_FOUND) or not said or said[0].report != OPENED:
        return said
    return (said[0]._replace(report=STARTED), *said[1:])


def is_signal(status: int, kind: str) -> bool:
    """Whether a status is that of a signal of a kind, `CRASH` or `ILLEGAL`."""
    return bool(kind) and _SIGNALS.get(status) == kind


def _weight(lead: Lead) -> int:
    """What an emulator says explains what others say later: a shell reports the signal, QEMU whose it is."""
    return 0 if lead.speaker in _EMULATORS else 1 if lead.report == STARTED else 2


def not_found(status: int) -> bool:
    """Whether a status says that a program could not be started."""
    return status in (_NOT_EXECUTED, _NOT_FOUND)
