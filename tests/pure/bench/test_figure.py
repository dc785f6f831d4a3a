"""The bench's figure is a sound SVG that shows each time at its true length; how it looks, its reader sees."""

from xml.etree import ElementTree as ET

import pytest

from tests.bench.figure import Bar, Mark, svg

NAMESPACE = "{http://www.w3.org/2000/svg}"
LONG = Bar("long", "of now", {"shell": 1.0, "Python": 7.5, "question": 1.5})
SHORT = Bar("short", "of then", {"shell": 2.5}, is_old=True)
MARK = Mark("python", 5.0)


def drawn(*bars: Bar, mark: Mark = MARK) -> ET.Element:
    return ET.fromstring(svg("Where <time> & space go", "a < b", bars, mark))  # noqa: S314 - it is our own


def parts(figure: ET.Element) -> dict[str, ET.Element]:
    """The parts of all bars, by what their titles say."""
    return {part[0].text or "": part for part in figure.iter(f"{NAMESPACE}rect") if len(part)}


def test_each_part_is_as_wide_as_its_time_is_long() -> None:
    widths = {name: float(part.attrib["width"]) for name, part in parts(drawn(LONG, SHORT)).items()}
    shell = widths["shell: 1.00 ms"]
    for time in ("Python: 7.50 ms", "question: 1.50 ms", "shell: 2.50 ms"):
        assert widths[time] == pytest.approx(float(time.split()[1]) * shell, abs=0.5)


def test_the_mark_stands_at_its_time_even_beyond_all_bars() -> None:
    figure = drawn(SHORT, mark=Mark("python", 10.0))
    part, [line] = parts(figure)["shell: 2.50 ms"], figure.iter(f"{NAMESPACE}line")
    start = float(part.attrib["x"])
    assert float(line.attrib["x1"]) - start == pytest.approx(4 * float(part.attrib["width"]), abs=0.5)
    assert float(line.attrib["x1"]) < float(figure.attrib["width"])
    assert "python: 10.00 ms" in {text.text for text in figure.iter(f"{NAMESPACE}text")}
