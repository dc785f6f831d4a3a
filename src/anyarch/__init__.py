"""anyarch: a drop-in docker that runs images of other platforms.

This module imports nothing, because every intercepted command loads it.
"""

__version__ = "0.1.0"
