"""What is kept for the user, with `--json`: the cache, the log, the settings, the shim; and the version."""

from typing import NotRequired, TypedDict


class CachedImage(TypedDict):
    """What the cache has about an image."""

    image: str
    platforms: list[str]
    digest: str
    index: bool
    age: int
    stale: bool
    engine: str
    private: bool


class CacheList(TypedDict):
    """`anyarch cache list`."""

    images: list[CachedImage]


class CacheShow(TypedDict):
    """`anyarch cache show`."""

    image: str
    offered: list[CachedImage]
    refused: list[str]


class LookedUp(TypedDict):
    """How looking up an image ended."""

    image: str
    platforms: list[str] | None
    error: str | None
    remedy: str | None


class LookUps(TypedDict):
    """`anyarch cache warm` and `anyarch cache refresh`."""

    images: list[LookedUp]


class LogEntry(TypedDict):
    """A line of the log."""

    time: str
    sentence: str


class UsageRow(TypedDict):
    """Commands of one kind with one image."""

    kind: str
    image: str
    context: str | None
    runs: int
    timed: int
    seconds: float
    at_most: float | None


class Usage(TypedDict):
    """How often and how long images were emulated or routed."""

    since: str | None
    handlers_installed: int
    rows: list[UsageRow]
    problems: list[str]


class Log(TypedDict):
    """`anyarch log`; `stats` is there with ``--stats``."""

    entries: list[LogEntry]
    stats: NotRequired[Usage]


class SettingValue(TypedDict):
    """`anyarch config get`: a setting, and where its value comes from."""

    key: str
    value: str | float | bool | list[str] | dict[str, str]
    origin: str


class SettingValues(TypedDict):
    """`anyarch config list`."""

    settings: list[SettingValue]


class ShimStatus(TypedDict):
    """`anyarch shim status`."""

    launcher: str
    docker: str
    docker_exists: bool
    python: str
    python_exists: bool
    first_in_path: bool
    current: bool
    compose: bool


class Version(TypedDict):
    """`anyarch version`."""

    version: str
    python: str
    system: str
    docker: str | None
