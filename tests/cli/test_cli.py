"""What all commands share: help, and the ways to end."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

import anyarch
from anyarch.cli.main import COMMANDS
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker

# The command itself, but with a fault in it, which the first two arguments describe: the name of a function, and what
# it says when it is called.
FAULTY = """
import importlib, sys
module, _, function = sys.argv.pop(1).rpartition(".")
sentence = sys.argv.pop(1)
def fail(*arguments, **named):
    raise RuntimeError(sentence)
setattr(importlib.import_module(module), function, fail)
from anyarch.cli.main import main
main()
"""


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_every_command_with_its_text(person: Person, flag: str) -> None:
    done = person.anyarch(flag)
    assert (done.status, done.errors) == (0, "")
    shown = " ".join(done.output.split())
    assert [name for name, text in COMMANDS.items() if f"{name} {text}" not in shown] == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_of_its_own(person: Person, name: str) -> None:
    done = person.anyarch(name, "--help")
    assert (done.status, done.errors) == (0, "")
    assert done.output.startswith(f"Usage: anyarch {name}")


def test_every_command_file_is_in_the_list() -> None:
    files = {name.removesuffix(".py") for name in os.listdir(os.path.join(os.path.dirname(anyarch.__file__), "cli"))}
    assert {name for name in files if not name.startswith("_")} - {"main"} == set(COMMANDS)


def test_the_version_is_told(person: Person) -> None:
    assert person.anyarch("--version") == Outcome(0, f"anyarch, version {anyarch.__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("--nonsense",),
        ("__init__",),
        ("cli",),
        ("doctor", "--nonsense"),
        ("doctor", "word"),
        ("shim", "x"),
    ],
)
def test_what_is_no_command_is_a_usage_error(person: Person, words: tuple[str, ...]) -> None:
    done = person.anyarch(*words)
    assert (done.status, done.output) == (2, "")
    assert done.errors.startswith("Usage: ")


@pytest.mark.parametrize(
    "words",
    [
        ("{}",),
        ("--{}",),
        ("init", "{}"),
        ("doctor", "{}"),
        ("doctor", "--{}"),
        ("doctor", "--dir", "{}"),
        ("shim", "path", "--dir", "{}"),
        ("shim", "remove", "--dir", "{}"),
        ("shim", "install", "--docker", "{}"),
        ("plan", "--", "ps", "{}"),
        ("plan", "--", "run", "--{}", "image"),
        ("plan", "--", "run", "{}"),
    ],
)
def test_control_characters_are_never_printed_raw(person: Person, words: tuple[str, ...]) -> None:
    done = person.anyarch(*(word.format("a\x1b[31m\x07\x9b\r\udcff") for word in words))
    printed = done.output + done.errors
    assert [letter for letter in printed if not letter.isprintable() and letter != "\n"] == []
    assert "\\x07" in printed


def test_a_bug_is_told_as_one_without_the_words_of_the_command(person: Person) -> None:
    words = ["plan", "--", "run", "--env", "PASSWORD=secret", "image"]
    faults = ("anyarch.preflight.run.plan", "cannot read PASSWORD=secret")
    done = person.run([*person.command[:1], "-c", FAULTY, *faults, *words])
    assert (done.status, done.output) == (3, "")
    assert done.errors.startswith("anyarch: this is a bug in anyarch. Please report it with the lines below.\n")
    for part in (f"anyarch {anyarch.__version__}, Python ", "plan.py", "RuntimeError"):
        assert part in done.errors
    for word in ("secret", "PASSWORD", "--env", "image"):
        assert word not in done.errors


def test_an_interrupt_ends_it_quietly(person: Person, docker: RecordingDocker, tmp_path: Path) -> None:
    there = tmp_path / "there"
    os.mkfifo(there)
    docker.behave(f"echo >{there}; read line <{there}")
    doctor = subprocess.Popen(
        [*person.command, "doctor"],
        env=person.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with doctor, open(there, "rb") as opened:
        opened.read(1)
        doctor.send_signal(signal.SIGINT)
        output, errors = doctor.communicate(timeout=60)
    assert (doctor.returncode, output, errors.strip()) == (130, b"", b"")


@pytest.mark.parametrize(
    "words", ["--help", "--version", "shim install", "init zsh", "plan -- ps", "plan --json -- ps"]
)
def test_a_reader_that_has_left_is_no_trouble(person: Person, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*person.command, *words.split()],
            env=person.environment,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
