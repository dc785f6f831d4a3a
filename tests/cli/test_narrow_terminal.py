"""What commands print at a terminal of 40 columns: no line is wider, but a word or a command to paste that is."""

from collections.abc import Iterator

import pytest

from tests.cli import test_emulators_list
from tests.laboratory import known_pack
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image, index
from tests.laboratory.terminal import Terminal

COLUMNS = 40
FULL = 400
COMMANDS = (
    "cache list",
    "cache refresh",
    "config list",
    "doctor",
    "emulators list",
    "emulators test",
    "options tool",
    "platforms tool missing",
    "platforms --sizes tool",
    "prepare tool missing",
    "route list",
)


@pytest.fixture
def person(person: Person) -> Iterator[Person]:
    """A person whose engine has something to say in each table."""
    answers = Answers(
        images={"tool": classic_image("tool", "linux/arm64")},
        distribution={"tool": index("linux/arm64", "linux/s390x", "linux/riscv64")},
        executes={"amd64": 42},
        faults=test_emulators_list.WORLD.faults,
    )
    with RecordingEngine(person.environment["HOME"], answers):
        known_pack.trust(person, "arm64", "s390x")
        person.anyarch("config", "set", "routing.contexts", "linux/arm64=the-arm-server-behind-the-office")
        person.anyarch("cache", "warm", "tool")
        person.environment |= {"TERM": "dumb", "CI": "true"}  # so that no question is asked
        yield person


def shown(person: Person, columns: int, words: str) -> list[str]:
    """The lines that a command prints at a terminal of a width, without what it shows in passing."""
    script = f"stty cols {columns}; {' '.join(person.command)} {words} 2>/dev/null; echo THE-END"
    with Terminal(["sh", "-c", script], person.environment, person.environment["HOME"]) as terminal:
        return terminal.expect("THE-END").replace("\r\n", "\n").split("\n")


@pytest.mark.parametrize("words", COMMANDS)
def test_no_line_is_wider_than_the_terminal(person: Person, words: str) -> None:
    lines = shown(person, COLUMNS, words)
    assert len(lines) > 1
    wide = [line for line in lines if len(line) > COLUMNS]
    assert [
        line for line in wide if len(line.split()) > 1 and not line.lstrip().startswith(("fix: ", "To add one"))
    ] == []


@pytest.mark.parametrize("words", ["emulators list", "config list", "platforms --sizes tool"])
def test_a_table_that_is_broken_loses_no_word(person: Person, words: str) -> None:
    narrow, whole = (sorted(" ".join(shown(person, each, words)).replace(",", " ").split()) for each in (COLUMNS, FULL))
    assert narrow == whole
