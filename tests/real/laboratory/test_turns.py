"""Turns of real processes; each says on its output when it has its turn, and has it until its input ends."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.laboratory.debian import REPOSITORY

# What is arranged is a word in a file; who begins and ends is a line in another.
TAKING = """
import sys
from pathlib import Path
from tests.laboratory import turns
folder, wanted = Path(sys.argv[1]), sys.argv[2]
path, state = str(folder / "turn"), folder / "state"
def tell(line):
    with open(folder / "log", "a") as log:
        log.write(f"{line}\\n")
def is_so():
    return state.exists() and state.read_text() == wanted
turn = turns.together(path, is_so, lambda: state.write_text(wanted), lambda: state.unlink(missing_ok=True))
with turns.alone(path) if wanted == "alone" else turn:
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


def is_waiting(process: subprocess.Popen[str]) -> bool:
    """Whether a process waits for a lock, as proc_locks(5) tells."""
    locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return any(words[1] == "->" and words[5] == str(process.pid) for words in locks)


def test_those_that_want_the_same_have_their_turns_at_once(take: Take) -> None:
    assert has_turn(take("a"))
    assert has_turn(take("a"))


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("a", "alone"), ("alone", "a")])
def test_those_that_want_something_else_wait(take: Take, tmp_path: Path, first: str, second: str) -> None:
    log = tmp_path / "log"
    one = take(first)
    assert has_turn(one)
    other = take(second)
    while not is_waiting(other):
        assert f"began {second}\n" not in log.read_text()
    one.communicate()
    assert has_turn(other)
    assert log.read_text().splitlines() == [f"began {first}", f"ended {first}", f"began {second}"]
