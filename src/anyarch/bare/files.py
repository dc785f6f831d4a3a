"""Write files, and create their folders: the only module that does.

A new version of a file is written next to it, under a name that no other writer uses, and renamed once it is complete.
So a reader sees either the old version or the new one, and a full disk leaves the old one.

It does not decide where a file goes, or what is in it.
"""

import posix

_FOLDER_MODE = 0o700
_PERMISSIONS = 0o777
_KIND, _REGULAR = 0o170000, 0o100000  # of st_mode; stat would be one more module
_MOST_LINKS = 40  # as Linux follows them (fs/namei.c, MAXSYMLINKS)
_ROOT = 0


def replace(path: str, content: bytes, mode: int, *, modified: int | None = None) -> None:
    """Write a whole file, in place of the file or the symbolic link that is there.

    Args:
        path: the file.
        content: all of its content.
        mode: its permissions, whatever the umask.
        modified: when it is said to have changed, in seconds since the epoch, if not now.

    Raises:
        OSError: it cannot be written; the old file is still there.
    """
    _replace(path, content, mode, is_exact=True, modified=modified)


def rewrite(path: str, content: bytes, mode: int) -> None:
    """Write a whole file of the user's: a symbolic link stays one, and an existing file keeps its permissions.

    A device or a pipe is not replaced, but written to.

    Args:
        path: the file, or a link to it.
        content: all of its content.
        mode: the permissions of a new file, less the umask.

    Raises:
        OSError: it cannot be written; the old file is still there.
    """
    try:
        found = posix.stat(path).st_mode
    except FileNotFoundError:
        _replace(followed(path), content, mode, is_exact=False)
        return
    if found & _KIND == _REGULAR:
        _replace(followed(path), content, found & _PERMISSIONS, is_exact=True)
        return
    descriptor = posix.open(path, posix.O_WRONLY | posix.O_CLOEXEC)
    try:
        _write(descriptor, content)
    finally:
        posix.close(descriptor)


def append(path: str, line: bytes, mode: int) -> int:
    """Append a line to a file, in one write so that the lines of several writers do not mix; the new size in bytes.

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
    """Create a folder that the user has asked for, and its missing parents, with the permissions `mode` less the umask.

    Raises:
        OSError: it cannot be created.
    """
    missing, _, _ = _missing(path)
    _make(missing, mode)


def make_own_folders(path: str, *, most: int) -> None:
    """Create a folder that the user has not asked for, such as the cache, private to its owner (mode 700).

    Args:
        path: the folder.
        most: how many folders may be created: so few that a missing home is not.

    Raises:
        OSError: it cannot be created; or more folders are missing; or the first existing parent belongs to another
            user, as under sudo: a folder of root's would lock that user's programs out.
    """
    missing, there, owner = _missing(path)
    if len(missing) > most:
        raise FileNotFoundError(f"{path} is too far below {there}, which exists")
    if owner not in (posix.geteuid(), _ROOT):
        raise PermissionError(f"{there} belongs to another user")
    _make(missing, _FOLDER_MODE)


def followed(path: str) -> str:
    """The file that a path leads to through symbolic links, which need not exist."""
    for _ in range(_MOST_LINKS):
        try:
            target = posix.readlink(path)
        except OSError:
            return path
        head, slash, _ = path.rpartition("/")
        path = target if target.startswith("/") else f"{head}{slash}{target}"
    return path


def _missing(path: str) -> tuple[list[str], str, int]:
    """The folders that are missing, the innermost first; the first existing parent, and its owner."""
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
        except FileExistsError:  # another process has created it in the meantime
            continue


def _replace(path: str, content: bytes, mode: int, *, is_exact: bool, modified: int | None = None) -> None:
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
        if modified is not None:
            posix.utime(unfinished, (modified, modified))
        posix.rename(unfinished, path)
    except BaseException:
        posix.unlink(unfinished)
        raise


def _write(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[posix.write(descriptor, rest) :]
