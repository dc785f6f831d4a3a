"""The ladder: what to do about a decision that needs an emulator. The first rung that holds applies.

1. The engine executes the platform, by whatever means: go on.
2. A handler may be installed, which leads to rung 1. This rung does not exist for products with their own emulators.
3. The engine has a private emulator for the platform: use it for this one run.
4. Say what is missing and leave the command unchanged, so that docker reports its own error and exit code.

Rungs 2 and 3 exist only where the policy allows them (`climb`, `rungs`).

What has to be executed is the program that a local image starts, if it was inspected (`Facts.starts`) and is not for
the platform on the image's label. Docker still matches the label, and so does a private emulator: there is no rung 3
for such an image.
"""

from anyarch.decision.facts import Facts, executed_by, local_platforms
from anyarch.decision.outcome import (
    AS_REQUESTED,
    FOREIGN_LOCAL,
    FOREIGN_OFFER,
    INSTALL_HANDLER,
    NATIVE_LOCAL,
    PRIVATE_EMULATION,
    UNCHANGED,
    Decision,
)
from anyarch.oci import native
from anyarch.oci.platforms import Platform


def climb(decision: Decision, facts: Facts, rungs: tuple[str, ...], *, is_run: bool) -> Decision:
    """The decision, by the first rung that holds.

    Args:
        decision: what the table decided on a `run` or `create`.
        facts: the answers, lazily.
        rungs: what may be done if the engine has no emulator: `INSTALL_HANDLER`, `PRIVATE_EMULATION`, in order.
        is_run: whether the command starts the container.

    Raises:
        UnknownFactError: whether the engine executes the platform is unknown.
    """
    decision, program = _inspected(decision, facts)
    if program is None or not decision.emulated or facts.executes(program):
        return decision
    for rung in rungs:
        if (rung == INSTALL_HANDLER or program == decision.platform) and _exists(rung, program, facts):
            return decision._replace(action=rung, missing=program)
    # `create` executes nothing, so it fails only if docker finds no image for the container.
    fails = is_run or (decision.row == FOREIGN_OFFER and facts.offered().is_index)
    return decision._replace(action=UNCHANGED, is_added=False, emulated=False, is_hopeless=fails, missing=program)


def _inspected(decision: Decision, facts: Facts) -> tuple[Decision, Platform | None]:
    """The decision, and the platform that has to be executed: the program's own, if the image's label is wrong."""
    label = decision.platform
    if decision.row not in (AS_REQUESTED, NATIVE_LOCAL, FOREIGN_LOCAL):
        return decision, label
    if decision.row == AS_REQUESTED and not (decision.emulated and local_platforms(facts) == (label,)):
        return decision, label
    program = facts.starts(is_doubtful=decision.row != NATIVE_LOCAL)
    host = facts.host()
    if program in (None, label) or (decision.row == NATIVE_LOCAL and native.same_cpu(program, host)):
        return decision, label
    says = "does not say which platform it is for" if label is None else f"says {label}"
    reason = f"The image {says}, and the program that it starts is for {program}."
    return decision._replace(emulated=not native.is_native(program, host, executed_by(facts)), reason=reason), program


def _exists(rung: str, platform: Platform, facts: Facts) -> bool:
    return facts.emulates_privately(platform) if rung == PRIVATE_EMULATION else not facts.has_own_emulators()
