"""What emulation costs: the one table that `anyarch options` and the documentation quote.

The figures are whole `docker run` commands of an arm64 image on amd64, from ``make bench`` on a busy machine with two
processors and QEMU 7.2. Only the ratios mean anything on another machine.
"""

from typing import NamedTuple


class Cost(NamedTuple):
    """What one kind of work costs.

    Attributes:
        work: what is done, as `tests.bench` names it.
        briefly: the same, as the end of a clause.
        native, handler, private: the seconds that it took without an emulator, with a handler in the kernel, and with a
            private emulator.
    """

    work: str
    briefly: str
    native: float
    handler: float
    private: float

    @property
    def by_handler(self) -> float:
        """How many times slower it is with a handler in the kernel."""
        return self.handler / self.native

    @property
    def privately(self) -> float:
        """How many times slower it is with a private emulator."""
        return self.private / self.native


COSTS = (
    Cost("200 starts of a tiny program", "start programs", 0.60, 4.01, 5.38),
    Cost("300,000 turns of a shell's loop", "run a loop in a shell", 0.86, 4.95, 5.74),
)


def sentence(*, privately: bool) -> str:
    """What to expect of a handler in the kernel, or of a private emulator."""
    slower = [
        f"{round(cost.privately if privately else cost.by_handler)} times slower to {cost.briefly}" for cost in COSTS
    ]
    return f"Expect it to be {' and '.join(slower)}, as measured on one machine."


def span() -> tuple[int, int]:
    """How many times slower an emulated program is, at least and at most."""
    ratios = [ratio for cost in COSTS for ratio in (cost.by_handler, cost.privately)]
    return round(min(ratios)), round(max(ratios))
