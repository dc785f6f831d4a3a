"""The shim's notices: the only way in which it prints, always to standard error and without control characters.

A notice is printed if standard error is a terminal, or if docker is about to fail for a reason that anyarch knows. The
setting ``notice`` can be ``never`` to print none, or ``always`` to print without a terminal. Nothing is ever printed to
standard output.
"""

import os

from anyarch.person.text import printable

_STANDARD_ERROR = 2


def is_wanted(policy: str, *, is_hopeless: bool) -> bool:
    """Whether to print a notice.

    Args:
        policy: the setting ``notice``.
        is_hopeless: docker is about to fail, and the notice says why.
    """
    if policy == "never":
        return False
    return policy == "always" or is_hopeless or os.isatty(_STANDARD_ERROR)


def say(*lines: str) -> None:
    """Print a notice of one or more lines, beginning with anyarch's name; nothing if standard error is closed."""
    text = "\n         ".join(printable(line) for line in lines)
    try:
        os.write(_STANDARD_ERROR, f"anyarch: {text}\n".encode("utf-8", "backslashreplace"))
    except OSError:
        return
