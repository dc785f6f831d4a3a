"""A user at a real engine, over lines that can fail: one trial at a time, each in a home of its own."""

import contextlib
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.laboratory.faulty_line import ANSWERS, Answer, FaultyLine, relayed
from tests.laboratory.person import PATIENT, TIMEOUT, Outcome
from tests.laboratory.programs import find
from tests.real.differential import cases as differential
from tests.real.faults import cases, places
from tests.real.faults.cases import Case, Fault
from tests.real.faults.commands import COMMANDS, PRIVATELY_PULLED, Command
from tests.real.faults.equipment import Equipment, locked
from tests.real.faults.interpreter import Interpreter
from tests.real.faults.places import Place
from tests.real.faults.traces import left
from tests.real.faults.user import User
from tests.real.faults.verdict import Endings

QUIET = ("-D", "-qq")  # a tracer that is no parent, and says nothing of its own
IMPATIENT = "lookup.timeout = 1\nlookup.pull_timeout = 1\nprobe.timeout = 1\n"
SETTINGS = ".config/anyarch/config.toml"
SIGNALLED = 20.0  # seconds for a command to end after a signal
FRESH = 300.0  # seconds for which a home is kept: memos do not hold for long


class Requests(NamedTuple):
    """How many requests a command makes: anyarch's to the engine and to the registry, and all to the engine."""

    engine: int
    registry: int
    all: int


class Scene:
    """The user, and what they use.

    Args:
        equipment: what there is; its person has the shim, and the registry of its states is the one at the line.
        engine: the line to the engine.
        registry: the line to the registry.
        folder: for homes and temporary files.
        foreign: an architecture that the engine executes by a handler.
    """

    def __init__(
        self, equipment: Equipment, engine: FaultyLine, registry: FaultyLine, folder: str, foreign: str
    ) -> None:
        self.equipment = equipment
        self.person = person = equipment.person
        self.states = equipment.states
        self.foreign = foreign
        self.lines = {cases.ENGINE: engine, cases.REGISTRY: registry}
        self.user = User(equipment, engine, folder)
        self.python = Interpreter(os.path.join(person.shim, "docker"), os.path.join(folder, "python"))
        self._numbers = 0
        self._usual: dict[tuple[str, bool], tuple[Outcome, Requests]] = {}
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
        files = {**self.equipment.settings(command), SETTINGS: settings}
        places.fresh(self.user.home, files)
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
        with open(os.path.join(self.user.home, SETTINGS), "w", encoding="utf-8") as file:
            file.write("".join(settings))
        os.utime(file.name, (1, 1))

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
        """How the command ends with the fault."""
        command = COMMANDS[case.command]
        with self._put(case):
            if case.fault.where == cases.LAUNCHER or (case.fault.where == cases.PYTHON and command.is_own):
                expression = self._expression(case)
                traced = (find("strace"), *QUIET, "-b", "execve", "-o", "/dev/null", "-e", expression)
                return self.user.run(command, Place(traced))
            return self.user.run(command, self._place(case))

    def again(self, case: Case) -> Outcome:
        """How the same command ends afterwards, in all the time it needs; a file stays damaged."""
        self._prepare(command := COMMANDS[case.command])
        if case.fault.is_slow:
            self._set(PATIENT, self.equipment.filled(command.settings, ""))
        return self.user.run(command)

    def left(self, *, is_engine_known: bool = True) -> list[str]:
        """What is left of the trial; only on this machine, if the engine could not be told to remove anything."""
        found = left(self.states if is_engine_known else None, self.user.trial, [self.user.home], self.user.temporary)
        return [*found, *(f"lock: {path}" for path in locked(self.user.home))]

    def probe(self) -> None:
        """Have a platform tested, which removes what an earlier test could not."""
        words = ("emulators", "test", "--json", f"linux/{self.foreign}")
        self.user.run(Command(words, is_own=True))

    def _prepare(self, command: Command) -> None:
        self.equipment.prepare(command)
        case = differential.Case("", False, command.image, command.state, "", False)  # noqa: FBT003 - none of it counts
        self.states.prepare(case)

    def _usually(self, case: Case) -> tuple[Outcome, Requests]:
        """How the command ends with the shim, and how often it asks; the trial's home is used up."""
        key = (case.command, case.is_warm)
        if key not in self._usual:
            command = COMMANDS[case.command]
            self._set(PATIENT, self.equipment.filled(command.settings, ""))
            for line in self.lines.values():
                line.disarm()
            outcome = self.user.run(command)
            engine, registry = self.lines[cases.ENGINE], self.lines[cases.REGISTRY]
            self._usual[key] = outcome, Requests(engine.requests, registry.requests, engine.everyones)
            self.begin(case)
        return self._usual[key]

    @contextlib.contextmanager
    def _put(self, case: Case) -> Iterator[None]:
        """Have the fault on the lines, in the files, or in Python during the block."""
        fault = case.fault
        _, requests = self._usually(case)
        if fault.where == cases.PYTHON and not COMMANDS[case.command].is_own:
            self.python.follow((find("strace"), *QUIET, "-o", "/dev/null", "-e", self._expression(case)))
        elif fault.where == cases.ENGINE:
            self._arm(case, cases.ENGINE, ANSWERS[fault.what], requests.engine)
        elif fault.where == cases.REGISTRY:
            self._arm(case, cases.REGISTRY, ANSWERS[fault.what], requests.registry)
        elif fault.where in {cases.GROUP, cases.GONE, cases.DAEMON}:
            self._arm(case, cases.ENGINE, self._struck(fault), requests.all, also_dockers=True)
        elif fault.where == cases.FILE:
            self._damage(case)
        elif fault.where == cases.HELPER:
            self.equipment.have_helper(fault.what)
        try:
            yield
        finally:
            self.python.follow(())
            for line in self.lines.values():
                line.disarm()
            self.equipment.have_helper("")
            self.equipment.recover()
            places.forget_clocks()

    def _arm(self, case: Case, where: str, answer: Answer, number: int, *, also_dockers: bool = False) -> None:
        first = case.moment * number // 1000
        self.lines[where].arm(answer, first, also_later=case.fault.stays, also_dockers=also_dockers)

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
            places.damage(chosen, case.fault.what)

    def _place(self, case: Case) -> Place:
        if case.fault.where == cases.CLOCK:
            return places.at_another_time(case.fault.what, case.moment)
        return places.of(case.fault.what, self.user.home) if case.fault.where == cases.PLACE else Place()

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
            log = f"{self.user.home}.calls"
            traced = (find("strace"), *QUIET, "-o", log, "-e", f"trace={calls}")
            command = COMMANDS[case.command]
            if case.fault.where == cases.LAUNCHER or command.is_own:
                self.user.run(command, Place((*traced, "-b", "execve")))
            else:
                self.python.follow(traced)
                self.user.run(command)
                self.python.follow(())
            with contextlib.suppress(FileNotFoundError):  # nothing asked Python
                with open(log, "rb") as file:
                    self._calls[key] = len(file.readlines())
                os.unlink(log)
            self._calls.setdefault(key, 0)
            self.begin(case)
        return self._calls[key]
