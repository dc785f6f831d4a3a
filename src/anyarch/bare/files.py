"""Write files, and create their folders: the only module that does. Open what a user may have put there for reading.

A new version of a file is written next to it, under a name that no other writer uses, and renamed once it is complete.
So a reader sees either the old version or the new one, and a full disk leaves the old one.

A link of another user is never followed to what is written, nor is a line added where another user can choose the file.

It does not decide where a file goes, or what is in it.
"""

import posix

from anyarch.bare.ownership import end, link_of_another, weakness

_FOLDER_MODE = 0o700
_PERMISSIONS = 0o777
_KIND, _REGULAR, _PIPE = 0o170000, 0o100000, 0o010000  # of st_mode; stat would be one more module
_INVALID = 22  # EINVAL
_MOST_LINKS = 40  # as Linux follows them (fs/namei.c, MAXSYMLINKS)
_ONE_NAME = 1  # other names of a file may be elsewhere, as another user may have chosen


def at_once(path: str, flags: int) -> int:
    """An opener, as `open` takes it, for reading without ever waiting for who writes to a pipe.

    Raises:
        OSError: it cannot be opened, or is a pipe.
    """
    descriptor = posix.open(path, flags | posix.O_NONBLOCK)
    if posix.fstat(descriptor).st_mode & _KIND == _PIPE:
        posix.close(descriptor)
        raise OSError(_INVALID, "it is a pipe", path)
    return descriptor


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


def place(path: str, content: bytes, mode: int) -> None:
    """Write a whole file as `replace` does, but into no folder to which a link of another user leads.

    The folder is held open, so it counts where it was when that was seen, whatever another user does meanwhile.

    Raises:
        OSError: it cannot be written, or a link of another user leads there; the old file is still there.
    """
    head, slash, name = path.rpartition("/")
    folder = posix.open(head or slash or ".", posix.O_RDONLY | posix.O_DIRECTORY | posix.O_CLOEXEC)
    try:
        link = link_of_another(head or slash or ".", opened=posix.fstat(folder))
        if link:
            raise PermissionError(f"the link {link} belongs to another user")
        _replace(name, content, mode, is_exact=True, folder=folder)
    finally:
        posix.close(folder)


def rewrite(path: str, content: bytes, mode: int) -> None:
    """Write a whole file of the user's: a symbolic link stays one, and an existing file keeps its permissions.

    A device or a pipe is not replaced, but written to.

    Args:
        path: the file, or a link to it.
        content: all of its content.
        mode: the permissions of a new file, less the umask.

    Raises:
        OSError: it cannot be written, or a link of another user leads to it; the old file is still there.
    """
    is_link = followed(path) != path
    if is_link:
        _refuse(path)
    try:
        found = posix.stat(path).st_mode
    except FileNotFoundError:
        found = 0
    if found and found & _KIND != _REGULAR:
        _write_to(path, content)
        return
    # Where it leads is looked up together with whose links they are: none that was swapped in between is followed.
    target = end(path) if is_link else path
    is_there = found and (is_link or posix.lstat(path).st_mode & _KIND == _REGULAR)
    _replace(target, content, found & _PERMISSIONS if is_there else mode, is_exact=bool(is_there))


def create_empty(path: str, mode: int, modified: int) -> None:
    """Create an empty file that is said to have changed at a time, in seconds since the epoch.

    Raises:
        OSError: there is something already, or it cannot be created.
    """
    flags = posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC
    descriptor = posix.open(path, flags, mode)
    try:
        posix.utime(descriptor, (modified, modified))
    finally:
        posix.close(descriptor)


