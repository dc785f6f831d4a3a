"""Where the parts of a pack come from: the files of this machine, of a folder, or of an image on the engine.

Links are followed within the tree: in a folder, an absolute link starts at that folder. A folder or an image may hold
the unpacked packages of a system with a merged /usr, where /lib means /usr/lib. Files larger than `LARGEST` count as
missing, since no part of a pack is that large.
"""

import os
from typing import Protocol

from anyarch.engine import container_files
from anyarch.engine.client import Client

LARGEST = 128 * 1024 * 1024
_MERGED = frozenset(("bin", "lib", "lib32", "lib64", "libx32", "sbin"))  # with the folders of these names in /usr


class Tree(Protocol):
    """Some files below one root.

    Attributes:
        name: for messages, such as ``this machine``.
    """

    name: str

    def read(self, path: str) -> bytes | None:
        """The content of the regular file at an absolute path; None for none, or if it is too large."""


class Folder:
    """The files of a folder, or of this machine if that is ``/``."""

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
        """The real path, part by part, so that no link leads out of the root."""
        parts = _parts(path)
        found: list[str] = []
        for _ in range(container_files.MOST_LINKS + len(parts)):
            if not parts:
                break
            part = parts.pop(0)
            if part == "..":
                found = found[:-1]
                continue
            here = os.path.join(self._root, *found, part)
            if not found and part in _MERGED and not os.path.lexists(os.path.join(here, *parts[:1])):
                found = ["usr", part]
            elif os.path.islink(here):
                target = os.readlink(here)
                found = [] if target.startswith("/") else found
                parts = _parts(target) + parts
            else:
                found.append(part)
        return "" if parts else os.path.join(self._root, *found)


class Image:
    """The files of a container from an image, named as it was typed; the container is never started."""

    def __init__(self, client: Client, container: str, name: str) -> None:
        self.name = name
        self._client = client
        self._container = container

    def read(self, path: str) -> bytes | None:
        """See `Tree`."""
        places = [path, f"/usr{path}"] if _MERGED.intersection(_parts(path)[:1]) else [path]
        contents = (container_files.copied(self._client, self._container, place, LARGEST) for place in places)
        return next((content for content in contents if content is not None), None)


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in ("", ".")]
