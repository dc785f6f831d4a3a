"""Engines that are not behind this machine's default socket, and the ways to them: TCP, TLS, ssh, and contexts.

One engine is reached by TCP and by ssh, another by TLS. All listen on 127.0.0.1 only.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

from tests.laboratory import certificates, ports
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.person import Person
from tests.laboratory.programs import provide
from tests.laboratory.ssh_server import SshServer

ALL = ("DOCKER_HOST=tcp", "--host tcp", "DOCKER_HOST=tls", "--tls flags", "DOCKER_HOST=ssh", "--host ssh", "--context",
       "DOCKER_CONTEXT", "currentContext", "context over tls", "context over ssh")  # fmt: skip

_FILES = {"ca": "ca.pem", "cert": "cert.pem", "key": "key.pem"}
_FLAGS = {"cacert": "ca.pem", "cert": "cert.pem", "key": "key.pem"}


@dataclass(frozen=True)
class Ways:
    tcp: str
    tls: str
    ssh: str
    certificates: str
    programs: str

    def take(self, way: str, person: Person) -> list[str]:
        """Bring somebody on a way, one of `ALL`; the global flags that docker wants on it."""
        environment = person.environment
        environment["PATH"] = f"{person.shim}:{self.programs}:{environment['PATH']}"
        del environment["DOCKER_HOST"]
        if way.startswith("DOCKER_HOST="):
            environment["DOCKER_HOST"] = getattr(self, way.partition("=")[2])
            if way.endswith("tls"):
                environment |= {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": self.certificates}
            return []
        if way.startswith("--host"):
            return ["--host", getattr(self, way.partition(" ")[2])]
        if way == "--tls flags":
            files = (f"--tls{flag}={os.path.join(self.certificates, file)}" for flag, file in _FLAGS.items())
            return ["-H", self.tls, "--tlsverify", *files]
        return self._take_context(way, person)

    def _take_context(self, way: str, person: Person) -> list[str]:
        host = self.tls if "tls" in way else self.ssh if "ssh" in way else self.tcp
        files = [f"{name}={os.path.join(self.certificates, file)}" for name, file in _FILES.items() if "tls" in way]
        created = person.real_docker("context", "create", "away", "--docker", ",".join([f"host={host}", *files]))
        if created.status != 0:
            raise RuntimeError(f"the context could not be created: {created.errors}")
        if way == "DOCKER_CONTEXT":
            person.environment["DOCKER_CONTEXT"] = "away"
            return []
        if way == "currentContext":
            person.real_docker("context", "use", "away")
            return []
        return ["--context", "away"]


@contextlib.contextmanager
def opened(folder: str) -> Iterator[Ways]:
    """Have the engines and the ways during the block, and certificates in an empty folder."""
    provide("docker", "dockerd", "containerd", "runc")
    certificates.write(folder)
    tcp, tls = (f"tcp://127.0.0.1:{port}" for port in ports.free(2))
    options = ["--tlsverify", f"--tlscacert={folder}/ca.pem"]
    options += [f"--tlscert={folder}/server-cert.pem", f"--tlskey={folder}/server-key.pem"]
    with (
        PrivateEngine(hosts=[tcp]) as engine,
        PrivateEngine(hosts=[tls], options=options),
        SshServer(engine.host) as ssh,
    ):
        yield Ways(tcp, tls, ssh.url, folder, ssh.programs)
