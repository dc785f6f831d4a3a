"""Memos: for an image, that a run or create of it stays as it is, because the image is local and native.

Python leaves a memo after it has found that out, and the launcher reads it by these same rules (shell/docker), so that
the next such command starts no Python. It counts for minutes (the setting ``native.lifetime``), for the same docker,
global flags, and `VARIABLES`, and not with a flag or variable that makes more count than the local image: `UNSURE`,
DOCKER_DEFAULT_PLATFORM, and DOCKER_CUSTOM_HEADERS, which may lead to another engine, and must not be written down.

The time of the file is when the decision began. What the decision depends on is newer if it has changed since: the
settings, those of docker, the engine's socket, and the stamp, whose time the launcher sets before each command that
may change images. It is an empty file that only this module creates, since a shell cannot do so safely in a folder that
others can write to; without it, no memo counts. A memo can only say "unchanged": one that is out of date is docker
without anyarch.
"""

import posix
import time

from anyarch.bare import files, records
from anyarch.bare.command_line import Invocation
from anyarch.bare.endpoint import Endpoint
from anyarch.bare.memory import Remembered

# A variable by which docker finds its engine, or anyarch its settings.
VARIABLES = (
    "HOME",
    "DOCKER_HOST",
    "DOCKER_CONTEXT",
    "DOCKER_CONFIG",
    "DOCKER_TLS",
    "DOCKER_TLS_VERIFY",
    "DOCKER_CERT_PATH",
    "XDG_CONFIG_HOME",
    "ANYARCH_CONFIG",
)
UNSURE = ("platform", "pull", "runtime")  # the flags with which no memo counts
STAMP = ".stamp"
_OLDEST = 1  # seconds since the epoch
_MARGIN = 1  # seconds; a file system may know whole seconds only, and its clock is late by some milliseconds


class Subject:
    """What a memo is about: a command, as far as it counts.

    Args:
        cache: the cache folder.
        invocation: the command.
        environment: the environment variables.
        docker: the real docker.
    """

    def __init__(self, cache: str, invocation: Invocation, environment: dict[str, str], docker: str) -> None:
        self.cache = cache
        connection = [f"--{name}={value}" for name, value in sorted(invocation.connection.items())]
        self.key = " ".join([invocation.image, *connection])
        self.circumstances = "|".join([docker, *(environment.get(name, "") for name in VARIABLES)])
        has_headers = environment.get("DOCKER_CUSTOM_HEADERS")
        is_unsure = invocation.platform or has_headers or any(flag in invocation.flags for flag in UNSURE)
        self.can_have_one = invocation.verb != "pull" and not is_unsure


def keep(  # noqa: PLR0913, PLR0917 - the last two are for what is kept in the same way
    subject: Subject,
    endpoint: Endpoint,
    remembered: Remembered,
    began: float,
    kind: str = records.NATIVE,
    more: dict[str, str] | None = None,
) -> None:
    """Leave a memo, or nothing if it would not be certain when it ends.

    An older one must be gone (`forget`): Linux writes a file that replaces one to the disk at once (ext4 does), which
    takes longer than all else here, and a memo may be missing for a moment.

    Args:
        subject: the command.
        endpoint: its engine.
        remembered: what is remembered of the engine.
        began: when the decision about it began, in seconds since the epoch.
        kind: one of `records.KINDS`.
        more: what else it says.
    """
    watched = _watched(endpoint, remembered.settings_file)
    is_certain = subject.can_have_one and all(path.startswith("/") for path in watched)
    if not is_certain or not remembered.lifetime:
        return
    start = int(began) - _MARGIN
    fields = {
        **(more or {}),
        "for": subject.circumstances,
        **{f"watched{number}": path for number, path in enumerate(watched)},
        "from": str(start),
        "until": str(start + _MARGIN + remembered.lifetime),
    }
    records.write(subject.cache, kind, subject.key, fields, modified=start)
    _provide_stamp(subject.cache, kind)


def holds(subject: Subject) -> bool:
    """Whether there is a memo, and it counts."""
    return bool(find(subject))


def find(subject: Subject, kind: str = records.NATIVE) -> dict[str, str]:
    """What a memo says; empty if there is none that counts."""
    if not subject.can_have_one:
        return {}
    fields = records.read(subject.cache, kind, subject.key)
    start, end = fields.get("from", ""), fields.get("until", "")
    if fields.get("for") != subject.circumstances or not (start.isdecimal() and end.isdecimal()):
        return {}
    watched = [value for name, value in fields.items() if name.startswith("watched")]
    stamped = _modified(f"{subject.cache}/{STAMP}")
    written = _modified(records.path(subject.cache, kind, subject.key))
    counts = int(start) <= time.time() < int(end) and all(_modified(path) <= written for path in watched)
    counts = counts and 0 < stamped <= written
    return fields if counts else {}


def forget(subject: Subject, kind: str = records.NATIVE) -> None:
    """Remove the memo, if there is one."""
    records.drop(subject.cache, kind, subject.key)


def _watched(endpoint: Endpoint, settings_file: str) -> list[str]:
    """The files by whose change another decision is possible, and folders, in which an older file may replace one."""
    files = [settings_file, f"{endpoint.configuration}/config.json", *filter(None, [endpoint.source])]
    folders = [file.rpartition("/")[0] or "/" for file in files]
    return [*files, *folders, *filter(None, [endpoint.socket_path])]


def _provide_stamp(cache: str, kind: str) -> None:
    """Create the stamp, older than any memo, if there is none; then no command can have been stamped by it."""
    stamp = f"{cache}/{STAMP}"
    if _modified(stamp) or not records.is_trusted(cache, kind):
        return
    try:
        files.create_empty(stamp, records.MODE, _OLDEST)
    except OSError:
        return


def _modified(path: str) -> int:
    """When a file was changed, in nanoseconds; 0 for none."""
    try:
        return posix.stat(path).st_mtime_ns
    except OSError:
        return 0
