"""What an arm64 machine is made of: Debian's packages, and Python's that Debian has too old.

Packages are downloaded with what they depend on, and unpacked; their scripts are never run. `root` does the few things
that the machine needs of these.
"""

import glob
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.laboratory import debian

ARCHITECTURE = "arm64"
KERNELS = {"4k": "linux-image-cloud-arm64", "16k": "linux-image-arm64-16k"}
SPLIT = ("linux-binary-", "linux-modules-")  # a kernel's parts, after Debian 13
SYSTEM = (
    *("base-files", "base-passwd", "bash", "busybox-static", "ca-certificates", "coreutils", "dash", "debianutils"),
    *("diffutils", "dpkg", "findutils", "fish", "grep", "gzip", "hostname", "iproute2", "kmod", "mawk", "mount"),
    *("netbase", "openssh-client", "openssh-server", "openssl", "procps", "sed", "tar", "util-linux", "zsh"),
    *("containerd", "docker-registry", "docker.io", "runc"),
    *("libpython3-stdlib", "python3"),
)
# A 32-bit engine on the machine's 64-bit kernel, as some systems for small machines have it.
NARROW = "armhf"
ENGINE = ("base-files", "base-passwd", "bash", "containerd", "coreutils", "docker.io", "mount", "runc", "util-linux")
# What the tests unpack in the machine, which has no network. Its own are of its suite, and those for foreign containers
# as on the machine that makes it, whose cache may have them.
OWN = ("bash", "busybox-static", "hello", "libc6", "libtalloc2", "libtinfo6", "proot", "tini")
LINKED = ("busybox-static", "hello", "bash", "libc6", "libtinfo6")
CARRIED: Mapping[str, Sequence[str]] = {
    "amd64": LINKED,
    "armhf": LINKED,
    "i386": LINKED,
    "ppc64el": ("busybox-static", "hello"),
    "s390x": LINKED,
}
# What packs are made of, of each suite; the machine's own is tried as another may be.
PACKED = ("busybox-static", "libc6", "libtalloc2", "proot", "tini")  # in unstable, the static tini is another
SUITES: Mapping[str, Sequence[str]] = {
    "bookworm": (*PACKED, "qemu-user-static"),
    "trixie": (*PACKED, "qemu-user", "qemu-user-static"),
    "sid": (*PACKED, "qemu-user", "tini-static"),
}
WHEELS = "manylinux_2_28_aarch64"


@dataclass(frozen=True)
class System:
    """What one suite's machine has besides what all have: the version of its Python, packages of the system, and those
    that the tests unpack in it.
    """

    suite: str
    python: str
    names: Sequence[str]
    own: Sequence[str]


SYSTEMS = {
    system.suite: system
    for system in (
        System("bookworm", "3.11", (), ("qemu-user-static",)),
        System("trixie", "3.13", ("docker-cli",), ("qemu-user",)),
        System("sid", "3.14", ("docker-cli",), ("qemu-user", "tini-static")),
    )
}


def whole(architecture: str, names: Iterable[str], scratch: str, suite: str) -> list[str]:
    """Download the packages of a system with all that they depend on; the paths of the files."""
    settings = debian.apart(architecture, scratch, suite)
    words = ["apt-get", "--config-file", settings, "--yes", "--no-install-recommends", "--download-only", "install"]
    debian.run([*words, *names])
    return sorted(glob.glob(os.path.join(glob.escape(scratch), "cache", "archives", "*.deb")))


def download(architecture: str, names: Iterable[str], scratch: str, suite: str | None) -> dict[str, str]:
    """Download these packages alone; the path of each file by the package's name."""
    settings = debian.apart(architecture, scratch, suite)
    debian.run(["apt-get", "--config-file", settings, "download", *names], folder=scratch)
    files = glob.glob(os.path.join(glob.escape(scratch), "*.deb"))
    return {os.path.basename(file).partition("_")[0]: file for file in files}


def kernel(size: str, scratch: str, suite: str) -> list[str]:
    """Download the newest kernel with pages of that size; the paths of the files."""
    settings = debian.apart(ARCHITECTURE, scratch, suite)
    [name] = _depends(settings, KERNELS[size], ("linux-image-",))
    names = [name, *_depends(settings, name, SPLIT)]
    debian.run(["apt-get", "--config-file", settings, "download", *names], folder=scratch)
    return glob.glob(os.path.join(glob.escape(scratch), "linux-*.deb"))


def _depends(settings: str, name: str, wanted: tuple[str, ...]) -> list[str]:
    """The packages whose names begin so, of those that one depends on."""
    lines = debian.run(["apt-cache", "--config-file", settings, "depends", "--important", name]).splitlines()
    found = [line.split()[-1] for line in lines if line.strip().startswith("Depends: ")]
    return [each for each in found if each.startswith(wanted)]


def wheels(requirements: Sequence[str], into: str, python: str) -> None:
    """Spread Python's packages in a folder, for that version of it; Unavailable if pip cannot."""
    words = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    words += ["--target", into, "--only-binary=:all:", "--python-version", python, "--implementation", "cp"]
    debian.run([*words, "--platform", WHEELS, "--platform", "manylinux2014_aarch64", *requirements])
