"""What emulation costs is said once, for all who say it."""

import re

from anyarch.emulators import costs
from anyarch.emulators.costs import COSTS
from tests.bench.emulation import DOCUMENTED, MEASURED, figure, programs
from tests.pure.docs.test_docs import PAGES, read

EXPLANATION, GUIDE = "docs/explanation/private-emulation.md", "docs/how-to/what-you-can-do.md"


def page(path: str) -> str:
    """A page in one line, so that a sentence is found wherever its lines break."""
    return " ".join(read(path).split())


def test_what_was_measured_is_what_the_benchmark_measures() -> None:
    assert [cost.work for cost in COSTS] == [*programs()]


def test_the_page_has_the_table_its_figure_and_how_many_times_slower_that_is() -> None:
    for cost in COSTS:
        row = (
            f"| {cost.work} | {cost.native:.2f} s | {cost.handler:.2f} s, {cost.by_handler:.1f} times "
            f"| {cost.private:.2f} s, {cost.privately:.1f} times |"
        )
        assert row in page(EXPLANATION)
    assert read(DOCUMENTED) == figure(COSTS, *MEASURED), "run: python -m tests.bench.emulation"
    least, most = costs.span()
    assert f"expect an emulated program to be {least} to {most} times slower" in page(EXPLANATION)


def test_no_other_page_has_figures_of_its_own() -> None:
    figures = re.compile(r"factor of \d|\d times slower")
    assert {name for name in PAGES if figures.search(page(name))} == {EXPLANATION, GUIDE}
