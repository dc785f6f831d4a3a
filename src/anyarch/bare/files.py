"""The one writer of files: replaces them whole, appends to them, and makes the folders that they lie in.

A file is written beside its place, under a name that no other writer has, and put in place by renaming it once the
disk has taken all of it. So a reader sees the old file or the new one, and a full disk leaves the old one.

Nothing here decides where a file goes, or what is in it. Paths are the file system's own, and may be relative.
"""

import posix

_FOLDER_MODE = 0o700
_PERMISSIONS = 0o777
_KIND, _REGULAR = 0o170000, 0o100000  # of st_mode; stat would be one more module
_MOST_LINKS = 40  # as Linux follows them (fs/namei.c, MAXSYMLINKS)
_ROOT = 0


def replace(path: str, content: bytes, mode: int) -> None:
    """Put a file in place of whatever is there, a link too; its permissions are `mode`, whatever the umask.

    Raises:
        OSError: it cannot be written; what was there still is.
    """
    _replace(path, content, mode, is_exact=True)


def rewrite(path: str, content: bytes, mode: int) -> None:
    """Give a file of the user's own new content: a link stays a link, and the file keeps its permissions.

    A device or a pipe is written to as it is.

    Args:
        path: the file, or a link to it.
        content: the new content.
        mode: for a file that does not exist yet, less the umask.

    Raises:
        OSError: it cannot be written; what was there still is.
    """
    try:
        found = posix.stat(path).st_mode
    except FileNotFoundError:
        _replace(_followed(path), content, mode, is_exact=False)
        return
    if found & _KIND == _REGULAR:
        _replace(_followed(path), content, found & _PERMISSIONS, is_exact=True)
        return
    descriptor = posix.open(path, posix.O_WRONLY | posix.O_CLOEXEC)
    try:
        _write(descriptor, content)
    finally:
        posix.close(descriptor)


def append(path: str, line: bytes, mode: int) -> int:
    """Add a line to a file, in one write, so that the lines of several writers do not mix; the file's new size.

    Raises:
        OSError: it cannot be written.
    """
    flags = posix.O_WRONLY | posix.O_APPEND | posix.O_CREAT | posix.O_CLOEXEC | posix.O_NONBLOCK
    descriptor = posix.open(path, flags, mode)
    try:
        posix.write(descriptor, line)
        return posix.fstat(descriptor).st_size
    finally:
        posix.close(descriptor)


def make_folders(path: str, mode: int) -> None:
    """Make a folder that the user has asked for, and those above it that are missing, with `mode` less the umask.

    Raises:
        OSError: that is impossible.
    """
    missing, _, _ = _missing(path)
    _make(missing, mode)


def make_own_folders(path: str, *, most: int) -> None:
    """Make a folder that the user has not asked for, such as the cache's, for this user alone (mode 700).

    Args:
        path: the folder.
        most: how many folders may be missing: fewer than would make a home.

    Raises:
        OSError: that is impossible; or more are missing, as of a home that does not exist; or the first that is there
            is another user's, as under sudo: what root makes there is in the way of that user's programs.
    """
    missing, there, owner = _missing(path)
    if len(missing) > most:
        raise FileNotFoundError(f"{there} has no folder for {path}")
    if owner not in (posix.geteuid(), _ROOT):
        raise PermissionError(f"{there} belongs to another user")
    _make(missing, _FOLDER_MODE)


def _missing(path: str) -> tuple[list[str], str, int]:
    """The folders that are missing, the innermost first; the first one that is there, and its owner."""
    missing: list[str] = []
    there = path
    while True:
        try:
            return missing, there, posix.stat(there or ".").st_uid
        except FileNotFoundError:
            if not there.strip("/"):
                raise
            missing.append(there)
            head, slash, _ = there.rstrip("/").rpartition("/")
            there = head or slash


def _make(missing: list[str], mode: int) -> None:
    for each in reversed(missing):
        try:
            posix.mkdir(each, mode)
        except FileExistsError:  # another command has made it meanwhile
            continue


def _replace(path: str, content: bytes, mode: int, *, is_exact: bool) -> None:
    head, slash, _ = path.rpartition("/")
    unfinished = f"{head}{slash}.anyarch-{posix.urandom(8).hex()}"
    descriptor = posix.open(unfinished, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC, mode)
    try:
        try:
            _write(descriptor, content)
            if is_exact:
                posix.fchmod(descriptor, mode)
        finally:
            posix.close(descriptor)
        posix.rename(unfinished, path)
    except BaseException:
        posix.unlink(unfinished)
        raise


def _write(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[posix.write(descriptor, rest) :]


def _followed(path: str) -> str:
    """What a path leads to through links at its end; a link to nothing leads to the place of a new file."""
    for _ in range(_MOST_LINKS):
        try:
            target = posix.readlink(path)
        except OSError:
            return path
        head, slash, _ = path.rpartition("/")
        path = target if target.startswith("/") else f"{head}{slash}{target}"
    return path
