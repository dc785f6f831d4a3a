"""A Docker engine of one's own, which shares nothing with an engine the machine may already have.

Its programs are the machine's, or another Debian's in a chroot. It has its own containerd, sockets, images and
containers, all in one folder (`tests.laboratory.memory`) that goes away with it. Containers have no network (`--network
none`), as bridges and packet filters are the machine's; images are kept by the driver vfs, which works on every file
system. It listens on a Unix socket, and elsewhere only if its caller says so.

Two things it cannot keep to itself outside of a chroot, as no option tells it to: Docker 20.10 takes its ID from
/etc/docker/key.json and makes that file, so two such engines have one ID; the shims' sockets are in /run/containerd/s,
by unique names.
"""

import contextlib
import http.client
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from tests.laboratory import chroot, memory
from tests.laboratory.daemon import Daemon, Engine
from tests.laboratory.interrupts import held
from tests.laboratory.programs import PATH, find
from tests.laboratory.unavailable import Unavailable
from tests.laboratory.unix import LONGEST_PATH, answers, ask

# Docker 20.10 runs itself for every layer and container, and Go would collect garbage for a third of that time.
SELDOM = {"GOGC": "400"}

CONTAINERD = """\
version = 2
root = "{folder}/containerd/root"
state = "{folder}/containerd/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]

[grpc]
address = "{folder}/containerd.sock"

[plugins."io.containerd.internal.v1.opt"]
path = "{folder}/containerd/opt"
"""


class PrivateEngine(Engine):
    """A Docker engine, running for a `with` block; needs root.

    Args:
        hosts: addresses to listen on besides the Unix socket, as dockerd takes them: "tcp://127.0.0.1:2376".
        storage: the driver that keeps the images; None for the engine's own choice, such as containerd's store.
        options: further arguments for dockerd, such as "--tlsverify".
        settings: what its daemon.json says; the machine's own daemon.json is never read.
        root: the chroot whose programs are used, see `tests.laboratory.suites`; empty for the machine's own.
    """

    def __init__(
        self,
        hosts: Sequence[str] = (),
        storage: str | None = "vfs",
        options: Sequence[str] = (),
        settings: Mapping[str, Any] | None = None,
        root: str = "",
    ) -> None:
        super().__init__()
        self.hosts = hosts
        self.storage = storage
        self.options = options
        self.settings = dict(settings or {})
        self.root = root

    @property
    def log(self) -> str:
        return self.path("dockerd.log")

    def start(self) -> None:
        if os.geteuid() != 0:
            raise Unavailable("a private engine needs root: run the tests as root, or name an engine of your own")
        for name in () if self.root else ("containerd", "dockerd"):
            find(name)
        self.make_folder("engine", memory.folder(os.environ))
        if len(os.fsencode(self.socket)) > LONGEST_PATH:
            raise Unavailable(f"{self.socket} is too long for a socket: set TMPDIR to a shorter folder")
        configuration = self.write("containerd.toml", CONTAINERD.format(folder=self.folder))
        self.write("daemon.json", json.dumps(self.settings))
        containerd = self.launch("containerd", "--config", configuration)
        containerd.wait_until(lambda: os.path.exists(self.path("containerd.sock")))
        self.launch("dockerd", *self.arguments()).wait_until(lambda: answers(self.socket))

    def restart(self) -> None:
        """End the daemon that answers requests, in the middle of what it does, and start it again."""
        daemon = self.daemons.pop()
        daemon.process.kill()
        daemon.stop()
        self.launch("dockerd", *self.arguments()).wait_until(lambda: answers(self.socket))

    def arguments(self) -> list[str]:
        named = {
            "config-file": "daemon.json",
            "containerd": "containerd.sock",
            "data-root": "data",
            "exec-root": "exec",
            "pidfile": "dockerd.pid",
        }
        return [
            *(f"--{option}={self.path(name)}" for option, name in named.items()),
            *(f"--host={host}" for host in (self.host, *self.hosts)),
            "--bridge=none",
            "--iptables=false",
            *([f"--storage-driver={self.storage}"] if self.storage else []),
            *self.options,
        ]

    def launch(self, *words: str) -> Daemon:
        log = f"{words[0]}.log"
        words = self.inside(words) if self.daemons or not self.root else chroot.opened(self.root, words)
        # No proxy and no DOCKER_ setting of the caller's may reach the daemons, so they inherit nothing.
        return self.run(words, log, {"PATH": PATH, "TMPDIR": self.folder, **SELDOM})

    def inside(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words that run a program where the running engine sees its files and mounts."""
        if not self.root:
            return tuple(words)
        return chroot.joined(self.daemons[0].process.pid, words)

    def stop(self) -> None:
        with held():
            if answers(self.socket):
                self.kill_containers()
            super().stop()

    def kill_containers(self) -> None:
        """An engine told to end waits ten seconds for every program deaf to SIGTERM."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            for container in json.loads(ask(self.socket, "GET", "/containers/json")[1]):
                ask(self.socket, "POST", f"/containers/{container['Id']}/kill")
