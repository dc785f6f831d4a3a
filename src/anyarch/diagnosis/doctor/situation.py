"""What `anyarch doctor` looks at: one room for each subject, each with a function `examine`.

A room never raises; what it cannot find out is a finding too. Nothing is changed anywhere, but for the cache, which
remembers what an engine has been seen to execute. Whatever starts a program or asks the engine is bounded in time.
"""

from typing import NamedTuple

from anyarch.person.settings import Settings


class Situation(NamedTuple):
    """What the rooms are told.

    Attributes:
        environment: the process's variables.
        folder: where the shim is, or would be.
        settings: the settings in force.
        docker: the real docker; empty for none.
    """

    environment: dict[str, str]
    folder: str
    settings: Settings
    docker: str
