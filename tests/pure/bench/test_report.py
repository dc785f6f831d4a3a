"""A budget is kept up to its figure, by the fastest rounds, and not beyond."""

import pytest

from tests.bench.report import added, budgets, count, nothing, ratio
from tests.bench.timing import Times

TIMES = {"bare": Times(2.0, 9.0, 99.0), "shim": Times(3.0, 3.0, 3.0)}


@pytest.mark.parametrize(("most", "is_kept"), [(1.4, False), (1.5, True), (1.6, True)])
def test_a_ratio_is_of_the_fastest_rounds(most: float, is_kept: bool) -> None:  # noqa: FBT001
    row = ratio("run", TIMES, "shim", "bare", most)
    assert (row.measured, row.most, row.is_kept) == ("1.500 times", f"{most} times", is_kept)


@pytest.mark.parametrize(("most", "is_kept"), [(0.9, False), (1.0, True)])
def test_so_is_what_is_added(most: float, is_kept: bool) -> None:  # noqa: FBT001
    row = added("run", TIMES, "shim", "bare", most)
    assert (row.measured, row.is_kept) == ("+1.00 ms", is_kept)


def test_what_may_not_happen_is_counted_if_it_does() -> None:
    assert [(row.measured, row.is_kept) for row in (nothing("a", 0), nothing("a", 2))] == [("none", True), ("2", False)]
    assert [row.is_kept for row in (count("a", 0, 1), count("a", 1, 1), count("a", 2, 1))] == [True, True, False]


def test_a_budget_that_is_not_kept_is_seen_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    budgets([nothing("quiet", 0), nothing("loud", 1)])
    [*_, quiet, loud] = capsys.readouterr().out.splitlines()
    assert quiet.split() == ["quiet", "none", "none", "kept"]
    assert loud.split() == ["loud", "1", "none", "NOT", "KEPT"]
