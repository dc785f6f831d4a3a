"""A budget is kept up to its figure, by the fastest rounds, and not beyond."""

import pytest

from tests.bench.report import added, budgets, count, ratio
from tests.bench.timing import Times

TIMES = {"bare": Times(2.0, 9.0, 99.0), "shim": Times(3.0, 3.0, 3.0)}


def test_a_budget_that_is_not_kept_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    kept = (ratio("", TIMES, "shim", "bare", 1.5), added("", TIMES, "shim", "bare", 1.0), count("", 1, 1))
    broken = (ratio("", TIMES, "shim", "bare", 1.4), added("", TIMES, "shim", "bare", 0.9), count("", 2, 1))
    budgets([*kept, count("", 0, 0), *broken, count("", 1, 0)])
    verdicts = [line.split("  ")[-1] for line in capsys.readouterr().out.splitlines()[-8:]]
    assert verdicts == ["kept"] * 4 + ["NOT KEPT"] * 4
