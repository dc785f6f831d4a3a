"""Load the modules of the hot path from the bundle: one file, which is faster than one for each.

`shim install` writes the bundle beside the launcher (`install.bundling`). It counts only if this very Python has
compiled it, no source file has changed since, and no other user owns it or can write to it: a link to the launcher may
be in another folder, with another bundle beside it. Otherwise, Python imports the modules as any others, with the same
result.

This is on the hot path itself, and loads built-in modules only.
"""

import gc
import marshal
import posix
import sys

_ROOT = 0
_WRITABLE_BY_OTHERS = 0o022
PACKAGE = __file__.rpartition("/")[0]

TYPE_CHECKING = False  # as in `shim`
if TYPE_CHECKING:
    from types import CodeType

    Module = tuple[str, str, tuple[int, int], CodeType]  # its name, its source file, the state of that, and its code


def path(launcher: str) -> str:
    """The file of the bundle of a launcher, for this kind of Python."""
    return f"{launcher}.{sys.implementation.cache_tag}.bundle"


def load(launcher: str) -> None:
    """Load the modules from the bundle of a launcher, if there is one that counts."""
    gc.disable()  # what is loaded stays, and to look through it takes longer than to load most of the modules
    for name, source, _, code in read(path(launcher)):
        module = type(sys)(name)
        module.__file__ = source
        parent, _, child = name.rpartition(".")
        if source.endswith("/__init__.py"):
            module.__path__ = [source.rpartition("/")[0]]
            module.__package__ = name
        else:
            module.__package__ = parent
        setattr(sys.modules[parent], child, module)
        sys.modules[name] = module
        exec(code, module.__dict__)  # noqa: S102 - as import does
    gc.freeze()
    gc.enable()


def read(file: str) -> "list[Module]":
    """The modules in a bundle, each after those that it needs; none if it is missing, damaged or out of date."""
    try:
        descriptor = posix.open(file, posix.O_RDONLY | posix.O_CLOEXEC)
        try:
            about = posix.fstat(descriptor)
            is_trusted = about.st_uid in (posix.geteuid(), _ROOT) and not about.st_mode & _WRITABLE_BY_OTHERS
            content = posix.read(descriptor, about.st_size) if is_trusted else b""
        finally:
            posix.close(descriptor)
        version, modules = marshal.loads(content)  # noqa: S302 - no other user could write it
        is_current = version == sys.version and all(state(source) == found for _, source, found, _ in modules)
    except (OSError, ValueError, EOFError, TypeError):
        return []
    return modules if is_current else []


def state(source: str) -> tuple[int, int]:
    """What tells whether a source file has changed: when it did, in nanoseconds, and its size.

    Raises:
        OSError: there is no such file.
    """
    found = posix.stat(source)
    return found.st_mtime_ns, found.st_size
