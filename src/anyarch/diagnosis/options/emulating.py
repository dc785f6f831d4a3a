"""Emulate: whether the engine executes one of the image's platforms by an emulator, and else how it comes to do so.

The costs are what was measured on one amd64 machine with QEMU 7.2 for s390x, whole `docker run`s: 200 starts of a tiny
program took 0.32 s natively, 1.66 s by a handler and 2.54 s by a private emulator; 300,000 turns of a shell's loop
took 0.55, 3.81 and 4.02 s.
"""

from anyarch.decision.facts import Product
from anyarch.diagnosis.options.option import NONE, POSSIBLE, READY, UNKNOWN, Option, Situation
from anyarch.oci import platforms
from anyarch.oci.native import Executes
from anyarch.oci.platforms import Platform

_COST = "It is slower: 5 times where programs are started, 7 times in a loop of a shell, measured on one machine."
_PRIVATE_COST = "It is slower: 8 times where programs start, 7 times in a loop of a shell, measured on one machine."
_KERNEL = "It changes the kernel of the engine's machine until its next reboot, and asks before it does."
_LASTING = "On Debian and Ubuntu the package qemu-user-static does the same, and lasts."
_EMULATORS = ("anyarch", "emulators")


def examine(
    situation: Situation,
    executes: Executes,
    emulates_privately: Executes,
    preferred: tuple[Platform, ...],
    product: Product | None,
) -> Option:
    """The way for this situation.

    Args:
        situation: the image and the engine.
        executes: whether the engine executes a platform; it may be made to execute the probe.
        emulates_privately: whether it has a private emulator for a platform.
        preferred: the platforms to take first.
        product: the product that the engine is in, which has emulators of its own; None for an engine on Linux.
    """
    candidates = platforms.ordered(situation.foreign(executes), preferred)
    if not candidates:
        return _nothing(situation)
    executed = next(filter(executes, candidates), None)
    if executed:
        told = f"The engine executes {executed}, by an emulator that it has."
        return Option("emulate", READY, told, (_run(situation, executed),), (_COST,))
    private = next(filter(emulates_privately, candidates), None)
    if private:
        told = f"The engine has a private emulator for {private}, which anyarch brings along where docker is its shim."
        return Option("emulate", READY, told, (_run(situation, private),), (_PRIVATE_COST,))
    best = candidates[0]
    if product:
        told = f"{product.name} does not execute {best}, but has emulators of its own: {product.switch}"
        return Option("emulate", POSSIBLE, told, (_run(situation, best),), (_COST,))
    told = f"The engine has no emulator for {best}, and can be given one."
    commands = ((*_EMULATORS, "install", str(best)), _run(situation, best))
    without = f"With no change to the kernel, for runs through anyarch alone: anyarch emulators pack {best}"
    undo = ((*_EMULATORS, "remove", str(best)),)
    return Option("emulate", POSSIBLE, told, commands, (_KERNEL, _LASTING, without, _COST), undo)


def _nothing(situation: Situation) -> Option:
    if situation.known:
        return Option("emulate", NONE, "The image is for no foreign platform that could be emulated.")
    if situation.is_refused_for_good:
        return Option("emulate", NONE, "There is no image that could be emulated.")
    return Option("emulate", UNKNOWN, "Nobody can say which platforms the image is for.")


def _run(situation: Situation, platform: Platform) -> tuple[str, ...]:
    return ("docker", "run", "--platform", str(platform), situation.image)
