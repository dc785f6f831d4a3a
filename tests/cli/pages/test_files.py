"""What pages have people do with files of their own, typed as pages show it."""

from pathlib import Path

from tests.laboratory.reader import Reader

SCRIPT = "#!/bin/sh\r\necho hello\r\n"
PAGE, MARK = "docs/how-to/exec-format-error-in-a-script.md", "It has one, but your editor hides what comes before it"


def test_a_byte_order_mark_is_removed_and_two_bytes_for_a_letter_become_one(reader: Reader) -> None:
    script, result = Path(reader.home, "start.sh"), Path(reader.home, "unix.sh")
    script.write_bytes(SCRIPT.encode("utf-8-sig"))
    reader.follows(PAGE, MARK, 0)
    assert result.read_bytes() == b"#!/bin/sh\necho hello\n"
    result.unlink()
    script.write_bytes(SCRIPT.encode("utf-16"))
    reader.follows(PAGE, MARK, 1)
    assert result.read_bytes() == b"#!/bin/sh\necho hello\n"
