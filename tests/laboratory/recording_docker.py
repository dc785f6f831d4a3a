"""A docker that is none: it writes down how it was started, from what the kernel itself keeps of a process's start.

It is a program that becomes a shell script, and what it records of arguments, environment and signals is as it stood
before the script's own first line, so two ways of starting it can be compared to the byte:

    docker = RecordingDocker(folder)
    subprocess.run([docker.path, "ps"])
    assert docker.call().words == [b"ps"]

It needs Linux's /proc, and GNU's find.
"""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.laboratory import stepping_stone
from tests.laboratory.architectures import native

_SCRIPT = """\
shift
IFS= read -r stat </proc/$$/stat
PATH=/usr/bin:/bin
call=1
until mkdir {calls}/$call 2>/dev/null; do call=$((call + 1)); done
call={calls}/$call
while IFS= read -r line; do printf '%s\\n' "$line"; done </proc/$$/status >"$call/status"
printf '%s\\n' "$stat" >"$call/stat"
cp /proc/$$/cmdline /proc/$$/environ "$call"
readlink /proc/$$/cwd >"$call/folder"
find /proc/$$/fd -type l -fprintf "$call/descriptors" '%f %l\\0'
. {behaviour}
"""
# The status is read by the shell itself: while another program starts, its signals are blocked for a moment.
_STEPPING_STONES = 2  # the shell and the script, which come before the name and the words
_SIGNAL_SETS = ("SigBlk", "SigIgn", "SigCgt")
_GROUP, _SESSION, _FAULTS_OF_CHILDREN = 2, 3, 8  # in /proc/PID/stat, counted behind the name


@dataclass(frozen=True)
class Call:
    """One start of the recording docker.

    Attributes:
        path: how it was named to the kernel.
        words: the arguments after that.
        folder: the working folder.
        descriptors: what is open, by number.
        signals: the sets of blocked, ignored and caught signals, as the kernel writes them.
        had_children: whether the process waited for a child before it became this; to start is to cause page faults.
    """

    path: bytes
    words: list[bytes]
    environment: Mapping[bytes, bytes]
    folder: str
    descriptors: Mapping[int, str]
    signals: Mapping[str, str]
    umask: str
    process: int
    parent: int
    group: int
    session: int
    had_children: bool


class RecordingDocker:
    """An executable `docker`, at `path` in a folder of its own, which is empty or missing before."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, "docker")
        self._calls = os.path.join(folder, "calls")
        self._behaviour = os.path.join(folder, "behaviour")
        script = os.path.join(folder, "script")
        os.makedirs(self._calls)
        self.behave("exit 0")
        text = _SCRIPT.format(calls=shlex.quote(self._calls), behaviour=shlex.quote(self._behaviour))
        Path(script).write_bytes(os.fsencode(text))
        stepping_stone.write(self.path, script, native().name)

    def behave(self, script: str) -> None:
        """Say in POSIX shell what it does from now on, after writing down its start; `$call` is the record's folder."""
        Path(self._behaviour).write_bytes(os.fsencode(script + "\n"))

    def calls(self) -> list[Call]:
        folders = [os.path.join(self._calls, name) for name in sorted(os.listdir(self._calls), key=int)]
        return [_call(folder) for folder in folders]

    def call(self) -> Call:
        calls = self.calls()
        if len(calls) != 1:
            raise AssertionError(f"docker was started {len(calls)} times, with {[call.words for call in calls]}")
        return calls[0]

    def kept(self, name: str) -> bytes:
        """What the behaviour wrote to `$call/NAME` when it was started for the last time."""
        last = max(os.listdir(self._calls), key=int)
        return _read(os.path.join(self._calls, last), name)


def _call(folder: str) -> Call:
    arguments = _read(folder, "cmdline").split(b"\0")[:-1]
    variables = [entry.partition(b"=") for entry in _read(folder, "environ").split(b"\0") if entry]
    status = dict(line.split(":\t", 1) for line in _read(folder, "status").decode().splitlines())
    numbers = _read(folder, "stat").rpartition(b") ")[2].split()
    descriptors = (entry.split(" ", 1) for entry in os.fsdecode(_read(folder, "descriptors")).split("\0")[:-1])
    return Call(
        path=arguments[_STEPPING_STONES],
        words=arguments[_STEPPING_STONES + 1 :],
        environment={name: value for name, _, value in variables},
        folder=os.fsdecode(_read(folder, "folder")).removesuffix("\n"),
        descriptors={int(number): target for number, target in descriptors},
        signals={name: status[name] for name in _SIGNAL_SETS},
        umask=status["Umask"],
        process=int(status["Pid"]),
        parent=int(status["PPid"]),
        group=int(numbers[_GROUP]),
        session=int(numbers[_SESSION]),
        had_children=numbers[_FAULTS_OF_CHILDREN] != b"0",
    )


def _read(folder: str, name: str) -> bytes:
    return Path(folder, name).read_bytes()
