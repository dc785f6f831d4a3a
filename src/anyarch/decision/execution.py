"""Whether the engine executes what a command starts: the program itself, which the image's label may not describe.

If the command was inspected (`Facts.starts`), its program counts, otherwise the label. Both count as the same if they
name the same architecture: the files do not say which variant of a CPU they need. What is under a mount cannot be seen;
then only an engine that executes the label's platform anyway is known to start it.
"""

from typing import NamedTuple

from anyarch.bare.command_line import Invocation
from anyarch.decision import command
from anyarch.decision.facts import Facts, UnseenError, executed_by
from anyarch.decision.outcome import Decision
from anyarch.oci import native
from anyarch.oci.platforms import Platform


class Execution(NamedTuple):
    """How the engine executes a program.

    Attributes:
        program: the platform that it has to execute; None if neither label nor program says.
        is_mislabeled: whether the program is for another architecture than the label says.
        is_native: whether the engine executes it without an emulator.
        is_executed: whether the engine executes it at all.
        is_sure: whether that is certain, also if it does not.
    """

    program: Platform | None
    is_mislabeled: bool = False
    is_native: bool = True
    is_executed: bool = True
    is_sure: bool = True


def of_local(label: Platform | None, facts: Facts, *, is_doubtful: bool = True) -> Execution:
    """How the engine executes what the command starts in a local image with that label.

    Raises:
        UnseenError: that cannot be seen, and the engine does not execute the label's platform.
    """
    try:
        program = facts.starts(is_doubtful=is_doubtful)
    except UnseenError:
        if label is None or not facts.executes(label):
            raise
        program = None
    is_mislabeled = program is not None and (label is None or not native.same_cpu(program, label))
    chosen = program if is_mislabeled else label
    if chosen is None:
        return Execution(None)
    found = _of(chosen, facts)._replace(is_mislabeled=is_mislabeled)
    return found if found.is_executed else found._replace(is_executed=facts.executes_inside(chosen))


def of_label(label: Platform, invocation: Invocation, facts: Facts) -> Execution:
    """How the engine executes an image that is not local, by its label.

    Raises:
        UnseenError: the command starts a program under a mount, and the engine does not execute the label's platform.
    """
    found = _of(label, facts)
    if not found.is_executed and command.starts_under_a_mount(invocation):
        raise UnseenError("The command starts a program under a mount, which cannot be seen.")
    return found if found.is_executed else found._replace(is_sure=not facts.searches_inside(label))


def described(decision: Decision, label: Platform | None, run: Execution) -> Decision:
    """The decision on an image with that label, with what was found about the program."""
    reason = decision.reason
    if run.is_mislabeled:
        says = f"says {label}" if label else "does not say which platform it is for"
        reason = f"The image {says}, and the program that it starts is for {run.program}."
    missing = None if run.is_executed else run.program
    return decision._replace(
        reason=reason, emulated=not run.is_native, missing=missing, is_mislabeled=run.is_mislabeled
    )


def _of(platform: Platform, facts: Facts) -> Execution:
    if native.is_native(platform, facts.host(), executed_by(facts)):
        return Execution(platform)
    return Execution(platform, is_native=False, is_executed=facts.executes(platform))
