"""A user at a real engine, over lines that can fail: one trial at a time, each in a home of its own."""

import contextlib
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.laboratory.faulty_line import ANSWERS, Answer, FaultyLine, relayed
from tests.laboratory.person import PATIENT, TIMEOUT, Outcome
from tests.laboratory.programs import find
from tests.real.faults import cases, places
from tests.real.faults.cases import Case, Fault
from tests.real.faults.commands import COMMANDS, PRIVATELY_PULLED, Command
from tests.real.faults.places import Place
from tests.real.faults.traces import left
from tests.real.faults.user import User
from tests.real.faults.verdict import Endings

SETTINGS = ".config/anyarch/config.toml"
QUIET = ("-D", "-qq")  # a tracer that is no parent, and says nothing of its own
IMPATIENT = "lookup.timeout = 1\nlookup.pull_timeout = 1\nprobe.timeout = 1\n"
SIGNALLED = 20.0  # seconds for a command to end after a signal
FRESH = 300.0  # seconds for which a home is kept: memos do not hold for long


class Scene:
    """The user, and what they use.

    Args:
        user: who has the shim, and an engine at a line.
        registry: the line to the registry, whose address the user's images have.
        foreign: an architecture that the engine executes by a handler.
    """

    def __init__(self, user: User, registry: FaultyLine, foreign: str) -> None:
        self.user = user
        self.equipment = user.equipment
        self.person = self.equipment.person
        self.states = self.equipment.states
        self.foreign = foreign
        self.lines = {cases.ENGINE: user.engine, cases.REGISTRY: registry}
        self._numbers = 0
        self._usual: dict[tuple[str, bool], tuple[Outcome, dict[str, int]]] = {}
        self._plain: dict[tuple[str | Command, ...], Outcome] = {}
        self._warmed: dict[str, float] = {}
        self._calls: dict[tuple[str, bool, str, str], int] = {}

    def begin(self, case: Case) -> None:
        """Start a trial: a new home, in which the command has been typed before if the case says so."""
        self._numbers += 1
        self.user.trial = f"{os.getpid()}-{self._numbers}"
        # After a signal, docker may wait for a container which ignores it, as it would without anyarch.
        self.user.patience = SIGNALLED if case.fault.where == cases.GROUP else float(TIMEOUT)
        self.user.is_terminal_changed = False
        command = COMMANDS[case.command]
        self._prepare(command)
        settings = (IMPATIENT if case.fault.is_slow else PATIENT) + self.equipment.filled(command.settings, "")
        places.fresh(self.user.home, {**self.equipment.settings(command), SETTINGS: settings})
        if not case.is_warm:
            return
        kept, made = f"{self.user.home} after {case.command}", self._warmed.get(case.command, -FRESH)
        if time.monotonic() - made > FRESH:
            self.user.run(command)
            self._prepare(command)
            places.age(self.user.home)
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(self.user.home, kept, symlinks=True)
            self._warmed[case.command] = time.monotonic()
        shutil.rmtree(self.user.home)
        shutil.copytree(kept, self.user.home, symlinks=True)
        self._set(settings)

    def _set(self, *settings: str) -> None:
        """Have these settings of anyarch's, for long."""
        path = Path(self.user.home, SETTINGS)
        path.write_text("".join(settings), encoding="utf-8")
        os.utime(path, (1, 1))

    def endings(self, case: Case) -> Endings:
        """How the command ends without the fault; a trial has begun."""
        command = COMMANDS[case.command]
        usual, _ = self._usually(case)
        if command.leaves:
            self.user.run(command)
            again = self.user.run(command)
            self.begin(case)
            return Endings(usual, again)
        if command.is_own:
            return Endings(usual, usual)
        pulled = self._alone(case, PRIVATELY_PULLED) if command.has_pack else None
        if case.fault.where not in {cases.PLACE, cases.FILE, cases.HELPER}:
            return Endings(self._alone(case), usual, pulled)
        self._prepare(command)
        with self._put(case):
            plain = self.user.run(command, self._place(case), is_real=True)
        self._prepare(command)
        return Endings(plain, usual, pulled)

    def _alone(self, case: Case, *before: Command) -> Outcome:
        """How the command ends with plain docker, after others."""
        command = COMMANDS[case.command]
        key: tuple[str | Command, ...] = (case.command, *before)
        if key not in self._plain:
            self._prepare(command)
            for each in before:
                assert self.user.run(each, is_real=True).status == 0
            self._plain[key] = self.user.run(command, is_real=True)
            self._prepare(command)
        return self._plain[key]

    def faulty(self, case: Case) -> Outcome:
        with self._put(case):
            if case.fault.where in {cases.PYTHON, cases.LAUNCHER}:
                return self._traced(case, "/dev/null", self._expression(case))
            return self.user.run(COMMANDS[case.command], self._place(case))

    def _traced(self, case: Case, log: str, expression: str) -> Outcome:
        """How the command ends with strace before Python, or before the launcher if the fault is about that."""
        command = COMMANDS[case.command]
        tracer = (find("strace"), *QUIET, "-o", log, "-e", expression)
        if case.fault.where == cases.LAUNCHER or command.is_own:
            return self.user.run(command, Place((*tracer, "-b", "execve")))
        self.user.have_python_behind(*tracer)
        try:
            return self.user.run(command)
        finally:
            self.user.have_python_behind()

    def again(self, case: Case) -> Outcome:
        """How the same command ends afterwards, in all the time it needs; a file stays damaged."""
        self._prepare(command := COMMANDS[case.command])
        if case.fault.is_slow:
            self._set(PATIENT, self.equipment.filled(command.settings, ""))
        return self.user.run(command)

    def left(self, *, is_engine_known: bool = True) -> list[str]:
        """What is left of the trial; only on this machine, if the engine could not be told to remove anything."""
        user = self.user
        return left(self.states if is_engine_known else None, user.trial, user.home, user.temporary)

    def probe(self) -> None:
        """Have a platform tested, which removes what an earlier test could not."""
        words = ("emulators", "test", "--json", f"linux/{self.foreign}")
        self.user.run(Command(words, is_own=True))

    def _prepare(self, command: Command) -> None:
        self.equipment.prepare(command)
        self.states.prepare(command.image, command.state)

    def _usually(self, case: Case) -> tuple[Outcome, dict[str, int]]:
        """How the command ends with the shim, and how many requests can be hit; the trial's home is used up."""
        key = (case.command, case.is_warm)
        if key not in self._usual:
            command = COMMANDS[case.command]
            self._set(PATIENT, self.equipment.filled(command.settings, ""))
            self.disarm()
            outcome = self.user.run(command)
            requests = {where: line.requests for where, line in self.lines.items()}
            everyones = self.lines[cases.ENGINE].everyones
            self._usual[key] = outcome, requests | dict.fromkeys((cases.GROUP, cases.GONE, cases.DAEMON), everyones)
            self.begin(case)
        return self._usual[key]

    @contextlib.contextmanager
    def _put(self, case: Case) -> Iterator[None]:
        """Have the fault on the lines, or in the files, during the block."""
        fault = case.fault
        _, requests = self._usually(case)
        if fault.where in requests:
            is_answer = fault.where in self.lines
            self.lines[fault.where if is_answer else cases.ENGINE].arm(
                ANSWERS[fault.what] if is_answer else self._struck(fault),
                case.moment * requests[fault.where] // 1000,
                also_later=fault.stays,
                also_dockers=not is_answer,
            )
        elif fault.where == cases.FILE:
            self._damage(case)
        elif fault.where == cases.HELPER:
            self.equipment.have_helper(fault.what)
        try:
            yield
        finally:
            self.disarm()
            self.equipment.have_helper("")
            self.equipment.recover()
            places.forget_clocks()

    def disarm(self) -> None:
        for line in self.lines.values():
            line.disarm()

    def _struck(self, fault: Fault) -> Answer:
        """What a line does in the middle of all: a signal to the processes, or something with the engine itself."""
        if fault.where == cases.GONE:
            return self.lines[cases.ENGINE].vanish

        def answer(client: socket.socket, connect: Callable[[], socket.socket], head: bytes) -> None:
            if fault.what == cases.RESTARTED:
                self.equipment.restart()
                client.close()
                return
            if fault.what == cases.PAUSED:
                self.equipment.pause()
            else:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.user.process, signal.Signals[f"SIG{fault.what}"])
            relayed(client, connect, head)

        return answer

    def _damage(self, case: Case) -> None:
        names = places.files(self.user.home)
        if case.fault.what in places.ENDLESS:
            names = [name for name in names if "/.docker/" not in name]
        chosen = names[case.moment * len(names) // 1000]
        if os.path.isfile(chosen) and not os.path.islink(chosen):
            places.DAMAGES[case.fault.what](Path(chosen))

    def _place(self, case: Case) -> Place:
        if case.fault.where == cases.CLOCK:
            return places.at_another_time(case.fault.what, case.moment)
        return places.every(self.user.home)[case.fault.what] if case.fault.where == cases.PLACE else Place()

    def _expression(self, case: Case) -> str:
        """What strace is told to do at the case's moment."""
        error, _, names = case.fault.what.partition(" of ")
        calls = names or "all"
        number = self._number_of_calls(case, calls)
        when = 1 + case.moment * number // 1000
        action = f"error={error}" if names else f"signal=SIG{error}"
        return f"inject={calls}:{action}:when={when}{'+' if case.fault.stays else ''}"

    def _number_of_calls(self, case: Case, calls: str) -> int:
        """How many such system calls Python or the launcher makes; the trial begins again."""
        key = (case.command, case.is_warm, case.fault.where, calls)
        if key not in self._calls:
            log = Path(f"{self.user.home}.calls")
            log.write_bytes(b"")  # it stays so where nothing asks Python
            self._traced(case, str(log), f"trace={calls}")
            self._calls[key] = log.read_bytes().count(b"\n")
            self.begin(case)
        return self._calls[key]
