"""Where the parts of a pack come from: the files of this machine, of a folder, or of an image on the engine.

A tree answers what a path holds, links followed within the tree: an absolute link in a folder that was unpacked from
packages means that folder. Files past `LARGEST` are refused, as no part of a pack is that large.
"""

import io
import os
import posixpath
import tarfile
from typing import Protocol

import docker.errors
from docker import APIClient

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

    def __init__(self, client: APIClient, container: str, name: str) -> None:
        self.name = name
        self._client = client
        self._container = container

    def read(self, path: str) -> bytes | None:
        """See `Tree`; the engine follows the links of a path but for its last part, and names the target of that."""
        for _ in range(_MOST_LINKS):
            try:
                chunks, facts = self._client.get_archive(self._container, path)
            except docker.errors.NotFound:
                return None
            if facts.get("linkTarget"):
                path = posixpath.join(posixpath.dirname(path), str(facts["linkTarget"]))
                continue
            if not 0 <= int(facts.get("size", -1)) <= LARGEST:
                return None
            return _only_file(b"".join(chunks))
        return None


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in ("", ".")]


def _only_file(archive: bytes) -> bytes | None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        member = files.next()
        content = files.extractfile(member) if member and member.isfile() else None
        return content.read() if content else None
