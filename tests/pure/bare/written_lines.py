"""Commands that are written down."""

import shlex

from anyarch.bare.command_line import Invocation, parse


def invocation(line: str, **environment: str) -> Invocation:
    """What is typed in a line, which is not passed through."""
    found = parse(shlex.split(line), environment)
    assert isinstance(found, Invocation), f"passed through: {found.reason}"
    return found
