"""A Podman of one's own, from another Debian, behind the socket on which it speaks Docker's language.

Its images and containers are in one folder that goes away with it. Containers have no network and no control groups of
their own, which a nested machine may not let it have. Its settings let it take images from one registry on this machine
without TLS.
"""

import os
import shlex
import shutil
import tempfile

from tests.laboratory import chroot, mounts
from tests.laboratory.daemon import Daemon, Service
from tests.laboratory.interrupts import held
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


class PrivatePodman(Service):
    """Podman's service, running from the beginning of a `with` block to its end; needs root.

    Args:
        root: the chroot with Podman.
        registry: the address of a registry without TLS.

    Attributes:
        host: the address for DOCKER_HOST.
        docker: the path of a `docker` that is the one of the package podman-docker, in the chroot.

    Raises:
        Unavailable: on entering, if it does not start.
    """

    def __init__(self, root: str, registry: str) -> None:
        self.root = root
        self.registry = registry
        self.folder = ""
        self.daemon: Daemon | None = None

    @property
    def host(self) -> str:
        """The service's address."""
        return f"unix://{self.folder}/podman.sock"

    @property
    def docker(self) -> str:
        """The path of podman-docker's `docker`."""
        return os.path.join(self.folder, "docker")

    def start(self) -> None:
        """Start the service; `stop` has to be called afterwards, even if this fails."""
        with held():
            self.folder = tempfile.mkdtemp(prefix="anyarch-podman-")
        environment = {"PATH": PATH, "HOME": self.folder, "TMPDIR": self.folder, "PODMAN_IGNORE_CGROUPSV1_WARNING": "1"}
        for name, text in SETTINGS.items():
            path = os.path.join(self.folder, f"{name.lower() or 'containers'}.conf")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.format(registry=self.registry, folder=self.folder))
            environment["_".join(filter(None, ("CONTAINERS", name, "CONF")))] = path
        words = chroot.opened(self.root, ("podman", "system", "service", "--time=0", self.host))
        self.daemon = Daemon(words, os.path.join(self.folder, "log"), environment)
        self.daemon.__enter__()
        self.daemon.wait_until(lambda: os.path.exists(os.path.join(self.folder, "podman.sock")))
        assert self.daemon.process
        joined = chroot.joined(self.daemon.process.pid, ("/usr/bin/docker",))
        settings = (f"{name}={value}" for name, value in environment.items())
        with open(self.docker, "w", encoding="utf-8") as file:
            file.write(DOCKER.format(environment=shlex.join(settings), words=shlex.join(joined)))
        os.chmod(self.docker, 0o700)

    def stop(self) -> None:
        """End the service and remove what it holds; nothing happens if it is not running."""
        with held():
            if self.daemon:
                self.daemon.stop()
                self.daemon = None
            if self.folder:
                for point in mounts.below(self.folder):
                    mounts.unmount(point)
                shutil.rmtree(self.folder)
                self.folder = ""
