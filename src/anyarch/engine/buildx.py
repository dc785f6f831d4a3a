"""Docker's plugin buildx: its version, and its builders with the platforms that they list.

The list may be out of date: BuildKit checks once which platforms it can run, and keeps the result. So it may lack an
emulator for a platform that it lists, or have one for a platform that it does not list.

Nothing is built, created or started here.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.person import process

ENGINES_OWN = "docker"  # the engine itself; without the containerd image store it builds for one platform at a time

_TIMEOUT = 20.0  # seconds; builders on other machines are asked for their state
_MOST_BUILDERS = 50


class Builder(NamedTuple):
    """A builder: its name, its driver, whether a node of it runs, and the platforms that its nodes list."""

    name: str
    driver: str
    is_running: bool
    platforms: frozenset[Platform]


def version(docker: str) -> str:
    """The version; empty if there is no buildx."""
    answer = process.run([docker, "buildx", "version"], timeout=_TIMEOUT)
    words = answer.output.split()
    return words[1] if answer.status == 0 and len(words) > 1 and "buildx" in words[0] else ""


def builders(docker: str) -> list[Builder]:
    """The builders; a buildx before 0.13 lists only the current one."""
    answer = process.run([docker, "buildx", "ls", "--format", "{{json .}}"], timeout=_TIMEOUT)
    if answer.status != 0:
        current = process.run([docker, "buildx", "inspect"], timeout=_TIMEOUT)
        return _of_text(current.output) if current.status == 0 else []
    found = [_of_document(line) for line in answer.output.splitlines()[:_MOST_BUILDERS] if line.startswith("{")]
    return list({builder.name: builder for builder in found if builder}.values())


def named(docker: list[str], name: str) -> Builder | None:
    """The builder with that name, or the current one for an empty name; None if there is none.

    Args:
        docker: the real docker, with the global flags of the command.
        name: the builder's name; empty for the current one.
    """
    answer = process.run([*docker, "buildx", "inspect", *([name] if name else [])], timeout=_TIMEOUT)
    return next(iter(_of_text(answer.output)), None) if answer.status == 0 else None


def _of_document(line: str) -> Builder | None:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    nodes = documents.items(document, "Nodes")
    return Builder(
        documents.text(document, "Name"),
        documents.text(document, "Driver"),
        any(documents.text(node, "Status") == "running" for node in nodes),
        _platforms([word for node in nodes for word in documents.items(node, "Platforms")]),
    )


def _of_text(text: str) -> list[Builder]:
    """What `buildx inspect` prints: lines of ``Key: value``, first the builder's own, then those of its nodes."""
    lines = [(key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in text.splitlines())]
    named = dict(reversed(lines))  # the first of each key counts
    if not named.get("Name"):
        return []
    listed = [word for key, value in lines if key == "Platforms" for word in value.split(",")]
    is_running = ("Status", "running") in lines
    return [Builder(named["Name"], named.get("Driver", ""), is_running, _platforms(listed))]


def _platforms(words: Sequence[object]) -> frozenset[Platform]:
    """The platforms among the words; a star marks one that the user has set for the builder."""
    found = set()
    for word in words:
        try:
            found.add(platforms.parse(str(word).strip().removesuffix("*")))
        except ValueError:
            continue
    return frozenset(found)
