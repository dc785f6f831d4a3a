"""One background program: started in a session of its own, with a log, and ended by its process id.

The session keeps ^C on the terminal from reaching the program, so that its owner decides in which order things end. If
the owner is killed, as pytest-xdist does with workers that take long to end, the kernel ends the program. It is never
started again, and children which outlive it are not its business.

What is made of such programs, a registry or an engine, is a `Service`.
"""

import os
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from tests.laboratory import leftovers
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

    def __exit__(self, *_: object) -> None:
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
    """What runs from the beginning of a `with` block to its end: daemons, and a folder for all that they leave.

    Attributes:
        folder: the folder, which goes away with them.
        daemons: those that have been started, in their order.
    """

    def __init__(self) -> None:
        self.folder = ""
        self.daemons: list[Daemon] = []

    def __enter__(self) -> Self:
        """Start it, and return when it is ready."""
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    @abstractmethod
    def start(self) -> None:
        """Start it; `stop` has to be called afterwards, even if this fails."""

    def stop(self) -> None:
        """Stop what has been started, and leave nothing behind; nothing happens if it is not running."""
        with held():
            while self.daemons:
                self.daemons.pop().stop()
            if self.folder:
                leftovers.remove(self.folder)
                self.folder = ""

    def make_folder(self, name: str, above: str | None = None) -> None:
        """Make the folder, in the one for temporary files if not in another; its name says what it is for."""
        with held():
            self.folder = tempfile.mkdtemp(prefix=f"anyarch-{name}-", dir=above)

    def path(self, name: str) -> str:
        """The path of a file in the folder."""
        return os.path.join(self.folder, name)

    def write(self, name: str, text: str, mode: int = 0o644) -> str:
        """Write a file in the folder; its path."""
        path = self.path(name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def run(self, words: Sequence[str], log: str, environment: Mapping[str, str]) -> Daemon:
        """Start a daemon that logs to a file in the folder; it need not be ready when this returns."""
        daemon = Daemon(words, self.path(log), environment)
        with held():
            self.daemons.append(daemon.__enter__())
        return daemon


class Engine(Service):
    """A service that is reached by a Unix socket in its folder."""

    @property
    def socket(self) -> str:
        """The path of the socket."""
        return self.path("docker.sock")

    @property
    def host(self) -> str:
        """The address, as DOCKER_HOST and `docker --host` have it."""
        return f"unix://{self.socket}"
