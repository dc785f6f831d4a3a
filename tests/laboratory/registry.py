"""A registry of one's own on 127.0.0.1, which remembers who asked it for what.

Engines take anything in 127.0.0.0/8 for a registry without TLS, so there is none unless it is asked for. The registry
is Docker's own, `docker-registry`; filling it is the business of `tests.laboratory.publish`, over plain HTTP.
"""

import ctypes
import json
import os
import re
import secrets
import string
from dataclasses import dataclass
from typing import Any

from tests.laboratory.daemon import Service
from tests.laboratory.programs import PATH, find
from tests.laboratory.unavailable import Unavailable

LISTENING = re.compile(r'msg="listening on ([0-9.:]+)(?:, tls)?"')
ACCESS = re.compile(r'^\S+ - \S+ \[[^]]+\] "(\S+) (\S+) HTTP/[0-9.]+" ([0-9]{3}) ', re.MULTILINE)


@dataclass(frozen=True)
class Credentials:
    user: str
    password: str


class PrivateRegistry(Service):
    """A registry at "127.0.0.1:PORT" for a `with` block, which lets everybody in if it is given no credentials.

    It speaks TLS with a folder of `tests.laboratory.certificates`.
    """

    def __init__(self, credentials: Credentials | None = None, certificates: str = "") -> None:
        super().__init__()
        self.credentials = credentials
        self.certificates = certificates
        self.address = ""

    def start(self) -> None:
        program = find("docker-registry")
        self.make_folder("registry")
        path = self.write("configuration.yml", json.dumps(self.configuration()))  # whatever is JSON is YAML too
        self.run([program, "serve", path], "registry.log", {"PATH": PATH}).wait_until(self.listens)

    def configuration(self) -> dict[str, Any]:
        storage = {"rootdirectory": self.path("storage")}
        configuration: dict[str, Any] = {
            "version": 0.1,
            "storage": {"filesystem": storage, "delete": {"enabled": True}},
            "http": {"addr": "127.0.0.1:0", "secret": secrets.token_hex()},  # the kernel picks a port that is free
        }
        if self.certificates:
            names = {"certificate": "server-cert.pem", "key": "server-key.pem"}
            files = {name: os.path.join(self.certificates, file) for name, file in names.items()}
            configuration["http"]["tls"] = files
        if self.credentials:
            path = self.write("htpasswd", f"{self.credentials.user}:{bcrypt(self.credentials.password)}\n")
            configuration["auth"] = {"htpasswd": {"realm": "laboratory", "path": path}}
        return configuration

    def listens(self) -> bool:
        """Whether the registry listens; its address is learnt from its log."""
        found = LISTENING.search(self.text())
        if found:
            self.address = found[1]
        return found is not None

    def requests(self) -> list[tuple[str, str, int]]:
        """All requests so far, in order, as (method, path with query, status).

        A request is listed before its answer is complete at the client's, if the answer is shorter than 4 KiB, as
        manifests are; blobs can show up a moment later.
        """
        return [(method, target, int(status)) for method, target, status in ACCESS.findall(self.text())]

    def text(self) -> str:
        with open(self.path("registry.log"), encoding="utf-8", errors="replace") as log:
            return log.read()


def bcrypt(password: str) -> str:
    """The password's bcrypt hash, the only kind that the registry accepts, made by the C library's crypt(3).

    Python has dropped its own binding, and htpasswd would be one more package.
    """
    salt = "".join(secrets.choice(string.ascii_letters) for _ in range(21)) + "."
    try:
        crypt = ctypes.CDLL("libcrypt.so.1").crypt
    except OSError as error:
        raise Unavailable(f"a password cannot be hashed ({error}): install the package libcrypt1") from error
    crypt.restype = ctypes.c_char_p
    hashed: bytes = crypt(password.encode(), f"$2b$04${salt}".encode())
    return hashed.decode()
