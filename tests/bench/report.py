"""What the bench prints: tables of times, and budgets with their verdicts.

Ratios and verdicts are of the fastest rounds, as these are what other work on the machine disturbs least.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.timing import Times

_WIDTH = 50  # columns for a name


@dataclass(frozen=True)
class Budget:
    """What may cost so much: the figure, and what it may be, as they are printed, and the verdict."""

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
    """A budget for a number of events, which may be none at all."""
    return Budget(name, str(measured or "none"), str(most or "none"), measured <= most)


def table(title: str, times: Mapping[str, Times], beside: str) -> None:
    print(f"\n{title}")
    print(f"  {'milliseconds':{_WIDTH}}{'min':>9}{'median':>9}{'max':>9}    ÷ {beside}")
    for name, each in times.items():
        share = each.least / times[beside].least
        print(f"  {name:{_WIDTH}}{each.least:9.2f}{each.median:9.2f}{each.most:9.2f}{share:9.3f}", flush=True)


def budgets(rows: Sequence[Budget]) -> None:
    print("\nBudgets")
    print(f"  {'':{_WIDTH}}{'measured':>14}{'at most':>14}")
    for row in rows:
        verdict = "kept" if row.is_kept else "NOT KEPT"
        print(f"  {row.name:{_WIDTH}}{row.measured:>14}{row.most:>14}  {verdict}")
