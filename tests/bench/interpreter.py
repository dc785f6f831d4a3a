"""A launcher whose Python is recorded: how often it is started, and what it imports."""

import os
import shlex
import sys
from pathlib import Path

from tests.laboratory.person import Person

_STARTED = "started"
_SCRIPT = """\
#!/bin/sh
exec 2>>{trace} 3>&2
echo {started} >&2
exec {python} -X importtime "$@"
"""


class RecordingInterpreter:
    """A copy of a user's launcher that starts a script in place of Python, which becomes Python; in a new folder."""

    def __init__(self, person: Person, folder: str) -> None:
        os.makedirs(folder)
        self._launcher, script, self._trace = (Path(folder, name) for name in ("docker", "python", "trace"))
        self._person = person
        python = shlex.quote(sys.executable)
        launcher = Path(person.shim, "docker").read_text(encoding="utf-8")
        if launcher.count(python) != 1:
            raise RuntimeError("the launcher does not start this Python")
        self._launcher.write_text(launcher.replace(python, shlex.quote(str(script))), encoding="utf-8")
        script.write_text(_SCRIPT.format(trace=shlex.quote(str(self._trace)), started=_STARTED, python=python))
        for program in (self._launcher, script):
            program.chmod(0o700)

    def run(self, *words: str) -> list[list[str]]:
        """Run a docker command; for each Python that it starts, the modules that this imports."""
        self._trace.write_text("")
        outcome = self._person.run([str(self._launcher), *words])
        if outcome.status != 0:
            raise RuntimeError(outcome.errors)
        _, *starts = self._trace.read_text(encoding="utf-8").split(f"{_STARTED}\n")
        return [[line.rpartition("|")[2].strip() for line in start.splitlines()] for start in starts]
