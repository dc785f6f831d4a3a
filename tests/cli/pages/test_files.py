"""What pages have people do with files of their own, typed as pages show it."""

from pathlib import Path

import pytest

from tests.laboratory.reader import Reader

SCRIPT = "#!/bin/sh\r\necho hello\r\n"
UNIX = b"#!/bin/sh\necho hello\n"
PAGE, MARK = "docs/how-to/exec-format-error-in-a-script.md", "It has one, but your editor hides what comes before it"


@pytest.fixture
def script(reader: Reader) -> Path:
    return Path(reader.home, "start.sh")


def test_a_byte_order_mark_is_removed(reader: Reader, script: Path) -> None:
    script.write_bytes(SCRIPT.encode("utf-8-sig"))
    reader.follows(PAGE, MARK, 0)
    assert Path(reader.home, "unix.sh").read_bytes() == UNIX


def test_two_bytes_for_a_letter_become_one(reader: Reader, script: Path) -> None:
    script.write_bytes(SCRIPT.encode("utf-16"))
    reader.follows(PAGE, MARK, 1)
    assert Path(reader.home, "unix.sh").read_bytes() == UNIX
