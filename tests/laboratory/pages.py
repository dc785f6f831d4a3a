"""The blocks of code on a page of the documentation, by the heading that they are under, to run them."""

import os
import re
import textwrap
from collections import Counter
from dataclasses import dataclass

from tests.laboratory.debian import REPOSITORY

_SECTION = re.compile(r"^#+ (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, order=True)
class Place:
    """Where a block is: the page, the heading above it, its language, and how many such come before it there."""

    page: str
    heading: str
    kind: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.page} | {self.heading} | {self.kind} {self.number}"


def every(page: str) -> dict[Place, str]:
    """All blocks of a page, in order; what is indented on the page is not indented here."""
    headings = list(_SECTION.finditer(outside(page)))  # a comment in a block is no heading
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for block in _BLOCK.finditer(text(page)):
        above = [heading[1] for heading in headings if heading.start() < block.start()]
        heading, kind = above[-1] if above else "", block[2]
        found[Place(page, heading, kind, seen[heading, kind])] = textwrap.dedent(block[3])
        seen[heading, kind] += 1
    return found


def outside(page: str) -> str:
    """A page, each block of which is as many spaces."""
    return _BLOCK.sub(lambda block: " " * len(block[0]), text(page))


def text(page: str) -> str:
    """A page, or any other file of the repository, by its path there."""
    with open(os.path.join(REPOSITORY, page), encoding="utf-8") as file:
        return file.read()


def blocks(page: str, heading: str, kinds: tuple[str, ...] = ("console", "sh")) -> list[str]:
    """The scripts under a heading, in order: of a console, what was typed."""
    found = [
        _script(place.kind, content)
        for place, content in every(page).items()
        if place.heading == heading and place.kind in kinds
    ]
    assert found, f"{page} has no commands under {heading!r}"
    return found


def _script(kind: str, content: str) -> str:
    if kind != "console":
        return content
    return "\n".join(command for command, _ in commands(content))


def commands(content: str) -> list[tuple[str, str]]:
    """The commands of a console, each with the output that the page shows."""
    first, *typed = re.split(r"^\$ ", content, flags=re.MULTILINE)
    assert not first
    return [(command.partition("\n")[0], command.partition("\n")[2]) for command in typed]
