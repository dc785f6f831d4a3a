"""What to do with a `docker build`: the table of builds, as one pure function.

The first row that matches applies. The images are those that the build needs (`dockerfile.needs`). An image is *met*
for a platform if the builder has it itself for that, or if an index has one for it; for the builder's own platform also
if the registry has no index but a single image, which BuildKit takes whatever it is for.

====  ======================================================================  ========================================
row   when                                                                    then
====  ======================================================================  ========================================
1     anyarch cannot read the command or the Dockerfile, or the user asks     unchanged
      for a platform
2     each image is met for the builder's own platform, or for the one that   unchanged
      its FROM asks for
3     for one of them, it is not known which platforms are available          unchanged
4     all are met for one other platform, which the builder executes, and     ``--platform P``
      the result stays on this machine
5     the same, but the result is pushed                                      unchanged, with an explanation
6     no platform meets all of them, or the builder executes none that does   unchanged, with an explanation
====  ======================================================================  ========================================

A build for P may need other images than one for the builder's own platform, as a Dockerfile can use TARGETARCH: they
are looked at too. What FROM asks for by itself stays as it is. The classic builder does not ask for another platform
of an image that it has, so it gets none. Before row 4 changes a command, what the cache knows is confirmed.
"""

from collections.abc import Callable
from typing import NamedTuple

from anyarch.build.facts import Facts, Seen
from anyarch.decision.facts import Offered, UnknownFactError
from anyarch.decision.outcome import PLATFORM, UNCHANGED
from anyarch.dockerfile.needs import Need
from anyarch.dockerfile.stages import FROM
from anyarch.oci import native, platforms
from anyarch.oci.platforms import DEFAULT_OS, Platform

# The rows.
NOT_HANDLED = 1
ALL_MET = 2
UNKNOWN_OFFER = 3
ONE_PLATFORM = 4
PUSHED = 5
NO_PLATFORM = 6

Needs = Callable[[Platform], tuple[Need, ...]]


class Verdict(NamedTuple):
    """What to do, and why.

    Attributes:
        row: the row of the table.
        action: `PLATFORM` or `UNCHANGED`.
        reason: one sentence for the user.
        platform: what the result is for in rows 4 and 5, or would be.
        host: the builder's own platform; None if it was not asked.
        missing: a platform of one of the images, or of all, that the builder does not execute.
        hindered: what row 4 would add, if only the builder executed it.
        seen: the needed images, for the builder's own platform.
    """

    row: int
    action: str
    reason: str
    platform: Platform | None = None
    host: Platform | None = None
    missing: Platform | None = None
    hindered: Platform | None = None
    seen: tuple[Seen, ...] = ()

    @property
    def is_explained(self) -> bool:
        """Whether docker is about to fail for a reason that anyarch knows."""
        return self.row in (PUSHED, NO_PLATFORM)


def decide(needs: Needs, facts: Facts, preferred: tuple[Platform, ...], *, is_pushed: bool) -> Verdict:
    """Apply rows 2 to 6.

    Args:
        needs: the images that a build for a platform needs.
        facts: the answers, lazily.
        preferred: the foreign platforms to prefer, in order.
        is_pushed: whether the result goes to a registry.

    Raises:
        UnknownFactError: the builder does not answer.
    """
    host = facts.host()
    try:
        seen = tuple(_look(need, facts) for need in needs(host))
        foreign = [each for each in seen if not each.is_met]
        if not foreign:
            return Verdict(ALL_MET, UNCHANGED, "Each image that it needs is available for it.", host=host, seen=seen)
        fitting = [each for each in _instead(foreign[0], preferred, host) if _fits(each, needs, facts)]
        chosen = next(filter(facts.executes, fitting), None)
        seen = tuple(each if each.is_met else _with_pin(each, preferred, host) for each in seen)
        pins = [each.pin for each in seen if each.pin and each.need.kind == FROM]  # the others may need no RUN
        missing = next((each for each in (*fitting, *pins) if not facts.executes(each)), None)
    except UnknownFactError as unknown:
        return Verdict(UNKNOWN_OFFER, UNCHANGED, str(unknown), host=host)
    reason = _reason(foreign)
    if chosen and is_pushed:
        return Verdict(PUSHED, UNCHANGED, f"{reason}.", platform=chosen, host=host, seen=seen)
    if chosen:
        return Verdict(ONE_PLATFORM, PLATFORM, f"{reason}.", platform=chosen, host=host, seen=seen)
    why = f"and the builder cannot execute {fitting[0]}" if fitting else "and no platform has all that it needs"
    hindered = None if is_pushed else next(iter(fitting), None)
    return Verdict(NO_PLATFORM, UNCHANGED, f"{reason}, {why}.", None, host, missing, hindered, seen)


def _look(need: Need, facts: Facts) -> Seen:
    """The image, as a build finds it that does not add a platform; the registry is asked only if it has to be."""
    local = facts.local(need.image)
    if any(native.may_run(each, need.platform) for each in local):
        return Seen(need, local, None, is_met=True)
    offered = _offered(need, facts)
    if not _meets(offered, need):
        facts.confirm(need.image)
        offered = _offered(need, facts)
    return Seen(need, local, offered, is_met=_meets(offered, need))


def _meets(offered: Offered, need: Need) -> bool:
    return not offered.is_index or any(native.may_run(each, need.platform) for each in offered.platforms)


def _offered(need: Need, facts: Facts) -> Offered:
    offered = facts.offered(need.image)
    if not offered.is_complete:
        raise UnknownFactError(f"The index of {need.image} does not say which platform each of its images is for.")
    return offered


def _instead(seen: Seen, preferred: tuple[Platform, ...], host: Platform) -> tuple[Platform, ...]:
    """The foreign platforms for which an image is available, the preferred ones first."""
    available = (*seen.local, *(seen.offered.platforms if seen.offered else ()))
    found = (each for each in available if each.os == DEFAULT_OS and not native.may_run(each, host))
    return platforms.ordered(tuple(dict.fromkeys(found)), tuple(dict.fromkeys((*preferred, *native.vector(host)))))


def _with_pin(seen: Seen, preferred: tuple[Platform, ...], host: Platform) -> Seen:
    """The same, with the platform that FROM could ask for."""
    return seen._replace(pin=next(iter(_instead(seen, preferred, host)), None))


def _fits(platform: Platform, needs: Needs, facts: Facts) -> bool:
    """Whether a build for the platform gets all that it needs."""
    return all(
        _is_met_for(need, platform, facts) if need.platform == platform else _look(need, facts).is_met
        for need in needs(platform)
    )


def _is_met_for(need: Need, platform: Platform, facts: Facts) -> bool:
    """Whether a build for a foreign platform gets an image for it, and not only one that BuildKit takes as well."""
    local = facts.local(need.image)
    if any(_is_for(each, platform) for each in local):
        return True
    if local and facts.keeps_local():
        return False
    facts.confirm(need.image)
    return any(_is_for(each, platform) for each in _offered(need, facts).platforms)


def _is_for(each: Platform, platform: Platform) -> bool:
    """Whether an image for one platform may be used in a build for another: the same, or a lower level of that CPU."""
    return native.same_cpu(each, platform) and each in native.vector(platform)


def _reason(foreign: list[Seen]) -> str:
    first = foreign[0]
    offered = platforms.listed(first.offered.platforms) if first.offered else ""
    others = len({each.need.image for each in foreign}) - 1
    more = f" ({others} more like it)" if others else ""
    return f"{first.need.image} is offered for {offered or 'no platform'}, not for {first.need.platform}{more}"
