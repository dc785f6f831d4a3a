import json
from pathlib import Path

import pytest

from anyarch.person import log
from tests.laboratory.person import Person


@pytest.fixture
def file(person: Person, tmp_path: Path) -> Path:
    person.environment["ANYARCH_LOG"] = str(tmp_path / "log")
    return tmp_path / "log"


def test_without_a_log_it_says_where_one_would_be(person: Person, file: Path) -> None:
    done = person.anyarch("log")
    assert (done.status, done.output, done.errors) == (0, "", f"Nothing yet in {file}.\n")
    assert json.loads(person.anyarch("log", "--json").output) == []


def test_the_latest_come_last_and_also_from_the_log_before(person: Person, file: Path) -> None:
    for number in range(5):
        log.write({"ANYARCH_LOG": str(file)}, f"run image{number}: platform by row 9.")
    file.rename(f"{file}.1")
    log.write({"ANYARCH_LOG": str(file)}, "pull image5: platform by row 9.")
    shown = person.anyarch("log", "-n", "3").output.splitlines()
    assert [line.split("  ", 1)[1] for line in shown] == [
        "run image3: platform by row 9.",
        "run image4: platform by row 9.",
        "pull image5: platform by row 9.",
    ]
    (latest,) = json.loads(person.anyarch("log", "-n", "1", "--json").output)
    assert latest["sentence"] == "pull image5: platform by row 9."


def test_what_a_command_was_changed_to_is_there_and_why(person: Person, file: Path) -> None:
    person.install()
    person.docker("run", "x")
    assert "run x: unchanged by row 0." in person.anyarch("log").output
    assert file.exists()


def test_lines_that_others_wrote_are_never_printed_raw(person: Person, file: Path) -> None:
    file.write_bytes(b"2026-01-01T00:00:00Z \x1b[2Jred\xff\n\nnonsense\n\x1bZ x\n")
    assert person.anyarch("log").output.splitlines() == [
        "2026-01-01T00:00:00Z  \\x1b[2Jred\ufffd",
        "\\x1bZ  x",
    ]


def test_a_log_that_cannot_be_read_is_one_sentence(person: Person, file: Path) -> None:
    file.mkdir()
    done = person.anyarch("log")
    assert (done.status, done.output) == (1, "")
    assert done.errors.startswith("anyarch: The log cannot be read")
