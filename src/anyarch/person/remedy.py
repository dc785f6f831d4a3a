"""The command that takes from other users what they could do to a file (`bare.ownership`)."""

import os
import shlex

from anyarch.bare.ownership import Weakness

_ROOT = 0


def command(*found: Weakness) -> str:
    """One command for all that was found about one thing; empty for nothing found.

    Root gets no advice to take over the files of the user whose HOME sudo has kept, but uses its own home.
    """
    foreign = [each.place for each in found if each.owner is not None]
    if foreign and os.geteuid() == _ROOT:
        return "export HOME=/root"
    if foreign:
        return shlex.join(["sudo", "chown", str(os.geteuid()), *dict.fromkeys(foreign)])
    return shlex.join(["chmod", "go-w", *dict.fromkeys(each.place for each in found)]) if found else ""
