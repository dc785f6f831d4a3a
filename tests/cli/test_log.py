import json
from pathlib import Path
from xml.etree import ElementTree as ET

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
    assert json.loads(person.anyarch("log", "--json").output) == {"entries": []}
    done = person.anyarch("log", "--stats")
    assert (done.status, done.output, done.errors) == (0, "The log has no command that was emulated or routed.\n", "")
    assert not file.exists()


def test_the_latest_come_last_and_also_from_the_log_before(person: Person, file: Path) -> None:
    for number in range(5):
        log.write({"ANYARCH_LOG": str(file)}, f"run image{number}: --platform linux/386.")
    file.rename(f"{file}.1")
    log.write({"ANYARCH_LOG": str(file)}, "pull image5: --platform linux/386.")
    shown = person.anyarch("log", "-n", "3").output.splitlines()
    assert [line.split("  ", 1)[1] for line in shown] == [
        "run image3: --platform linux/386.",
        "run image4: --platform linux/386.",
        "pull image5: --platform linux/386.",
    ]
    (latest,) = json.loads(person.anyarch("log", "-n", "1", "--json").output)["entries"]
    assert latest["sentence"] == "pull image5: --platform linux/386."


def test_lines_that_others_wrote_are_never_printed_raw(person: Person, file: Path) -> None:
    file.write_bytes(b"2026-01-01T00:00:00Z \x1b[2Jred\xff\n\nnonsense\n\x1bZ x\n")
    assert person.anyarch("log").output.splitlines() == ["2026-01-01T00:00:00Z  \\x1b[2Jred\ufffd", "\\x1bZ  x"]


def test_a_log_that_cannot_be_read_is_one_sentence(person: Person, file: Path) -> None:
    file.mkdir()
    done = person.anyarch("log")
    assert (done.status, done.output) == (1, "")
    assert done.errors.startswith("anyarch: The log cannot be read")


def test_statistics_count_by_image_and_are_drawn(person: Person, file: Path, tmp_path: Path) -> None:
    for sentence in (
        "run a<b: --platform linux/arm64, under emulation. It is foreign.",
        "run x: on the context far, for linux/arm64. It is foreign.",
    ):
        log.write({"ANYARCH_LOG": str(file)}, sentence)
        log.write({"ANYARCH_LOG": str(file)}, sentence)
    picture = tmp_path / "picture.svg"
    done = person.anyarch("log", "--plot", str(picture))
    assert (done.status, done.output) == (0, "emulated  a<b: 2 runs\nrouted    x: 2 runs on far\n")
    assert done.errors.count("How long containers ran is not known") == 2  # no engine, and no such context
    root = ET.fromstring(picture.read_text())  # noqa: S314 - anyarch's own
    assert len([each for each in root if each.tag.endswith("rect")]) == 2
    assert any("a<b" in (each.text or "") for each in root)
    report = json.loads(person.anyarch("log", "--stats", "--json").output)
    assert [(row["kind"], row["image"], row["runs"], row["timed"]) for row in report["stats"]["rows"]] == [
        ("emulated", "a<b", 2, 0),
        ("routed", "x", 2, 0),
    ]
