"""Turns of real processes; each says on its output when it has its turn, and has it until its input ends."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.laboratory.debian import REPOSITORY

# What is arranged is a word in a file; everything that happens is a line in another.
TAKING = """
import sys
from pathlib import Path
from tests.laboratory import turns
folder, wanted = Path(sys.argv[1]), sys.argv[2]
path, state = str(folder / "turn"), folder / "state"
def tell(line):
    with open(folder / "log", "a") as log:
        log.write(f"{line}\\n")
def arrange():
    state.write_text(wanted)
    tell(f"arranged {wanted}")
def is_so():
    return state.exists() and state.read_text() == wanted
def clear():
    state.unlink(missing_ok=True)
    tell("cleared")
with turns.alone(path) if wanted == "alone" else turns.together(path, is_so, arrange, clear):
    tell(f"began {wanted}")
    print("in", flush=True)
    sys.stdin.read()
    tell(f"ended {wanted}")
"""
Take = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def take(tmp_path: Path) -> Iterator[Take]:
    started = []

    def start(wanted: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-c", TAKING, str(tmp_path), wanted]
        started.append(
            subprocess.Popen(words, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def has_turn(process: subprocess.Popen[str]) -> bool:
    assert process.stdout
    return process.stdout.readline() == "in\n"


def test_those_that_want_the_same_have_their_turns_at_once(take: Take, tmp_path: Path) -> None:
    one, other = take("a"), take("a")
    assert has_turn(one)
    assert has_turn(other)
    one.communicate()
    other.communicate()
    log = ["arranged a", "began a", "began a", "ended a", "ended a", "cleared"]
    assert (tmp_path / "log").read_text().splitlines() == log


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("a", "alone"), ("alone", "a")])
def test_those_that_want_something_else_wait(take: Take, tmp_path: Path, first: str, second: str) -> None:
    one = take(first)
    assert has_turn(one)
    other = take(second)
    one.communicate()
    assert has_turn(other)
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines.index(f"ended {first}") < lines.index(f"began {second}")
