"""Closed commands on a real engine that is reached by ssh, for a user whose own engine is for another CPU.

That engine only claims to be: no machine here has another CPU. So a command that it gets was not routed.
"""

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import write_program
from tests.conftest import Chosen
from tests.laboratory import ports
from tests.laboratory.collection import shell
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.images import DOCKER, Entry, Platform, index
from tests.laboratory.person import PATIENT, Person
from tests.laboratory.publish import Publisher
from tests.laboratory.recording_engine import Answer, Answers, RecordingEngine, docker_manifest
from tests.laboratory.recording_engine import index as index_of
from tests.laboratory.registry import PrivateRegistry
from tests.laboratory.ssh_server import SshServer
from tests.laboratory.terminal import INTERRUPT, Terminal
from tests.real.conftest import QUIETLY, Machine

pytestmark = pytest.mark.engine

IMAGE = "closed"
LIAR = "liar"  # a single manifest: its label says this machine's CPU, and its program is for the other one


@dataclass
class Elsewhere:
    """A real engine, whose registry stands in for Docker Hub, the ssh server before it, and what the registry has."""

    engine: PrivateEngine
    ssh: SshServer
    offers: dict[str, Answer]


@pytest.fixture(scope="module")
def elsewhere(registry: PrivateRegistry, machine: Machine, program: Callable[[str], str]) -> Iterator[Elsewhere]:
    platform = Platform(machine.native)
    busybox = Path(program(machine.native)).read_bytes()
    image = index([Entry(shell(busybox, platform, DOCKER), platform)], DOCKER)
    liar = shell(Path(program(machine.foreign)).read_bytes(), platform, DOCKER)
    publisher = Publisher(registry.address)
    offers = {
        name: Answer(200, {**offer.document, "Descriptor": {**offer.document["Descriptor"], "digest": digest}})
        for name, offer, digest in (
            (IMAGE, index_of(f"linux/{machine.native}"), publisher.push(f"library/{IMAGE}", image)),
            (LIAR, docker_manifest(f"linux/{machine.native}"), publisher.push(f"library/{LIAR}", liar)),
        )
    }
    with (
        PrivateEngine(settings={"registry-mirrors": [f"http://{registry.address}"]}) as engine,
        SshServer(engine.host) as ssh,
    ):
        yield Elsewhere(engine, ssh, offers)


@pytest.fixture
def near(tmp_path: Path, elsewhere: Elsewhere, machine: Machine) -> Iterator[RecordingEngine]:
    """The engine of the current context: for the other CPU, and the registry has the images only for this one."""
    answers = Answers(architecture=machine.foreign, distribution=elsewhere.offers, exit_status=99)
    with RecordingEngine(tmp_path, answers) as recording:
        yield recording


@pytest.fixture
def person(tmp_path: Path, near: RecordingEngine, elsewhere: Elsewhere, machine: Machine, chosen: Chosen) -> Person:
    home = tmp_path / "home"
    home.mkdir()
    somebody = Person(str(home), docker=chosen.client)
    somebody.install()
    somebody.environment["PATH"] = f"{somebody.shim}:{elsewhere.ssh.programs}:{somebody.environment['PATH']}"
    for name, host in (("near", near.host), ("far", elsewhere.ssh.url)):
        assert somebody.real_docker("context", "create", name, "--docker", f"host={host}").status == 0
    somebody.real_docker("context", "use", "near")
    configure(somebody, tmp_path, machine, PATIENT)
    return somebody


def configure(person: Person, folder: Path, machine: Machine, text: str, context: str = "far") -> None:
    settings = folder / "routing.toml"
    routing = (
        f'catalog.direct = false\nrouting.policy = "always"\nrouting.contexts."linux/{machine.native}" = "{context}"\n'
    )
    settings.write_text(text + routing)
    person.environment["ANYARCH_CONFIG"] = str(settings)


def is_here(near: RecordingEngine) -> bool:
    """Whether docker has talked to the near engine about a container; the requests are forgotten."""
    created = near.requests_for("POST", "/containers/create")
    near.clear()
    return any(each.headers["user-agent"].startswith("Docker-Client") for each in created)


def left(person: Person, elsewhere: Elsewhere) -> str:
    return person.run([person.real, "--host", elsewhere.engine.host, "ps", "--all", "--quiet"]).output


