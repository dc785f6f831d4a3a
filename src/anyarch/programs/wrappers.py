"""Programs that change something about themselves, and become the program in their arguments: a table, and its reader.

Each row has what is needed to find that program: the flags that take a value, which may follow as a word of its own,
and how many words come before the program. Flags end at the first word that is none, or at ``--``, as with getopt's
``+``. A flag after which the program is not the one in the arguments, or is in another folder, refuses the whole line.

Sources: the manual pages of coreutils 9, util-linux 2.41, runit 2.2, sudo 1.9, tini 0.19, dumb-init 1.2, catatonit 0.2,
s6 2.13 and daemontools 0.76; the README files of gosu and su-exec. `xargs` and `find` are not here: what they start
depends on what they read.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)


class Wrapper(NamedTuple):
    """One row.

    Attributes:
        letters: the short flags that take a value.
        names: the long flags that do, without ``--``.
        operands: how many words come before the program.
        assigns: whether assignments may come before it as well.
        refused: the short and long flags that refuse the line, without dashes.
    """

    letters: str = ""
    names: tuple[str, ...] = ()
    operands: int = 0
    assigns: bool = False
    refused: tuple[str, ...] = ()


_INIT = Wrapper("per", ("rewrite",))  # tini's -p and -e, dumb-init's -r
_USER = Wrapper(operands=1)
_PRIVILEGES = (
    "ambient-caps apparmor-profile bounding-set egid euid groups inh-caps landlock-access landlock-rule pdeathsig "
    "ptracer regid reuid rgid ruid seccomp-filter securebits selinux-label"
)
WRAPPERS: Mapping[str, Wrapper] = {
    "catatonit": Wrapper(refused=("P",)),
    "chpst": Wrapper("uUb/eCnlLmdofcprt", refused=("/", "C")),
    "docker-init": _INIT,
    "dumb-init": _INIT,
    "gosu": _USER,
    "ionice": Wrapper("cn", ("class", "classdata"), refused=("p", "P", "u", "pid", "pgid", "uid")),
    "nice": Wrapper("n", ("adjustment",)),
    "nohup": Wrapper(),
    "runuser": Wrapper("ugGw", ("user", "group", "supp-group", "whitelist-environment"), refused=("c", "l", "s")),
    "s6-applyuidgid": Wrapper("ugG"),
    "s6-envuidgid": Wrapper("D", operands=1),
    "s6-setuidgid": _USER,
    "setpriv": Wrapper("", tuple(_PRIVILEGES.split()), refused=("d", "dump", "list-caps")),
    "setsid": Wrapper(),
    "setuidgid": _USER,
    "stdbuf": Wrapper("ioe", ("input", "output", "error")),
    "su-exec": _USER,
    "sudo": Wrapper(
        "ugpCrtTU",
        ("user", "group", "prompt", "close-from", "role", "type", "command-timeout", "other-user"),
        assigns=True,
        refused=tuple("i s l e v K D R login shell list edit validate chdir chroot".split()),
    ),
    "time": Wrapper("fo", ("format", "output")),
    "timeout": Wrapper("ks", ("kill-after", "signal"), operands=1),
    "tini": _INIT,
    "tini-static": _INIT,
    "with-contenv": Wrapper(),
}


def after(words: list[str]) -> list[str]:
    """The command line behind a wrapper's; empty if the first word is no wrapper, or that is unknown."""
    name, *rest = words
    wrapper = WRAPPERS.get(name.rpartition("/")[2])
    if wrapper is None or (wrapper.letters[:1] == "u" and name.endswith("runuser") and not _names_a_user(rest)):
        return []
    while rest and rest[0].startswith("-") and rest[0] != "-":
        flag, *rest = rest
        if flag == "--":
            break
        found = _value(flag, wrapper)
        if found is None:
            return []
        rest = rest[found:]
    rest = rest[wrapper.operands :]
    while wrapper.assigns and rest and _ASSIGNMENT.fullmatch(rest[0]):
        rest = rest[1:]
    return rest


def _names_a_user(words: list[str]) -> bool:
    """Whether runuser starts a program, and not the shell of a user as su does."""
    return any(word.startswith(("-u", "--user")) for word in words)


def _value(flag: str, wrapper: Wrapper) -> int | None:
    """How many words after a flag are its value; None if it refuses the line."""
    if flag.startswith("--"):
        name, equals, _ = flag[2:].partition("=")
        return None if name in wrapper.refused else int(name in wrapper.names and not equals)
    for at, letter in enumerate(flag[1:], 2):
        if letter in wrapper.refused:
            return None
        if letter in wrapper.letters:
            return int(at == len(flag))
    return 0


def is_one(name: str) -> bool:
    """Whether a program is in the table, or is env."""
    return name.rpartition("/")[2] in (*WRAPPERS, "env")
