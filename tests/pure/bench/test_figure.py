"""The bench's figure is a sound SVG that shows each time at its true length, and does not depend on anything else."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from tests.bench.figure import Bar, Mark, svg

NAMESPACE = "{http://www.w3.org/2000/svg}"
LONG = Bar("long", "of now", {"shell": 1.0, "Python": 7.5, "question": 1.5})
SHORT = Bar("short", "of then", {"shell": 2.5}, is_old=True)
MARK = Mark("python", 5.0)


def drawn(*bars: Bar, mark: Mark = MARK, title: str = "Times", description: str = "Long: 10 ms") -> ET.Element:
    return ET.fromstring(svg(title, description, bars, mark))  # noqa: S314 - it is our own


def parts(figure: ET.Element) -> dict[str, ET.Element]:
    """The parts of all bars, by what their titles say."""
    return {part[0].text or "": part for part in figure.iter(f"{NAMESPACE}rect") if len(part)}


def texts(figure: ET.Element) -> list[str | None]:
    return [text.text for text in figure.iter(f"{NAMESPACE}text")]


def test_each_part_is_as_wide_as_its_time_is_long() -> None:
    found = parts(drawn(LONG, SHORT))
    widths = {name: float(part.attrib["width"]) for name, part in found.items()}
    shell = widths["shell: 1.00 ms"]
    assert widths["Python: 7.50 ms"] == pytest.approx(7.5 * shell, abs=0.5)
    assert widths["question: 1.50 ms"] == pytest.approx(1.5 * shell, abs=0.5)
    assert widths["shell: 2.50 ms"] == pytest.approx(2.5 * shell, abs=0.5)


def test_the_parts_of_a_bar_follow_each_other_and_stay_inside() -> None:
    figure = drawn(LONG)
    edges = [
        (float(part.attrib["x"]), float(part.attrib["x"]) + float(part.attrib["width"]))
        for part in parts(figure).values()
    ]
    for (_, end), (start, _) in pairwise(edges):
        assert start == pytest.approx(end, abs=0.2)
    assert edges[-1][1] < float(figure.attrib["width"])


def test_the_mark_stands_at_its_time_even_beyond_all_bars() -> None:
    figure = drawn(SHORT, mark=Mark("python", 10.0))
    part, [line] = parts(figure)["shell: 2.50 ms"], figure.iter(f"{NAMESPACE}line")
    start = float(part.attrib["x"])
    assert float(line.attrib["x1"]) - start == pytest.approx(4 * float(part.attrib["width"]), abs=0.5)
    assert float(line.attrib["x1"]) < float(figure.attrib["width"])
    assert "python: 10.00 ms" in texts(figure)


def test_a_stage_that_is_lost_in_the_noise_has_no_width_and_takes_nothing_away() -> None:
    figure = drawn(Bar("a", "", {"first": 2.0, "lost": -0.5}))
    assert float(parts(figure)["lost: 0.00 ms"].attrib["width"]) == 0
    assert "2.0 ms" in texts(figure)


def test_a_stage_has_one_color_in_all_bars_and_in_the_legend() -> None:
    figure = drawn(LONG, SHORT)
    colors = [part.attrib["fill"] for name, part in parts(figure).items() if name.startswith("shell")]
    [_, *legend] = [rect for rect in figure.iter(f"{NAMESPACE}rect") if not len(rect)]
    assert len({*colors, legend[0].attrib["fill"]}) == 1
    assert [text for text in texts(figure) if text in LONG.stages] == list(LONG.stages)


def test_a_bar_of_another_run_looks_different() -> None:
    found = parts(drawn(LONG, SHORT))
    assert "old" in found["shell: 2.50 ms"].attrib["class"].split()
    assert "old" not in found["shell: 1.00 ms"].attrib["class"].split()


def test_a_reader_who_does_not_see_it_gets_its_title_and_description() -> None:
    figure = drawn(LONG, title="Where <time> & space go", description='"a" < b')
    assert figure[0].text == "Where <time> & space go"
    assert figure[1].text == '"a" < b'
    assert figure.attrib["aria-labelledby"].split() == [figure[0].attrib["id"], figure[1].attrib["id"]]


def test_names_are_escaped() -> None:
    name = "</text><script>&amp;"
    assert name in texts(drawn(Bar(name, name, {name: 1.0}), mark=Mark(name, 1.0)))


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = svg("Times", "", [LONG], MARK).replace("http://www.w3.org/2000/svg", "")
    assert not any(word in text for word in ("http", "url(", "@import", "href", "<script"))


def test_the_same_figures_make_the_same_bytes() -> None:
    turned = Bar(LONG.name, LONG.note, dict(LONG.stages))
    assert svg("a", "b", [LONG], MARK) == svg("a", "b", [turned], MARK)
