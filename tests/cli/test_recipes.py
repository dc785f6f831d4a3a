"""The recipes of docs/how-to/use-in-ci.md, run as their schedulers would: docker is called through the shim."""

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import write_program
from tests.laboratory.pages import blocks
from tests.laboratory.person import Person
from tests.laboratory.programs import PATH, find
from tests.laboratory.recording_docker import RecordingDocker

PAGE = "docs/how-to/use-in-ci.md"


@pytest.fixture
def person(person: Person, tmp_path: Path, docker: RecordingDocker) -> Person:
    """A user for whom `pipx install anyarch` has nothing left to do."""
    programs = tmp_path / "programs"
    write_program(programs / "pipx", "exit 0")
    write_program(programs / "anyarch", f'exec {shlex.join(person.command)} "$@"')
    path = f"{programs}:{os.path.dirname(docker.path)}:{PATH}"
    person.environment |= {"PATH": path, "ANYARCH_LOG": str(tmp_path / "log")}
    return person


def recipe(heading: str, kind: str) -> str:
    [content] = blocks(PAGE, heading, (kind,))
    return content


def run(person: Person, script: str, environment: Mapping[str, str] | None = None) -> None:
    done = person.run(["bash", "-e", "-c", script], environment, person.environment["HOME"])
    assert done.status == 0, done.errors


def went_through_the_shim(person: Person, docker: RecordingDocker, words: str, image: str = "arm64v8/alpine") -> None:
    """Docker got the words, and the log says that the shim could not look at the image: there is no engine."""
    assert docker.call().words == [word.encode() for word in words.split()]
    assert f"run {image}" in Path(person.environment["ANYARCH_LOG"]).read_text()


RUN = "run --rm arm64v8/alpine uname -m"


def test_github_actions(person: Person, docker: RecordingDocker, tmp_path: Path) -> None:
    first, second = re.split(r"^  - run: ", recipe("GitHub Actions", "yaml"), flags=re.MULTILINE)[1:]
    (tmp_path / "path").touch()
    run(
        person,
        re.sub("^      ", "", first.removeprefix("|\n"), flags=re.MULTILINE),
        {"GITHUB_PATH": f"{tmp_path}/path"},
    )
    added = (tmp_path / "path").read_text().splitlines()
    run(person, second, {"PATH": ":".join([*added, person.environment["PATH"]])})
    went_through_the_shim(person, docker, RUN)


def test_gitlab(person: Person, docker: RecordingDocker, tmp_path: Path) -> None:
    """In an image with neither pipx nor anyarch."""
    programs = tmp_path / "programs"
    package, pipx = tmp_path / "package", tmp_path / "pipx"
    (programs / "anyarch").rename(package)
    (programs / "pipx").unlink()
    write_program(pipx, f'[ "$*" = "install anyarch" ] && install -D {package} ~/.local/bin/anyarch')
    write_program(programs / "apk", f'[ "$*" = "add --no-cache pipx" ] && cp {pipx} {programs}/pipx')
    run(person, "\n".join(re.findall("^    - (.*)$", recipe("GitLab CI", "yaml"), re.MULTILINE)))
    went_through_the_shim(person, docker, RUN)


def test_cron(person: Person, docker: RecordingDocker) -> None:
    variable, line = recipe("cron", "text").replace("/home/me", person.environment["HOME"]).splitlines()
    person.anyarch("shim", "install")
    name, _, value = variable.partition("=")
    run(person, line.split(" ", 5)[5], {name: value})
    went_through_the_shim(person, docker, RUN)


def test_systemd(person: Person, docker: RecordingDocker, tmp_path: Path) -> None:
    person.anyarch("shim", "install", "--dir", f"{tmp_path}/opt/anyarch/shim")
    unit = recipe("systemd", "ini").replace("=/opt/", f"={tmp_path}/opt/").replace("/var/cache", f"{tmp_path}/cache")
    variables = dict(re.findall("^Environment=([A-Z_]+)=(.*)$", unit, re.MULTILINE))
    [start] = re.findall("^ExecStart=(.*)$", unit, re.MULTILINE)
    run(person, f"exec {start}", variables | {"HOME": ""})
    went_through_the_shim(person, docker, "run --rm --name site nginx", "nginx")


def test_make(person: Person, docker: RecordingDocker, tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(recipe("A Makefile", "make"))
    run(person, f"{find('make')} --silent -f {tmp_path}/Makefile test")
    went_through_the_shim(person, docker, RUN)


def test_tools_that_build(person: Person, docker: RecordingDocker) -> None:
    Path(person.environment["HOME"], "Dockerfile").write_text("FROM scratch\n")
    script = recipe("Tools that build from a Dockerfile", "sh")
    run(person, script)
    assert [call.words[0] for call in docker.calls()][-1:] == [b"build"]
    assert [word.decode() for word in docker.calls()[0].words] == RUN.split()
