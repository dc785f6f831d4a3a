"""Other names under which an image for another CPU is usually published; the registry has to confirm them.

Publishers put marks such as ``arm64`` into tags and repositories, and Docker's official images have one organization
per architecture on Docker Hub (both in `architectures`). A name with the mark of another architecture is tried without
it, and with the right one.
"""

from collections.abc import Iterator

from anyarch.oci import architectures, references
from anyarch.oci.architectures import ARCHITECTURES
from anyarch.oci.references import Reference

_HUB = "docker.io"
_OFFICIAL = "library"
_LATEST = "latest"
_ORGANIZATIONS = frozenset(row.organization for row in ARCHITECTURES.values() if row.organization)
# The longer marks first, so that none is mistaken for the end of another.
_MARKS = sorted((mark for row in ARCHITECTURES.values() for mark in row.marks), key=len, reverse=True)


def candidates(image: str, architecture: str, tags: frozenset[str] | None) -> list[Reference]:
    """Names for the same image, for several platforms or for this architecture only, the likeliest first.

    Args:
        image: the image as it was typed.
        architecture: the engine's, as Go names it.
        tags: the tags of the repository; None if they are not known.
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
    """The tag next to a digest, if any: it may have more platforms than the digest."""
    name, at, _ = image.partition("@")
    if at and ":" in name.rpartition("/")[2]:
        yield typed


def _official(typed: Reference, architecture: str) -> Iterator[Reference]:
    organization, _, name = typed.path.partition("/")
    if typed.domain != _HUB or organization not in {_OFFICIAL, *_ORGANIZATIONS}:
        return
    for other in (_OFFICIAL, architectures.named(architecture).organization):
        if other:
            yield typed._replace(path=f"{other}/{name}")


def _marked(typed: Reference, architecture: str) -> Iterator[Reference]:
    marks = architectures.named(architecture).marks
    folder, slash, name = typed.path.rpartition("/")
    tag, bare = _unmarked(typed.tag), _unmarked(name)
    yield typed._replace(tag=tag or _LATEST)
    yield typed._replace(path=folder + slash + (bare or name))
    for mark in marks:
        yield typed._replace(tag=f"{tag}-{mark}" if tag else mark)
        yield typed._replace(tag=f"{mark}-{tag}" if tag else mark)
        if tag == _LATEST:
            yield typed._replace(tag=mark)
    if typed.domain == _HUB and folder == _OFFICIAL:
        return  # these have their organizations
    for mark in marks:
        if bare:
            yield typed._replace(path=f"{folder}{slash}{bare}-{mark}", tag=tag or _LATEST)
            yield typed._replace(path=f"{folder}{slash}{mark}-{bare}", tag=tag or _LATEST)


def _unmarked(word: str) -> str:
    """A tag or a name without an architecture's mark at its end or beginning; empty if it is only the mark."""
    for mark in _MARKS:
        if word == mark:
            return ""
        for sign in "-_.":
            if word.endswith(sign + mark):
                return word.removesuffix(sign + mark)
            if word.startswith(mark + sign):
                return word.removeprefix(mark + sign)
    return word