def test_a_routed_run_differs_from_a_local_one_in_nothing_but_the_machine(
    person: Person, near: RecordingEngine, elsewhere: Elsewhere, machine: Machine
) -> None:
    script = 'cat; echo "$A $(pwd) $(uname -m)"; echo error >&2; exit 7'
    words = ["run", "-i", *QUIETLY, "-e", "A=b", "-w", "/tmp", IMAGE, "sh", "-c", script]  # noqa: S108 - in a container
    outcomes = []
    # The first time the image is pulled there, and the last command is plain docker's on that engine.
    for before in (["docker"], ["docker"], [person.real, "--host", elsewhere.engine.host]):
        done = subprocess.run(
            ["/usr/bin/env", *before, *words],
            input=b"typed\n",
            env=person.environment,
            capture_output=True,
            check=False,
        )
        outcomes.append((done.returncode, done.stdout.decode(), done.stderr.decode()))
    assert outcomes[0] == (7, f"typed\nb /tmp {machine.native_name}\n", "error\n")
    assert outcomes == [outcomes[0]] * 3
    assert not is_here(near)
    assert left(person, elsewhere) == ""
    reason = f"The image is offered for linux/{machine.native}, not for linux/{machine.foreign}."
    logged = [line.partition("  ")[2] for line in person.anyarch("log").output.splitlines()]
    stats = json.loads(person.anyarch("log", "--stats", "--json").output)["stats"]
    [row] = stats["rows"]
    assert (row["kind"], row["context"], row["runs"], row["timed"], stats["problems"]) == ("routed", "far", 2, 2, [])
    assert 0 < row["seconds"] < row["at_most"]
    assert logged[1:] == [f"run {IMAGE}: on the context far, for linux/{machine.native}. {reason}"] * 2


def test_a_signal_reaches_the_container_there(person: Person, near: RecordingEngine, elsewhere: Elsewhere) -> None:
    script = "trap 'exit 9' TERM; echo ready; while true; do sleep 0.1; done"
    words = ["/usr/bin/env", "docker", "run", *QUIETLY, IMAGE, "sh", "-c", script]
    with subprocess.Popen(words, env=person.environment, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as docker:
        assert docker.stdout
        assert docker.stdout.readline() == b"ready\n"
        docker.send_signal(signal.SIGTERM)
        assert docker.wait(100) == 9
    assert not is_here(near)
    assert left(person, elsewhere) == ""


def test_a_terminal_reaches_the_container_there(person: Person, near: RecordingEngine, elsewhere: Elsewhere) -> None:
    # Docker sets the size when the container runs already.
    script = "trap 'echo again; exit 4' INT; until stty size 2>&1 | grep '31 79'; do sleep 0.1; done; read forever"
    for before in (["docker"], [person.real, "--host", elsewhere.engine.host]):
        words = [*before, "run", "-it", *QUIETLY, IMAGE, "sh", "-c", script]
        with Terminal(words, person.environment, "/") as terminal:
            terminal.resize(31, 79)
            said = terminal.expect("31 79")
            terminal.type(INTERRUPT)
            terminal.expect("again")
        assert ("anyarch: " in said) == (before == ["docker"]), said
    assert not is_here(near)
    assert left(person, elsewhere) == ""


def test_what_lies_or_cannot_be_reached_runs_here(
    person: Person, near: RecordingEngine, elsewhere: Elsewhere, machine: Machine, tmp_path: Path
) -> None:
    person.docker("run", *QUIETLY, LIAR)
    assert is_here(near)
    assert f"the program that it starts is for linux/{machine.foreign}." in person.anyarch("log").output
    [port] = ports.free()
    person.real_docker("context", "create", "dead", "--docker", f"host=ssh://me@127.0.0.1:{port}")
    configure(person, tmp_path, machine, PATIENT, "dead")
    person.docker("run", *QUIETLY, IMAGE)
    assert is_here(near)
    assert "The context dead is not used: The engine at ssh://me@127.0.0.1:" in person.anyarch("log").output
    write_program(tmp_path / "ssh", "exec cat >/dev/null")  # it connects, and then says nothing until its input ends
    person.environment["PATH"] = f"{tmp_path}:{person.environment['PATH']}"
    configure(person, tmp_path, machine, "lookup.timeout = 4\nlookup.pull_timeout = 60\n")
    person.docker("run", *QUIETLY, IMAGE)
    assert is_here(near)
    assert "The context far is not used: " in person.anyarch("log").output
    assert left(person, elsewhere) == ""
