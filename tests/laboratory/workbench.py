"""A shell at a private engine and a private registry, to try by hand what a test has found.

`python -m tests.laboratory.workbench [KIND]` starts the machine's own Docker, or one of `tests.laboratory.engines`. In
the shell, docker is the real one, and there are the variables of `tests.real.differential.script`. Everything but
handlers in the kernel is gone when the shell ends.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.laboratory import suites
from tests.laboratory.architectures import foreign, native
from tests.laboratory.collection import collection
from tests.laboratory.debian import cache
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.engines import KINDS
from tests.laboratory.person import Person
from tests.laboratory.private_programs import folder
from tests.laboratory.programs import busybox, busyboxes, emulator, find, provide
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import PrivateRegistry


def main() -> int:
    provide("docker", "dockerd", "containerd", "runc", "docker-registry")
    kind = KINDS[sys.argv[1]] if sys.argv[1:] else None
    root = suites.chroot(kind.suite) if kind else ""
    kept, here = cache(os.environ), native().name
    other = foreign()
    qemu = emulator(other, kept)
    images = collection(here, other, busyboxes(kept, here, other, "arm"), {other: Path(qemu).read_bytes()})
    with (
        kind.engine(root) if kind else PrivateEngine() as engine,
        PrivateRegistry() as registry,
        tempfile.TemporaryDirectory(prefix="anyarch-workbench-") as home,
    ):
        Publisher(registry.address).publish(images)
        person = Person(home, engine.host, kind.client(root) if kind else None)
        shim = person.install()
        client = os.path.join(home, "client")
        os.mkdir(client)
        os.symlink(person.real, os.path.join(client, "docker"))
        person.environment |= {
            "R": registry.address,
            "SHIM": shim,
            "BUSYBOX": str(shutil.copy(busybox(here, kept), home)),
            "QEMU": os.path.dirname(qemu),
            "PROGRAMS": folder(kept),
            "PATH": os.pathsep.join((client, os.path.dirname(sys.executable), os.environ["PATH"])),
            "TERM": os.environ.get("TERM", "dumb"),
        }
        return subprocess.run([find("bash")], check=False, env=person.environment).returncode


if __name__ == "__main__":
    sys.exit(main())
