"""The clients' packages, each fetched by its own ordinary program: pip, npm, or apt.

pip's are in one venv, npm's in one folder, Debian's is unpacked and not installed. All are the newest that there are.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence

from tests.clients.table import CLIENTS, DEBIAN, NPM, PIP
from tests.laboratory import debian
from tests.laboratory.unavailable import Unavailable

SUITE = "trixie"  # from which Debian's are
BINARIES = {PIP: ("venv", "bin"), NPM: ("npm", "node_modules", ".bin"), DEBIAN: ("debian", "usr", "bin")}


class Packages:
    """What is installed for the clients in an empty folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.versions: dict[tuple[str, str], str] = {}  # by source and name
        self.reasons: dict[str, Unavailable] = {}  # why the packages of a source could not be had
        for source, install in ((PIP, self._pip), (NPM, self._npm), (DEBIAN, self._debian)):
            names = sorted({client.package or client.name for client in CLIENTS if client.source == source})
            try:
                self.versions |= {(source, name): version for name, version in install(names).items()}
            except Unavailable as reason:
                self.reasons[source] = reason

    def path(self) -> str:
        """The folders of the clients' programs, as a part of PATH."""
        return os.pathsep.join(os.path.join(self.folder, *parts) for parts in BINARIES.values())

    def _pip(self, names: Sequence[str]) -> dict[str, str]:
        program = os.path.join(self.folder, *BINARIES[PIP], "python")
        pip = [program, "-m", "pip", "--disable-pip-version-check"]
        _run([sys.executable, "-m", "venv", os.path.join(self.folder, "venv")])
        _run([*pip, "install", "--quiet", *names])
        listed = json.loads(_run([*pip, "list", "--format", "json"]))
        found = {each["name"].lower().replace("_", "-"): each["version"] for each in listed}
        return {name: found[name] for name in names}

    def _npm(self, names: Sequence[str]) -> dict[str, str]:
        prefix = os.path.join(self.folder, "npm")
        os.mkdir(prefix)
        npm = ["npm", "--prefix", prefix]
        _run([*npm, "install", "--silent", "--no-fund", "--no-audit", *names])
        listed = json.loads(_run([*npm, "ls", "--json"]))["dependencies"]
        return {name: listed[name]["version"] for name in names}

    def _debian(self, names: Sequence[str]) -> dict[str, str]:
        found = {}
        for name in names:
            scratch = os.path.join(self.folder, f"fetched-{name}")
            os.mkdir(scratch)
            package = debian.fetch(name, "amd64", scratch, SUITE)
            _run(["dpkg-deb", "--extract", package, os.path.join(self.folder, "debian")])
            found[name] = _run(["dpkg-deb", "--field", package, "Version"]).strip()
        return found


def _run(words: Sequence[str]) -> str:
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Unavailable(f"{words[0]} is not installed") from None
    if done.returncode != 0:
        raise Unavailable(f"{' '.join(words)} failed with status {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
