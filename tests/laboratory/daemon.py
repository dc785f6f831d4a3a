"""One background program: started in a session of its own, with a log, and ended by its process id.

The session keeps ^C on the terminal from reaching the program, so that its owner decides in which order things end. If
the owner is killed, as pytest-xdist does with workers that take long to end, the kernel ends the program. It is never
started again, and children which outlive it are not its business.

What is made of such programs, a registry or an engine, is a `Service`.
"""

import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from tests.laboratory.interrupts import held
from tests.laboratory.unavailable import Unavailable

MORTAL = ("setpriv", "--pdeathsig=TERM")  # becomes the program, which is told to end when its parent has died
INTERVAL = 0.02  # seconds between two looks at a program that is starting up
TAIL = 2000  # bytes of a log that an error quotes


class Daemon:
    """A background program, running from the beginning of a `with` block to its end.

    Args:
        words: the program and its arguments.
        log: the file that takes its standard output and error; it is appended to.
        environment: its whole environment; nothing is inherited.
        patience: seconds it gets to end in good order before it is killed.
    """

    def __init__(self, words: Sequence[str], log: str, environment: Mapping[str, str], patience: float = 20) -> None:
        self.words = list(words)
        self.log = log
        self.environment = dict(environment)
        self.patience = patience
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the program; it need not be ready when this returns."""
        with held(), open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*MORTAL, *self.words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the program and wait until it is gone."""
        self.stop()

    def stop(self) -> None:
        """End the program, by force when its patience is over; nothing happens if it has ended before."""
        if self.process is None:
            return
        with held():
            self.process.terminate()
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def wait_until(self, ready: Callable[[], bool], seconds: float = 120) -> None:
        """Wait until `ready` says so; Unavailable, with the end of the log, if the program ends or time runs out."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.process is None or self.process.poll() is not None:
                raise Unavailable(f"{self.words[0]} ended while starting up; the end of its log:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"{self.words[0]} is not ready after {seconds} seconds; the end of its log:\n{self.tail()}"
                )
            time.sleep(INTERVAL)

    def tail(self) -> str:
        """Return the end of the log."""
        with open(self.log, "rb") as log:
            return log.read()[-TAIL:].decode("utf-8", "replace").strip()


class Service(ABC):
    """What runs from the beginning of a `with` block to its end, made of one daemon or of several."""

    def __enter__(self) -> Self:
        """Start it, and return when it is ready."""
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    @abstractmethod
    def start(self) -> None:
        """Start it; `stop` has to be called afterwards, even if this fails."""

    @abstractmethod
    def stop(self) -> None:
        """Stop what has been started, and leave nothing behind."""
