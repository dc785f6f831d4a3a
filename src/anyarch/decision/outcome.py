"""What the decision table decides: a row, an action, and the reason for them."""

from typing import NamedTuple

from anyarch.oci.platforms import Platform

# The actions.
UNCHANGED = "unchanged"
PLATFORM = "platform"
INSTALL_HANDLER = "install-handler"
PRIVATE_EMULATION = "private-emulation"

# The rows of the table (`table`), and of a decision that it could not make, because a fact was not available.
DOUBT = 0
NOT_HANDLED = 1
AS_REQUESTED = 2
NATIVE_LOCAL = 3
NATIVE_INSTEAD = 4
FOREIGN_LOCAL = 5
PULL_FORBIDDEN = 6
UNKNOWN_OFFER = 7
NATIVE_OFFER = 8
FOREIGN_OFFER = 9
UNUSABLE_OFFER = 10


class Decision(NamedTuple):
    """What to do, and why.

    Attributes:
        row: the row of the table.
        action: `UNCHANGED`, `PLATFORM`, `INSTALL_HANDLER` or `PRIVATE_EMULATION`.
        reason: one sentence for the user.
        platform: what is run or pulled, if the table knows it.
        is_added: whether to add ``--platform`` to the command.
        emulated: whether the platform needs an emulator.
        is_hopeless: docker is about to fail for this reason.
        missing: the platform that the engine would have to execute, and cannot.
    """

    row: int
    action: str
    reason: str
    platform: Platform | None = None
    is_added: bool = False
    emulated: bool = False
    is_hopeless: bool = False
    missing: Platform | None = None
