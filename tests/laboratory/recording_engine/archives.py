"""What a client loads into an engine: the archive of an image (the Docker Image Specification v1.2).

Not done: several images in one archive, layers beyond the first, OCI layouts.
"""

import io
import json
import tarfile
from typing import Literal, NamedTuple

from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.recording_engine.platforms import platform_text

_MAGIC = b"\x7fELF"
_CLASSES = {1: 32, 2: 64}
_ORDERS: dict[int, Literal["little", "big"]] = {1: "little", 2: "big"}


class Loaded(NamedTuple):
    """An image from an archive: its tags, what its configuration says, and how many files it has.

    `program` is the architecture that its first program is for, whatever the configuration says; empty for none.
    """

    names: tuple[str, ...]
    platform: str
    program: str
    files: int


def read_archive(content: bytes) -> Loaded:
    files = _files(content)
    [manifest] = json.loads(files["manifest.json"])
    content_of = _files(files[manifest["Layers"][0]])
    programs = filter(None, map(_architecture, content_of.values()))
    platform = platform_text(json.loads(files[manifest["Config"]]))
    return Loaded(tuple(manifest["RepoTags"]), platform, next(programs, ""), len(content_of))


def _files(content: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {member.name: file.read() for member in archive if (file := archive.extractfile(member))}


def _architecture(program: bytes) -> str:
    if program[:4] != _MAGIC:
        return ""
    bits, order = _CLASSES[program[4]], _ORDERS[program[5]]
    marks = (int.from_bytes(program[18:20], order), bits, order)
    found = (each.name for each in ARCHITECTURES.values() if (each.machine, each.bits, each.endian) == marks)
    return next(found, f"machine {marks[0]}")