def append(path: str, line: bytes, mode: int) -> int:
    """Append a line to a file, in one write so that the lines of several writers do not mix; the new size in bytes.

    Raises:
        OSError: it cannot be written, or another user may have chosen which file it is (`ownership`).
    """
    _refuse(path)
    flags = posix.O_WRONLY | posix.O_APPEND | posix.O_CREAT | posix.O_CLOEXEC | posix.O_NONBLOCK
    descriptor = posix.open(path, flags, mode)
    try:
        state = posix.fstat(descriptor)
        _refuse(path, state)
        if state.st_mode & _KIND == _REGULAR and state.st_nlink > _ONE_NAME:
            raise PermissionError(f"{path} has another name")
        posix.write(descriptor, line)
        return state.st_size + len(line)
    finally:
        posix.close(descriptor)


def make_folders(path: str, mode: int, *, most: int | None = None) -> None:
    """Create a folder that the user has asked for, and its missing parents, with the permissions `mode` less the umask.

    Args:
        path: the folder.
        mode: its permissions.
        most: how many folders may be created: so few that a missing home is not. None for any number.

    Raises:
        OSError: it cannot be created, or more folders are missing, or a link of another user leads to it.
    """
    link = link_of_another(path)
    if link:
        raise PermissionError(f"the link {link} belongs to another user")
    missing, there = _missing(path)
    if most is not None and len(missing) > most:
        raise FileNotFoundError(f"{path} is too far below {there}, which exists")
    _make(missing, mode)


def make_own_folders(path: str, *, most: int) -> None:
    """Create a folder that the user has not asked for, such as the cache, private to its owner (mode 700).

    Args:
        path: the folder.
        most: how many folders may be created: so few that a missing home is not.

    Raises:
        OSError: it cannot be created; or more folders are missing; or another user owns one of its parents, as under
            sudo, where a folder of root's would lock that user's programs out, or can replace one (`ownership`).
    """
    missing, there = _missing(path)
    if len(missing) > most:
        raise FileNotFoundError(f"{path} is too far below {there}, which exists")
    _refuse(path)
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


def _refuse(path: str, opened: posix.stat_result | None = None) -> None:
    """Raise PermissionError if another user can choose what is at a path, or has chosen what was opened there."""
    found = weakness(path, opened=opened)
    if found:
        raise PermissionError(str(found))


def _missing(path: str) -> tuple[list[str], str]:
    """The folders that are missing, the innermost first; and the first existing parent."""
    missing: list[str] = []
    there = path
    while True:
        try:
            posix.stat(there or ".")
        except FileNotFoundError:
            if not there.strip("/"):
                raise
            missing.append(there)
            head, slash, _ = there.rstrip("/").rpartition("/")
            there = head or slash
        else:
            return missing, there


def _make(missing: list[str], mode: int) -> None:
    for each in reversed(missing):
        try:
            posix.mkdir(each, mode)
        except FileExistsError:  # another process has created it in the meantime
            continue


def _replace(  # noqa: PLR0913 - all that is said of a file
    path: str, content: bytes, mode: int, *, is_exact: bool, modified: int | None = None, folder: int | None = None
) -> None:
    """Write a file, whose path may be relative to an open folder."""
    head, slash, _ = path.rpartition("/")
    unfinished = f"{head}{slash}.anyarch-{posix.urandom(8).hex()}"
    flags = posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC
    descriptor = posix.open(unfinished, flags, mode, dir_fd=folder)
    try:
        try:
            _write(descriptor, content)
            if is_exact:
                posix.fchmod(descriptor, mode)
        finally:
            posix.close(descriptor)
        if modified is not None:
            posix.utime(unfinished, (modified, modified), dir_fd=folder)
        posix.rename(unfinished, path, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        posix.unlink(unfinished, dir_fd=folder)
        raise


def _write_to(path: str, content: bytes) -> None:
    """Write to a device or a pipe."""
    descriptor = posix.open(path, posix.O_WRONLY | posix.O_CLOEXEC)
    try:
        if posix.fstat(descriptor).st_mode & _KIND == _REGULAR:
            raise PermissionError(f"{path} has just become another file")
        _write(descriptor, content)
    finally:
        posix.close(descriptor)


def _write(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[posix.write(descriptor, rest) :]
