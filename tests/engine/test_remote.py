"""Engines that are not behind this machine's default socket: TCP, TLS, ssh, and contexts that name them."""

import contextlib
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from laboratory import certificates
from laboratory.engine import PrivateEngine
from laboratory.person import Person
from laboratory.programs import provide
from laboratory.ssh_server import SshServer
from laboratory.unavailable import Unavailable
from tests.engine.conftest import QUIETLY, Machine

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class Ways:
    """The ways to engines: addresses, and where the certificates and the ssh program are."""

    tcp: str
    tls: str
    ssh: str
    certificates: str
    programs: str


def free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [server.getsockname()[1] for server in servers]


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    folder = str(tmp_path_factory.mktemp("certificates"))
    tcp, tls = (f"tcp://127.0.0.1:{port}" for port in free_ports(2))
    options = ["--tlsverify", f"--tlscacert={folder}/ca.pem"]
    options += [f"--tlscert={folder}/server-cert.pem", f"--tlskey={folder}/server-key.pem"]
    try:
        provide("docker", "dockerd", "containerd", "runc")
        certificates.write(folder)
        with (
            PrivateEngine(hosts=[tcp]) as engine,
            PrivateEngine(hosts=[tls], options=options),
            SshServer(engine.host) as ssh,
        ):
            yield Ways(tcp, tls, ssh.url, folder, ssh.programs)
    except Unavailable as reason:
        pytest.skip(str(reason))


WAYS = ["DOCKER_HOST=tcp", "--host tcp", "DOCKER_HOST=tls", "--tls flags", "DOCKER_HOST=ssh", "--host ssh", "--context",
        "DOCKER_CONTEXT", "currentContext", "context over tls", "context over ssh"]  # fmt: skip


@pytest.fixture(params=WAYS)
def flags(request: pytest.FixtureRequest, ways: Ways, person: Person) -> list[str]:
    """The global flags of one way, whose variables and contexts the person has then."""
    way = request.param
    environment = person.environment
    environment["PATH"] = f"{person.shim}:{ways.programs}:{environment['PATH']}"
    del environment["DOCKER_HOST"]
    tls = {"ca": "ca.pem", "cert": "cert.pem", "key": "key.pem"}
    files = {name: os.path.join(ways.certificates, file) for name, file in tls.items()}
    if way.startswith("DOCKER_HOST="):
        environment["DOCKER_HOST"] = getattr(ways, way.partition("=")[2])
        if way.endswith("tls"):
            environment |= {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": ways.certificates}
        return []
    if way.startswith("--host"):
        return ["--host", getattr(ways, way.partition(" ")[2])]
    if way == "--tls flags":
        return ["-H", ways.tls, "--tlsverify", *(f"--tls{flag}={file}" for flag, file in _as_flags(files).items())]
    host = ways.tls if "tls" in way else ways.ssh if "ssh" in way else ways.tcp
    material = ",".join(f"{name}={file}" for name, file in files.items()) if "tls" in way else ""
    created = person.real_docker("context", "create", "away", "--docker", f"host={host},{material}".rstrip(","))
    assert created.status == 0, created.errors
    if way == "DOCKER_CONTEXT":
        environment["DOCKER_CONTEXT"] = "away"
        return []
    if way == "currentContext":
        assert person.real_docker("context", "use", "away").status == 0
        return []
    return ["--context", "away"]


def _as_flags(files: dict[str, str]) -> dict[str, str]:
    return {"cacert": files["ca"], "cert": files["cert"], "key": files["key"]}


def test_a_foreign_image_runs_where_the_engine_emulates_and_nothing_of_the_probe_stays(
    emulation: bool,  # noqa: FBT001
    flags: list[str],
    person: Person,
    published: str,
    machine: Machine,
) -> None:
    for _ in range(2):
        done = person.docker(*flags, "run", *QUIETLY, f"{published}/armonly-index")
        if emulation:
            assert (done.output.strip(), done.status, done.errors.count("anyarch")) == (machine.foreign_name, 0, 0)
        else:
            assert done.status == 125
            assert "has no emulator" in done.errors
    assert person.docker(*flags, "pull", "-q", f"{published}/armonly-index").status == 0
    told = person.real_docker(*flags, "image", "inspect", "-f", "{{.Architecture}}", f"{published}/armonly-index")
    assert told.output.strip() == machine.foreign
    assert person.real_docker(*flags, "rmi", f"{published}/armonly-index").status == 0
    left = (
        person.real_docker(*flags, "ps", "--all", "--quiet").output + person.real_docker(*flags, "images", "-q").output
    )
    assert left == ""


def test_an_unknown_context_is_dockers_to_report(person: Person) -> None:
    del person.environment["DOCKER_HOST"]
    words = ["--context", "nowhere", "run", "x"]
    assert person.docker(*words) == person.real_docker(*words)
