"""Install, inspect and remove the shim: the launcher ``docker``, and the shell functions next to it.

They are made from the templates in ``shell/``, which are filled with absolute paths, quoted for the shell: this Python,
the folders of the package and of its libraries, and the real docker. Files are replaced whole, so that a command which
starts at the same time reads the old version or the new one.

It does not change PATH or the user's shell configuration.
"""

import compileall
import contextlib
import os
import re
import shlex
import site
import sys
import sysconfig
from typing import NamedTuple

from platformdirs.unix import Unix

import anyarch
from anyarch.bare import files, memo, ownership
from anyarch.bare.flags import READING
from anyarch.install import bundling, patterns, real_docker, templates, temporary

SHELLS = ("bash", "zsh", "fish")
LAUNCHER = "docker"
_FILES = (LAUNCHER, *(f"init.{shell}" for shell in SHELLS))
_MOST_NEW_FOLDERS = 4  # ~/.local/share/anyarch/shim
_FUNCTION_MARK = b"# anyarch for "
_QUOTED = r"""((?:'[^']*'|"'"|[^'"\s])+)"""  # a word, as shlex.quote writes it
_PULLING = {False: "pull", True: "compose | pull"}  # what is asked about, and may change images
_BASH = "/bin/bash"
_BASH_FIRST_LINE = "/bin/bash -p"  # -p: without BASH_ENV and the user's options
_SH_FIRST_LINE = "/bin/sh"
# As bare.records and person.log determine them, in the environment of each command.
_CACHE = "${XDG_CACHE_HOME:-${HOME-}/.cache}/anyarch"
_CACHE_ON_MACOS = "${XDG_CACHE_HOME:-${HOME-}/Library/Caches}/anyarch"
_LOG = "${XDG_STATE_HOME:-${HOME-}/.local/state}/anyarch/log/anyarch.log"
_LOG_ON_MACOS = "${HOME-}/Library/Logs/anyarch/anyarch.log"


class Installation(NamedTuple):
    """A launcher, and the docker and the Python that it is set up to run, all of them paths.

    Attributes:
        launcher: the launcher.
        docker: the real docker.
        python: the Python.
        is_current: whether this anyarch would write the same launcher now; an older one may work less well.
        handles_compose: whether it asks about `docker compose` commands as well.
    """

    launcher: str
    docker: str
    python: str
    is_current: bool
    handles_compose: bool = False


def default_folder() -> str:
    """The shim's folder, unless the user chooses another one.

    It is the one of Linux on macOS as well: the usual one there has a space, with which ``$(command -v docker) ps`` and
    Make's ``$(shell which docker)`` fail.
    """
    return os.path.join(Unix("anyarch").user_data_dir, "shim")


def install(folder: str, docker: str, *, handles_compose: bool = False) -> None:
    """Write the launcher and the shell functions.

    Args:
        folder: created if it is missing.
        docker: the real docker, an absolute path.
        handles_compose: whether it asks about `docker compose` commands as well.

    Raises:
        OSError: a file cannot be written, or already exists and is not anyarch's; or another user could replace it.
        TemporaryError: this anyarch is in a cache.
    """
    temporary.check(sys.prefix)
    _refuse(ownership.weakness(folder))
    is_default = folder == default_folder()
    files.make_folders(folder, 0o755, most=_MOST_NEW_FOLDERS if is_default else None)
    _refuse(ownership.weakness(folder, opened=os.stat(folder)))  # another user may have been faster
    for path in (os.path.join(folder, name) for name in _FILES):
        if os.path.lexists(path) and not _is_own(path):
            raise FileExistsError(f"{path} already exists, and is not anyarch's")
    _write(os.path.join(folder, LAUNCHER), text(docker, handles_compose=handles_compose), 0o755)
    for shell in SHELLS:
        _write(os.path.join(folder, f"init.{shell}"), function(shell, folder), 0o644)
    if is_default:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(_removal())
    # If pip has not compiled the package and the shim cannot write there, it would compile it again for each command.
    compileall.compile_dir(os.path.dirname(anyarch.__file__), maxlevels=3, quiet=2)
    bundling.write(os.path.join(folder, LAUNCHER))


def _refuse(found: ownership.Weakness | None) -> None:
    """Raise PermissionError for a folder in which another user could replace the launcher.

    Root may install it for the user who owns the folder. Groups are for who administers this machine to know.
    """
    if found and (found.is_open or (found.owner is not None and os.geteuid() != 0)):
        raise PermissionError(f"{found}, and could replace the docker that you run")


