"""The cache folder: small records that anyarch may forget at any time.

A record is a file of its own, ``FOLDER/KIND/KEY``, holding lines of ``name<TAB>value``; so one look-up costs the same
among ten records and a hundred thousand, and needs no module that is not loaded anyway. A record is replaced whole,
by renaming a finished file over it, so readers see the old one or the new one. A record that is missing, unreadable,
cut off or another user's is as if it had never been written, and a record that cannot be written is not: the cache
never fails a command. Folders are made for their owner alone (mode 700); one that belongs to another user, or that
others may write into, is not used. None is made in another user's home, nor a home that is missing.

Keys are percent-encoded into file names, upper-case letters too, because some file systems do not tell case apart. A
key that is too long for a name is cut off, and told from others by its hash.

It knows nothing of what the records mean or when they grow old.
"""

import posix
import sys

_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-._")
_LONGEST_NAME = 255
_LARGEST_RECORD = 65536
_LAST_LINE = "end"
_MODE = 0o600
_WRITABLE_BY_OTHERS = 0o022
_KEPT_OF_A_LONG_NAME = 180
_MOST_NEW_FOLDERS = 3  # the kind's, the cache's, and ~/.cache


def folder(environment: dict[str, str], platform: str = sys.platform) -> str:
    """Where the cache is: ANYARCH_CACHE_DIR, or platformdirs' user cache folder; empty when there is no home.

    Args:
        environment: the process's variables.
        platform: as `sys.platform`.
    """
    chosen = environment.get("ANYARCH_CACHE_DIR", "")
    if chosen:
        return chosen
    home = environment.get("HOME", "")
    if platform == "darwin":
        return f"{home}/Library/Caches/anyarch" if home else ""
    base = environment.get("XDG_CACHE_HOME", "").strip() or (f"{home}/.cache" if home else "")
    return f"{base}/anyarch" if base.startswith("/") else ""


def read(cache: str, kind: str, key: str) -> dict[str, str]:
    """The fields of a record; empty if there is none to trust."""
    path = _path(cache, kind, key)
    return _read(path) if path and is_trusted(cache, kind) else {}


def read_all(cache: str, kind: str) -> list[tuple[str, dict[str, str]]]:
    """The records of a kind that can be trusted: for each its file's name, for `remove`, and its fields."""
    if not is_trusted(cache, kind):
        return []
    try:
        names = posix.listdir(f"{cache}/{kind}")
    except OSError:
        return []
    found = ((name, _read(f"{cache}/{kind}/{name}")) for name in sorted(names) if not name.startswith("."))
    return [(name, fields) for name, fields in found if fields]


def write(cache: str, kind: str, key: str, fields: dict[str, str]) -> None:
    """Replace a record, or do nothing where that is impossible."""
    path = _path(cache, kind, key)
    lines = [f"{name}\t{value}" for name, value in fields.items()]
    if not path or any("\n" in line for line in lines):
        return
    from anyarch.bare import files  # noqa: PLC0415 - the hot path reads records and writes none

    content = "\n".join([*lines, _LAST_LINE, ""]).encode("utf-8", "replace")
    try:
        files.make_own_folders(f"{cache}/{kind}", most=_MOST_NEW_FOLDERS)
        if is_trusted(cache, kind):
            files.replace(path, content, _MODE)
    except OSError:
        return


def remove(cache: str, kind: str, name: str) -> bool:
    """Remove a record, or what a writer that was killed has left, by its file's name; whether it has gone."""
    try:
        posix.unlink(f"{cache}/{kind}/{name}")
    except OSError:
        return False
    return True


def is_trusted(cache: str, kind: str) -> bool:
    """Whether the folder and the kind's folder in it are this user's, and nobody else's to write into."""
    try:
        states = [posix.stat(cache), posix.stat(f"{cache}/{kind}")] if cache else []
    except OSError:
        return False
    user = posix.geteuid()
    return bool(states) and all(s.st_uid == user and not s.st_mode & _WRITABLE_BY_OTHERS for s in states)


def _read(path: str) -> dict[str, str]:
    try:
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK)
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


def _path(cache: str, kind: str, key: str) -> str:
    name = "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in key.encode("utf-8", "surrogateescape"))
    if not cache or not name or name.startswith("."):
        return ""
    if len(name) > _LONGEST_NAME:
        import hashlib  # noqa: PLC0415 - most names are shorter, and the hot path has no time for it

        # No other name has two of these signs together.
        name = f"{name[:_KEPT_OF_A_LONG_NAME]}%%{hashlib.sha256(name.encode()).hexdigest()}"
    return f"{cache}/{kind}/{name}"
