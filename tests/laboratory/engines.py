"""The engines that people have: each Docker that a Debian suite brings, with each kind of image store that it knows.

`classic` is the store with one platform to a name, which Docker had alone until 23; `containerd` is the one that keeps
several, which Docker 29 has by default. Each has a name, such as `26.1-containerd`. Starting one is
`tests.laboratory.engine`'s business, and having its chroot made `tests.laboratory.suites`'.
"""

import os
from dataclasses import dataclass

from tests.laboratory.engine import PrivateEngine
from tests.laboratory.suites import SUITES, Suite


@dataclass(frozen=True)
class Kind:
    """The first two numbers of Docker's version, its store, `classic` or `containerd`, and the Debian that has it."""

    version: str
    store: str
    suite: Suite

    @property
    def name(self) -> str:
        return f"{self.version}-{self.store}"

    def engine(self, root: str) -> PrivateEngine:
        if self.store == "classic":
            return PrivateEngine(root=root)
        return PrivateEngine(root=root, storage=None, settings={"features": {"containerd-snapshotter": True}})

    def client(self, root: str) -> str:
        """The path of the docker of its own version, which runs outside of the chroot as well."""
        return os.path.join(root, "usr", "bin", "docker")


KINDS = {
    kind.name: kind
    for kind in (
        Kind("20.10", "classic", SUITES["bookworm"]),
        Kind("26.1", "classic", SUITES["trixie"]),
        Kind("26.1", "containerd", SUITES["trixie"]),
        Kind("28.5", "classic", SUITES["sid"]),
        Kind("28.5", "containerd", SUITES["sid"]),
    )
}
