"""`anyarch compose` with real Composes: a project with a native and a foreign image comes up, and stays as it is.

Compose 2.26 and 2.40 do not agree on what they print and exit with, but both have to find the same project as without
anyarch: the same hashes, the same labels, and the second time the same containers.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laboratory import plugins
from tests.laboratory.person import Outcome
from tests.real.conftest import ON_AMD64, Machine, Store

pytestmark = pytest.mark.engine

PROJECT = """
services:
  own:
    image: {own}
    network_mode: none
    stop_signal: SIGKILL
    command: ["/bin/sleep", "1000"]
    environment: {{COLOR: "blue"}}
  tool:
    image: {tool}
    network_mode: none
    stop_signal: SIGKILL
    command: ["/bin/sleep", "1000"]
    depends_on: [own]
"""


class Project:
    """A project of a native service `own` and a foreign one `tool`, of which nothing is local."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.file = str(folder / "compose.yaml")

    def write(self, tool: str) -> None:
        own = self.store.prepare("multi", "absent")
        text = PROJECT.format(own=own, tool=self.store.name(tool))
        Path(self.file).write_text(text, encoding="utf-8")

    def run(self, *words: str) -> Outcome:
        return self.store.person.run(words, folder=str(self.folder))

    def docker(self, *words: str) -> Outcome:
        """`docker compose` as it is without anyarch."""
        return self.run(self.store.person.real, "compose", *words)

    def anyarch(self, *words: str) -> Outcome:
        return self.run(*self.store.person.command, *words)

    def containers(self) -> list[str]:
        return sorted(self.docker("ps", "--all", "--quiet", "--no-trunc").output.split())

    def hashes(self) -> list[str]:
        return sorted(self.docker("config", "--hash", "*").output.splitlines())

    def labels(self) -> list[dict[str, str]]:
        """What Compose has written on the containers of `own` and of `tool`."""
        listed = [self.docker("ps", "--all", "--quiet", service).output.strip() for service in ("own", "tool")]
        told = self.store.succeed("container", "inspect", "--format", "{{json .Config.Labels}}", *listed)
        return [json.loads(line) for line in told.splitlines()]


def succeeds(done: Outcome) -> None:
    assert done.status == 0, done.errors


@pytest.fixture(params=plugins.SUITES)
def project(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Iterator[Project]:
    plugins.use(store.person.environment["HOME"], plugins.COMPOSE, request.param)
    folder = tmp_path / f"project-{request.param}"
    folder.mkdir()
    made = Project(store, folder)
    store.person.environment["COMPOSE_PROJECT_NAME"] = f"{tmp_path.name.strip('_').lower()}-{request.param}"
    yield made
    made.docker("down", "--timeout", "0")


@pytest.mark.usefixtures("emulation")
@pytest.mark.parametrize("registered", ["registered"], indirect=True)
def test_a_foreign_service_comes_up_where_an_emulator_runs_it(project: Project, machine: Machine) -> None:
    project.write("armonly-index")
    hashes = project.hashes()
    planned = json.loads(project.anyarch("plan", "--json", "--", "compose", "up", "-d").output)
    assert [(step["service"], step["platform"]) for step in planned["steps"]] == [("tool", f"linux/{machine.foreign}")]
    succeeds(project.run(project.store.person.real, "anyarch", "compose", "up", "--detach"))
    containers, labels = project.containers(), project.labels()
    assert len(containers) == 2
    assert project.store.platform(project.store.name("multi")) == f"linux/{machine.native}"
    for again in (project.anyarch("compose", "up", "-d"), project.docker("up", "-d")):
        succeeds(again)
        assert project.containers() == containers
    assert project.hashes() == hashes
    project.docker("down", "--timeout", "0")
    succeeds(project.docker("up", "--detach"))
    assert project.labels() == labels
    assert {each["com.docker.compose.project.config_files"] for each in labels} == {project.file}
    succeeds(project.anyarch("compose", "up", "--detach", "--scale", "tool=2"))
    succeeds(project.anyarch("compose", "scale", "tool=3"))
    assert len(project.containers()) == 4
    succeeds(project.anyarch("compose", "create", "--force-recreate"))
    ran = project.anyarch("compose", "run", "--rm", "--no-deps", "--no-TTY", "tool", "/bin/uname", "-m")
    assert (ran.status, ran.output.strip()) == (0, machine.foreign_name)


@pytest.mark.usefixtures("emulation")
@pytest.mark.parametrize("registered", ["registered"], indirect=True)
def test_with_the_opt_in_plain_docker_compose_is_enough(project: Project) -> None:
    project.write("armonly-index")
    assert project.docker("create").status != 0
    person = project.store.person
    succeeds(person.anyarch("shim", "install", "--compose", "--docker", person.real))
    started = []
    for _ in range(2):
        succeeds(project.run("docker", "compose", "up", "--detach"))
        started.append(project.containers())
    assert len(started[0]) == 2
    assert started[1] == started[0]


@ON_AMD64
def test_with_an_override_also_a_pull_finds_the_platform(project: Project) -> None:
    project.write("i386")
    succeeds(project.anyarch("override", "--file", "compose.yaml", "--output", "platforms.yaml"))
    both = ("-f", "compose.yaml", "-f", "platforms.yaml")
    succeeds(project.docker(*both, "pull"))
    succeeds(project.docker(*both, "up", "--detach"))
