"""Under which other names an image for one CPU is usually found. They are only candidates: a registry has to confirm.

The marks are those that publishers put into tags and repositories; Docker's official images have an organisation for
each architecture on Docker Hub (docker-library/official-images, "Architectures other than amd64?"). A name that bears
the mark of another architecture is tried without it and with the right one.
"""

from collections.abc import Iterator

from anyarch.oci import references
from anyarch.oci.references import Reference

MARKS = {
    "386": ("i386", "386"),
    "amd64": ("amd64", "x86_64", "x86-64", "x64"),
    "arm": ("arm32v7", "armv7", "armhf", "arm"),
    "arm64": ("arm64", "arm64v8", "aarch64"),
    "loong64": ("loong64",),
    "mips64le": ("mips64le",),
    "ppc64le": ("ppc64le",),
    "riscv64": ("riscv64",),
    "s390x": ("s390x",),
}
_ORGANISATIONS = {
    "386": "i386",
    "amd64": "amd64",
    "arm": "arm32v7",
    "arm64": "arm64v8",
    "mips64le": "mips64le",
    "ppc64le": "ppc64le",
    "riscv64": "riscv64",
    "s390x": "s390x",
}
_HUB = "docker.io"
_OFFICIAL = "library"
_LATEST = "latest"
# The longer marks first, so that none is taken for the end of another.
_ALL = sorted((mark for marks in MARKS.values() for mark in marks), key=len, reverse=True)


def candidates(image: str, architecture: str, tags: frozenset[str] | None) -> list[Reference]:
    """Names for the same image, as one of several platforms or for the architecture alone, the likeliest first.

    Args:
        image: the image as it was typed.
        architecture: Go's name for it.
        tags: the tags that the repository has; None where nobody knows.
    """
    try:
        typed = references.parse(image.partition("@")[0])
    except ValueError:
        return []
    found = dict.fromkeys(
        name
        for name in (*_without_digest(typed, image), *_official(typed, architecture), *_marked(typed, architecture))
        if name.name != typed.name or tags is None or name.tag in tags
    )
    return [name for name in found if str(name) != str(references.parse(image))]


def familiar(name: Reference) -> str:
    """The name as people type it."""
    path = name.path.removeprefix(f"{_OFFICIAL}/") if name.domain == _HUB else f"{name.domain}/{name.path}"
    return path if name.tag == _LATEST else f"{path}:{name.tag}"


def _without_digest(typed: Reference, image: str) -> Iterator[Reference]:
    """A digest may pin one platform of what the tag beside it has; one without a tag tells no name."""
    name, at, _ = image.partition("@")
    if at and ":" in name.rpartition("/")[2]:
        yield typed


def _official(typed: Reference, architecture: str) -> Iterator[Reference]:
    organisation, _, name = typed.path.partition("/")
    if typed.domain != _HUB or organisation not in (_OFFICIAL, *_ORGANISATIONS.values()):
        return
    for other in (_OFFICIAL, _ORGANISATIONS.get(architecture)):
        if other:
            yield typed._replace(path=f"{other}/{name}")


def _marked(typed: Reference, architecture: str) -> Iterator[Reference]:
    folder, slash, name = typed.path.rpartition("/")
    tag, bare = _unmarked(typed.tag), _unmarked(name)
    yield typed._replace(tag=tag or _LATEST)
    yield typed._replace(path=folder + slash + (bare or name))
    for mark in MARKS.get(architecture, ()):
        yield typed._replace(tag=f"{tag}-{mark}" if tag else mark)
        yield typed._replace(tag=f"{mark}-{tag}" if tag else mark)
        if tag == _LATEST:
            yield typed._replace(tag=mark)
    if typed.domain == _HUB and folder == _OFFICIAL:
        return  # these have their organisations
    for mark in MARKS.get(architecture, ()):
        if bare:
            yield typed._replace(path=f"{folder}{slash}{bare}-{mark}", tag=tag or _LATEST)
            yield typed._replace(path=f"{folder}{slash}{mark}-{bare}", tag=tag or _LATEST)


def _unmarked(word: str) -> str:
    """A tag or a name without the mark of an architecture at its end or beginning; empty if that is all there is."""
    for mark in _ALL:
        if word == mark:
            return ""
        for sign in "-_.":
            if word.endswith(sign + mark):
                return word.removesuffix(sign + mark)
            if word.startswith(mark + sign):
                return word.removeprefix(mark + sign)
    return word
