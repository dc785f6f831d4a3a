"""What an image starts, remembered: an image's ID says what is in it for good, so that it is read only once.

Kept is what the files are, and nothing of what an engine makes of them. Containers are not remembered: they change.
A record of another layout than this code's, or one that somebody has altered, is as if it had never been written.
"""

import json

from anyarch.bare import records
from anyarch.programs.entry_point import Step

_LAYOUT = "1"


def recall(cache_folder: str, image: str, platform: str) -> tuple[Step, ...] | None:
    """The steps of an image, by its ID and which of its platforms; None where they are not known."""
    fields = records.read(cache_folder, records.CONTENTS, _key(image, platform))
    if fields.get("layout") != _LAYOUT:
        return None
    try:
        steps = tuple(Step(**step) for step in json.loads(fields["steps"]))
    except (KeyError, TypeError, ValueError):
        return None
    return steps if all(_is_typed(step) for step in steps) else None


def keep(cache_folder: str, image: str, platform: str, steps: tuple[Step, ...]) -> None:
    """Remember the steps of an image."""
    written = json.dumps([step._asdict() for step in steps])
    records.write(cache_folder, records.CONTENTS, _key(image, platform), {"layout": _LAYOUT, "steps": written})


def _is_typed(step: Step) -> bool:
    numbers = ("level", "bits")
    words = [value for name, value in step._asdict().items() if name not in (*numbers, "is_executable")]
    return (
        all(isinstance(word, str) for word in words)
        and all(type(getattr(step, name)) is int for name in numbers)
        and isinstance(step.is_executable, bool)
    )


def _key(image: str, platform: str) -> str:
    return f"{image} {platform}"
