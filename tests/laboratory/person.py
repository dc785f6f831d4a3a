"""Somebody who uses docker and anyarch from a shell: a home of their own, a PATH, a choice of engine.

Programs run as that person would start them, by name along PATH, and are waited for. Nothing of the caller's own
environment reaches them but what is given here, so neither a real home nor a real cache is ever touched.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.laboratory import schemas
from tests.laboratory.programs import PATH, find

TIMEOUT = 600  # seconds that any program here may take
# People do not want to wait that long, but tests on a busy machine do.
PATIENT = "lookup.timeout = 100\nlookup.pull_timeout = 100\nprobe.timeout = 100\n"


@dataclass(frozen=True)
class Outcome:
    """How a program ended: its exit status (negative for a signal), and what it printed."""

    status: int
    output: str
    errors: str


class Person:
    """A person with a home, which is empty at first, and an engine: docker's default one if there is no host.

    Attributes:
        environment: the variables that their programs start with; a test may change them.
        shim: the folder of their shim, once there is one.
    """

    def __init__(self, home: str, host: str = "", docker: str | None = None) -> None:
        self.real = docker or find("docker")
        self.shim = ""
        self.command = (sys.executable, "-m", "anyarch")
        self.environment = {"HOME": home, "PATH": PATH, "LANG": "C.UTF-8"}
        if host:
            self.environment["DOCKER_HOST"] = host

    def install(self) -> str:
        done = self.anyarch("shim", "install", "--docker", self.real)
        if done.status != 0:
            raise RuntimeError(f"the shim could not be installed: {done.errors}")
        self.use(done.output.strip())
        return self.shim

    def install_as(self, other: Self) -> None:
        """Have the same settings and installation as somebody else, without a process: by copying their home."""
        theirs, own = other.environment["HOME"], self.environment["HOME"]
        shutil.copytree(theirs, own, symlinks=True, dirs_exist_ok=True)
        for folder, _, files in os.walk(own):
            for path in (Path(folder, name) for name in files):
                content = path.read_bytes().replace(theirs.encode(), own.encode())
                path.write_bytes(content.replace(other.real.encode(), self.real.encode()))
        self.use(other.shim.replace(theirs, own))

    def use(self, shim: str) -> None:
        self.shim = shim
        self.environment["PATH"] = f"{shim}:{PATH}"

    def be_patient(self) -> None:
        path = os.path.join(self.environment["HOME"], ".config", "anyarch", "config.toml")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "a", encoding="utf-8") as file:
            file.write(PATIENT)

    def docker(self, *words: str) -> Outcome:
        return self.run(["docker", *words])

    def real_docker(self, *words: str) -> Outcome:
        return self.run([self.real, *words])

    def age(self) -> None:
        """Have everything in the home be as it has been for long, so that memos are left."""
        for folder, folders, files in os.walk(self.environment["HOME"]):
            for name in (*folders, *files):
                os.utime(os.path.join(folder, name), (1, 1), follow_symlinks=False)

    def anyarch(self, *words: str) -> Outcome:
        return self.run([*self.command, *words])

    def run(
        self,
        words: Sequence[str],
        extra: Mapping[str, str] | None = None,
        folder: str | None = None,
        typed: bytes | None = None,
    ) -> Outcome:
        """Run a program to its end, and check what anyarch's own command prints with ``--json`` against its schema."""
        environment = self.environment | dict(extra or {})
        done = subprocess.run(
            ["/usr/bin/env", *words],  # Popen looks along the PATH of its own process, a shell along the new one
            check=False,
            cwd=folder or os.sep,
            env=environment,
            stdin=subprocess.DEVNULL if typed is None else None,
            input=typed,
            capture_output=True,
            timeout=TIMEOUT,
        )
        outcome = Outcome(done.returncode, *(text.decode("utf-8", "replace") for text in (done.stdout, done.stderr)))
        own = len(self.command)
        wrong = schemas.errors(tuple(words[own:]), outcome.output) if tuple(words[:own]) == self.command else []
        if wrong:
            raise AssertionError(f"{' '.join(words)}: {wrong}")
        return outcome
