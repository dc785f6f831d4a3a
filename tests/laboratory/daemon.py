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
from pathlib import Path
from typing import Self

from tests.laboratory import leftovers
from tests.laboratory.interrupts import held
from tests.laboratory.unavailable import Unavailable

MORTAL = ("setpriv", "--pdeathsig=TERM")  # becomes the program, which is told to end when its parent has died
LONGEST = 120  # seconds in which a program starts up
INTERVAL = 0.02  # seconds between two looks at a program that is starting up
TAIL = 2000  # bytes of a log that an error quotes


class Daemon:
    """A background program, running from now to the end of a `with` block; it need not be ready at the beginning."""

    def __init__(self, words: Sequence[str], log: str, environment: Mapping[str, str], patience: float = 20) -> None:
        self.program = words[0]
        self.log = log
        self.patience = patience
        with held(), open(log, "ab") as output:
            self.process = subprocess.Popen(
                [*MORTAL, *words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        with held():
            self.process.terminate()
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Wait until it is ready; Unavailable, with the end of the log, if the program ends or time runs out."""
        deadline = time.monotonic() + LONGEST
        while not ready():
            if self.process.poll() is not None:
                raise Unavailable(f"{self.program} ended while starting up; the end of its log:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise Unavailable(f"{self.program} is still not ready; the end of its log:\n{self.tail()}")
            time.sleep(INTERVAL)

    def tail(self) -> str:
        return Path(self.log).read_bytes()[-TAIL:].decode("utf-8", "replace").strip()


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
        Path(path).write_text(text, encoding="utf-8")
        os.chmod(path, mode)
        return path

    def run(self, words: Sequence[str], log: str, environment: Mapping[str, str]) -> Daemon:
        """Start a daemon that logs to a file in the folder; it need not be ready when this returns."""
        with held():
            self.daemons.append(Daemon(words, self.path(log), environment))
        return self.daemons[-1]


class Engine(Service):
    """A service that is reached by a Unix socket in its folder."""

    @property
    def socket(self) -> str:
        return self.path("docker.sock")

    @property
    def host(self) -> str:
        return f"unix://{self.socket}"
