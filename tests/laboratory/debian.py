"""Programs from Debian packages, without surprising the machine they come to.

`install` adds packages to the machine but starts and enables no service. `unpack` only spreads a package's files in a
folder, of any architecture, and leaves the machine's own package state alone: it asks with an apt state of its own, so
no architecture is added, no list is refreshed, and it needs no root. The lists of packages that it asks for are kept
beside what is unpacked. It unpacks no dependencies and runs no scripts.
"""

import contextlib
import fcntl
import glob
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.laboratory.unavailable import Unavailable

REPOSITORY = os.path.normpath(os.path.join(os.path.abspath(__file__), "..", "..", ".."))

TURN = "/run/lock/anyarch-lab-packages"

# A package's scripts start and enable services through these four programs. In a mount namespace of its own apt sees
# /bin/true in their place, so no policy-rc.d is written, and whatever happens the machine itself keeps the real ones.
QUIET = """
for program in deb-systemd-helper deb-systemd-invoke invoke-rc.d update-rc.d; do
    path=$(command -v "$program") && mount --bind /bin/true "$path" || exit
done
exec "$@"
"""

# apt's own settings, for one architecture, wholly inside one folder and beside its lists. So is the table of what is
# installed, which is empty, as apt locks its folder. The hooks are cleared because they would touch the machine's
# caches; the sandbox user because it may not reach into the folder.
SETTINGS = """
#clear APT::Architectures;
#clear APT::Update;
#clear DPkg::Post-Invoke;
APT::Architecture "{architecture}";
APT::Architectures {{ "{architecture}"; }};
APT::Sandbox::User "root";
Acquire::Languages "none";
Dir::State "{folder}/state";
Dir::State::status "{folder}/state/status";
Dir::State::lists "{lists}";
Dir::Cache "{folder}/cache";
Dir::Cache::pkgcache "{lists}.bin";
"""

# For a suite that the machine does not have among its sources.
ELSEWHERE = """
Dir::Etc::SourceList "{lists}.list";
Dir::Etc::SourceParts "-";
"""
ARCHIVES = os.path.join("cache", "archives", "partial")
SOURCES = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror} {suite} main\n"


def cache(environment: Mapping[str, str]) -> str:
    """The folder where unpacked packages are kept: $ANYARCH_TEST_CACHE, or .cache/ at the repository's top."""
    return environment.get("ANYARCH_TEST_CACHE") or os.path.join(REPOSITORY, ".cache")


def install(*packages: str) -> None:
    """Install those of the packages that the machine lacks, starting no service, removing and upgrading nothing."""
    with changing():
        missing = [package for package in packages if not installed(package)]
        if not missing:
            return
        if os.geteuid() != 0:
            raise Unavailable(
                f"installing {' '.join(missing)} needs root: install it yourself, or run the tests as root"
            )
        apt = ["apt-get", "install", "--yes", "--no-install-recommends", "--no-upgrade", "--no-remove", *missing]
        words = ["unshare", "--mount", "--propagation", "private", "sh", "-c", QUIET, "sh", *apt]
        try:
            run(words)
        except Unavailable:  # the usual cause on a fresh machine is that it has no package lists, or old ones
            run(["apt-get", "update"], accepted=(0, 100))
            run(words)


