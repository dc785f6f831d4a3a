"""Rows 8 to 11 of the table: the image is not local, or is to be pulled again, and the user asks for no platform."""

from anyarch.bare.command_line import Invocation
from anyarch.decision import execution
from anyarch.decision.facts import Facts, Offered, UnknownFactError, executed_by
from anyarch.decision.outcome import (
    FOREIGN_OFFER,
    NATIVE_OFFER,
    PLATFORM,
    UNCHANGED,
    UNKNOWN_OFFER,
    UNUSABLE_OFFER,
    Decision,
    Policy,
)
from anyarch.decision.preference import best
from anyarch.oci import native, platforms
from anyarch.oci.platforms import DEFAULT_OS, Platform


def decide(invocation: Invocation, facts: Facts, policy: Policy) -> Decision:
    """The decision, and what is missing to execute the platform.

    Raises:
        UnknownFactError: it is not known whether the engine executes it.
    """
    try:
        offered = _sure(invocation, facts)
    except UnknownFactError as unknown:
        return Decision(UNKNOWN_OFFER, UNCHANGED, str(unknown))
    if _is_single_pull(invocation, offered):
        return Decision(FOREIGN_OFFER, UNCHANGED, "A single image is pulled whatever its platform.")
    host = facts.host()
    facts.expect(tuple(platform for platform in offered.platforms if platform.os == host.os == DEFAULT_OS))
    executes = executed_by(facts)
    levels = _levels(offered, facts)
    level = next(filter(executes, levels), None)
    lacking = () if level or any(executes(each) is None for each in levels) else levels
    candidates = tuple(platform for platform in offered.platforms if platform not in lacking)
    own = level or native.best(candidates, host, executes)
    if own:
        decision = Decision(NATIVE_OFFER, UNCHANGED, f"{own} is offered.", platform=own)
        is_selected = native.same_cpu(own, host) and not level
        return decision if is_selected else decision._replace(action=PLATFORM, is_added=True)
    foreign = tuple(platform for platform in candidates if platform.os == host.os == DEFAULT_OS)
    return _of_foreign(invocation, offered, foreign, facts, policy) if foreign else _unusable(offered, host)


def _levels(offered: Offered, facts: Facts) -> tuple[Platform, ...]:
    """The levels of the CPU for one of which docker has to be asked; none if it selects one itself."""
    levels = native.levels(offered.platforms, facts.host()) if offered.is_index else ()
    return levels if levels and not facts.selects_levels() else ()


def _of_foreign(
    invocation: Invocation, offered: Offered, foreign: tuple[Platform, ...], facts: Facts, policy: Policy
) -> Decision:
    host = facts.host()
    chosen = best(foreign, tuple(dict.fromkeys((*policy.prefer, *native.vector(host)))), facts)
    said = "The image is offered" if offered.is_index else "By its label, the image is"
    reason = f"{said} for {platforms.listed(offered.platforms)}, not for {host}."
    decision = Decision(FOREIGN_OFFER, PLATFORM, reason, platform=chosen, is_added=True, emulated=True)
    if invocation.verb == "pull":
        return decision
    is_local = _is_local(chosen, offered, facts)
    run = execution.of_local(chosen, facts) if is_local else execution.of_label(chosen, invocation, facts)
    return execution.described(decision._replace(is_sure=run.is_sure), chosen, run)


def _is_local(platform: Platform, offered: Offered, facts: Facts) -> bool:
    """Whether the offered image for the platform is the one that is local: then its program can be seen."""
    copy = facts.local()
    return copy is not None and platform in copy.platforms and offered.digest in copy.digests


def _sure(invocation: Invocation, facts: Facts) -> Offered:
    """What the registry has; confirmed first, while there is time, if it may lead to more than docker's own choice."""
    offered = facts.offered()
    is_own = any(native.same_cpu(platform, facts.host()) for platform in offered.platforms)
    is_dockers = is_own and not _levels(offered, facts)
    if not is_dockers and offered.is_complete and not _is_single_pull(invocation, offered):
        facts.confirm()
        offered = facts.offered()
    if offered.is_complete:
        return offered
    raise UnknownFactError("The index does not say which platform each of its images is for.")


def _is_single_pull(invocation: Invocation, offered: Offered) -> bool:
    return invocation.verb == "pull" and not offered.is_index


def _unusable(offered: Offered, host: Platform) -> Decision:
    if not offered.platforms:
        return Decision(UNUSABLE_OFFER, UNCHANGED, "The image does not say which platforms it is for.")
    fails = offered.is_index or all(platform.os != host.os for platform in offered.platforms)
    reason = f"The image is offered for {platforms.listed(offered.platforms)} only, which {host} cannot run."
    return Decision(UNUSABLE_OFFER, UNCHANGED, reason, is_hopeless=fails)
