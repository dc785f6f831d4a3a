"""The shim: whether it is installed, works, is of this version, comes first in PATH, is turned on, and is safe.

If you use only the shell function, the shim is not in PATH, which is not a problem.
"""

import os
import shlex

from anyarch.bare import command_line, ownership
from anyarch.diagnosis.doctor import shells
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.install import launcher, plugin, real_docker
from anyarch.install.launcher import Installation
from anyarch.person import remedy

_INSTALL = "anyarch shim install"


def examine(setup: Setup) -> list[Finding]:
    """The shim, and what `docker` is in PATH."""
    found = launcher.look(setup.folder)
    if found is None:
        return [Finding("shim", BAD, f"not installed in {setup.folder}", _install(setup.folder))]
    return [
        Finding("shim", GOOD, found.launcher),
        *_faults(found, setup.folder),
        *_dangers(found, setup.environment),
        _first(found, setup),
        *_switch(setup.environment),
    ]


def _faults(found: Installation, folder: str) -> list[Finding]:
    """What is wrong with the launcher and the paths in it."""
    again = _install(folder) + (" --compose" if found.handles_compose else "")
    if not os.access(found.python, os.X_OK):
        return [Finding("shim", BAD, f"its Python, {found.python}, is gone: it leaves every command unchanged", again)]
    if real_docker.is_shim(found.docker):
        return [Finding("shim", BAD, f"its docker, {found.docker}, is a shim itself", again)]
    if not real_docker.is_docker(found.docker):
        return [Finding("shim", BAD, f"its docker, {found.docker}, is gone", again)]
    if found.python != launcher.python():
        return [Finding("shim", NOTE, f"it runs a different Python than this command: {found.python}", again)]
    if not found.is_current:
        return [Finding("shim", NOTE, "it was written by another version of anyarch", again)]
    return []


def _dangers(found: Installation, environment: dict[str, str]) -> list[Finding]:
    """Who could replace what a command runs. A group that can, such as staff in /usr/local, may be meant to."""
    findings = []
    for name, path in (("shim", found.launcher), ("plugin", plugin.path(environment))):
        try:
            danger = ownership.weakness(path) if os.path.exists(path) else None
        except OSError:
            continue  # it cannot be run either
        if danger:
            grade = BAD if danger.is_open or danger.owner is not None else NOTE
            findings.append(Finding(name, grade, f"{danger}, and could replace {path}", remedy.command(danger)))
    return findings


def _first(found: Installation, setup: Setup) -> Finding:
    """What `docker` is in PATH."""
    first = launcher.first_in_path(setup.environment.get("PATH", ""))
    if first and os.path.samefile(first, found.launcher):
        return Finding("PATH", GOOD, "docker is the shim")
    remedy = f"export PATH={shlex.quote(setup.folder)}:$PATH"
    if first and real_docker.is_shim(first):
        return Finding("PATH", NOTE, f"docker is another anyarch shim, {first}", remedy)
    what = f"docker is {first}" if first else "there is no docker"
    loading = shells.with_function(setup)
    if loading:
        found_in_shells = f"{what}: shells with the function ({', '.join(loading)}) use the shim, scripts do not"
        return Finding("PATH", NOTE, found_in_shells, remedy)
    if setup.has_function:
        found_here = f"{what}: this {setup.shell} has the function and uses the shim, scripts and new shells do not"
        return Finding("PATH", NOTE, found_here, remedy)
    if setup.shell == "fish":  # cannot say whether it has the function
        found_here = f"{what}, and no startup file loads the function: only a fish that has loaded it uses the shim"
        return Finding("PATH", NOTE, found_here, remedy)
    return Finding("PATH", BAD, f"{what}, and no shell loads the function: nothing uses the shim", remedy)


def _switch(environment: dict[str, str]) -> list[Finding]:
    if isinstance(command_line.parse(["run", "image"], environment), command_line.PassThrough):
        return [Finding("switch", BAD, "anyarch is switched off by ANYARCH", "unset ANYARCH")]
    return []


def _install(folder: str) -> str:
    return _INSTALL if folder == launcher.default_folder() else f"{_INSTALL} --dir {shlex.quote(folder)}"
