"""What the user is told about a decision. A decision that is nothing special has no notice.

`action` is what the plan and the log say of every decision, and `diagnosis.usage` reads it there again.

Messages about a step on the way, such as an installation, are where that step is.
"""

from anyarch.decision.facts import Product
from anyarch.decision.outcome import (
    EXECUTED_LOCAL,
    INSTALL_HANDLER,
    NATIVE_OFFER,
    PLATFORM,
    PRIVATE_EMULATION,
    ROUTE,
    UNCHANGED,
    Decision,
)

_INSTALL = "anyarch emulators install"
_SILENCE = "(To silence this: ANYARCH_NOTICE=never)"
_SLOWER = "expect it to be slower; not recommended for production."
_HOW = {
    PRIVATE_EMULATION: f"{{decision.platform}} runs under a private emulator: {_SLOWER}",
    ROUTE: "It runs on the context {decision.context}, with that engine's files and network.",
}


_ACTION = {
    INSTALL_HANDLER: "an emulator for {decision.missing} is installed first",
    PRIVATE_EMULATION: "for {decision.platform}, with a private emulator",
    PLATFORM: "--platform {decision.platform}",
    ROUTE: "on the context {decision.context}, for {decision.platform}",
}


def action(decision: Decision, verb: str) -> str:
    """What anyarch does, in a few words: ``--platform linux/arm64, under emulation``.

    Args:
        decision: the decision.
        verb: what docker does, such as ``run``.
    """
    if decision.is_hopeless:
        return "unchanged; docker will fail"
    is_worth_saying = is_emulated(decision, verb) and decision.action in (PLATFORM, UNCHANGED)
    how = ", under emulation" if is_worth_saying else ""
    return _ACTION.get(decision.action, UNCHANGED).format(decision=decision) + how


def is_emulated(decision: Decision, verb: str) -> bool:
    """Whether the engine emulates what docker runs."""
    return decision.emulated and not decision.missing and verb != "pull"


def explanation(decision: Decision, verb: str, product: Product | None = None, *, has_hint: bool = True) -> list[str]:
    """The lines of the notice about a decision; none if it is nothing special.

    Args:
        decision: the decision.
        verb: ``run``, ``create`` or ``pull``.
        product: the product that the engine is part of, if it has its own emulators.
        has_hint: whether a notice that could be silenced says how.
    """
    hint = f" {_SILENCE}" if has_hint else ""
    if decision.action in _HOW:
        how = _HOW[decision.action].format(decision=decision)
        return [f"{decision.reason} {how}{hint}"]
    if decision.missing:
        missing = f"{decision.reason} This engine cannot execute {decision.missing}: it has no emulator for it."
        return [missing, remedy(decision, product)]
    if decision.is_hopeless:
        return [line for line in (decision.reason, decision.remedy) if line]
    if decision.action != PLATFORM or decision.row == NATIVE_OFFER:
        return []
    if is_emulated(decision, verb):
        return [f"{decision.reason} {decision.platform} runs under emulation: {_SLOWER}{hint}"]
    return [] if decision.row == EXECUTED_LOCAL else [f"{decision.reason} Using {decision.platform}.{hint}"]


def remedy(decision: Decision, product: Product | None = None) -> str:
    """How to fix what makes the command fail; empty for nothing."""
    if decision.remedy or not decision.missing or decision.action == PRIVATE_EMULATION:
        return "" if decision.action == PRIVATE_EMULATION else decision.remedy
    if product:
        return f"{product.name} has emulators of its own: {product.switch}"
    if decision.action == INSTALL_HANDLER:
        return f"To install it now: {_INSTALL} {decision.missing}"
    return f"To add one until the next reboot: {_INSTALL} {decision.missing}"
