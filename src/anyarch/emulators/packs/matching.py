"""What a volume holds, by content, since everyone who uses the engine can make its name and its labels.

It does not say who has put it there; the same files are the same pack.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterable, Iterator

from anyarch.emulators.packs import recipe
from anyarch.emulators.packs.manifest import Entry, Manifest, entry

MARK = entry(b"", 0o644)
_LARGEST = 1 << 30  # bytes of all files; a pack has less than a third of that
_MOST_ENTRIES = 1024
_PIECE = 1 << 18  # bytes
_CAPABILITIES = "SCHILY.xattr.security.capability"  # a file's privileges, as the engine writes them (moby, pkg/archive)


def read(archive: Iterable[bytes]) -> Manifest | None:
    """The manifest of a complete pack in a volume.

    None if the volume is not complete, or has anything else than folders, links, and files without privileges; also if
    it is too large for a pack.

    Args:
        archive: a folder as the engine sends it, a tar archive in pieces; each path begins with the folder's name.
    """
    files: dict[str, Entry] = {}
    links: dict[str, str] = {}
    try:
        with tarfile.open(fileobj=io.BufferedReader(_Pieces(iter(archive))), mode="r|") as opened:
            left = _LARGEST
            for number, each in enumerate(opened):
                left -= each.size
                if number >= _MOST_ENTRIES or left < 0 or not _takes(opened, each, files, links):
                    return None
    except tarfile.TarError:
        return None
    return Manifest(files, links) if files.pop(recipe.COMPLETE, None) == MARK else None


def _takes(opened: tarfile.TarFile, each: tarfile.TarInfo, files: dict[str, Entry], links: dict[str, str]) -> bool:
    """Whether an entry can be part of a pack; it is kept."""
    path = each.name.partition("/")[2]
    if each.isdir():
        return True
    if path in files or path in links:
        return False
    if each.issym():
        links[path] = each.linkname
        return True
    content = opened.extractfile(each) if each.isreg() and _CAPABILITIES not in each.pax_headers else None
    if content is None:
        return False
    digest = hashlib.sha256()
    while piece := content.read(_PIECE):
        digest.update(piece)
    files[path] = Entry(each.mode & 0o7777, digest.hexdigest())
    return True


class _Pieces(io.RawIOBase):
    """A file that is read from pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        target = memoryview(buffer)  # type: ignore[arg-type] # whatever io reads into
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
