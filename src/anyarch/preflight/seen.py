"""The cache of what images start, by an image's ID and the command: an image never changes, so it is read only once.

It holds what the files are, not what an engine makes of them; what the scripts among them start (`Children`) is a
record of its own, since the shim does not need it. Containers are not cached: they change. A record with another
layout, or with wrong types, is ignored.
"""

import hashlib
import json
from typing import NamedTuple

from anyarch.bare import records
from anyarch.programs.children import Child, Children, Unread
from anyarch.programs.entry_point import Step
from anyarch.programs.start import Start

_CHILDREN = "children"
_EMPTY = Step("", "", "", "")
_LAYOUT = "6"


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


def recall_children(cache_folder: str, subject: Subject) -> Children | None:
    """What the scripts of an image start; None if it is not cached."""
    fields = records.read(cache_folder, records.CONTENTS, _key(subject, _CHILDREN))
    if fields.get("layout") != _LAYOUT:
        return None
    try:
        started, unread, hidden = json.loads(fields["children"])
        children = Children(
            tuple(
                Child(by, is_sure, may_change, tuple(Step(**step) for step in steps))
                for by, is_sure, may_change, steps in started
            ),
            tuple(Unread(*row) for row in unread),
            Unread(*hidden) if hidden else None,
        )
    except (KeyError, TypeError, ValueError):
        return None
    return children if _are_typed(children) else None


def keep_children(cache_folder: str, subject: Subject, children: Children) -> None:
    """Cache what the scripts of an image start."""
    started = [(*child[:-1], [step._asdict() for step in child.steps]) for child in children.started]
    written = json.dumps((started, children.unread, children.hidden))
    records.write(cache_folder, records.CONTENTS, _key(subject, _CHILDREN), {"layout": _LAYOUT, "children": written})


def _are_typed(children: Children) -> bool:
    unread = [*children.unread, *filter(None, [children.hidden])]
    return all(isinstance(word, str) for each in unread for word in each) and all(
        isinstance(child.by, str)
        and isinstance(child.is_sure, bool)
        and isinstance(child.may_change, bool)
        and bool(child.steps)
        and all(_is_typed(step) for step in child.steps)
        for child in children.started
    )


def _is_typed(step: Step) -> bool:
    return all(type(value) is type(getattr(_EMPTY, name)) for name, value in step._asdict().items())


def _key(subject: Subject, what: str = "") -> str:
    command = repr((subject.start, subject.mounts, *filter(None, [what]))).encode("utf-8", "surrogateescape")
    return f"{subject.image} {subject.platform} {hashlib.sha256(command).hexdigest()}"
