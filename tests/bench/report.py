"""What the bench prints: tables of times, budgets with their verdicts, and bars of where the time goes.

Ratios and verdicts are of the fastest rounds, as these are what other work on the machine disturbs least.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.timing import Times

_WIDTH = 50  # columns for a name
_BAR = 40  # columns for the longest bar
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class Budget:
    """One row of the budgets.

    Attributes:
        name: what may cost so much.
        measured: the figure, as it is printed.
        most: what it may be, as it is printed.
        is_kept: the verdict.
    """

    name: str
    measured: str
    most: str
    is_kept: bool


def ratio(name: str, times: Mapping[str, Times], what: str, beside: str, most: float) -> Budget:
    """A budget for how many times as long one command takes as another."""
    measured = times[what].least / times[beside].least
    return Budget(name, f"{measured:.3f} times", f"{most:g} times", measured <= most)


def added(name: str, times: Mapping[str, Times], what: str, beside: str, most: float) -> Budget:
    """A budget for how many milliseconds one command takes longer than another."""
    measured = times[what].least - times[beside].least
    return Budget(name, f"+{measured:.2f} ms", f"+{most:g} ms", measured <= most)


def count(name: str, measured: int, most: int) -> Budget:
    """A budget for a number of events."""
    return Budget(name, str(measured), str(most), measured <= most)


def nothing(name: str, measured: int) -> Budget:
    """A budget for what may not happen at all."""
    return Budget(name, str(measured or "none"), "none", not measured)


def table(title: str, times: Mapping[str, Times], beside: str) -> None:
    """Print the times of several commands, absolute and as ratios to one of them."""
    print(f"\n{title}")
    print(f"  {'milliseconds':{_WIDTH}}{'min':>9}{'median':>9}{'max':>9}    ÷ {beside}")
    for name, each in times.items():
        share = each.least / times[beside].least
        print(f"  {name:{_WIDTH}}{each.least:9.2f}{each.median:9.2f}{each.most:9.2f}{share:9.3f}", flush=True)


def budgets(rows: Sequence[Budget]) -> None:
    """Print all budgets."""
    print("\nBudgets")
    print(f"  {'':{_WIDTH}}{'measured':>14}{'at most':>14}")
    for row in rows:
        verdict = "kept" if row.is_kept else "NOT KEPT"
        print(f"  {row.name:{_WIDTH}}{row.measured:>14}{row.most:>14}  {verdict}")


def bars(title: str, stages: Mapping[str, float]) -> None:
    """Print a bar for each stage, in milliseconds; a stage that is lost in the noise counts as none."""
    whole = sum(stages.values())
    longest = max(stages.values())
    print(f"\n{title}")
    for name, taken in stages.items():
        eighths = round(max(taken, 0.0) / longest * _BAR * 8)
        bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
        print(f"  {name:30}{taken:6.2f} ms {taken / whole:5.0%}  {bar}")
