"""The manifest of a pack: what is in it, by digest. Its own digest is the pack's, with which the volume's name ends.

It does not say where the files came from (`packing`), or whether they work (`trial`).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

EMULATOR = "qemu-"
ALGORITHM = "sha256:"
_SHORT = 12


class Entry(NamedTuple):
    """A file: its permissions, and the SHA-256 of its content, 64 hexadecimal digits."""

    mode: int
    digest: str


class Manifest(NamedTuple):
    """A pack: its files by path, and the targets of its links."""

    files: Mapping[str, Entry]
    links: Mapping[str, str]

    @property
    def digest(self) -> str:
        """``sha256:`` and 64 hexadecimal digits."""
        whole = json.dumps([sorted(self.files.items()), sorted(self.links.items())])
        return ALGORITHM + hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()

    @property
    def emulators(self) -> dict[str, str]:
        """The digest of each emulator, by the Go name of the architecture that it emulates."""
        found = sorted(self.files.items())
        return {
            path.removeprefix(EMULATOR): ALGORITHM + file.digest for path, file in found if path.startswith(EMULATOR)
        }


def entry(content: bytes, mode: int) -> Entry:
    """A file with this content."""
    return Entry(mode, hashlib.sha256(content).hexdigest())


def volume(host: str, digest: str) -> str:
    """The name of the volume of a pack, by the engine's architecture and the pack's digest."""
    return f"anyarch-pack-{host}-{digest.removeprefix(ALGORITHM)[:_SHORT]}"
