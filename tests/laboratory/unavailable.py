"""The one exception by which the laboratory says that this machine cannot offer what was asked for.

A test turns it into a skip or a failure as it sees fit; the laboratory itself never decides that.
"""


class Unavailable(Exception):  # noqa: N818 - it names a state of the machine, not somebody's mistake
    """What was asked for cannot be had here; the text is one sentence: what, why, and what to do about it."""
