"""What the decision table decides: a row, an action, and the reason for them."""

from typing import NamedTuple

from anyarch.oci.platforms import Platform

# The actions.
UNCHANGED = "unchanged"
PLATFORM = "platform"
INSTALL_HANDLER = "install-handler"
PRIVATE_EMULATION = "private-emulation"
ROUTE = "route"  # to another engine, which is native for the platform

# What `native.replace` may say of a foreign local copy that the registry has a native image for.
WHEN_NEEDED = "when-needed"  # replace it if the engine does not execute it
ALWAYS = "always"
NEVER = "never"

# The rows of the table (`table`), and of a decision that it could not make, because a fact was not available.
DOUBT = 0
NOT_HANDLED = 1
AS_REQUESTED = 2
NATIVE_LOCAL = 3
EXECUTED_LOCAL = 4
NATIVE_INSTEAD = 5
FOREIGN_LOCAL = 6
PULL_FORBIDDEN = 7
UNKNOWN_OFFER = 8
NATIVE_OFFER = 9
FOREIGN_OFFER = 10
UNUSABLE_OFFER = 11


class Policy(NamedTuple):
    """What the settings say about a decision.

    Attributes:
        prefer: the foreign platforms to prefer, in order (``emulation.prefer``).
        rungs: what may be done if the engine has no emulator: `INSTALL_HANDLER`, `ROUTE`, `PRIVATE_EMULATION`, in
            order. If `INSTALL_HANDLER` comes first, nothing has to be asked.
        replace: when to replace a foreign local copy by a native one (``native.replace``).
        routes_first: whether `ROUTE` also comes before an emulator that the engine has (``routing.prefer``).
    """

    prefer: tuple[Platform, ...] = ()
    rungs: tuple[str, ...] = ()
    replace: str = WHEN_NEEDED
    routes_first: bool = False


class Decision(NamedTuple):
    """What to do, and why.

    Attributes:
        row: the row of the table.
        action: `UNCHANGED`, `PLATFORM`, `INSTALL_HANDLER`, `PRIVATE_EMULATION` or `ROUTE`.
        reason: one sentence for the user.
        platform: what is run or pulled, if the table knows it.
        is_added: whether to add ``--platform`` to the command.
        emulated: whether the platform needs an emulator.
        is_hopeless: docker is about to fail for this reason.
        missing: the platform that the engine would have to execute, and cannot.
        is_sure: whether it certainly cannot; an image that is not local yet may bring the emulator for a handler.
        remedy: how to fix what is wrong; empty if an emulator is what is missing.
        is_mislabeled: whether the image's program is for another architecture than its label says.
        context: the docker context that the command is routed to; empty if it runs here.
    """

    row: int
    action: str
    reason: str
    platform: Platform | None = None
    is_added: bool = False
    emulated: bool = False
    is_hopeless: bool = False
    missing: Platform | None = None
    is_sure: bool = True
    remedy: str = ""
    is_mislabeled: bool = False
    context: str = ""
