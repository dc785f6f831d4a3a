"""Where the parts of a pack come from: the files of this machine, of a folder, or of an image on the engine.

A tree answers what is at a path, links followed within the tree: an absolute link in a folder that was unpacked from
packages means that folder. Files above `LARGEST` are refused, since no part of a pack is that large.
"""

import os
from typing import Protocol

from anyarch.engine import container_files
from anyarch.engine.client import Client

LARGEST = 128 * 1024 * 1024
_MOST_LINKS = 40  # as many as Linux follows


class Tree(Protocol):
    """Some files below one root.

    Attributes:
        name: what a person calls it, for sentences: ``this machine``.
    """

    name: str

    def read(self, path: str) -> bytes | None:
        """The content of the regular file at an absolute path; None for none, or for one that is too large."""


class Folder:
    """The files of a folder, or of the machine where that is ``/``."""

    def __init__(self, root: str) -> None:
        self.name = "this machine" if root == os.sep else root
        self._root = os.path.realpath(root)

    def read(self, path: str) -> bytes | None:
        """See `Tree`."""
        found = self._resolved(path)
        try:
            if not os.path.isfile(found) or os.path.getsize(found) > LARGEST:
                return None
            with open(found, "rb") as file:
                return file.read()
        except OSError:
            return None

    def _resolved(self, path: str) -> str:
        """The real path: each part in turn, so that no link leads out of the root."""
        parts = _parts(path)
        found: list[str] = []
        for _ in range(_MOST_LINKS + len(parts)):
            if not parts:
                break
            part = parts.pop(0)
            if part == "..":
                found = found[:-1]
                continue
            here = os.path.join(self._root, *found, part)
            if os.path.islink(here):
                target = os.readlink(here)
                found = [] if target.startswith("/") else found
                parts = _parts(target) + parts
            else:
                found.append(part)
        return "" if parts else os.path.join(self._root, *found)


class Image:
    """The files of a container that was made from an image, and is never started.

    Args:
        client: the engine.
        container: the container's ID.
        name: IMAGE as it was typed.
    """

    def __init__(self, client: Client, container: str, name: str) -> None:
        self.name = name
        self._client = client
        self._container = container

    def read(self, path: str) -> bytes | None:
        """See `Tree`."""
        return container_files.copied(self._client, self._container, path, LARGEST)


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in ("", ".")]
