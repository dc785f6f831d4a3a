"""The images that a build needs, for one target platform.

* Only the stages that the target stage leads to count: by FROM, ``COPY --from`` and ``RUN --mount``. The others are not
  built, and their images not asked for. The target is the last stage, or the one of ``--target``.
* FROM names a stage above it, in lower case, or else an image; ``COPY --from`` a stage in any case, by its number, or
  else an image; ``RUN --mount`` the same without numbers. ``scratch`` is no image.
* In FROM, variables are the ARGs before the first FROM, ``--build-arg``, and what BuildKit sets by itself:
  BUILDPLATFORM and TARGETPLATFORM with their parts.
* An image is asked for the target platform, unless FROM says otherwise.

The rules are BuildKit's (frontend/dockerfile/dockerfile2llb/convert.go).
"""

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from anyarch.dockerfile.errors import UnreadableError
from anyarch.dockerfile.expansion import expanded
from anyarch.dockerfile.stages import COPY, FROM, Dockerfile, Stage, Use
from anyarch.oci import platforms, references
from anyarch.oci.platforms import Platform

_EMPTY = "scratch"
_NUMBER = re.compile("[+-]?[0-9]+")
_DEFAULT_TARGET = "default"


class Conditions(NamedTuple):
    """What a build depends on, besides its Dockerfile.

    Attributes:
        target: the platform to build for.
        builder: the platform that builds.
        arguments: the build arguments that have a value.
        stage: the stage to build; empty for the last.
    """

    target: Platform
    builder: Platform
    arguments: Mapping[str, str] = {}
    stage: str = ""


class Need(NamedTuple):
    """An image that a build needs.

    Attributes:
        image: its name, with variables replaced.
        platform: what it is asked for.
        is_pinned: whether FROM says so, by ``--platform``.
        line: where.
        kind: `stages.FROM`, `stages.COPY` or `stages.MOUNT`.
    """

    image: str
    platform: Platform
    is_pinned: bool
    line: int
    kind: str


class _Resolved(NamedTuple):
    """A stage whose variables are replaced: the stage that it is based on, or else an image; and a platform for it."""

    stage: Stage
    base: int | None
    image: str
    platform: Platform | None


def find(dockerfile: Dockerfile, conditions: Conditions) -> tuple[Need, ...]:
    """The images that the build needs, by line.

    Raises:
        UnreadableError: docker would refuse the Dockerfile, or it is not understood.
    """
    resolved = _resolved(dockerfile, conditions)
    names = {each.stage.name: number for number, each in enumerate(resolved) if each.stage.name}
    target = names.get(conditions.stage.lower()) if conditions.stage else len(resolved) - 1
    if target is None:
        raise UnreadableError(f"It has no stage {conditions.stage}.")
    _refuse_circles(resolved, names)
    found = set()
    reached, waiting = {target}, [target]
    while waiting:
        current = resolved[waiting.pop()]
        for line, kind, source, platform in _sources(current, resolved, names):
            if isinstance(source, str):
                found.add(_need(source, platform, line, kind, conditions))
            elif source not in reached:
                reached.add(source)
                waiting.append(source)
    return tuple(sorted((each for each in found if each.image != _EMPTY), key=lambda each: (each.line, each.image)))


def _sources(
    current: _Resolved, resolved: list[_Resolved], names: Mapping[str, int]
) -> Iterator[tuple[int, str, int | str, Platform | None]]:
    """The line and kind of what a stage is made from, and that: the number of a stage, or an image and its platform."""
    base = current.image if current.base is None else current.base
    yield current.stage.line, FROM, base, current.platform
    triggered = () if current.base is None else resolved[current.base].stage.triggers
    for use in (*triggered, *current.stage.uses):
        yield use.line, use.kind, _used(use, names, len(resolved)), None


def _refuse_circles(resolved: list[_Resolved], names: Mapping[str, int]) -> None:
    """Raise `UnreadableError` if a stage needs itself, on the way through others, also if it is not needed."""
    graph = {
        number: [source for _, _, source, _ in _sources(each, resolved, names) if isinstance(source, int)]
        for number, each in enumerate(resolved)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise UnreadableError("A stage needs itself.", resolved[error.args[1][0]].stage.line) from error


def _used(use: Use, names: Mapping[str, int], count: int) -> int | str:
    if use.kind != COPY or not _NUMBER.fullmatch(use.source):
        return names.get(use.source.lower(), use.source)
    if not 0 <= int(use.source) < count:
        raise UnreadableError(f"There is no stage {use.source}.", use.line)
    return int(use.source)


def _need(image: str, platform: Platform | None, line: int, kind: str, conditions: Conditions) -> Need:
    try:
        if image != _EMPTY:
            references.parse(image)
    except ValueError as error:
        raise UnreadableError("It names no image that docker accepts.", line) from error
    return Need(image, platform or conditions.target, platform is not None, line, kind)


def _resolved(dockerfile: Dockerfile, conditions: Conditions) -> list[_Resolved]:
    variables = _variables(dockerfile, conditions)
    found: list[_Resolved] = []
    names: dict[str, int] = {}
    for stage in dockerfile.stages:
        try:
            found.append(_resolve(stage, variables, names, dockerfile.escape))
        except UnreadableError as error:
            raise error.at(stage.line) from error
        if stage.name:
            names[stage.name] = len(found) - 1
    return found


def _resolve(stage: Stage, variables: Mapping[str, str | None], names: Mapping[str, int], escape: str) -> _Resolved:
    base = expanded(stage.base, variables, escape)
    if not base:
        raise UnreadableError(f"{stage.base} is empty.")
    if base not in names and base.lower() in names:
        raise UnreadableError(f"{base} is the name of a stage, but not in lower case.")
    platform = None
    if stage.platform:
        try:
            platform = platforms.parse(expanded(stage.platform, variables, escape))
        except ValueError as error:
            raise UnreadableError("It names no platform that docker accepts.") from error
    return _Resolved(stage, names.get(base), base, platform)


def _variables(dockerfile: Dockerfile, conditions: Conditions) -> dict[str, str | None]:
    """What FROM may use."""
    last = dockerfile.stages[-1].name
    found: dict[str, str | None] = {"TARGETSTAGE": conditions.stage or last or _DEFAULT_TARGET}
    for prefix, platform in (("BUILD", conditions.builder), ("TARGET", conditions.target)):
        parts = (str(platform), platform.os, "", platform.architecture, platform.variant)
        names = ("PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT")
        found |= {f"{prefix}{name}": part for name, part in zip(names, parts, strict=True)}
    given = conditions.arguments
    found |= {name: given[name] for name in found if name in given}
    for name, value, line in dockerfile.arguments:
        if name in given:
            found[name] = given[name]
        elif value is None:
            found.setdefault(name, None)
        else:
            try:
                found[name] = expanded(value, found, dockerfile.escape)
            except UnreadableError as error:
                raise error.at(line) from error
    return found
