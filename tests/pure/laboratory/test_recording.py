import sys
from xml.etree import ElementTree as ET

from tests.laboratory import recording
from tests.laboratory.recording import COLUMNS, ROWS, Line


def test_waits_are_shortened_and_long_lines_broken() -> None:
    blocks = [(10.0, b"one\r\ntw"), (10.5, b"o\r\n"), (99.0, b"\x1b[31m" + b"x" * (COLUMNS + 1) + b"\r\n")]
    assert recording.lines(blocks) == [
        Line(0.0, "one"),
        Line(0.5, "two"),
        Line(2.0, "x" * COLUMNS),
        Line(2.0, "x"),
    ]


def test_progress_is_drawn_in_its_place() -> None:
    blocks = [
        (0.0, b"a\r\n\r\n\x1b[1A\x1b[2K\rx: Pulling \r\x1b[1B"),
        (0.1, b"\x1b[1A\x1b[2K\r"),
        (0.1, b"x: Pull complete \r\x1b[1"),
        (0.2, b"BDigest\r\n"),
    ]
    assert [line.text for line in recording.lines(blocks)] == ["a", "x: Pull complete", "Digest"]


def test_a_line_that_was_erased_is_gone() -> None:
    assert [line.text for line in recording.screen([(0.0, b"\r\x1b[K1 of 2\r\x1b[K\r\nend\r\n")])] == ["", "end"]


def test_what_a_program_prints_is_in_the_picture() -> None:
    shown = recording.record([sys.executable, "-c", "print('$ docker <run>'); print(1)"])
    picture = recording.svg("a & b", shown)
    elements = ET.fromstring(picture).iter()  # noqa: S314 - our own
    texts = ["".join(each.itertext()) for each in elements if each.tag.endswith("}text")]
    assert texts == ["$ docker <run>", "1"]
    assert 'class="typed"' in picture
    assert "animateTransform" not in picture


def test_more_lines_than_rows_move_up() -> None:
    picture = recording.svg("t", [Line(place / 10, str(place)) for place in range(ROWS + 2)])
    assert 'values="0,0;0,-17;0,-34"' in picture
