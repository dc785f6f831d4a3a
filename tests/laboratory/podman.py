"""A Podman of one's own, from another Debian, behind the socket on which it speaks Docker's language.

Its images and containers are in one folder that goes away with it. Containers have no network and no control groups of
their own, which a nested machine may not let it have. Its settings let it take images from one registry on this machine
without TLS.
"""

import os
import shlex

from tests.laboratory import chroot
from tests.laboratory.daemon import Engine
from tests.laboratory.programs import PATH
from tests.laboratory.suites import Suite

SUITE = Suite("trixie", ("ca-certificates", "podman", "podman-docker", "runc"))
SETTINGS = {
    "REGISTRIES": '[[registry]]\nlocation = "{registry}"\ninsecure = true\n',
    "STORAGE": '[storage]\ndriver = "vfs"\ngraphroot = "{folder}/data"\nrunroot = "{folder}/run"\n',
    "": '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nruntime = "runc"\n',
}
DOCKER = """\
#!/bin/sh
exec env {environment} {words} "$@"
"""


class PrivatePodman(Engine):
    """Podman's service for a `with` block, and podman-docker's `docker` in its chroot; needs root."""

    def __init__(self, root: str, registry: str) -> None:
        super().__init__()
        self.root = root
        self.registry = registry

    @property
    def docker(self) -> str:
        return self.path("docker")

    def start(self) -> None:
        self.make_folder("podman")
        environment = {"PATH": PATH, "HOME": self.folder, "TMPDIR": self.folder, "PODMAN_IGNORE_CGROUPSV1_WARNING": "1"}
        for name, text in SETTINGS.items():
            path = self.write(
                f"{name.lower() or 'containers'}.conf", text.format(registry=self.registry, folder=self.folder)
            )
            environment["_".join(filter(None, ("CONTAINERS", name, "CONF")))] = path
        words = chroot.opened(self.root, ("podman", "system", "service", "--time=0", self.host))
        daemon = self.run(words, "log", environment)
        daemon.wait_until(lambda: os.path.exists(self.socket))
        joined = chroot.joined(daemon.process.pid, ("/usr/bin/docker",))
        settings = (f"{name}={value}" for name, value in environment.items())
        self.write("docker", DOCKER.format(environment=shlex.join(settings), words=shlex.join(joined)), 0o700)
