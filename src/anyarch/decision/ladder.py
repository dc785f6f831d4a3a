"""The ladder: what to do about a platform that the engine does not execute. The first rung that holds applies.

1. The engine executes it, by whatever means: then nothing is missing, and no other rung is needed (`execution`). If the
   user prefers that, another engine which is native for the platform comes first.
2. A handler may be installed, which leads to rung 1. This rung does not exist for products with their own emulators.
   Otherwise the other engine, if it may be used.
3. The engine has a private emulator for the platform: use it for this one run.
4. Say what is missing and leave the command unchanged, so that docker reports its own error and exit code.

Rungs 2 and 3 exist only where the policy allows them, in its order: a pack that is there is taken before a question is
asked. Where the registry has a native image, nothing is asked or routed: pulling that is the fix.

If it is not certain that the engine does not execute the platform, nothing is installed, changed or said: where docker
pulls nothing, a platform would pull an image that perhaps does not run.

Docker matches the label of an image, and so does a private emulator: there is no rung 3 for a mislabeled one. Another
engine would not be native for what it starts either.
"""

from anyarch.bare.command_line import Invocation
from anyarch.decision.facts import Facts
from anyarch.decision.outcome import (
    FOREIGN_OFFER,
    INSTALL_HANDLER,
    PRIVATE_EMULATION,
    ROUTE,
    UNCHANGED,
    Decision,
    Policy,
)
from anyarch.oci import native
from anyarch.oci.platforms import Platform


def climb(decision: Decision, invocation: Invocation, facts: Facts, policy: Policy) -> Decision:
    """The decision, by the first rung that holds.

    Args:
        decision: what the table decided on a `run` or `create`.
        invocation: the command.
        facts: the answers, lazily.
        policy: which rungs there are.
    """
    missing, rungs = decision.missing, policy.rungs
    if ROUTE in rungs and policy.routes_first:
        rungs = tuple(rung for rung in rungs if rung != ROUTE)
        if routed := _routed(decision, facts):
            return routed
    if missing is None:
        return decision
    is_asking = rungs[:1] != (INSTALL_HANDLER,)
    if not decision.is_sure or (decision.remedy and is_asking):
        rungs = tuple(rung for rung in rungs if rung != INSTALL_HANDLER)
    for rung in rungs:
        if rung == ROUTE:
            routed = _routed(decision, facts) if decision.is_sure else None
            if routed:
                return routed
        elif _exists(rung, missing, decision.platform, facts):
            return decision._replace(action=rung)
    if not decision.is_sure:
        return decision._replace(action=UNCHANGED, is_added=False, emulated=False, missing=None)
    # `create` executes nothing, so it fails only if docker finds no image for the container.
    fails = invocation.verb == "run" or (decision.row == FOREIGN_OFFER and facts.offered().is_index)
    return decision._replace(action=UNCHANGED, is_added=False, emulated=False, is_hopeless=fails)


def _routed(decision: Decision, facts: Facts) -> Decision | None:
    """The decision to run the command on another engine; None if there is none, or no reason to."""
    label = decision.platform
    if label is None or not decision.emulated or decision.is_mislabeled or decision.remedy:
        return None
    offered = facts.offered().platforms if decision.row == FOREIGN_OFFER else ()
    route = facts.route((label, *(each for each in offered if each != label and each.os == label.os)))
    if route is None:
        return None
    return decision._replace(
        action=ROUTE,
        platform=route.platform,
        is_added=decision.is_added and route.is_named,
        emulated=False,
        missing=None,
        context=route.context,
    )


def _exists(rung: str, missing: Platform, label: Platform | None, facts: Facts) -> bool:
    if rung == PRIVATE_EMULATION:
        return label is not None and native.same_cpu(missing, label) and facts.emulates_privately(label)
    return not facts.has_own_emulators(missing)