@contextlib.contextmanager
def changing() -> Iterator[None]:
    """Keep others who test on this machine from changing its packages during the block; only root can."""
    with contextlib.ExitStack() as stack:
        if os.geteuid() == 0:
            lock = stack.enter_context(open(TURN, "w", encoding="utf-8"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def installed(package: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", package]
    return run(query, accepted=(0, 1)) == "installed"


def unpack(package: str, architecture: str | None, into: str, suite: str | None = None) -> str:
    """Spread a package's files in a folder below `into`, unless an earlier call has done so; the folder.

    Several processes may use `into` at once. The architecture is by Debian's name, None for the machine's own; without
    a suite of Debian's, the package comes from the machine's own sources.
    """
    architecture, into = architecture or run(["dpkg", "--print-architecture"]).strip(), os.path.abspath(into)
    result = os.path.join(into, "_".join(filter(None, (package, architecture, suite))))
    if os.path.isdir(result):  # whole, as it got its name at the end; another package may be on its way for long
        return result
    with alone(into):
        if not os.path.isdir(result):
            with tempfile.TemporaryDirectory(dir=into) as scratch:
                files = os.path.join(scratch, "files")
                lists = os.path.join(into, "_".join(filter(None, (".lists", architecture, suite))))
                run(["dpkg-deb", "--extract", fetch(package, architecture, scratch, suite, lists), files])
                os.rename(files, result)
    return result


def fetch(package: str, architecture: str, scratch: str, suite: str | None = None, lists: str = "") -> str:
    are_kept = has_lists(lists)
    settings = apart(architecture, scratch, suite, lists)
    words = ["apt-get", "--config-file", settings, "download", package]
    try:
        run(words, folder=scratch)
    except Unavailable:
        if not are_kept:
            raise
        update(settings)  # the suite may have a newer version by now, and the older one no more
        run(words, folder=scratch)
    return glob.glob(os.path.join(glob.escape(scratch), "*.deb"))[0]


def apart(architecture: str, scratch: str, suite: str | None = None, lists: str = "") -> str:
    """The path of settings for apt with which it keeps to the folder `scratch`, and takes no package for installed.

    See `unpack` for the suite. The lists of packages are there, or in a folder `lists`, from which they are taken if an
    earlier call has left them.
    """
    are_kept = has_lists(lists)
    lists = lists or os.path.join(scratch, "lists")
    own = SETTINGS.format(architecture=architecture, folder=scratch, lists=lists)
    for folder in (os.path.join(lists, "partial"), os.path.join(scratch, "state"), os.path.join(scratch, ARCHIVES)):
        os.makedirs(folder, exist_ok=True)
    Path(scratch, "state", "status").touch()
    settings = os.path.join(scratch, "apt.conf")
    Path(settings).write_text(own + (ELSEWHERE.format(lists=lists) if suite else ""), encoding="utf-8")
    if not are_kept:
        sources = SOURCES.format(mirror=mirror(), suite=suite) if suite else ""
        Path(f"{lists}.list").write_text(sources, encoding="utf-8")
        update(settings)
    return settings


def has_lists(folder: str) -> bool:
    """Whether lists of packages are in a folder; apt gives them their names when they are whole."""
    return bool(folder and glob.glob(os.path.join(glob.escape(folder), "*_Packages*")))


def update(settings: str) -> None:
    # One of several sources may be out of order, with status 100; whether it is the one needed, the download tells.
    run(["apt-get", "--config-file", settings, "update"], accepted=(0, 100))


def mirror() -> str:
    """The address from which this machine's apt takes Debian itself."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Label: Debian", "Component: main"]
    addresses = run(asked).split()
    if not addresses:  # where a repository comes from is known once its lists are fetched
        with changing():
            run(["apt-get", "update"], accepted=(0, 100))
        addresses = run(asked).split()
    if not addresses:
        raise Unavailable("apt knows no mirror of Debian: run this on Debian, with one in apt's list of sources")
    return addresses[0]


@contextlib.contextmanager
def alone(folder: str) -> Iterator[None]:
    """Keep other processes out of the folder during the block; a killed process gives its turn up by itself."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, ".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(words: Sequence[str], accepted: Sequence[int] = (0,), folder: str | None = None) -> str:
    """Run one of Debian's programs and return its standard output; Unavailable says why it could not be done."""
    if shutil.which(words[0]) is None:
        raise Unavailable(f"{words[0]} is missing, so this is not Debian: provide the programs by other means")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, env=environment)
    if done.returncode not in accepted:
        raise Unavailable(f"{words[0]} failed with status {done.returncode}: {(done.stderr or done.stdout).strip()}")
    return done.stdout
