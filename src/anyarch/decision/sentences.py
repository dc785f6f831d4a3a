"""What the user is told about a decision. A decision that is nothing special has no notice.

Messages about a step on the way, such as an installation, are where that step is.
"""

from anyarch.decision.facts import Product
from anyarch.decision.outcome import (
    EXECUTED_LOCAL,
    INSTALL_HANDLER,
    NATIVE_OFFER,
    PLATFORM,
    PRIVATE_EMULATION,
    Decision,
)

_INSTALL = "anyarch emulators install"
_SILENCE = "(To silence this: ANYARCH_NOTICE=never)"
_SLOWER = f"expect it to be slower; not recommended for production. {_SILENCE}"


def explanation(decision: Decision, verb: str, product: Product | None = None) -> list[str]:
    """The lines of the notice about a decision; none if it is nothing special.

    Args:
        decision: the decision.
        verb: ``run``, ``create`` or ``pull``.
        product: the product that the engine is part of, if it has its own emulators.
    """
    if decision.action == PRIVATE_EMULATION:
        return [f"{decision.reason} {decision.platform} runs under a private emulator: {_SLOWER}"]
    if decision.missing:
        missing = f"{decision.reason} This engine cannot execute {decision.missing}: it has no emulator for it."
        return [missing, remedy(decision, product)]
    if decision.is_hopeless:
        return [line for line in (decision.reason, decision.remedy) if line]
    if decision.action != PLATFORM or decision.row == NATIVE_OFFER:
        return []
    if decision.emulated and verb != "pull":
        return [f"{decision.reason} {decision.platform} runs under emulation: {_SLOWER}"]
    return [] if decision.row == EXECUTED_LOCAL else [f"{decision.reason} Using {decision.platform}. {_SILENCE}"]


def remedy(decision: Decision, product: Product | None = None) -> str:
    """How to fix what makes the command fail; empty for nothing."""
    if decision.remedy or not decision.missing or decision.action == PRIVATE_EMULATION:
        return "" if decision.action == PRIVATE_EMULATION else decision.remedy
    if product:
        return f"{product.name} has emulators of its own: {product.switch}"
    if decision.action == INSTALL_HANDLER:
        return f"A handler for {decision.missing} would be installed first, with consent"
    return f"To add one until the next reboot: {_INSTALL} {decision.missing}"
