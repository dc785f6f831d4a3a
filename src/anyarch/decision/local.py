"""Rows 3 to 6 of the table: the image is local, and the user asks for no platform.

A foreign copy is only replaced if the engine does not execute it, and only by what the registry has now and the engine
does execute, in exchange for what the registry provably had before: no build of the user's loses its name.
"""

import shlex

from anyarch.bare.command_line import Invocation
from anyarch.decision import execution
from anyarch.decision.facts import Facts, Local, Offered, RefusedPullError, UnknownFactError, UnseenError, executed_by
from anyarch.decision.outcome import (
    ALWAYS,
    EXECUTED_LOCAL,
    FOREIGN_LOCAL,
    NATIVE_INSTEAD,
    NATIVE_LOCAL,
    NEVER,
    PLATFORM,
    UNCHANGED,
    Decision,
    Policy,
)
from anyarch.decision.preference import best
from anyarch.oci import native, platforms
from anyarch.oci.platforms import DEFAULT_OS, Platform


def native_platform(copy: Local, facts: Facts) -> Platform | None:
    """The best native platform of a local image; None if it is foreign."""
    return native.best(copy.platforms, facts.host(), executed_by(facts))


def decide_on_native(own: Platform, facts: Facts, *, pulls: bool) -> Decision:
    """Row 3; if a setting wants native images to be inspected too, what their program needs."""
    decision = Decision(NATIVE_LOCAL, UNCHANGED, "The local image is native.", platform=own)
    if pulls:
        return decision
    try:
        run = execution.of_local(own, facts, is_doubtful=False)
    except UnseenError:
        return decision
    return execution.described(decision, own, run) if run.is_mislabeled else decision


def decide_on_foreign(invocation: Invocation, copy: Local, facts: Facts, policy: Policy) -> Decision:
    """Rows 4 to 6.

    Raises:
        UnknownFactError: it is not known whether the engine executes the image.
    """
    label = best(copy.platforms, policy.prefer, facts) if copy.platforms else None
    may_pull = invocation.pull_policy != "never" and facts.may_repull() and not copy.named_by_id
    if may_pull and copy.is_replaced and (decision := _replaced_by_the_engine(copy, facts)):
        return decision
    if may_pull and policy.replace == ALWAYS and (decision := _another_instead(copy, facts, None)):
        return decision
    run = execution.of_local(label, facts)
    if run.is_executed:
        return execution.described(_foreign(EXECUTED_LOCAL, label), label, run)
    if may_pull and policy.replace != NEVER and (decision := _another_instead(copy, facts, policy.prefer)):
        return decision
    decision = execution.described(_foreign(FOREIGN_LOCAL, label), label, run)
    better = _native_offer(facts) if facts.may_repull() and not copy.named_by_id else None
    if not better:
        return decision
    fetch = f"docker pull --platform {better} {shlex.quote(invocation.image)}"
    reason = f"{decision.reason} The registry also offers {better}."
    return decision._replace(reason=reason, remedy=f"To replace the local image with that one: {fetch}")


def _foreign(row: int, label: Platform | None) -> Decision:
    if label is None:
        return Decision(row, UNCHANGED, "The local image does not say which platform it is for.")
    return Decision(row, PLATFORM, f"The local image is for {label}.", platform=label, is_added=True)


def _replaced_by_the_engine(copy: Local, facts: Facts) -> Decision | None:
    """What an engine does that replaces foreign copies itself; None if it leaves this one, or will fail to pull."""
    try:
        offered = facts.offered()
        if offered.digest != copy.identity and not facts.is_the_registrys():
            return None
        better = native.best(offered.platforms, facts.host(), executed_by(facts))
    except RefusedPullError:
        return None
    except UnknownFactError as unknown:
        return Decision(NATIVE_INSTEAD, UNCHANGED, str(unknown))
    reason = f"The engine itself replaces the local image with the one for {better}."
    return Decision(NATIVE_INSTEAD, UNCHANGED, reason, platform=better) if better else None


def _another_instead(copy: Local, facts: Facts, prefer: tuple[Platform, ...] | None) -> Decision | None:
    """Row 5; None if it does not apply. Without `prefer`, only a native platform will do."""
    try:
        if _better(facts.offered(), copy, facts, prefer) is None or not facts.is_the_registrys():
            return None
        offered = facts.offered(live=True)
    except UnknownFactError:
        return None
    better = _better(offered, copy, facts, prefer)
    if better is None or not offered.is_complete:
        return None
    is_native = native.is_native(better, facts.host(), executed_by(facts))
    said = f"The local image is for {platforms.listed(copy.platforms)} only"
    reason = f"{said}, and {better} is offered." if is_native else f"{said}, and {better}, which is offered, can run."
    return Decision(NATIVE_INSTEAD, PLATFORM, reason, platform=better, is_added=True, emulated=not is_native)


def _better(offered: Offered, copy: Local, facts: Facts, prefer: tuple[Platform, ...] | None) -> Platform | None:
    """The best offered platform that is native, or else, by preference, one that the engine executes; None for none."""
    host, executes = facts.host(), executed_by(facts)
    own = native.best(offered.platforms, host, executes)
    if own in native.vector(host):
        return own
    others = (each for each in offered.platforms if each.os == host.os == DEFAULT_OS and each not in copy.platforms)
    foreign = tuple(each for each in others if not native.may_run(each, host))
    return None if own or prefer is None else next(filter(executes, platforms.ordered(foreign, prefer)), None)


def _native_offer(facts: Facts) -> Platform | None:
    """The best native platform that the registry has; None for none, or if that is unknown."""
    try:
        return native.best(facts.offered().platforms, facts.host(), executed_by(facts))
    except UnknownFactError:
        return None
