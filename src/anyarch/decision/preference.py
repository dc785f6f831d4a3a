"""Which of several foreign platforms to use: the first that the engine executes, in the user's order."""

from anyarch.decision.facts import Facts, executed_by
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform


def best(several: tuple[Platform, ...], preferred: tuple[Platform, ...], facts: Facts) -> Platform:
    """The first that the engine executes, the preferred ones before the others, or else the first of all.

    Args:
        several: at least one platform; a single one is not tried.
        preferred: the preferred platforms, in order.
        facts: answers whether the engine executes a platform.
    """
    candidates = platforms.ordered(several, preferred)
    if len(candidates) == 1:
        return candidates[0]
    return next(filter(executed_by(facts), candidates), candidates[0])
