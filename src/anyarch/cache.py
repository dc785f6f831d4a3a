"""The cache folder: small records that anyarch may forget at any time.

A record is a file of its own, ``FOLDER/KIND/KEY``, holding lines of ``name<TAB>value``; so one look-up costs the same
among ten records and a hundred thousand, and needs no module that is not loaded anyway. A record is replaced whole,
by renaming a finished file over it, so readers see the old one or the new one. A record that is missing, unreadable,
cut off or another user's is as if it had never been written, and a record that cannot be written is not: the cache
never fails a command.

Keys are percent-encoded into file names, upper-case letters too, because some file systems do not tell case apart.

It knows nothing of what the records mean or when they grow old.
"""

import posix
import sys

_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-._")
_LONGEST_NAME = 255
_LARGEST_RECORD = 65536
_LAST_LINE = "end"


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
    if not path:
        return {}
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


def write(cache: str, kind: str, key: str, fields: dict[str, str]) -> None:
    """Replace a record, or do nothing where that is impossible."""
    path = _path(cache, kind, key)
    lines = [f"{name}\t{value}" for name, value in fields.items()]
    if not path or any("\n" in line for line in lines):
        return
    content = "\n".join([*lines, _LAST_LINE, ""]).encode("utf-8", "replace")
    unfinished = f"{cache}/{kind}/.{posix.getpid()}"
    try:
        _make_folders(f"{cache}/{kind}")
        if posix.stat(cache).st_uid == posix.geteuid():
            _replace(path, unfinished, content)
    except OSError:
        return


def _replace(path: str, unfinished: str, content: bytes) -> None:
    """A write that a full disk cuts short lacks its last line, so that readers refuse it."""
    descriptor = posix.open(unfinished, posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC | posix.O_CLOEXEC, 0o600)
    try:
        try:
            posix.write(descriptor, content)
        finally:
            posix.close(descriptor)
        posix.rename(unfinished, path)
    except OSError:
        posix.unlink(unfinished)
        raise


def _path(cache: str, kind: str, key: str) -> str:
    name = "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in key.encode("utf-8", "surrogateescape"))
    if not cache or not name or len(name) > _LONGEST_NAME or name.startswith("."):
        return ""
    return f"{cache}/{kind}/{name}"


def _make_folders(path: str) -> None:
    parent = path.rpartition("/")[0]
    try:
        posix.mkdir(path, 0o700)
    except FileExistsError:
        return
    except FileNotFoundError:
        if not parent:
            raise
        _make_folders(parent)
        posix.mkdir(path, 0o700)
