"""The cache: small records that may be deleted at any time.

A record is a file, ``FOLDER/KIND/KEY``, with a ``name<TAB>value`` on each line. So reading one takes as long among a
hundred thousand records as among ten, and needs no module that is not loaded anyway. A record that is missing, damaged,
cut off, a link or owned by another user counts as not there, and one that cannot be written is skipped: the cache never
makes a command fail. Files and folders are private to their owner (mode 600 and 700). A folder that belongs to another
user, or that others can write to or replace (`ownership`), is not used. No folder is created in another user's home,
and no home is created.

Keys are percent-encoded into file names, also upper-case letters, because some file systems ignore case. A key that is
too long for a file name is cut off, and a hash keeps it apart from others.

It does not know what the records mean, or how long they stay valid.
"""

import posix
import sys

from anyarch.bare import files
from anyarch.bare.ownership import weakness

# The kinds of records: the names of their folders, which `cache clear` removes. A new kind needs a row here.
OFFERED = "offered"  # what a registry offers under a name
REFUSED = "refused"  # that a registry or an engine refused, and why
SIZES = "sizes"  # the sizes of the images that are offered
ASKER = "asker"  # the key that keeps logins apart
CONTENTS = "contents"  # what a local image starts
ENGINES = "engines"  # an engine's own platform, and that it is slow
NATIVE = "native"  # that an image is local and native: the memos
PRECEDENTS = "precedents"  # what was decided about a foreign image that an engine executes
EXECUTED = "executed"  # that an engine executes a platform
HANDLERS = "handlers"  # the handlers of an engine's kernel that look for their emulator in containers
DECLINED = "declined"  # that the user does not want a handler on an engine
PACKS = "packs"  # the packs of an engine whose content was read
ROUTES = "routes"  # an engine elsewhere: its platform, that it is down, and pulls that failed there
HINTED = "hinted"  # which hints the user has seen
KINDS = (
    OFFERED,
    REFUSED,
    SIZES,
    ASKER,
    CONTENTS,
    ENGINES,
    NATIVE,
    PRECEDENTS,
    EXECUTED,
    HANDLERS,
    DECLINED,
    PACKS,
    ROUTES,
    HINTED,
)

_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-._")
_LONGEST_NAME = 255
_LARGEST_RECORD = 65536
_LAST_LINE = "end"
MODE = 0o600  # of all files in the cache
_OWN_FOLDERS = 2  # the cache, and the kind in it
_KEPT_OF_A_LONG_NAME = 180
_MOST_NEW_FOLDERS = 3  # ~/.cache, the cache, and the kind in it


def folder(environment: dict[str, str], platform: str = sys.platform) -> str:
    """The cache folder: ANYARCH_CACHE_DIR, or platformdirs' user cache folder; empty if there is no home.

    Args:
        environment: the environment variables.
        platform: a value of `sys.platform`.
    """
    chosen = environment.get("ANYARCH_CACHE_DIR", "")
    if chosen:
        return chosen
    home = environment.get("HOME", "")
    own = f"{home}/Library/Caches" if platform == "darwin" else f"{home}/.cache"
    base = environment.get("XDG_CACHE_HOME", "").strip() or (own if home else "")
    return f"{base}/anyarch" if base.startswith("/") else ""


def path(cache: str, kind: str, key: str) -> str:
    """The file of a record, which need not exist; empty if there can be none."""
    name = "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in key.encode("utf-8", "surrogateescape"))
    if not cache or not name or name.startswith("."):
        return ""
    if len(name) > _LONGEST_NAME:
        import hashlib  # noqa: PLC0415 - most names are shorter, and the hot path has no time for this

        # No other name has two percent signs in a row.
        name = f"{name[:_KEPT_OF_A_LONG_NAME]}%%{hashlib.sha256(name.encode()).hexdigest()}"
    return f"{cache}/{kind}/{name}"


def read(cache: str, kind: str, key: str) -> dict[str, str]:
    """The fields of a record; empty if there is none that can be used."""
    file = path(cache, kind, key)
    return _read(file) if file and is_trusted(cache, kind) else {}


def read_all(cache: str, kind: str) -> list[tuple[str, dict[str, str]]]:
    """All usable records of a kind: the file name of each, for `remove`, and its fields."""
    if not is_trusted(cache, kind):
        return []
    try:
        names = posix.listdir(f"{cache}/{kind}")
    except OSError:
        return []
    found = ((name, _read(f"{cache}/{kind}/{name}")) for name in sorted(names) if not name.startswith("."))
    return [(name, fields) for name, fields in found if fields]


def write(cache: str, kind: str, key: str, fields: dict[str, str], *, modified: int | None = None) -> None:
    """Write a record, or do nothing if that is impossible.

    Args:
        cache: the cache folder.
        kind: one of `KINDS`.
        key: what the record is about.
        fields: the names and values.
        modified: when the file is said to have changed, in seconds since the epoch, if not now.
    """
    file = path(cache, kind, key)
    lines = [f"{name}\t{value}" for name, value in fields.items()]
    if not file or any("\n" in line for line in lines):
        return
    content = "\n".join([*lines, _LAST_LINE, ""]).encode("utf-8", "replace")
    try:
        if made(cache, kind):
            files.replace(file, content, MODE, modified=modified)
    except OSError:
        return


def made(cache: str, kind: str) -> bool:
    """Create the folder of a kind if it is missing; whether it can be used.

    Raises:
        OSError: it cannot be created.
    """
    if is_trusted(cache, kind):
        return True
    files.make_own_folders(f"{cache}/{kind}", most=_MOST_NEW_FOLDERS)
    return is_trusted(cache, kind)


def remove(cache: str, kind: str, name: str) -> bool:
    """Delete a record, or the leftover of a killed writer, by its file name; whether it was there."""
    try:
        posix.unlink(f"{cache}/{kind}/{name}")
    except OSError:
        return False
    return True


def drop(cache: str, kind: str, key: str) -> None:
    """Delete a record by its key, if there is one."""
    file = path(cache, kind, key)
    if file and is_trusted(cache, kind):
        remove(cache, kind, file.rpartition("/")[2])


def is_trusted(cache: str, kind: str) -> bool:
    """Whether the cache and the kind's folder belong to this user, and no other user can write to or replace them."""
    try:
        if not cache or posix.stat(cache).st_uid != posix.geteuid():
            return False
        there = posix.stat(f"{cache}/{kind}")
        is_own = there.st_uid == posix.geteuid()
        return is_own and weakness(f"{cache}/{kind}", strict=_OWN_FOLDERS, opened=there) is None
    except OSError:
        return False


def _read(path: str) -> dict[str, str]:
    try:
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK | posix.O_NOFOLLOW)
    except OSError:
        return {}
    try:
        if posix.fstat(descriptor).st_uid != posix.geteuid():
            return {}
        lines = posix.read(descriptor, _LARGEST_RECORD).decode("utf-8", "replace").split("\n")
    except OSError:
        return {}
    finally:
        posix.close(descriptor)
    if lines[-2:] != [_LAST_LINE, ""]:
        return {}
    return dict(line.split("\t", 1) for line in lines[:-2] if "\t" in line)
