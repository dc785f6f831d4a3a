"""What `anyarch doctor` looks at: each check is one finding, with a verdict, what was found, and what mends it.

A check never raises; what it cannot find out is a finding too. Whatever asks the engine is bounded in time.
"""

import os
import time
from typing import NamedTuple

from anyarch import cache, command_line, documents, engine, installation, platforms, process, real_docker, settings
from anyarch.emulation import executed, probe, programs
from anyarch.engine import Endpoint, questions
from anyarch.engine.connection import UnreachableError, connect
from anyarch.platforms import Platform

GOOD = "good"
NOTE = "note"
BAD = "bad"

_VERSION_TIMEOUT = 10.0


class Finding(NamedTuple):
    """One line of the doctor's table.

    Attributes:
        subject: what was looked at.
        verdict: `GOOD`, `BAD`, or `NOTE` for what is worth knowing and no fault.
        found: one sentence or less.
        remedy: the one command that mends it; empty for none.
    """

    subject: str
    verdict: str
    found: str
    remedy: str = ""


def real_docker_finding(environment: dict[str, str]) -> Finding:
    """The docker that stands behind the shim, and its version."""
    try:
        path = real_docker.find(environment)
    except real_docker.NotFoundError as error:
        return Finding("docker", BAD, str(error))
    version = process.run([path, "--version"], timeout=_VERSION_TIMEOUT)
    if version.status != 0:
        return Finding("docker", BAD, f"{path} does not run: {version.output}")
    return Finding("docker", GOOD, f"{path}, {version.output}")


def shim_findings(environment: dict[str, str], folder: str) -> list[Finding]:
    """The shim: installed, whole, first in PATH, switched on."""
    found = installation.look(folder)
    if found is None:
        return [Finding("shim", BAD, f"not installed in {folder}", "anyarch shim install")]
    findings = [Finding("shim", GOOD, found.launcher)]
    if not real_docker.is_docker(found.docker):
        findings.append(Finding("shim", BAD, f"its docker, {found.docker}, has gone", "anyarch shim install"))
    if not os.access(found.python, os.X_OK):
        findings.append(Finding("shim", BAD, f"its Python, {found.python}, has gone", "anyarch shim install"))
    first = installation.first_in_path(environment.get("PATH", ""))
    if first and os.path.samefile(first, found.launcher):
        findings.append(Finding("PATH", GOOD, "docker is the shim"))
    else:
        what = f"docker is {first}: only a shell with anyarch's function uses the shim" if first else "no docker in it"
        findings.append(Finding("PATH", BAD, what, f'export PATH="{folder}:$PATH"'))
    if isinstance(command_line.parse(["run", "image"], environment), command_line.PassThrough):
        findings.append(Finding("switch", BAD, "anyarch is switched off by ANYARCH", "unset ANYARCH"))
    return findings


def settings_findings(environment: dict[str, str]) -> list[Finding]:
    """The settings file and variables, and a default platform that overrides every choice."""
    _, problems = settings.load(environment)
    findings = [Finding("settings", BAD, problem) for problem in problems]
    if default := environment.get("DOCKER_DEFAULT_PLATFORM"):
        what = f"DOCKER_DEFAULT_PLATFORM asks for {default} in every command, native or not"
        findings.append(Finding("settings", NOTE, what, "unset DOCKER_DEFAULT_PLATFORM"))
    path = settings.path(environment)
    return findings or [Finding("settings", GOOD, path if os.path.exists(path) else f"defaults; there is no {path}")]


def engine_finding(environment: dict[str, str], timeout: float) -> tuple[Finding, Endpoint | None, Platform | None]:
    """The engine that docker talks to from here, with its platform where it answers."""
    try:
        endpoint = engine.resolve({}, environment)
    except engine.UnknownEngineError as error:
        return Finding("engine", BAD, str(error), "docker context ls"), None, None
    connection = connect(endpoint, time.monotonic() + timeout)
    try:
        platform = questions.engine_platform(connection)
        version = documents.text(documents.parse(connection.get("/version").body), "Version")
    except (UnreachableError, questions.RefusedError, ValueError) as error:
        return Finding("engine", BAD, str(error), "docker version"), endpoint, None
    found = f"{version}, {platform}, at {endpoint.host} (context {endpoint.context})"
    return Finding("engine", GOOD, found), endpoint, platform


def execution_finding(
    environment: dict[str, str], endpoint: Endpoint, host: Platform, architecture: str, timeout: float
) -> Finding:
    """Whether the engine executes an architecture, found out by executing it now."""
    platform = platforms.normalised(platforms.DEFAULT_OS, architecture) or host
    try:
        kernel = executed.kernel()
        positive = probe.executes(endpoint, host, platform, timeout)
    except probe.ProbeError as error:
        return Finding(f"{platform}", NOTE, str(error))
    if not positive:
        return Finding(f"{platform}", NOTE, "not executed")
    executed.keep(cache.folder(environment), endpoint, platform, kernel)
    how = "native" if platform in platforms.native(host) else "by an emulator"
    return Finding(f"{platform}", GOOD, f"executed, {how}")


ARCHITECTURES = tuple(programs.MACHINES)
