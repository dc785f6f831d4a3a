"""The cache of what images start, by an image's ID and the command: an image never changes, so it is read only once.

It holds what the files are, not what an engine makes of them. Containers are not cached: they change. A record with
another layout, or with wrong types, is ignored.
"""

import hashlib
import json
from typing import NamedTuple

from anyarch.bare import records
from anyarch.programs.entry_point import Step
from anyarch.programs.start import Start

_LAYOUT = "3"


class Subject(NamedTuple):
    """What the steps depend on: the image's ID, its platform, what is started, and what hides the image's files."""

    image: str
    platform: str
    start: Start
    mounts: tuple[str, ...] = ()


def recall(cache_folder: str, subject: Subject) -> tuple[Step, ...] | None:
    """The steps of an image for a command; None if they are not cached."""
    fields = records.read(cache_folder, records.CONTENTS, _key(subject))
    if fields.get("layout") != _LAYOUT:
        return None
    try:
        steps = tuple(Step(**step) for step in json.loads(fields["steps"]))
    except (KeyError, TypeError, ValueError):
        return None
    return steps if all(_is_typed(step) for step in steps) else None


def keep(cache_folder: str, subject: Subject, steps: tuple[Step, ...]) -> None:
    """Cache the steps of an image for a command."""
    written = json.dumps([step._asdict() for step in steps])
    records.write(cache_folder, records.CONTENTS, _key(subject), {"layout": _LAYOUT, "steps": written})


def _is_typed(step: Step) -> bool:
    numbers = ("level", "bits")
    words = [value for name, value in step._asdict().items() if name not in (*numbers, "is_executable")]
    return (
        all(isinstance(word, str) for word in words)
        and all(type(getattr(step, name)) is int for name in numbers)
        and isinstance(step.is_executable, bool)
    )


def _key(subject: Subject) -> str:
    command = repr((subject.start, subject.mounts)).encode("utf-8", "surrogateescape")
    return f"{subject.image} {subject.platform} {hashlib.sha256(command).hexdigest()}"
