"""What the pre-flight leaves for the quick answer: of engines, and of images on engines that are not on a Unix socket.

`endpoint.recall` reads what counts for every command. To connect to an engine elsewhere takes longer than the rest of
the quick answer, so for those it is remembered that an image is native there. Everything is dropped when the settings
file changes, which the quick answer does not read, and can only lead to docker running as typed: what is out of date is
docker without anyarch.
"""

import time

from anyarch.bare import lifetimes, records
from anyarch.bare.command_line import Invocation
from anyarch.bare.endpoint import Endpoint, file_state, is_recent

_DECISIVE = ("pull", "runtime")  # flags with which the local image is not all that counts


def keep_platform(cache_folder: str, endpoint: Endpoint, platform: str, settings_file: str = "") -> None:
    """Cache the engine's ``os/architecture``, which it has just reported: so it is no longer slow."""
    fields = {"platform": platform, "seen": _now(), **_settings(settings_file)}
    records.write(cache_folder, records.ENGINES, endpoint.host, fields)


def keep_slow(cache_folder: str, endpoint: Endpoint, settings_file: str = "") -> None:
    """Note that the time for questions has run out at an engine: for a while it is not asked."""
    fields = records.read(cache_folder, records.ENGINES, endpoint.host)
    chosen = _settings(settings_file) if settings_file or not fields else {}
    records.write(cache_folder, records.ENGINES, endpoint.host, {**fields, **chosen, "slow": _now()})


def is_native(cache_folder: str, endpoint: Endpoint, invocation: Invocation) -> bool:
    """Whether a command needs no change, because its image was local and native on that engine minutes ago."""
    if not _is_remembered(endpoint, invocation):
        return False
    fields = records.read(cache_folder, records.NATIVE, _key(endpoint, invocation.image))
    is_same = fields.get("settings") == file_state(fields.get("file", ""))
    return is_same and is_recent(fields.get("seen", ""), lifetimes.NATIVE_ELSEWHERE)


def keep_native(cache_folder: str, endpoint: Endpoint, invocation: Invocation, settings_file: str) -> None:
    """Note that a command needs no change for that reason; after a command that may pull, the note is dropped."""
    if not _is_remembered(endpoint, invocation):
        forget_native(cache_folder, endpoint, invocation.image)
        return
    fields = {"seen": _now(), **_settings(settings_file)}
    records.write(cache_folder, records.NATIVE, _key(endpoint, invocation.image), fields)


def forget_native(cache_folder: str, endpoint: Endpoint, image: str) -> None:
    """Drop that note: the image is another one now, or will be."""
    records.drop(cache_folder, records.NATIVE, _key(endpoint, image))


def _is_remembered(endpoint: Endpoint, invocation: Invocation) -> bool:
    """Whether only the image and the address decide about a command; headers may lead to another engine."""
    is_plain = invocation.verb != "pull" and not invocation.platform
    has_flags = any(flag in invocation.flags for flag in _DECISIVE)
    return is_plain and not has_flags and not endpoint.socket_path and not endpoint.headers


def _settings(file: str) -> dict[str, str]:
    return {"file": file, "settings": file_state(file)}


def _key(endpoint: Endpoint, image: str) -> str:
    return f"{endpoint.host} {image}"


def _now() -> str:
    return str(int(time.time()))
