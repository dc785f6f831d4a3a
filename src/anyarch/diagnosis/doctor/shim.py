"""The shim: installed, whole, of this version, first in PATH, switched on; and which docker and Python it starts.

Somebody who only wants the shell function has nothing in PATH, and that is no fault.
"""

import os
import shlex
import sys

from anyarch.bare import command_line
from anyarch.diagnosis.doctor import shells
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.install import launcher, real_docker
from anyarch.install.launcher import Installation

_INSTALL = "anyarch shim install"
_LONGEST = 65536


def examine(situation: Situation) -> list[Finding]:
    """The shim in its folder, and where docker leads."""
    found = launcher.look(situation.folder)
    if found is None:
        return [Finding("shim", BAD, f"not installed in {situation.folder}", _install(situation.folder))]
    return [
        Finding("shim", GOOD, found.launcher),
        *_faults(found, situation.folder),
        _first(found, situation),
        *_switch(situation.environment),
    ]


def _faults(found: Installation, folder: str) -> list[Finding]:
    """What is wrong with the paths that it has baked in."""
    again = _install(folder)
    if not os.access(found.python, os.X_OK):
        return [Finding("shim", BAD, f"its Python, {found.python}, has gone: it looks at nothing", again)]
    if real_docker.is_shim(found.docker):
        return [Finding("shim", BAD, f"its docker, {found.docker}, is a shim itself", again)]
    if not real_docker.is_docker(found.docker):
        return [Finding("shim", BAD, f"its docker, {found.docker}, has gone", again)]
    if found.python != sys.executable:
        return [Finding("shim", NOTE, f"it runs another Python than this command: {found.python}", again)]
    if _content(found.launcher) != launcher.text(found.docker):
        return [Finding("shim", NOTE, "it was written by another version of anyarch", again)]
    return []


def _first(found: Installation, situation: Situation) -> Finding:
    """Where the word docker leads in PATH."""
    first = launcher.first_in_path(situation.environment.get("PATH", ""))
    if first and os.path.samefile(first, found.launcher):
        return Finding("PATH", GOOD, "docker is the shim")
    mend = f"export PATH={shlex.quote(situation.folder)}:$PATH"
    if first and real_docker.is_shim(first):
        return Finding("PATH", NOTE, f"docker is another shim of anyarch's, {first}", mend)
    what = f"docker is {first}" if first else "there is no docker"
    loading = shells.with_function(situation)
    if loading:
        told = f"{what}: shells with the function ({', '.join(loading)}) use the shim, scripts do not"
        return Finding("PATH", NOTE, told, mend)
    return Finding("PATH", BAD, f"{what}, and no shell loads the function: nothing uses the shim", mend)


def _switch(environment: dict[str, str]) -> list[Finding]:
    if isinstance(command_line.parse(["run", "image"], environment), command_line.PassThrough):
        return [Finding("switch", BAD, "anyarch is switched off by ANYARCH", "unset ANYARCH")]
    return []


def _install(folder: str) -> str:
    return _INSTALL if folder == launcher.default_folder() else f"{_INSTALL} --dir {shlex.quote(folder)}"


def _content(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read(_LONGEST)
    except OSError:
        return ""
