"""The Pythons of Debian's suites, unpacked: without a chroot, and without root.

An interpreter and every package that it depends on, down to the C library, are spread in a folder. Then the
interpreter's file is changed by patchelf so that it loads what lies in that folder, and not this machine's. All else
that it sees is this machine: its files, its settings, and its programs.

Nothing is kept, as it takes seconds; so what unstable has is always today's. Of a suite come the Python that its
package python3 stands for, and the newest one that is released.
"""

import glob
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tests.laboratory import debian
from tests.laboratory.suites import Suite
from tests.laboratory.unavailable import Unavailable

DEFAULT = "python3"
ONE = re.compile(r"python3\.\d+")  # a package with an interpreter


@dataclass(frozen=True)
class Python:
    suite: Suite
    version: str
    program: str

    def __str__(self) -> str:
        return f"Python {self.version} of {self.suite.name}"


def provide(suite: Suite, folder: str) -> list[Python]:
    architecture = debian.run(["dpkg", "--print-architecture"]).strip()
    apt = ["--config-file", debian.apart(architecture, folder, suite.name)]
    names = [name for name in debian.run(["apt-cache", *apt, "pkgnames", DEFAULT]).split() if ONE.fullmatch(name)]
    chosen = choose(debian.run(["apt-cache", *apt, "show", "--no-all-versions", DEFAULT, *names]))
    debian.run(["apt-get", *apt, "install", "--yes", "--download-only", "--no-install-recommends", *chosen])
    root = os.path.join(folder, "root")
    for package in glob.glob(os.path.join(glob.escape(folder), "cache", "archives", "*.deb")):
        debian.run(["dpkg-deb", "--extract", package, root])
    return [start(suite, os.path.join(root, "usr", "bin", name), root) for name in chosen]


def choose(shown: str) -> list[str]:
    """The packages to take, of what `apt-cache show` says of python3 and of all interpreters; the default first."""
    default, versions = "", {}
    for paragraph in shown.split("\n\n"):
        fields = dict(re.findall(r"^(\S+): (.*)$", paragraph, re.MULTILINE))
        name = fields.get("Package", "")
        if name == DEFAULT and (depends := ONE.search(fields.get("Depends", ""))):
            default = depends[0]
        elif ONE.fullmatch(name):
            versions[name] = fields.get("Version", "")
    if default not in versions:
        raise Unavailable(f"the suite's {DEFAULT} stands for {default or 'nothing'}, which the suite does not have")
    # Before a release, the upstream version has a tilde: 3.16.0~b1-1.
    released = [name for name, version in versions.items() if "~" not in version.partition("-")[0]]
    return list(dict.fromkeys([default, *sorted(released, key=number)[-1:]]))


def number(name: str) -> int:
    return int(name.partition(".")[2])


def start(suite: Suite, program: str, root: str) -> Python:
    """Have an unpacked interpreter load only what is in its root, and see that it runs."""
    patchelf = os.path.join(debian.unpack("patchelf", None, debian.cache(os.environ)), "usr", "bin", "patchelf")
    loader = os.path.basename(debian.run([patchelf, "--print-interpreter", program]).strip())
    folders = libraries(root)
    found = [path for path in (os.path.join(folder, loader) for folder in folders) if os.path.exists(path)]
    if not found:
        raise Unavailable(f"the packages of {program} have no {loader}")
    # As an RPATH, which holds for the libraries' own libraries too.
    changes = ["--set-interpreter", found[0], "--force-rpath", "--set-rpath", ":".join(folders)]
    debian.run([patchelf, *changes, program])
    says = "import ctypes, platform, sqlite3, ssl; print(platform.python_version())"
    return Python(suite, debian.run([program, "-I", "-c", says]).strip(), program)


def libraries(root: str) -> Iterable[str]:
    """The folders of a root with libraries for its architecture; before Debian 13 there are two."""
    return [folder for kind in ("lib", "usr/lib") for folder in glob.glob(f"{glob.escape(root)}/{kind}/*-linux-gnu*")]
