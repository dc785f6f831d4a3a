"""What is said of commands and images, with `--json`: plan, platforms, prepare, options, override."""

from typing import NotRequired, TypedDict


class PlannedStep(TypedDict):
    """An image of a Compose service."""

    service: str
    image: str
    platform: str | None
    emulated: bool
    reason: str
    remedy: NotRequired[str | None]


class NeededImage(TypedDict):
    """An image that a Dockerfile needs."""

    file: str
    line: int
    instruction: str
    image: str
    platform: str
    local: list[str]
    offered: list[str] | None
    available: bool
    instead: str | None


class PlannedTarget(TypedDict):
    """A target of a bake."""

    target: str
    row: int
    platform: str | None
    reason: str
    remedy: str | None
    images: list[NeededImage]


class Plan(TypedDict):
    """`anyarch plan`: a command, and what would be done with it."""

    action: str
    argv: list[str]
    platform: str | None
    emulated: bool
    reason: str
    host: str | None
    local: list[str] | None
    offered: list[str] | None
    row: int | None
    remedy: str | None
    memo: bool
    context: NotRequired[str | None]
    steps: NotRequired[list[PlannedStep]]
    unusable: NotRequired[list[PlannedStep]]
    images: NotRequired[list[NeededImage]]
    targets: NotRequired[list[PlannedTarget]]


class OfferedPlatform(TypedDict):
    """A platform that an image is available for."""

    platform: str
    digest: str | None
    size: int | None
    local: bool
    gets: bool


class ImagePlatforms(TypedDict):
    """An image, with what it is available for, or an error."""

    image: str
    local: list[str]
    digest: NotRequired[str]
    index: NotRequired[bool]
    age: NotRequired[int]
    platforms: NotRequired[list[OfferedPlatform]]
    error: NotRequired[str]
    remedy: NotRequired[str]
    tags: NotRequired[list[str]]


class Platforms(TypedDict):
    """`anyarch platforms`."""

    images: list[ImagePlatforms]


class PreparedImage(TypedDict):
    """What became of an image."""

    image: str
    outcome: str
    platform: str | None
    emulated: bool
    reason: str
    remedy: str | None


class Prepared(TypedDict):
    """`anyarch prepare`."""

    images: list[PreparedImage]


class Way(TypedDict):
    """A way to run an image."""

    way: str
    state: str
    sentence: str
    commands: list[str]
    notes: list[str]
    undo: list[str]


class Options(TypedDict):
    """`anyarch options`."""

    image: str
    host: str
    local: list[str]
    offered: list[str] | None
    options: list[Way]


class ServicePlatform(TypedDict):
    """The platform of a service."""

    platform: str


class Override(TypedDict):
    """`anyarch override`: a Compose file."""

    services: dict[str, ServicePlatform]
