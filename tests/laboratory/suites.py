"""Debian suites with an engine each, in chroots that debootstrap makes once and that are then kept.

A chroot is made beside its final name and renamed when it is complete, so an interrupted one is never taken for a
whole one; the next run throws it away. Several runs may use one cache folder at once. debootstrap's own mounts and
processes are in namespaces that end with it, also when this program is killed. The mirror is the one from which this
machine installs its packages.

A chroot is never brought up to date: remove its folder, and the next run makes it anew.
"""

import contextlib
import hashlib
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import platformdirs

from tests.laboratory import debian, leftovers, mounts, programs
from tests.laboratory.interrupts import held
from tests.laboratory.unavailable import Unavailable

ALIKE = ("ca-certificates", "containerd", "docker.io", "iptables", "runc")
PRIVILEGELESS = ("iproute2", "rootlesskit", "slirp4netns", "uidmap")  # for an engine that needs no root
# Debian 13 took the client out of docker.io.
SPLIT = (*ALIKE, "docker-buildx", "docker-cli", "docker-compose", *PRIVILEGELESS)
# The first kills the second when this program dies, the second debootstrap when it dies itself.
CONFINED = ("setpriv", "--pdeathsig=KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child")
SAID = 5  # lines of debootstrap's log that an error quotes


@dataclass(frozen=True)
class Suite:
    """One suite of Debian's, and what is installed of it besides the bare minimum."""

    name: str
    packages: tuple[str, ...]
    is_stable: bool = True  # so that its packages can be had on every day


SUITES = {
    suite.name: suite
    for suite in (Suite("bookworm", ALIKE), Suite("trixie", SPLIT), Suite("sid", SPLIT, is_stable=False))
}


def cache(environment: Mapping[str, str], name: str = "suites") -> str:
    """The folder of all chroots, or of what else is kept: in $ANYARCH_TEST_CACHE, or in the user's own cache folder."""
    folder = environment.get("ANYARCH_TEST_CACHE") or platformdirs.user_cache_dir("anyarch-laboratory")
    return os.path.join(os.path.abspath(folder), name)


def provide(suites: Iterable[Suite], folder: str, tell: Callable[[str], None]) -> dict[Suite, str | Unavailable]:
    """Make those chroots that are not there yet, all at once; the path of each, or why it cannot be had."""
    found: dict[Suite, str | Unavailable] = {}
    makings: list[Making] = []
    with contextlib.ExitStack() as stack:
        for suite in sorted(suites, key=name):  # in one order, so that no two runs wait in a circle
            place = os.path.join(folder, name(suite))
            stack.enter_context(debian.alone(place))
            if os.path.isdir(os.path.join(place, "root")):
                found[suite] = os.path.join(place, "root")
                tell(f"{suite.name}: ready")
            else:
                makings.append(stack.enter_context(Making(suite, place)))
                tell(f"{suite.name}: being made, which takes a minute or two")
        for making in ended(makings):
            try:
                found[making.suite] = making.finish()
                tell(f"{making.suite.name}: ready after {time.monotonic() - making.begun:.0f} seconds")
            except Unavailable as reason:
                found[making.suite] = reason
                tell(f"{making.suite.name}: cannot be had: {reason}")
    return found


def chroot(suite: Suite) -> str:
    """The path of one chroot in the environment's cache."""
    found = provide([suite], cache(os.environ), print)[suite]
    if isinstance(found, Unavailable):
        raise found
    return found


def name(suite: Suite) -> str:
    """The name of a chroot's folder; another list of packages makes it another one."""
    architecture = debian.run(["dpkg", "--print-architecture"]).strip()
    return f"{suite.name}-{architecture}-{hashlib.sha256(' '.join(suite.packages).encode()).hexdigest()[:8]}"


class Making:
    """A chroot that becomes `root` of a folder, for a `with` block, at whose end everything unfinished is removed."""

    def __init__(self, suite: Suite, place: str) -> None:
        self.suite = suite
        self.place = place
        self.half = os.path.join(place, "half")
        self.log = os.path.join(place, "log")
        self.begun = time.monotonic()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if os.geteuid() != 0:
            raise Unavailable("making a chroot needs root: run this as root")
        programs.provide("debootstrap")
        words = [programs.find("debootstrap"), "--variant=minbase", f"--include={','.join(self.suite.packages)}"]
        words += [self.suite.name, self.half, debian.mirror()]
        discard(self.half)
        with held(), open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [*CONFINED, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        return self

    def __exit__(self, *_: object) -> None:
        with held():
            if self.process and self.process.poll() is None:
                # The first process of the namespace takes all others with it before it is gone itself.
                children = leftovers.read(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
                for child in map(int, children.split()):
                    leftovers.kill(child)
                self.process.kill()
                self.process.wait()
            discard(self.half)

    def finish(self) -> str:
        """Wait for debootstrap, and give the chroot its name; its path."""
        assert self.process
        if self.process.wait() != 0:
            with open(self.log, encoding="utf-8", errors="replace") as log:
                said = " ".join(log.read().split("\n")[-SAID:]).strip()
            raise Unavailable(f"debootstrap ended with status {self.process.returncode}: {said}")
        root = os.path.join(self.place, "root")
        os.makedirs(os.path.join(self.half, "etc", "docker"), exist_ok=True)
        os.sync()  # a name must not outlive a power cut that the files did not
        os.rename(self.half, root)
        return root


def ended(makings: Iterable[Making]) -> Iterator[Making]:
    with contextlib.ExitStack() as stack:
        waiting = {}
        for making in makings:
            assert making.process
            handle = os.pidfd_open(making.process.pid)
            stack.callback(os.close, handle)
            waiting[handle] = making
        while waiting:
            for handle in select.select(list(waiting), [], [])[0]:
                yield waiting.pop(handle)


def discard(half: str) -> None:
    for point in mounts.below(half):
        mounts.unmount(point)
    if os.path.lexists(half):
        shutil.rmtree(half)
