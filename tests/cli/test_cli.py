"""What all commands share: help, and the ways to end."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

import anyarch
from anyarch.cli.main import COMMANDS
from anyarch.person import links
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker

# The command itself, but with a fault in it.
FAULTY = """
from anyarch.cli.main import main
from anyarch.preflight import run
def fail(*arguments, **named):
    raise RuntimeError("cannot read PASSWORD=secret")
run.plan = fail
main()
"""


def test_help_lists_every_command_with_its_text_and_is_a_command_too(person: Person) -> None:
    done = person.anyarch("--help")
    assert (done.status, done.errors) == (0, "")
    shown = " ".join(done.output.split())
    assert [name for name, text in COMMANDS.items() if f"{name} {text}" not in shown] == []
    assert person.anyarch("-h") == person.anyarch("help") == done
    assert person.anyarch("help", "cache", "warm") == person.anyarch("cache", "warm", "--help")
    assert person.anyarch("help", "plan", "run").status == 2
    assert person.anyarch("build", "-h").output.startswith("Usage: anyarch build")  # not docker's own


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        *((words, "") for words in ("--nonsense", "__init__", "cli", "doctor word", "shim x", "x -- --json")),
        *((words, "") for words in ("init", "init tcsh", "init bash zsh")),
        ("doctr", "Did you mean doctor?"),
        ("cache lst", "Did you mean list?"),
        ("help plann", "Did you mean plan?"),
        ("run alpine", "To run it: docker run."),
        ("doctor --jsn", "--json"),
    ],
)
def test_what_is_no_command_is_a_usage_error_and_a_similar_name_is_suggested(
    person: Person, words: str, hint: str
) -> None:
    done = person.anyarch(*words.split())
    assert (done.status, done.output) == (2, "")
    assert done.errors.startswith("Usage: ")
    assert hint in done.errors


def test_the_version_is_told_by_a_flag_and_by_a_command(person: Person) -> None:
    assert person.anyarch("--version") == Outcome(0, f"anyarch, version {anyarch.__version__}\n", "")
    shown = json.loads(person.anyarch("version", "--json").output)
    assert (shown["version"], shown["docker"]) == (anyarch.__version__, person.real)
    assert f"version  {anyarch.__version__}\n" in person.anyarch("version").output


@pytest.mark.parametrize(
    "words",
    [
        "{}",
        "--{}",
        "doctor {}",
        "shim path --dir {}",
        "shim install --docker {}",
        "plan -- ps {}",
        "plan -- run --{} image",
        "plan -- run {}",
    ],
)
def test_control_characters_are_never_printed_raw(person: Person, words: str) -> None:
    done = person.anyarch(*(word.format("a\x1b[31m\x07\x9b\r\udcff") for word in words.split()))
    printed = done.output + done.errors
    assert [letter for letter in printed if not letter.isprintable() and letter != "\n"] == []
    assert "\\x07" in printed


def test_a_bug_is_told_as_one_without_the_words_of_the_command(person: Person) -> None:
    words = ["plan", "--", "run", "--env", "PASSWORD=secret", "image"]
    done = person.run([person.command[0], "-c", FAULTY, *words])
    assert (done.status, done.output) == (3, "")
    assert done.errors.startswith("anyarch: this is a bug in anyarch. Please report it with the lines below.\n")
    for part in (links.ISSUES, f"anyarch {anyarch.__version__}, Python ", "plan.py", "RuntimeError"):
        assert part in done.errors
    for word in ("secret", "PASSWORD", "--env", "image"):
        assert word not in done.errors


def test_an_interrupt_ends_it_quietly(person: Person, docker: RecordingDocker, tmp_path: Path) -> None:
    there = tmp_path / "there"
    os.mkfifo(there)
    docker.behave(f"echo >{there}; read line <{there}")
    words = [*person.command, "doctor"]
    doctor = subprocess.Popen(words, env=person.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with doctor, open(there, "rb") as opened:
        opened.read(1)
        doctor.send_signal(signal.SIGINT)
        output, errors = doctor.communicate(timeout=60)
    assert (doctor.returncode, output, errors.strip()) == (130, b"", b"")


# ^C at the first module that is loaded for anyarch, its own or not; Python runs this before.
STRUCK = """
import builtins, sys
original = builtins.__import__
def struck(name, *rest, **named):
    caller = sys._getframe().f_back
    is_anyarchs = caller and caller.f_code.co_filename.endswith("anyarch/__main__.py")
    if name == "anyarch.as_plugin" or is_anyarchs and name not in sys.builtin_module_names:
        raise KeyboardInterrupt
    return original(name, *rest, **named)
builtins.__import__ = struck
"""


@pytest.mark.parametrize("is_plugin", [False, True])
def test_an_interrupt_while_its_modules_are_loaded_ends_it_as_quietly(
    person: Person, tmp_path: Path, *, is_plugin: bool
) -> None:
    assert person.anyarch("shim", "install").status == 0
    plugin = os.path.join(person.environment["HOME"], ".docker", "cli-plugins", "docker-anyarch")
    (tmp_path / "sitecustomize.py").write_text(STRUCK)
    person.environment["PYTHONPATH"] = str(tmp_path)
    done = person.run([plugin, "anyarch", "version"] if is_plugin else [*person.command, "version"])
    assert (done.status, done.output, done.errors) == (130, "", "")


@pytest.mark.parametrize(
    "words", ["--help", "--version", "shim install", "init zsh", "plan -- ps", "plan --json -- ps"]
)
def test_a_reader_that_has_left_is_no_trouble(person: Person, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as pipe:
        done = subprocess.run(
            [*person.command, *words.split()], check=False, env=person.environment, stdout=pipe, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("words", ["--help", "version", "config list --json", "config path"])
def test_output_that_cannot_be_written_is_no_bug(person: Person, words: str) -> None:
    done = person.run(["sh", "-c", 'exec "$@" >/dev/full', "sh", *person.command, *words.split()])
    assert done == Outcome(1, "", "anyarch: the output cannot be written: no space left on device.\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_letters_that_the_output_cannot_have_are_escaped(person: Person, encoding: str) -> None:
    person.environment["PYTHONIOENCODING"] = encoding
    done = person.anyarch("plan", "--", "run", "\u65e5")
    assert done.status == 0
    assert "\\u65e5" in done.output


@pytest.mark.parametrize(
    ("variables", "words", "has_colors"),
    [
        ({}, "doctor", False),
        ({"FORCE_COLOR": "1"}, "doctor", True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "doctor", False),
        ({"NO_COLOR": "1"}, "doctor --color always", True),
        ({}, "--color=always doctor", True),
        ({"FORCE_COLOR": "1"}, "doctor --color never", False),
    ],
)
def test_colors_can_be_chosen(person: Person, variables: dict[str, str], words: str, *, has_colors: bool) -> None:
    done = person.run([*person.command, *words.split()], variables)
    assert ("\x1b[3" in done.output) == has_colors
