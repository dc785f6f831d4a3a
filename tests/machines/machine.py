"""One emulated machine, from the beginning of a `with` block to its end, which does jobs; see `init.sh`.

It has no network. Its disk is as it was made each time: what is written goes away with the machine. The kernel's
console is a pipe to here, and the two disks for jobs and results are files in a folder of its own.
"""

import os
import subprocess
import tarfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.laboratory.daemon import Service
from tests.laboratory.interrupts import held
from tests.laboratory.programs import find, provide
from tests.laboratory.unavailable import Unavailable
from tests.machines.images import Image

PROGRAM = "qemu-system-aarch64"
CPUS = {"a64fx": "without a 32-bit mode", "cortex-a72": "with a 32-bit mode", "cortex-a76": "with a 32-bit mode"}
PAGES = {"4k": ("a64fx", "cortex-a72"), "16k": ("cortex-a76",)}  # which the others do not have in that size
MEMORY = "3G"
KERNEL_WORDS = "console=ttyAMA0 loglevel=3 mitigations=off panic=-1"
ROOM = 256 * 1024 * 1024  # bytes of a job's disk, and of its results'
PATIENCE = 300  # seconds in which a machine starts, on a busy host
SAID = "machine: "
SHOWN = 20  # lines that an error quotes
MORTAL = ("setpriv", "--pdeathsig=KILL")  # it ends with us


class Machine(Service):
    """A machine with one of `CPUS`, and so many cores; the host's are used up to that number."""

    def __init__(self, image: Image, cpu: str, cores: int) -> None:
        super().__init__()
        self.image = image
        self.cpu = cpu
        self.cores = cores
        self.seconds = 0.0
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        provide(PROGRAM)
        begun = time.monotonic()
        self.make_folder("machine")
        for name in ("job", "results"):
            with open(self.path(name), "wb") as file:
                file.truncate(ROOM)
        with held(), open(self.path("errors"), "wb") as errors:
            self.process = subprocess.Popen(
                [*MORTAL, *self.words()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, "TMPDIR": self.folder},
                text=True,
                errors="replace",
                start_new_session=True,
            )
        self.wait("ready", lambda _: None, PATIENCE)
        self.seconds = time.monotonic() - begun

    def words(self) -> list[str]:
        disks = (
            (self.image.disk, "snapshot=on"),
            (self.path("job"), "readonly=on"),
            (self.path("results"), "snapshot=off"),
        )
        drives = (f"file={path},format=raw,cache=unsafe,{mode},if=virtio" for path, mode in disks)
        return [
            find(PROGRAM),
            *("-machine", "virt,gic-version=3", "-cpu", self.cpu, "-smp", str(self.cores), "-m", MEMORY),
            *("-accel", "tcg,thread=multi,tb-size=1024"),
            *("-kernel", self.image.kernel, "-initrd", self.image.initial, "-append", KERNEL_WORDS),
            *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"),
            *("-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"),
            *(word for drive in drives for word in ("-drive", drive)),
        ]

    def do_job(self, folder: str, results: str, tell: Callable[[str], object], seconds: float) -> int:
        """Run the `run` of a folder, and fill another one with what it has left in /results; its status."""
        with open(self.path("job"), "r+b") as disk:
            with tarfile.open(fileobj=disk, mode="w|") as archive:
                archive.add(folder, arcname=".")
            if disk.tell() > ROOM:
                raise Unavailable(f"the job takes {disk.tell()} bytes, and there is room for {ROOM}")
        assert self.process
        assert self.process.stdin
        self.process.stdin.write("job\n")
        self.process.stdin.flush()
        status = int(self.wait("ended", tell, seconds))
        with tarfile.open(self.path("results"), mode="r:") as archive:
            archive.extractall(results, filter="data")
        return status

    def wait(self, word: str, tell: Callable[[str], object], seconds: float) -> str:
        """Hand on what is printed until the machine says that word; what it says after it."""
        assert self.process
        assert self.process.stdout
        lines: list[str] = []
        clock = threading.Timer(seconds, self.process.kill)
        clock.start()
        try:
            for line in self.process.stdout:
                said = line.rstrip()
                if said.startswith(f"{SAID}{word} "):
                    return said.removeprefix(f"{SAID}{word} ")
                lines.append(said)
                tell(said)
        finally:
            clock.cancel()
        end = "\n".join([*lines[-SHOWN:], Path(self.path("errors")).read_text(errors="replace")])
        raise Unavailable(f"the machine did not get to {word!r} in {seconds:.0f} seconds; the end of its words:\n{end}")

    def stop(self) -> None:
        with held():
            if self.process:
                self.process.kill()
                self.process.communicate()
                self.process = None
            super().stop()
