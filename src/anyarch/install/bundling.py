"""Write the bundle: the compiled modules of the hot path in one file, in the order in which they need each other.

Which modules those are is read from the import statements at the top of the files, beginning with `shim`. Imports
inside of functions leave the hot path. See `bundle` for how it is loaded, and when it does not count.
"""

import ast
import contextlib
import fnmatch
import marshal
import os
import sys
from pathlib import Path

from anyarch import bundle
from anyarch.bare import files

_FIRST = "anyarch.shim"
_MODE = 0o644
_NO_DOCSTRINGS = 2  # as for python -OO: a third less to read


def write(launcher: str) -> None:
    """Write the bundle of a launcher, unless it is current; if that fails, the modules are loaded one by one."""
    names = order(_FIRST)
    if [name for name, *_ in bundle.read(bundle.path(launcher))] == names:
        return
    modules = []
    for name in names:
        path = _path(name)
        code = compile(Path(path).read_bytes(), path, "exec", dont_inherit=True, optimize=_NO_DOCSTRINGS)
        modules.append((name, path, bundle.state(path), code))
    with contextlib.suppress(OSError):
        files.place(bundle.path(launcher), marshal.dumps((sys.version, modules)), _MODE)


def remove(launcher: str) -> None:
    """Remove the bundles of a launcher, for whichever Python.

    Raises:
        OSError: one cannot be removed.
    """
    folder, name = os.path.split(launcher)
    for found in fnmatch.filter(os.listdir(folder), f"{name}.*.bundle"):
        os.unlink(os.path.join(folder, found))


def order(first: str) -> list[str]:
    """The names of a module and of all that it needs, each after those that it needs itself."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in found and name != "anyarch":
            visit(name.rpartition(".")[0])
            for needed in _needed(name):
                visit(needed)
            found[name] = None

    visit(first)
    return list(found)


def _needed(name: str) -> list[str]:
    """The modules of anyarch that a module imports at its top."""
    needed = []
    for statement in ast.parse(Path(_path(name)).read_bytes()).body:
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("anyarch"):
            inside = [f"{statement.module}.{each.name}" for each in statement.names]
            needed += [each for each in inside if os.path.exists(_path(each))] or [str(statement.module)]
    return needed


def _path(name: str) -> str:
    """The source file of a module, or of a package."""
    base = os.path.join(bundle.PACKAGE, *name.split(".")[1:])
    return os.path.join(base, "__init__.py") if os.path.isdir(base) else f"{base}.py"
