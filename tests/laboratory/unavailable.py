"""The one exception by which the laboratory says that this machine cannot offer what was asked for.

pytest skips a test that it reaches, with its text as the reason.
"""

import unittest


class Unavailable(unittest.SkipTest):
    """What was asked for cannot be had here; the text is one sentence: what, why, and what to do about it."""
