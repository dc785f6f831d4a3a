import sys
from xml.etree import ElementTree as ET

from tests.laboratory import recording


def test_progress_is_drawn_in_its_place_and_what_was_erased_is_gone() -> None:
    blocks = [
        (0.0, b"a\r\n\r\n\x1b[1A\x1b[2K\rx: Pulling \r\x1b[1B"),
        (0.1, b"\x1b[1A\x1b[2K\r"),
        (0.1, b"x: Pull complete \r\x1b[1"),
        (0.2, b"BDigest\r\n\r\x1b[K1 of 2\r\x1b[K\r\nend\r\n"),
    ]
    assert [line.text for line in recording.screen(blocks)] == ["a", "x: Pull complete", "Digest", "", "end"]


def test_what_a_program_prints_is_in_the_picture() -> None:
    shown = recording.record([sys.executable, "-c", "print('$ docker <run>'); print(1)"])
    elements = ET.fromstring(recording.svg("a & b", shown)).iter()  # noqa: S314 - our own
    texts = ["".join(each.itertext()) for each in elements if each.tag.endswith("}text")]
    assert texts == ["$ docker <run>", "1"]
