"""ssh URLs as docker reads them, held against the ssh that every docker of this machine starts."""

import subprocess
from pathlib import Path

import pytest

from anyarch.bare.endpoint import resolve
from anyarch.bare.errors import UnknownEngineError
from anyarch.engine import ssh
from tests.cli.conftest import write_program
from tests.laboratory.programs import every

TOLD = "told"
RECORDING_SSH = f"""\
printf '%s\\n' "$@" >"${{0%/*}}/{TOLD}"
exit 1
"""
EXTRA_PATH = "extra path"  # how docker 20.10 refuses a path

URLS = (
    "ssh://build",
    "ssh://Build-Box",
    "ssh://me@build",
    "ssh://me%40corp@build",
    "ssh://CORP%5Cme@build",
    "ssh://me@corp@build",
    "ssh://@build",
    "ssh://m%C3%BC@build",
    "ssh://me@build:2222",
    "ssh://build:",
    "ssh://127.0.0.1:22",
    "ssh://[::1]:22",
    "ssh://me@[fe80::1%25eth0]",
    "ssh://under_score",
    "ssh://build?",
    "ssh://build#",
)
WITH_PATHS = (
    "ssh://me@build/run/user/1000/docker.sock",
    "ssh://build:2222/var/run/docker-1.sock",
    "ssh://build/run%2Fother.sock",
    "ssh://me%40corp@Build/a+b=c,d@e.sock",
    "ssh://build/run/a%25b.sock",
    "ssh://[::1]/run/other.sock",
)
REFUSED = (
    "ssh://",
    "ssh:///run/docker.sock",
    "ssh://me@",
    "ssh://me:secret@build",
    "ssh://me:@build",
    "ssh://build?tls=1",
    "ssh://build/run/docker.sock?tls=1",
    "ssh://build#top",
    "ssh://build:port",
    "ssh://[::1",
    "ssh://[::1]x",
    "ssh://bu%2Dild",
    "ssh://me%4@build",
    "ssh://me%zz@build",
    "ssh://bu ild",
    "ssh://m{e@build",
    "ssh://build/%zz",
    "ssh://build/\x01",
)
# The oldest docker here refuses paths, newer ones expand these on the engine's machine, and the newest quote them.
DOUBTFUL = (
    "ssh://build/run/user/$UID/docker.sock",
    "ssh://build/run/a%20b.sock",
    "ssh://build/run/a;b.sock",
    "ssh://build/run/*.sock",
    "ssh://build/run/a%0Ab.sock",
    "ssh://-oProxyCommand=x",
    "ssh://bu<ild",
)


class Docker:
    """A docker with an `ssh` that tells how it was started."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self._folder = folder
        write_program(folder / "ssh", RECORDING_SSH)

    def ssh(self, url: str) -> tuple[list[str] | None, str]:
        """The words that it starts ssh with, without options; None if it does not; and what it prints."""
        told = self._folder / TOLD
        told.unlink(missing_ok=True)
        environment = {"HOME": str(self._folder), "PATH": f"{self._folder}:/usr/bin:/bin", "DOCKER_HOST": url}
        words = [self.program, "version", "--format", "x"]
        done = subprocess.run(words, env=environment, check=False, capture_output=True, text=True)
        return (without_options(told.read_text().splitlines()) if told.exists() else None), done.stderr


def without_options(words: list[str]) -> list[str]:
    """The words for ssh without ``-T`` and ``-o``, in the two spellings of docker's and anyarch's."""
    kept, rest = [], iter(words)
    for word in rest:
        if word == "-o":
            next(rest)
        elif word != "-T" and not word.startswith("-o "):
            kept.append(word)
    return kept


def ours(url: str) -> list[str]:
    return without_options(ssh.command(resolve({}, {"DOCKER_HOST": url}).host, 2)[1:])


@pytest.fixture(params=every("docker"))
def docker(request: pytest.FixtureRequest, tmp_path: Path) -> Docker:
    return Docker(request.param, tmp_path)


def test_ssh_is_started_with_the_words_that_docker_starts_it_with(docker: Docker) -> None:
    theirs = {url: docker.ssh(url)[0] for url in URLS}
    assert {url: ours(url) for url in URLS} == theirs


def test_a_path_is_the_socket_over_there(docker: Docker) -> None:
    for url in WITH_PATHS:
        words, errors = docker.ssh(url)
        assert ours(url) == words or EXTRA_PATH in errors


def test_a_path_of_slashes_is_none() -> None:
    assert ours("ssh://build/") == ours("ssh://build//") == ours("ssh://build")


@pytest.mark.parametrize("url", REFUSED)
def test_what_docker_refuses_is_no_engine(docker: Docker, url: str) -> None:
    assert docker.ssh(url)[0] is None
    with pytest.raises(UnknownEngineError):
        resolve({}, {"DOCKER_HOST": url})


@pytest.mark.parametrize("url", DOUBTFUL)
def test_what_versions_of_docker_read_differently_is_no_engine_either(url: str) -> None:
    with pytest.raises(UnknownEngineError):
        resolve({"host": url}, {})


def test_a_password_is_not_in_the_message() -> None:
    with pytest.raises(UnknownEngineError) as refused:
        resolve({}, {"DOCKER_HOST": "ssh://me:secret@build"})
    assert "secret" not in str(refused.value)
