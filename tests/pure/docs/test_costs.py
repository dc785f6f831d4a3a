"""What emulation costs is said once, for all who say it."""

import glob
import os
import re

import pytest

from anyarch.emulators import costs
from anyarch.emulators.costs import COSTS
from tests.bench.emulation import DOCUMENTED, MEASURED, figure, programs

ROOT = os.path.normpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


def page(path: str) -> str:
    """A page in one line, so that a sentence is found wherever its lines break."""
    with open(os.path.join(ROOT, "docs", path), encoding="utf-8") as file:
        return " ".join(file.read().split())


def test_what_was_measured_is_what_the_benchmark_measures() -> None:
    assert [cost.work for cost in COSTS] == [*programs()]


@pytest.mark.parametrize("cost", COSTS)
def test_the_page_has_each_row_of_the_table(cost: costs.Cost) -> None:
    row = (
        f"| {cost.work} | {cost.native:.2f} s | {cost.handler:.2f} s, {cost.by_handler:.1f} times "
        f"| {cost.private:.2f} s, {cost.privately:.1f} times |"
    )
    assert row in page("explanation/private-emulation.md")


def test_the_page_has_a_figure_of_the_table() -> None:
    with open(os.path.join(ROOT, DOCUMENTED), encoding="utf-8") as file:
        assert file.read() == figure(COSTS, *MEASURED), "run: python -m tests.bench.emulation"


def test_the_page_says_how_many_times_slower_that_is() -> None:
    least, most = costs.span()
    assert f"expect an emulated program to be {least} to {most} times slower" in page(
        "explanation/private-emulation.md"
    )


def test_what_options_prints_is_what_the_page_shows() -> None:
    assert costs.sentence(privately=False) in page("how-to/what-you-can-do.md")


def test_no_other_page_has_figures_of_its_own() -> None:
    figures = re.compile(r"factor of \d|\d times slower")
    said = {
        name for name in glob.glob("**/*.md", root_dir=f"{ROOT}/docs", recursive=True) if figures.search(page(name))
    }
    assert said == {"explanation/private-emulation.md", "how-to/what-you-can-do.md"}
