"""Image names as docker reads them: ``alpine``, ``ghcr.io/a/b:1``, ``name@sha256:...``, or an image's ID.

The grammar is distribution/reference's: ``[domain/]path[:tag][@digest]``. A name without a domain is on Docker Hub,
where a path of one part is under ``library/``. The first part is a domain only if another one follows, and it is
``localhost`` or has a dot, a colon, or an upper-case letter. Without tag and digest, the tag is ``latest``; with both,
the digest counts.

Sixty-four hexadecimal digits, with or without ``sha256:``, are an ID, never a name. Fewer can be either: that depends
on what the engine has.
"""

import re
from typing import NamedTuple

HUB = "docker.io"
_OFFICIAL = "library/"
_LONGEST_NAME = 255

_DOMAIN_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_DOMAIN = re.compile(rf"(?:{_DOMAIN_LABEL}(?:\.{_DOMAIN_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_PATH_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = re.compile(rf"{_PATH_PART}(?:/{_PATH_PART})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})")
_ID = re.compile(r"(?:sha256:)?[0-9a-f]{64}")


class Reference(NamedTuple):
    """A complete image name; `tag` is empty if there is a digest, `digest` if there is none."""

    domain: str
    path: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """Domain and path, in full."""
        return f"{self.domain}/{self.path}"

    def __str__(self) -> str:
        return f"{self.name}@{self.digest}" if self.digest else f"{self.name}:{self.tag}"


def is_id(image: str) -> bool:
    """Whether this can only be an image's ID."""
    return _ID.fullmatch(image) is not None


def parse(image: str) -> Reference:
    """Read an image's name.

    Raises:
        ValueError: it is an ID, or docker would call it an invalid reference.
    """
    if is_id(image):
        raise ValueError(f"{image!r} is an image ID, not a name")
    rest, _, digest = image.partition("@")
    domain, path = _split_domain(rest)
    path, colon, tag = path.partition(":")
    if domain == HUB and "/" not in path:
        path = _OFFICIAL + path
    valid = (
        _DOMAIN.fullmatch(domain)
        and _PATH.fullmatch(path)
        and len(f"{domain}/{path}") <= _LONGEST_NAME
        and (_TAG.fullmatch(tag) if colon else True)
        and (_DIGEST.fullmatch(digest) if "@" in image else True)
    )
    if not valid:
        raise ValueError(f"{image!r} is not an image name that docker accepts")
    return Reference(domain, path, "" if digest else tag or "latest", digest)


def _split_domain(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    is_domain = first == "localhost" or "." in first or ":" in first or first != first.lower()
    if not slash or not is_domain:
        return HUB, name
    return (HUB if first == "index.docker.io" else first), rest
