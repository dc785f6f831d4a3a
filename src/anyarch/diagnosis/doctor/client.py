"""The docker that stands behind the shim, and what it has for plugins: anyarch's own, and buildx."""

from anyarch.diagnosis import buildx
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.install import real_docker
from anyarch.person import process

_TIMEOUT = 10.0
_PODMAN = "podman"
_PLUGIN = "docker anyarch"
_ITS_ANSWER = "anyarch, version "


def examine(situation: Situation) -> list[Finding]:
    """The real docker with its version, and its plugins where it runs."""
    if not situation.docker:
        return [_missing(situation.environment)]
    version = process.run([situation.docker, "--version"], timeout=_TIMEOUT)
    if version.status != 0:
        return [Finding("docker", BAD, f"{situation.docker} does not run: {version.output}")]
    if _PODMAN in version.output.lower():
        told = f"{situation.docker} is Podman's ({version.output}), which picks platforms by rules of its own"
        return [Finding("docker", NOTE, told)]
    found = Finding("docker", GOOD, f"{situation.docker}, {version.output}")
    return [found, _plugin(situation.docker), _buildx(situation.docker)]


def _missing(environment: dict[str, str]) -> Finding:
    try:
        return Finding("docker", GOOD, real_docker.find(environment))
    except real_docker.NotFoundError as error:
        return Finding("docker", BAD, str(error))


def _plugin(docker: str) -> Finding:
    """Whether docker finds anyarch's plugin, and the plugin its Python: it is made to answer."""
    answer = process.run([docker, "anyarch", "--version"], timeout=_TIMEOUT)
    if answer.status == 0 and answer.output.startswith(_ITS_ANSWER):
        return Finding("plugin", GOOD, f"{_PLUGIN}, {answer.output.removeprefix(_ITS_ANSWER)}")
    return Finding("plugin", NOTE, f"`{_PLUGIN}` does not answer; `anyarch` does the same", "anyarch shim install")


def _buildx(docker: str) -> Finding:
    version = buildx.version(docker)
    if version:
        return Finding("buildx", GOOD, version)
    return Finding("buildx", NOTE, "not installed; only a build for several platforms needs it")
