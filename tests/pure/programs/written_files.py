"""Files of a container that are written down."""

from collections.abc import Mapping

from anyarch.programs.entry_point import Look
from anyarch.programs.start import File


def file(path: str, content: bytes, permissions: int = 0o755, owner: int = 0) -> File:
    return File(path, is_folder=False, permissions=permissions, owner=owner, size=len(content), content=content)


def looking(files: Mapping[str, bytes]) -> Look:
    """What sees these files and no others; everybody may execute them."""
    return lambda path: file(path, files[path]) if path in files else None