def remove(folder: str) -> bool:
    """Remove what `install` wrote, and the folder if it is then empty; whether there was a shim.

    If it is the default folder, that is noted in a file beside it, for `was_removed`.

    Raises:
        OSError: it cannot be removed.
    """
    path = os.path.join(folder, LAUNCHER)
    if not real_docker.is_shim(path):
        return False
    for own in filter(_is_own, [os.path.join(folder, name) for name in _FILES]):
        os.unlink(own)
    bundling.remove(path)
    if not os.listdir(folder):
        os.rmdir(folder)
    if folder == default_folder():
        files.replace(_removal(), b"", 0o644)
    return True


def was_removed() -> bool:
    """Whether the user has removed the shim from the default folder, and not installed it again."""
    return os.path.exists(_removal())


def look(folder: str) -> Installation | None:
    """The shim in a folder; None if there is none."""
    path = os.path.join(folder, LAUNCHER)
    if not real_docker.is_shim(path):
        return None
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        found = file.read()
    docker = _baked("^_anyarch_docker=", found)
    handles_compose = f"\n{_PULLING[True]}) " in found
    is_current = found == text(docker, handles_compose=handles_compose)
    return Installation(path, docker, _baked(r"^  exec (?=.* -I -S )", found), is_current, handles_compose)


def python() -> str:
    """The path of this Python: under a name without its minor version, if there is one, which an upgrade leaves."""
    folder, name = os.path.split(sys.executable)
    if re.fullmatch(r"python3\.\d+", name):
        for path in (os.path.join(folder, other) for other in ("python3", "python")):
            if os.path.exists(path) and os.path.samefile(path, sys.executable):
                return path
    return sys.executable


def first_in_path(path: str) -> str:
    """The file that a shell with this PATH runs as ``docker``; empty for none."""
    for folder in path.split(os.pathsep):
        candidate = os.path.join(folder, LAUNCHER)
        if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return os.path.abspath(candidate)
    return ""


def text(docker: str, *, handles_compose: bool = False) -> str:
    """The launcher's text; see `install`."""
    is_mac = sys.platform == "darwin"
    return templates.filled(
        LAUNCHER,
        SHELL=_BASH_FIRST_LINE if os.access(_BASH, os.X_OK) else _SH_FIRST_LINE,
        DOCKER=shlex.quote(docker),
        PYTHON=shlex.quote(python()),
        PACKAGE=shlex.quote(os.path.dirname(os.path.dirname(os.path.abspath(anyarch.__file__)))),
        LIBRARIES=shlex.quote(":".join(_libraries())),
        CACHE=_CACHE_ON_MACOS if is_mac else _CACHE,
        LOG=_LOG_ON_MACOS if is_mac else _LOG,
        READING=" | ".join(READING),
        PULLING=_PULLING[handles_compose],
        GLOBAL_VALUES=patterns.global_values(),
        FLAGS=patterns.flags(),
        FLAGS_BEFORE_VALUES=patterns.flags_before_values(),
        VARIABLES="|".join(f"${{{name}-}}" for name in memo.VARIABLES),
    )


def function(shell: str, folder: str) -> str:
    """The text that defines the function ``docker`` in one of `SHELLS`."""
    is_fish = shell == "fish"
    quoted = _quoted_for_fish if is_fish else shlex.quote
    path = os.path.join(os.path.abspath(folder), LAUNCHER)
    return templates.filled(f"init.{shell}", SHIM=quoted(path), READING=(" " if is_fish else " | ").join(READING))


def _removal() -> str:
    return f"{default_folder()}.removed"


def _write(path: str, text: str, mode: int) -> None:
    files.place(path, text.encode("utf-8", "surrogateescape"), mode)


def _libraries() -> list[str]:
    """The folders of installed packages that this Python uses; no others, such as the working folder or PYTHONPATH."""
    installed = {*site.getsitepackages(), site.getusersitepackages(), *map(sysconfig.get_path, ("purelib", "platlib"))}
    return [path for path in sys.path if path in installed and ":" not in path]


def _quoted_for_fish(path: str) -> str:
    """In fish, a backslash escapes a quote or another backslash also between single quotes."""
    return "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _is_own(path: str) -> bool:
    """Whether `install` wrote the file."""
    if os.path.basename(path) == LAUNCHER:
        return real_docker.is_shim(path)
    try:
        with open(path, "rb", opener=files.at_once) as file:
            return file.read(len(_FUNCTION_MARK)) == _FUNCTION_MARK
    except OSError:
        return False


def _baked(before: str, text: str) -> str:
    found = re.search(before + _QUOTED, text, re.MULTILINE)
    return shlex.split(found[1])[0] if found else ""
