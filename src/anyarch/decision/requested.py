"""Row 2 of the table: the user asks for a platform, by ``--platform`` or DOCKER_DEFAULT_PLATFORM.

Docker takes the local image if it is for that platform, or for one that such a CPU runs as well (`native.vector`), and
otherwise pulls. If the local image is for another platform and the one that was asked for cannot be pulled, docker
fails with a message about the pull, which hides the reason.
"""

import shlex

from anyarch.bare.command_line import Invocation
from anyarch.decision import execution
from anyarch.decision.facts import Facts, Local, RefusedPullError, UnknownFactError
from anyarch.decision.outcome import AS_REQUESTED, UNCHANGED, Decision
from anyarch.oci import native, platforms
from anyarch.oci.platforms import DEFAULT_OS, Platform


def decide(invocation: Invocation, facts: Facts) -> Decision:
    """The decision, and what is missing to execute the platform.

    Raises:
        UnknownFactError: it is not known whether the engine executes it.
    """
    try:
        platform = platforms.parse(invocation.platform)
    except ValueError as error:
        return Decision(AS_REQUESTED, UNCHANGED, f"{error}.")
    decision = Decision(AS_REQUESTED, UNCHANGED, f"You asked for {platform}.", platform=platform)
    if invocation.verb == "pull":
        return decision
    local = _local(facts)
    fitting = [each for each in local.platforms if native.may_run(each, platform)] if local else []
    if local and local.platforms and not fitting and _cannot_pull(invocation, platform, local, facts):
        return _mismatched(decision, invocation, local)
    if not platform.os == facts.host().os == DEFAULT_OS:
        return decision
    if fitting:
        own = any(native.same_cpu(each, platform) for each in fitting)
        run = execution.of_local(platform if own else fitting[0], facts)
    else:
        run = execution.of_label(platform, invocation, facts)
    missing = None if run.is_executed else run.program
    return decision._replace(
        emulated=not run.is_native, missing=missing, is_sure=run.is_sure, is_mislabeled=run.is_mislabeled
    )


def _local(facts: Facts) -> Local | None:
    try:
        return facts.local()
    except UnknownFactError:
        return None


def _cannot_pull(invocation: Invocation, platform: Platform, local: Local, facts: Facts) -> bool:
    """Whether docker is certain to fail to pull the platform."""
    if invocation.pull_policy == "never" or local.named_by_id:
        return True
    try:
        facts.confirm()
        offered = facts.offered()
    except RefusedPullError:
        return True
    except UnknownFactError:
        return False
    return offered.is_complete and not any(native.may_run(each, platform) for each in offered.platforms)


def _mismatched(decision: Decision, invocation: Invocation, local: Local) -> Decision:
    image, there = shlex.quote(invocation.image), platforms.listed(local.platforms)
    if invocation.flags.get("platform"):
        who, fix = "You asked", f"docker {invocation.verb} --platform {local.platforms[0]} {image}"
    else:
        who, fix = "DOCKER_DEFAULT_PLATFORM asks", f"env -u DOCKER_DEFAULT_PLATFORM docker {invocation.verb} {image}"
    reason = f"{who} for {decision.platform}, but the local image is for {there}, and no other one can be pulled."
    return decision._replace(reason=reason, is_hopeless=True, remedy=f"To use the local image: {fix}")
