"""The hint how to silence notices: the first notice has it, and no other, as long as the cache remembers that."""

from anyarch.bare import records

_SILENCE = "silence"


def is_due(cache_folder: str) -> bool:
    """Whether the hint has not been shown."""
    return not records.read(cache_folder, records.HINTED, _SILENCE)


def was_shown(cache_folder: str) -> None:
    """Remember that it was."""
    records.write(cache_folder, records.HINTED, _SILENCE, {"shown": "yes"})
