"""What anyarch does itself, from a command that it passes on to the first run of a native image."""

import os
import shlex
import sys
from pathlib import Path

from tests.bench import stages
from tests.bench.bench import Bench, shim
from tests.bench.interpreter import RecordingInterpreter
from tests.bench.report import Budget, added, count, ratio, table
from tests.bench.timing import Command, side_by_side
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker

ROUNDS = 500
MOST_ADDED, MOST_ADDED_BIG = 1.3, 2.0  # milliseconds
MOST_KNOWN, MOST_FIRST = 0.35, 1.7  # times a bare Python
BIG = {f"BIG_{number}": "x" * 5_000 for number in range(12)}  # 60 KB, as CI systems have it

# As the launcher asks; bash alone can read this.
_ASKING = """\
#!/bin/bash -p
while IFS= read -r -t 10 line; do :; done < <(exec {python} -I -S -c pass)
wait "$!"
exec {docker} "$@"
"""
_RELAY = """\
#!/bin/bash -p
exec {docker} "$@"
"""


def measure(bench: Bench, rounds: int = ROUNDS) -> tuple[list[Budget], dict[str, float]]:
    """The budgets, and the least time of each command, in milliseconds."""
    person = bench.user("launcher")
    python, docker = shlex.quote(sys.executable), shlex.quote(person.real)
    passed, run = ("ps", "--all"), ("run", bench.image)
    commands = [  # all with several words: `true` is slower with a single one, in which it looks for its help
        Command(stages.DIRECT, [person.real, *passed], person.environment),
        Command("bash --norc -c :", ["/bin/bash", "--norc", "-c", ":"], person.environment),
        _script(stages.RELAY, person, _RELAY.format(docker=docker)),
        shim(stages.PASSED, person, *passed),
        shim(stages.KNOWN, person, *run),
        Command(stages.BARE, [sys.executable, "-I", "-S", "-c", "pass"], person.environment),
        _script(stages.ASKING, person, _ASKING.format(docker=docker, python=python)),
        shim(stages.READ, person, "run", "--help"),
        shim(stages.FIRST, person, "--debug", *run),  # with a flag in front no memo is read, but one is written
    ]
    times = side_by_side(commands, rounds)
    table("What anyarch does itself: `true` stands for docker", times, stages.BARE)
    big = person.environment | BIG
    programs = {stages.DIRECT: person.real, stages.PASSED: f"{person.shim}/docker"}
    big_times = side_by_side([Command(name, [each, *passed], big) for name, each in programs.items()], rounds)
    table("The same with 60 KB of environment, in a dozen variables", big_times, stages.DIRECT)
    budgets = [
        added("pass-through, PATH shim", times, stages.PASSED, stages.DIRECT, MOST_ADDED),
        added("the same with 60 KB of environment", big_times, stages.PASSED, stages.DIRECT, MOST_ADDED_BIG),
        count("pass-through, shell function: processes", _by_function(person), 0),
        ratio("warm run of a local native image", times, stages.KNOWN, stages.BARE, MOST_KNOWN),
        count("the same: Pythons started", _pythons(bench, person), 0),
        ratio("the first such run", times, stages.FIRST, stages.BARE, MOST_FIRST),
    ]
    return budgets, {name: each.least for name, each in times.items()}


def _script(name: str, person: Person, text: str) -> Command:
    path = Path(person.environment["HOME"], name)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o700)
    return Command(name, [str(path), "ps", "--all"], person.environment)


def _by_function(person: Person) -> int:
    """How many processes the shell function adds when it passes a command on."""
    docker = RecordingDocker(os.path.join(person.environment["HOME"], "recording"))
    script = f". {shlex.quote(person.shim)}/init.bash\ndocker ps\necho $$"
    path = f"{os.path.dirname(docker.path)}:{person.environment['PATH']}"
    shell = person.run(["bash", "--norc", "-c", script], {"PATH": path}).output.strip()
    call = docker.call()
    return int(str(call.parent) != shell or call.had_children)


def _pythons(bench: Bench, person: Person) -> int:
    """How many Pythons a warm run starts; it is made sure that they would be noticed."""
    interpreter = RecordingInterpreter(person, os.path.join(bench.folder, "recorded"))
    if len(interpreter.run("--debug", "run", bench.image)) != 1:
        raise RuntimeError("the first run did not start Python, so nothing would be noticed")
    return len(interpreter.run("run", bench.image))
