"""Build a pack: the programs from a tree, which are checked, the libraries that PRoot needs, and anyarch's scripts.

It looks for all programs before it fails, so that one message names all missing packages. The same programs make the
same pack, with the same digest, with which the volume's name ends.
"""

import posixpath
from collections.abc import Callable, Iterable
from typing import NamedTuple

from anyarch.bare.errors import AnyarchError
from anyarch.emulators.packs import recipe
from anyarch.emulators.packs.manifest import Manifest, entry
from anyarch.emulators.packs.recipe import Part
from anyarch.emulators.packs.trees import Tree
from anyarch.install import templates
from anyarch.programs import linkage


class UnusableError(AnyarchError):
    """The pack cannot be built; the message may be two sentences."""


class File(NamedTuple):
    """A file of a pack, with its permissions, and where it came from, which does not count for the digest."""

    content: bytes
    mode: int
    origin: str = "anyarch"


class Contents(NamedTuple):
    """A pack: its files by path, its links, and the architectures that it emulates."""

    files: dict[str, File]
    links: dict[str, str]
    emulates: tuple[str, ...]

    def without_acceleration(self) -> "Contents":
        """The same pack with the slower PRoot: it stops at every system call, and needs no seccomp filter for that."""
        return self._replace(files=self.files | {recipe.NO_ACCELERATION: File(b"", 0o644)})

    @property
    def is_accelerated(self) -> bool:
        """Whether PRoot uses its seccomp filter."""
        return recipe.NO_ACCELERATION not in self.files

    @property
    def size(self) -> int:
        """The size of all files, in bytes."""
        return sum(len(file.content) for file in self.files.values())

    @property
    def manifest(self) -> Manifest:
        """What is in it, by digest."""
        return Manifest({path: entry(file.content, file.mode) for path, file in self.files.items()}, self.links)


def gather(
    tree: Tree, host: str, architectures: Iterable[str], seen: Callable[[Part], object] = lambda _: None
) -> Contents:
    """Build a pack.

    Args:
        tree: where the programs are.
        host: the engine's architecture, by its Go name.
        architectures: what to emulate, of `architectures.EMULATED`.
        seen: called with each program before it is looked for.

    Raises:
        UnusableError: something is missing or cannot be used.
    """
    emulates = tuple(sorted(architectures))
    files: dict[str, File] = {}
    problems: list[str] = []
    missing: list[Part] = []
    for part in (*recipe.TOOLS, *(recipe.emulator(architecture) for architecture in emulates)):
        seen(part)
        program, problem = _usable(tree, part, host)
        if program:
            files[part.name] = program
        elif problem:
            problems.append(problem)
        else:
            missing.append(part)
    if missing:
        raise UnusableError(_what_is_missing(tree, missing))
    if problems:
        raise UnusableError(" ".join(problems))
    files |= _companions(tree, files["proot"], host)
    files |= {name: File(templates.text(f"pack/{name}").encode(), 0o755) for name in recipe.SCRIPTS}
    return Contents(files, recipe.LINKS, emulates)


def _usable(tree: Tree, part: Part, host: str) -> tuple[File | None, str]:
    """The program, or what is wrong with what was found; neither if nothing was found."""
    problem = ""
    for path in (posixpath.join(folder, name) for name in part.candidates for folder in recipe.FOLDERS):
        content = tree.read(path)
        if content is None:
            continue
        try:
            needs = linkage.read(content)
        except ValueError as error:
            problem = problem or f"{path} cannot be used: {error}."
            continue
        if needs.architecture != host:
            problem = problem or f"{path} is for {needs.architecture or 'another CPU'}, and the engine is {host}."
        elif part.is_static and (needs.loader or needs.libraries):
            needed = f"{path} is not static, as it has to be: install {part.debian}, in Fedora {part.fedora}."
            problem = problem or " ".join([needed, *_moved(part.debian)])
        else:
            return File(content, 0o755, _origin(tree, path)), ""
    return None, problem


def _origin(tree: Tree, path: str) -> str:
    return f"{path} of {tree.name}"


def _companions(tree: Tree, proot: File, host: str) -> dict[str, File]:
    """The other files that PRoot needs: its own loader, and the system's, with the libraries."""
    try:
        files = {"loader": File(linkage.embedded(proot.content), 0o755, f"inside {proot.origin}")}
    except ValueError as error:
        raise UnusableError(f"This PRoot cannot be used: {error}.") from error
    needs = linkage.read(proot.content)
    if not needs.loader:
        return files
    system_loader = tree.read(needs.loader)
    if system_loader is None:
        raise UnusableError(f"PRoot's loader {needs.loader} is not in {tree.name}.")
    files["ld.so"] = File(system_loader, 0o755, _origin(tree, needs.loader))
    wanted = list(needs.libraries)
    folders = (*(folder for folder in needs.folders if folder.startswith("/")), *recipe.library_folders(host))
    while wanted:
        name = wanted.pop()
        if f"lib/{name}" in files or posixpath.basename(needs.loader) == name:
            continue
        if len(files) > recipe.LARGEST_LIBRARY_COUNT:
            raise UnusableError("PRoot needs too many libraries.")
        library = _library(tree, name, host, folders)
        files[f"lib/{name}"] = library
        wanted += linkage.read(library.content).libraries
    return files


def _library(tree: Tree, name: str, host: str, folders: Iterable[str]) -> File:
    if "/" in name or name in ("", ".", ".."):
        raise UnusableError(f"PRoot needs a library called {name!r}, which is not a file name.")
    for folder in folders:
        path = posixpath.join(folder, name)
        content = tree.read(path)
        try:
            if content and linkage.read(content).architecture == host:
                return File(content, 0o644, _origin(tree, path))
        except ValueError:
            continue
    raise UnusableError(f"PRoot needs the library {name}, which is not in {tree.name}.")


def _what_is_missing(tree: Tree, missing: list[Part]) -> str:
    names = ", ".join(part.candidates[0] for part in missing)
    debian = sorted({part.debian for part in missing})
    fedora = " ".join(sorted({part.fedora for part in missing}))
    verb = "is" if len(missing) == 1 else "are"
    packages = f"The packages in Debian and Ubuntu: {' '.join(debian)}; in Fedora: {fedora}."
    return " ".join([f"{names} {verb} not in {tree.name}.", packages, *_moved(*debian)])


def _moved(*packages: str) -> list[str]:
    """Where else Debian's packages may be, in sentences."""
    return [recipe.MOVED[name] for name in packages if name in recipe.MOVED]
