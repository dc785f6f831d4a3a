"""Rows 3 to 6 of the table: the image is local, and the user asks for no platform.

A foreign copy is only replaced if the engine does not execute it, and only by what the registry has now, in exchange
for what it provably had before: no build of the user's loses its name.
"""

import shlex

from anyarch.bare.command_line import Invocation
from anyarch.decision import execution
from anyarch.decision.execution import Execution
from anyarch.decision.facts import Facts, Local, RefusedPullError, UnknownFactError, UnseenError, executed_by
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
from anyarch.oci.platforms import Platform


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
    return _described(decision, own, run) if run.is_mislabeled else decision


def decide_on_foreign(invocation: Invocation, copy: Local, facts: Facts, policy: Policy) -> Decision:
    """Rows 4 to 6.

    Raises:
        UnknownFactError: it is not known whether the engine executes the image.
    """
    label = best(copy.platforms, policy.prefer, facts) if copy.platforms else None
    may_pull = invocation.pull_policy != "never" and facts.may_repull() and not copy.named_by_id
    if may_pull and copy.is_replaced and (decision := _replaced_by_the_engine(copy, facts)):
        return decision
    if may_pull and policy.replace == ALWAYS and (decision := _native_instead(copy, facts)):
        return decision
    run = execution.of_local(label, facts)
    if run.is_executed:
        return _described(_foreign(EXECUTED_LOCAL, label), label, run)
    if may_pull and policy.replace != NEVER and (decision := _native_instead(copy, facts)):
        return decision
    decision = _described(_foreign(FOREIGN_LOCAL, label), label, run)
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


def _described(decision: Decision, label: Platform | None, run: Execution) -> Decision:
    """The decision, with what was found about the program."""
    reason = decision.reason
    if run.is_mislabeled:
        says = f"says {label}" if label else "does not say which platform it is for"
        reason = f"The image {says}, and the program that it starts is for {run.program}."
    missing = None if run.is_executed else run.program
    return decision._replace(reason=reason, emulated=not run.is_native, missing=missing)


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


def _native_instead(copy: Local, facts: Facts) -> Decision | None:
    """Row 5; None if it does not apply."""
    if _native_offer(facts) is None or not facts.is_the_registrys():
        return None
    try:
        offered = facts.offered(live=True)
    except UnknownFactError:
        return None
    better = native.best(offered.platforms, facts.host(), executed_by(facts))
    if better not in native.vector(facts.host()) or not offered.is_complete:
        return None
    reason = f"The local image is for {platforms.listed(copy.platforms)} only, and {better} is offered."
    return Decision(NATIVE_INSTEAD, PLATFORM, reason, platform=better, is_added=True)


def _native_offer(facts: Facts) -> Platform | None:
    """The best native platform that the registry has; None for none, or if that is unknown."""
    try:
        return native.best(facts.offered().platforms, facts.host(), executed_by(facts))
    except UnknownFactError:
        return None
