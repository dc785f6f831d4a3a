"""A launcher whose Python is recorded: how often it is started, and what it imports."""

import os
import shlex
import sys

from tests.laboratory.person import Person

_STARTED = "started"
_SCRIPT = """\
#!/bin/sh
exec 2>>{trace} 3>&2
echo {started} >&2
exec {python} -X importtime "$@"
"""


class RecordingInterpreter:
    """A copy of a user's launcher that starts a script in place of Python, which becomes Python.

    Args:
        person: the user.
        folder: for the files; made.

    Attributes:
        launcher: the copy.
    """

    def __init__(self, person: Person, folder: str) -> None:
        os.makedirs(folder)
        self.launcher = os.path.join(folder, "docker")
        self._person = person
        self._trace = os.path.join(folder, "trace")
        script = os.path.join(folder, "python")
        trace, python = shlex.quote(self._trace), shlex.quote(sys.executable)
        with open(os.path.join(person.shim, "docker"), encoding="utf-8") as file:
            launcher = file.read()
        if launcher.count(python) != 1:
            raise RuntimeError("the launcher does not start this Python")
        _write(self.launcher, launcher.replace(python, shlex.quote(script)))
        _write(script, _SCRIPT.format(trace=trace, started=_STARTED, python=python))

    def run(self, *words: str) -> list[list[str]]:
        """Run a docker command, and return the modules that each Python imported, one list for each that was started.

        Raises:
            RuntimeError: the command fails.
        """
        with open(self._trace, "w", encoding="utf-8"):
            pass
        outcome = self._person.run([self.launcher, *words])
        if outcome.status != 0:
            raise RuntimeError(outcome.errors)
        with open(self._trace, encoding="utf-8") as file:
            _, *starts = file.read().split(f"{_STARTED}\n")
        return [[line.rpartition("|")[2].strip() for line in start.splitlines()] for start in starts]


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o700)
