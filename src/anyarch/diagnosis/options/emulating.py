"""Emulate: whether the engine can emulate one of the image's platforms, and if not, how to add an emulator."""

from collections.abc import Callable

from anyarch.decision.facts import Product
from anyarch.diagnosis.options.option import NONE, POSSIBLE, READY, UNKNOWN, Option, Situation
from anyarch.emulators import costs
from anyarch.oci import native
from anyarch.oci.native import Executes
from anyarch.oci.platforms import Platform

_HANDLER_COST, _PRIVATE_COST = costs.sentence(privately=False), costs.sentence(privately=True)
_KERNEL = "This changes the kernel of the engine's machine until it reboots, and asks first."
_LASTING = (
    "On Debian and Ubuntu, the package qemu-user-static (since Debian 13: qemu-user-binfmt) does the same, and "
    "survives reboots."
)
_EMULATORS = ("anyarch", "emulators")


def examine(
    situation: Situation,
    candidates: tuple[Platform, ...],
    executes: Executes,
    emulates_privately: Executes,
    product: Callable[[Platform], Product | None],
) -> Option:
    """Whether it can be emulated here.

    Args:
        situation: the image and the engine.
        candidates: the image's foreign platforms, the preferred ones first.
        executes: whether the engine executes a platform; it may run the probe to find out.
        emulates_privately: whether it has a private emulator for a platform.
        product: the product that the engine is in, if it has its own emulator for a platform; else None.
    """
    if not candidates:
        return _nothing(situation)
    executed = next(filter(executes, candidates), None)
    if executed:
        has_handler = f"The engine has an emulator for {executed}."
        return Option("emulate", READY, has_handler, (_run(situation, executed),), (_HANDLER_COST,))
    private = next(filter(emulates_privately, candidates), None)
    if private:
        has_pack = f"The engine has a private emulator for {private}, which anyarch uses if docker is its shim."
        return Option("emulate", READY, has_pack, (_run(situation, private),), (_PRIVATE_COST,))
    best = candidates[0]
    own = product(best)
    if own:
        is_off = f"{own.name} does not run {best} now, but has its own emulators: {own.switch}"
        return Option("emulate", POSSIBLE, is_off, (_run(situation, best),), (_HANDLER_COST,))
    missing = f"The engine has no emulator for {best}. To install one:"
    commands = ((*_EMULATORS, "install", str(best)), _run(situation, best))
    without = f"Without changing the kernel, and only for containers that anyarch runs: anyarch emulators pack {best}"
    undo = ((*_EMULATORS, "remove", str(best)),)
    # Debian's packages register nothing for a mode of the CPU, since most CPUs need no emulator for that.
    lasting = () if native.may_run(best, situation.host) else (_LASTING,)
    return Option("emulate", POSSIBLE, missing, commands, (_KERNEL, *lasting, without, _HANDLER_COST), undo)


def _nothing(situation: Situation) -> Option:
    if situation.known:
        return Option("emulate", NONE, "The image is not available for a foreign platform that could be emulated.")
    if situation.is_refused_for_good:
        return Option("emulate", NONE, "There is no image that could be emulated.")
    return Option("emulate", UNKNOWN, "The engine and the registry did not say which platforms the image is for.")


def _run(situation: Situation, platform: Platform) -> tuple[str, ...]:
    return ("docker", "run", "--platform", str(platform), situation.image)
