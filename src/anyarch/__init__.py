"""anyarch stands in front of the real docker and picks the platform that an image is really offered for.

Nothing is imported here: every intercepted command loads this module first, and pays for what it loads.
"""

__version__ = "0.1.0"
