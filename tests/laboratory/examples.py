"""How many generated cases the tests try: a tenth of them, or all; of crossed ones, a few or all.

HYPOTHESIS_PROFILE says which: `few`, `all`, or `fresh` for all, and others in every run. Without it there are few, and
where CI is "true" all. Few and all are the same cases in every run.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import TypeVar

from hypothesis import HealthCheck, given, settings, strategies

FEWER = 10  # how many times fewer are few
USUAL = 100  # cases of a test that does not say how many it wants: hypothesis' own number

Case = TypeVar("Case")


def profile(environment: Mapping[str, str]) -> str:
    return environment.get("HYPOTHESIS_PROFILE") or ("all" if environment.get("CI") == "true" else "few")


def load(environment: Mapping[str, str]) -> None:
    """Load hypothesis' profile. How long an example takes is not judged, as it may be several processes."""
    for name, examples, is_fixed in (("few", USUAL // FEWER, True), ("all", USUAL, True), ("fresh", USUAL, False)):
        settings.register_profile(
            name,
            max_examples=examples,
            derandomize=is_fixed,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            print_blob=True,
        )
    settings.load_profile(profile(environment))


@given(strategies.none())
def first(_: None) -> None:
    """Have hypothesis make the random numbers' source that it keeps.

    It would warn if that came into what `gc.freeze` hides, where it looks for who keeps it (seen with Python 3.14).
    """


def number(of_all: int) -> int:
    return of_all if _are_all() else of_all // FEWER


def some(cases: Sequence[Case]) -> Sequence[Case]:
    """The cases that are tried of a fixed list: all, or every tenth."""
    return cases if _are_all() else cases[::FEWER]


def crossed(*values: Sequence[Case]) -> Sequence[tuple[Case, ...]]:
    """All combinations; where few cases are tried only so many that each value occurs."""
    if _are_all():
        return list(itertools.product(*values))
    return [tuple(each[number % len(each)] for each in values) for number in range(max(map(len, values)))]


def _are_all() -> bool:
    return settings.get_current_profile_name() != "few"
