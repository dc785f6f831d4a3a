"""What is remembered of an engine, for the quick answer: its platform, and that it was too slow to be asked.

The quick answer does not read the settings, so what counts of them is remembered too, and all of it is dropped when the
settings file changes. It can only lead to docker running as typed: if it is out of date, that is docker without
anyarch. Before anyarch changes a command, it asks the engine again.
"""

import posix
import time

from anyarch.bare import lifetimes, records
from anyarch.bare.endpoint import Endpoint


class Remembered:
    """What is remembered of an engine.

    Attributes:
        platform: its ``os/architecture``; empty if unknown.
        is_slow: whether it was too slow to be asked, minutes ago.
        settings_file: the path of anyarch's settings, which need not exist.
        lifetime: for how many seconds a memo counts, by these settings.
    """

    __slots__ = ("is_slow", "lifetime", "platform", "settings_file")

    def __init__(self, fields: dict[str, str]) -> None:
        self.platform = fields.get("platform", "") if _is_recent(fields, "seen", lifetimes.ENGINE_PLATFORM) else ""
        self.is_slow = _is_recent(fields, "slow", lifetimes.SLOW_ENGINE)
        self.settings_file = fields.get("file", "")
        lifetime = fields.get("lifetime", "")
        self.lifetime = int(lifetime) if lifetime.isdecimal() else 0


def recall(cache_folder: str, endpoint: Endpoint) -> Remembered:
    """What is remembered of an engine, unless the settings have changed since."""
    fields = records.read(cache_folder, records.ENGINES, endpoint.host)
    is_same = fields.get("settings", "") == _state(fields.get("file", ""))
    return Remembered(fields if is_same else {})


def keep_platform(
    cache_folder: str, endpoint: Endpoint, platform: str, settings_file: str = "", lifetime: float = lifetimes.NATIVE
) -> None:
    """Remember the engine's ``os/architecture``, which it has just reported: so it is no longer slow.

    Args:
        cache_folder: the cache folder.
        endpoint: the engine.
        platform: the platform.
        settings_file: the path of the settings.
        lifetime: the setting ``native.lifetime``.
    """
    fields = {"platform": platform, "seen": _now(), "lifetime": str(int(lifetime)), **_settings(settings_file)}
    records.write(cache_folder, records.ENGINES, endpoint.host, fields)


def keep_slow(cache_folder: str, endpoint: Endpoint, settings_file: str = "") -> None:
    """Remember that the time for questions has run out at an engine: for a while it is not asked."""
    fields = records.read(cache_folder, records.ENGINES, endpoint.host)
    chosen = _settings(settings_file) if settings_file or not fields else {}
    records.write(cache_folder, records.ENGINES, endpoint.host, {**fields, **chosen, "slow": _now()})


def _is_recent(fields: dict[str, str], name: str, seconds: int) -> bool:
    """Whether the time in a field is at most so many seconds ago."""
    seen = fields.get(name, "")
    return seen.isdecimal() and 0 <= time.time() - int(seen) < seconds


def _settings(file: str) -> dict[str, str]:
    return {"file": file, "settings": _state(file)}


def _state(path: str) -> str:
    """When a file was last written, to notice changes; empty for no file."""
    try:
        return str(posix.stat(path).st_mtime_ns)
    except OSError:
        return ""


def _now() -> str:
    return str(int(time.time()))
