"""ssh URLs as docker reads them, held against the ssh that every docker of this machine starts."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from anyarch.bare.endpoint import resolve
from anyarch.bare.errors import UnknownEngineError
from anyarch.engine import ssh
from tests.cli.conftest import write_program
from tests.laboratory.programs import every

EXTRA_PATH = "extra path"  # how docker 20.10 refuses a path
URLS = r"""
    ssh://build ssh://Build-Box ssh://me@build ssh://me%40corp@build ssh://CORP%5Cme@build ssh://me@corp@build
    ssh://@build ssh://m%C3%BC@build ssh://me@build:2222 ssh://build: ssh://127.0.0.1:22 ssh://[::1]:22
    ssh://me@[fe80::1%25eth0] ssh://under_score ssh://build? ssh://build#
    ssh://me@build/run/user/1000/docker.sock ssh://build:2222/var/run/docker-1.sock ssh://build/run%2Fother.sock
    ssh://me%40corp@Build/a+b=c,d@e.sock ssh://build/run/a%25b.sock ssh://[::1]/run/other.sock
    """.split()
REFUSED = r"""
    ssh:// ssh:///run/docker.sock ssh://me@ ssh://me:secret@build ssh://me:@build ssh://build?tls=1
    ssh://build/run/docker.sock?tls=1 ssh://build#top ssh://build:port ssh://[::1 ssh://[::1]x ssh://bu%2Dild
    ssh://me%4@build ssh://me%zz@build ssh://m{e@build ssh://build/%zz
    """.split()
# The oldest docker here refuses paths, newer ones expand these on the engine's machine, and the newest quote them.
DOUBTFUL = r"""
    ssh://build/run/user/$UID/docker.sock ssh://build/run/a%20b.sock ssh://build/run/a;b.sock ssh://build/run/*.sock
    ssh://build/run/a%0Ab.sock ssh://-oProxyCommand=x ssh://bu<ild
    """.split()
Ask = Callable[[str], tuple[list[str] | None, str]]


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
def docker(request: pytest.FixtureRequest, tmp_path: Path) -> Ask:
    """The words that a docker starts ssh with for a URL, without options; None if it does not; and what it prints."""
    told = tmp_path / "told"
    write_program(tmp_path / "ssh", f"printf '%s\\n' \"$@\" >{told}\nexit 1")

    def ask(url: str) -> tuple[list[str] | None, str]:
        told.unlink(missing_ok=True)
        environment = {"HOME": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin", "DOCKER_HOST": url}
        words = [request.param, "version", "--format", "x"]
        done = subprocess.run(words, env=environment, check=False, capture_output=True, text=True)
        return (without_options(told.read_text().splitlines()) if told.exists() else None), done.stderr

    return ask


@pytest.mark.parametrize("url", URLS)
def test_ssh_is_started_with_the_words_that_docker_starts_it_with(docker: Ask, url: str) -> None:
    words, errors = docker(url)
    assert ours(url) == words or EXTRA_PATH in errors


def test_a_path_of_slashes_is_none() -> None:
    assert ours("ssh://build/") == ours("ssh://build//") == ours("ssh://build")


@pytest.mark.parametrize("url", [*REFUSED, "ssh://bu ild", "ssh://build/\x01"])
def test_what_docker_refuses_is_no_engine_and_no_password_is_told(docker: Ask, url: str) -> None:
    assert docker(url)[0] is None
    with pytest.raises(UnknownEngineError) as refused:
        resolve({}, {"DOCKER_HOST": url})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", DOUBTFUL)
def test_what_versions_of_docker_read_differently_is_no_engine_either(url: str) -> None:
    with pytest.raises(UnknownEngineError):
        resolve({"host": url}, {})
