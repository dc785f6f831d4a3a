"""The real docker, and two of its plugins: anyarch's own, and buildx."""

from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.engine import buildx
from anyarch.install import real_docker
from anyarch.person import process
from anyarch.preflight import wrapper

_TIMEOUT = 10.0
_PODMAN = "podman"
_PLUGIN = "docker anyarch"
_ANSWER = "anyarch, version "


def examine(setup: Setup) -> list[Finding]:
    """The real docker's version, and its plugins if it runs."""
    if not setup.docker:
        return [_missing(setup.environment)]
    version = process.run([setup.docker, "--version"], timeout=_TIMEOUT)
    if version.status != 0:
        return [Finding("docker", BAD, f"{setup.docker} does not run: {version.output}")]
    if _PODMAN in version.output.lower():
        found = f"{setup.docker} is Podman's ({version.output}), which chooses platforms by its own rules"
        return [Finding("docker", NOTE, found), *_wrapper(setup)]
    docker = Finding("docker", GOOD, f"{setup.docker}, {version.output}")
    return [docker, *_wrapper(setup), _plugin(setup.docker), _buildx(setup.docker)]


def _missing(environment: dict[str, str]) -> Finding:
    try:
        return Finding("docker", GOOD, real_docker.find(environment))
    except real_docker.NotFoundError as error:
        return Finding("docker", BAD, str(error))


def _wrapper(setup: Setup) -> list[Finding]:
    """A wrapper whose engine is not known: anyarch leaves its commands alone."""
    try:
        wrapper.connection({}, setup.docker, setup.settings.engine)
    except wrapper.UnnamedEngineError as error:
        found = f"{error} Until then, run, create and pull are left unchanged"
        return [Finding("wrapper", NOTE, found, "anyarch config set docker.engine unix:///PATH")]
    return []


def _plugin(docker: str) -> Finding:
    """Whether docker finds anyarch's plugin, and the plugin finds its Python: it is asked for its version."""
    answer = process.run([docker, "anyarch", "--version"], timeout=_TIMEOUT)
    if answer.status == 0 and answer.output.startswith(_ANSWER):
        return Finding("plugin", GOOD, f"{_PLUGIN}, {answer.output.removeprefix(_ANSWER)}")
    return Finding("plugin", NOTE, f"`{_PLUGIN}` does not work; use `anyarch` instead", "anyarch shim install")


def _buildx(docker: str) -> Finding:
    version = buildx.version(docker)
    if version:
        return Finding("buildx", GOOD, version)
    return Finding("buildx", NOTE, "not installed; you need it only to build for several platforms")
