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
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

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
    started: dict[Suite, Callable[[], str]] = {}
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        for suite in sorted(suites, key=name):  # in one order, so that no two runs wait in a circle
            place = os.path.join(folder, name(suite))
            stack.enter_context(debian.alone(place))
            if os.path.isdir(os.path.join(place, "root")):
                found[suite] = os.path.join(place, "root")
                tell(f"{suite.name}: ready")
            else:
                started[suite] = stack.enter_context(making(suite, place))
                tell(f"{suite.name}: being made, which takes a minute or two")
        for suite, finish in started.items():
            try:
                found[suite] = finish()
                tell(f"{suite.name}: ready after {time.monotonic() - begun:.0f} seconds")
            except Unavailable as reason:
                found[suite] = reason
                tell(f"{suite.name}: cannot be had: {reason}")
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


@contextlib.contextmanager
def making(suite: Suite, place: str) -> Iterator[Callable[[], str]]:
    """Make a chroot in a folder during the block, at whose end everything unfinished is removed.

    It gives the function that waits for it, and returns its path.
    """
    if os.geteuid() != 0:
        raise Unavailable("making a chroot needs root: run this as root")
    programs.provide("debootstrap")
    root, half, log = (os.path.join(place, each) for each in ("root", "half", "log"))
    words = [programs.find("debootstrap"), "--variant=minbase", f"--include={','.join(suite.packages)}"]
    words += [suite.name, half, debian.mirror()]
    discard(half)
    with held(), open(log, "wb") as output:
        process = subprocess.Popen(
            [*CONFINED, *words], stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )

    def finish() -> str:
        if process.wait() != 0:
            said = " ".join(Path(log).read_text(errors="replace").split("\n")[-SAID:]).strip()
            raise Unavailable(f"debootstrap ended with status {process.returncode}: {said}")
        os.makedirs(os.path.join(half, "etc", "docker"), exist_ok=True)
        os.sync()  # a name must not outlive a power cut that the files did not
        os.rename(half, root)
        return root

    try:
        yield finish
    finally:
        with held():
            if process.poll() is None:
                # The first process of the namespace takes all others with it before it is gone itself.
                for child in map(int, leftovers.read(f"/proc/{process.pid}/task/{process.pid}/children").split()):
                    leftovers.kill(child)
                process.kill()
                process.wait()
            discard(half)


def discard(half: str) -> None:
    for point in mounts.below(half):
        mounts.unmount(point)
    if os.path.lexists(half):
        shutil.rmtree(half)
