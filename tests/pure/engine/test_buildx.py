"""What is read of buildx's answers, new and old; the answers are those of buildx 0.13 and of 0.10."""

import sys
from pathlib import Path

import pytest

from anyarch.engine import buildx
from anyarch.engine.buildx import Builder
from anyarch.oci.platforms import Platform, parse
from tests.laboratory.recording_docker import RecordingDocker

JSON = """
{"Name":"two","Driver":"docker-container","Nodes":[{"Name":"two0","Status":"inactive","Platforms":["linux/arm64"]},\
{"Name":"two1","Status":"running","Platforms":["linux/amd64","linux/amd64/v2"]}]}
{"Name":"default","Driver":"docker","Nodes":[{"Name":"default","Status":"running","Platforms":["linux/386"]}]}
{"Name":"default","Driver":"docker","Nodes":[{"Name":"default","Status":"running","Platforms":["linux/386"]}]}
"""
TEXT = """
Name:          two
Driver:        docker-container
Last Activity: 2026-11-21 09:36:19 +0000 UTC

Nodes:
Name:                  two0
Endpoint:              unix:///var/run/docker.sock
Status:                inactive
Platforms:             linux/arm64*, linux/amd64*
"""


@pytest.fixture
def docker(tmp_path: Path) -> RecordingDocker:
    if sys.platform != "linux":
        pytest.skip("the recording docker reads /proc")
    return RecordingDocker(str(tmp_path / "real"))


def platforms(*words: str) -> frozenset[Platform]:
    return frozenset(map(parse, words))


def answering(docker: RecordingDocker, verb: str, text: str) -> str:
    """A docker whose buildx prints this when it is asked so, and else fails."""
    docker.behave(f"test \"$2\" = {verb} || exit 1\ncat <<'END'\n{text}\nEND")
    return docker.path


def test_builders_are_read_with_the_platforms_of_all_their_nodes(docker: RecordingDocker) -> None:
    assert buildx.builders(answering(docker, "ls", JSON)) == [
        Builder("two", "docker-container", True, platforms("linux/arm64", "linux/amd64", "linux/amd64/v2")),  # noqa: FBT003
        Builder("default", "docker", True, platforms("linux/386")),  # noqa: FBT003
    ]


def test_an_old_buildx_tells_of_the_chosen_builder(docker: RecordingDocker) -> None:
    assert buildx.builders(answering(docker, "inspect", TEXT)) == [
        Builder("two", "docker-container", False, platforms("linux/arm64", "linux/amd64"))  # noqa: FBT003
    ]


@pytest.mark.parametrize(
    "listed", ["{", '{"Name": 1}', "[]", "nonsense", '{"Nodes": [{"Platforms": [1, null, "x y"]}]}', '{"Nodes": 3}']
)
def test_odd_answers_list_no_platform(docker: RecordingDocker, listed: str) -> None:
    assert not any(builder.platforms for builder in buildx.builders(answering(docker, "ls", listed)))


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ("github.com/docker/buildx v0.30.1 abc", "v0.30.1"),
        ("github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3", "0.13.1+ds1"),
        ("", ""),
        ("something else", ""),
    ],
)
def test_the_version_is_the_second_word(docker: RecordingDocker, printed: str, version: str) -> None:
    docker.behave(f"echo '{printed}'")
    assert buildx.version(docker.path) == version


def test_without_buildx_there_is_nothing(docker: RecordingDocker) -> None:
    docker.behave("echo \"docker: 'buildx' is not a docker command.\" >&2; exit 1")
    assert (buildx.version(docker.path), buildx.builders(docker.path)) == ("", [])
