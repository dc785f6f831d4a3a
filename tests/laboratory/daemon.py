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
    """A background program, running for a `with` block, which need not be ready at its beginning."""

    def __init__(self, words: Sequence[str], log: str, environment: Mapping[str, str], patience: float = 20) -> None:
        self.words = list(words)
        self.log = log
        self.environment = dict(environment)
        self.patience = patience
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
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
        self.stop()

    def stop(self) -> None:
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
        """Wait until it is ready; Unavailable, with the end of the log, if the program ends or time runs out."""
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
        with open(self.log, "rb") as log:
            return log.read()[-TAIL:].decode("utf-8", "replace").strip()


class Service(ABC):
    """What runs for a `with` block: daemons in the order of their starts, and a folder for all that they leave."""

    def __init__(self) -> None:
        self.folder = ""
        self.daemons: list[Daemon] = []

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @abstractmethod
    def start(self) -> None:
        """Start it; `stop` has to be called afterwards, even if this fails."""

    def stop(self) -> None:
        with held():
            while self.daemons:
                self.daemons.pop().stop()
            if self.folder:
                leftovers.remove(self.folder)
                self.folder = ""

    def make_folder(self, name: str, above: str | None = None) -> None:
        with held():
            self.folder = tempfile.mkdtemp(prefix=f"anyarch-{name}-", dir=above)

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def write(self, name: str, text: str, mode: int = 0o644) -> str:
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
        return self.path("docker.sock")

    @property
    def host(self) -> str:
        return f"unix://{self.socket}"
