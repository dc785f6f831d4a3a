"""`anyarch compose` with real Composes: a project with a native and a foreign image comes up, and stays as it is.

Compose 2.26 and 2.40 do not agree on what they print and exit with, but both have to find the same project as without
anyarch: the same hashes, the same labels, and the second time the same containers.
"""

import json
from collections.abc import Iterator, Sequence
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
LABELS = "{{json .Config.Labels}}"


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

    def labels(self, service: str) -> dict[str, str]:
        [container] = self.docker("ps", "--all", "--quiet", service).output.split()
        told = self.store.succeed("container", "inspect", "--format", LABELS, container)
        found: dict[str, str] = json.loads(told)
        return found


@pytest.fixture(params=plugins.SUITES)
def project(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Iterator[Project]:
    plugins.use(store.person.environment["HOME"], plugins.COMPOSE, request.param)
    folder = tmp_path / f"project-{request.param}"
    folder.mkdir()
    made = Project(store, folder)
    store.person.environment["COMPOSE_PROJECT_NAME"] = f"{tmp_path.name.strip('_').lower()}-{request.param}"
    yield made
    made.docker("down", "--timeout", "0")


def comes_up(project: Project, tool: str, platform: str) -> None:
    project.write(tool)
    hashes = project.hashes()
    planned = json.loads(project.anyarch("plan", "--json", "--", "compose", "up", "-d").output)
    assert [(step["service"], step["platform"]) for step in planned["steps"]] == [("tool", platform)]
    up = project.run(project.store.person.real, "anyarch", "compose", "up", "--detach")
    assert up.status == 0, up.errors
    containers = project.containers()
    assert len(containers) == 2
    assert project.store.platform(project.store.name("multi")) == f"linux/{project.store.machine.native}"
    for again in (project.anyarch("compose", "up", "-d"), project.docker("up", "-d")):
        assert again.status == 0, again.errors
        assert project.containers() == containers
    assert project.hashes() == hashes
    labels = [project.labels(service) for service in ("own", "tool")]
    project.docker("down", "--timeout", "0")
    assert project.docker("up", "--detach").status == 0
    assert [project.labels(service) for service in ("own", "tool")] == labels
    assert {each["com.docker.compose.project.config_files"] for each in labels} == {project.file}
    comes_up_by_itself(project, tool, labels)


def comes_up_by_itself(project: Project, tool: str, labels: Sequence[dict[str, str]]) -> None:
    """With the opt-in, plain `docker compose` is enough, although the foreign image has gone."""
    project.docker("down", "--timeout", "0")
    project.store.succeed("rmi", "--force", project.store.name(tool))
    assert project.docker("create").status != 0
    person = project.store.person
    assert person.anyarch("shim", "install", "--compose", "--docker", person.real).status == 0
    started = []
    for _ in range(2):
        up = project.run("docker", "compose", "up", "--detach")
        assert up.status == 0, up.errors
        started.append(project.containers())
    assert len(started[0]) == 2
    assert started[1] == started[0]
    assert [project.labels(service) for service in ("own", "tool")] == labels


@ON_AMD64
def test_a_service_for_another_mode_of_the_cpu_comes_up(project: Project) -> None:
    project.write("i386")
    if project.docker("up", "--detach").status == 0:  # the engine finds it by itself
        planned = json.loads(project.anyarch("plan", "--json", "--", "compose", "up", "-d").output)
        assert planned["steps"] == []
        containers = project.containers()
        assert project.anyarch("compose", "up", "--detach").status == 0
        assert project.containers() == containers
        return
    comes_up(project, "i386", "linux/386")


@pytest.mark.usefixtures("emulation")
@pytest.mark.parametrize("registered", ["registered"], indirect=True)
def test_a_foreign_service_comes_up_where_an_emulator_runs_it(project: Project, machine: Machine) -> None:
    comes_up(project, "armonly-index", f"linux/{machine.foreign}")
    assert project.anyarch("compose", "up", "--detach", "--scale", "tool=2").status == 0
    assert project.anyarch("compose", "scale", "tool=3").status == 0
    assert len(project.containers()) == 4
    assert project.anyarch("compose", "create", "--force-recreate").status == 0
    ran = project.anyarch("compose", "run", "--rm", "--no-deps", "--no-TTY", "tool", "/bin/uname", "-m")
    assert (ran.status, ran.output.strip()) == (0, machine.foreign_name)


@pytest.mark.usefixtures("no_handlers")
def test_what_nothing_runs_is_left_to_fail_as_it_does(project: Project) -> None:
    project.write("armonly-index")
    for words in (("up", "--detach"), ("up", "--detach", "--pull", "always"), ("pull",)):
        alone, done = project.docker(*words), project.anyarch("compose", *words)
        assert (done.status, done.output) == (alone.status, alone.output)
        assert alone.status != 0
        assert "anyarch: tool: The image is offered for" in done.errors
    assert project.store.identity(project.store.name("armonly-index")) == ""


@ON_AMD64
def test_with_an_override_also_a_pull_finds_the_platform(project: Project) -> None:
    project.write("i386")
    done = project.anyarch("override", "--file", "compose.yaml", "--output", "platforms.yaml")
    assert (done.status, done.output) == (0, ""), done.errors
    written = (project.folder / "platforms.yaml").read_text(encoding="utf-8")
    assert written.endswith("\nservices:\n  tool:\n    platform: linux/386\n")
    both = ("-f", "compose.yaml", "-f", "platforms.yaml")
    assert project.docker(*both, "pull").status == 0
    assert project.docker(*both, "up", "--detach").status == 0
    assert project.anyarch("plan", "--json", "--", "compose", *both, "up").status == 0


def test_the_cache_is_warmed_with_all_images_of_a_project(project: Project) -> None:
    project.write("armonly-index")
    (project.folder / "more.yaml").write_text(
        f"services: {{also: {{image: {project.store.name('i386')}, profiles: [x]}}}}"
    )
    done = project.anyarch("cache", "warm", "--json", "--compose", "compose.yaml", "--compose", "more.yaml")
    names = [project.store.name(each) for each in ("armonly-index", "i386", "multi")]
    assert [each["image"] for each in json.loads(done.output)["images"]] == [f"{name}:latest" for name in names]


def test_what_it_does_not_handle_is_as_without(project: Project) -> None:
    project.write("armonly-index")
    (project.folder / "broken.yaml").write_text("services: [")
    (project.folder / "asks.yaml").write_text("services: {a: {image: 'a:${UNSET:?}'}}")
    for words in (
        ("ps", "--all"),
        ("config", "--services"),
        ("-f", "none.yaml", "up"),
        ("-f", "broken.yaml", "up"),
        ("-f", "asks.yaml", "up"),
        ("-f", "-", "up"),
        ("up", "--unheard-of"),
    ):
        alone, done = project.docker(*words), project.anyarch("compose", *words)
        assert (done.status, done.output, done.errors) == (alone.status, alone.output, alone.errors)
