"""The one door to standard error for the shim: a line of anyarch's own, when it is wanted, and never anything raw.

A line is printed when standard error is a terminal, or when docker is about to fail for a reason that anyarch knows;
``never`` silences both, ``always`` prints without a terminal. Nothing goes to standard output, ever.
"""

import os

from anyarch.person.text import printable

_STANDARD_ERROR = 2


def is_wanted(policy: str, *, is_hopeless: bool) -> bool:
    """Whether a line is to be printed.

    Args:
        policy: the setting ``notice``.
        is_hopeless: docker is about to fail, and the line says why.
    """
    if policy == "never":
        return False
    return policy == "always" or is_hopeless or os.isatty(_STANDARD_ERROR)


def say(*lines: str) -> None:
    """Print lines, the first marked as anyarch's; a closed standard error is no trouble."""
    text = "\n         ".join(printable(line) for line in lines)
    try:
        os.write(_STANDARD_ERROR, f"anyarch: {text}\n".encode("utf-8", "backslashreplace"))
    except OSError:
        return
