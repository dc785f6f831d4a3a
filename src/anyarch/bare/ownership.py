"""Who, besides this user and root, can change a file: the rule for all that anyarch trusts.

A path is walked from the root to its end, through symbolic links. What another user owns on the way, that user can
replace: a folder, or a link. Where other users can write to a folder, they can replace what is in it, unless it has the
sticky bit, as /tmp has: then only the owners can. This user's own group does not count as other users, because most
systems give each user one of their own, and let it write to the folders that programs create. For the end of a path,
the caller can ask that this group cannot write to it either. Root is trusted, since it can do everything anyway.

It does not see access control lists, file systems without owners, or who else is in this user's group.
"""

import posix

TYPE_CHECKING = False  # as in `shim`
if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = 0
_NO_GROUP = -1
_WRITABLE_BY_GROUP, _WRITABLE_BY_ALL = 0o020, 0o002
_STICKY = 0o1000
_KIND, _FOLDER, _REGULAR, _LINK = 0o170000, 0o040000, 0o100000, 0o120000  # of st_mode; stat would be one more module
_MOST_LINKS = 40  # as Linux follows them (fs/namei.c, MAXSYMLINKS)


class Weakness:
    """What lets other users change a file.

    Attributes:
        place: the part of the path, an absolute path.
        owner: the other user who owns it; None if others can only write to it.
        is_open: whether everybody can write to it.
    """

    __slots__ = ("is_open", "owner", "place")

    def __init__(self, place: str, owner: int | None, *, is_open: bool = False) -> None:
        self.place = place
        self.owner = owner
        self.is_open = is_open

    def __str__(self) -> str:
        """The reason, the end of a sentence."""
        if self.owner is None:
            return f"other users can write to {self.place}"
        return f"{self.place} belongs to another user ({self.owner})"


def weakness(path: str, *, strict: int = 0, opened: "posix.stat_result | None" = None) -> Weakness | None:
    """The first part of a path through which another user can change what is there; None if there is none.

    Args:
        path: a file or a folder. What is missing at its end is not judged.
        strict: for how many parts at its end this user's group counts as other users.
        opened: what the path has led to, if that is used. If it leads elsewhere now, or nowhere, it has just been
            changed.

    Raises:
        OSError: a folder cannot be looked into, or the links lead in a circle.
    """
    last = None
    for place, state, following in _way(path):
        found = state and _weakness_of(place, state, is_group_trusted=following >= strict)
        if found:
            return found
        last = state
    return None if opened is None or _is_same(opened, last) else Weakness(path, None)


def link_of_another(path: str, *, opened: "posix.stat_result | None" = None) -> str:
    """The first symbolic link on a path that another user owns, and so leads where that user wants; empty for none.

    It is what root has to know, who may write to the folders of any user, but only there.

    Args:
        path: a file or a folder.
        opened: as for `weakness`; the path itself is the answer if it has just been changed.

    Raises:
        OSError: as for `weakness`.
    """
    last = None
    for place, state, _ in _way(path):
        if state and state.st_mode & _KIND == _LINK and state.st_uid not in (posix.geteuid(), _ROOT):
            return place
        last = state
    return "" if opened is None or _is_same(opened, last) else path


def end(path: str) -> str:
    """Where a path leads through links, none of which another user can change; the last part need not exist.

    Raises:
        PermissionError: another user can change one.
        OSError: as for `weakness`.
    """
    last = path
    for place, state, following in _way(path):
        found = state and _weakness_of(place, state, is_group_trusted=following >= 0)
        if found:
            raise PermissionError(str(found))
        last = place
    return last


def _is_same(opened: posix.stat_result, last: posix.stat_result | None) -> bool:
    return last is not None and (last.st_dev, last.st_ino) == (opened.st_dev, opened.st_ino)


def _way(path: str) -> "Iterator[tuple[str, posix.stat_result | None, int]]":
    """Each part of a path from the root on, through links: its place, its state, and how many parts follow it.

    The state of the first part that is missing is None, and no part follows.
    """
    rest = _parts(path if path.startswith("/") else f"{posix.getcwd()}/{path}")
    place, links = "", 0
    yield "/", posix.lstat("/"), len(rest)
    while rest:
        part = rest.pop()
        if part == "..":
            place = place.rpartition("/")[0]
            continue
        there = f"{place}/{part}"
        try:
            state = posix.lstat(there)
        except FileNotFoundError:
            yield "/".join((there, *reversed(rest))), None, 0
            return
        yield there, state, len(rest)
        if state.st_mode & _KIND != _LINK:
            place = there
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(f"{path} leads through too many symbolic links")
        target = posix.readlink(there)
        place = "" if target.startswith("/") else place
        rest += _parts(target)


def _parts(path: str) -> list[str]:
    """The parts of a path, the last one first."""
    return [part for part in reversed(path.split("/")) if part not in ("", ".")]


def _weakness_of(place: str, state: posix.stat_result, *, is_group_trusted: bool) -> Weakness | None:
    """Whether another user owns something, or can write to it."""
    if state.st_uid not in (posix.geteuid(), _ROOT):
        return Weakness(place, state.st_uid)
    kind = state.st_mode & _KIND
    if kind not in (_FOLDER, _REGULAR) or (kind == _FOLDER and state.st_mode & _STICKY):
        return None
    if state.st_mode & _WRITABLE_BY_ALL:
        return Weakness(place, None, is_open=True)
    own_group = posix.getegid() if is_group_trusted else _NO_GROUP
    is_weak = state.st_mode & _WRITABLE_BY_GROUP and state.st_gid != own_group
    return Weakness(place, None) if is_weak else None
