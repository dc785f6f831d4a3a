"""What a container starts behind a private emulator: the words that `decision.private_words` puts in front, undone."""

from anyarch.decision import private_words
from anyarch.programs.start import Start

_PACKS_START = f"{private_words.PLACE}/start"


def unwrapped(start: Start) -> tuple[Start, bool]:
    """How the image's own program is started, and whether a private emulator runs it."""
    words = (*start.entrypoint, *start.command)
    if not words or not words[0].startswith(f"{private_words.PLACE}/") or _PACKS_START not in words:
        return start, False
    behind = words.index(_PACKS_START) + 2  # the architecture comes first
    return start._replace(entrypoint=(), command=words[behind:]), True
