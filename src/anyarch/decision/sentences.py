"""What a person is told about a decision: the only place for such sentences, and pure.

Nothing is said where everything is as usual. What goes with a step on the way, such as an installation, is said there.
"""

from anyarch.decision import table
from anyarch.decision.facts import Product
from anyarch.decision.table import Decision

_INSTALL = "anyarch emulators install"
_SILENCE = "(To silence this: ANYARCH_NOTICE=never)"
_SLOWER = f"expect it to be slower; not recommended for production. {_SILENCE}"


def explanation(made: Decision, verb: str, product: Product | None = None) -> list[str]:
    """What a person should know about a decision, in lines; none where everything is as usual.

    Args:
        made: the decision.
        verb: ``run``, ``create`` or ``pull``.
        product: what the engine is inside of, where that has emulators of its own.
    """
    if made.action == table.PRIVATE_EMULATION:
        return [f"{made.reason} {made.platform} runs under a private emulator: {_SLOWER}"]
    if made.missing:
        missing = f"{made.reason} This engine cannot execute {made.missing}: it has no emulator for it."
        return [missing, remedy(made, product)]
    if made.is_hopeless:
        return [made.reason]
    if made.action == table.PLATFORM and made.row != table.NATIVE_OFFER:
        if made.emulated and verb != "pull":
            return [f"{made.reason} {made.platform} runs under emulation: {_SLOWER}"]
        taken = "" if made.row == table.FOREIGN_LOCAL else f"Using {made.platform}. "
        return [f"{made.reason} {taken}{_SILENCE}"]
    return []


def remedy(made: Decision, product: Product | None = None) -> str:
    """How to fix a decision that leaves the command to fail; empty for nothing."""
    if not made.missing or made.action == table.PRIVATE_EMULATION:
        return ""
    if product:
        return f"{product.name} has emulators of its own: {product.switch}"
    if made.action == table.INSTALL_HANDLER:
        return f"A handler for {made.missing} would be installed first, with consent"
    return f"To add one until the next reboot: {_INSTALL} {made.missing}"
