"""A root file system out of unpacked packages, with the few things that their scripts would have done.

That is: the tables of users, the interpreter `sh`, certificates in one file, dpkg's table of what is installed, and the
kernel's table of modules. Python gets an environment in `ENVIRONMENT`, with the tests' requirements; anyarch comes
later, see `jobs`.
"""

import concurrent.futures
import glob
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.laboratory import debian
from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.programs import find
from tests.laboratory.unavailable import Unavailable
from tests.machines import packages
from tests.machines.packages import System

ENVIRONMENT = "/environment"
NARROW = "/narrow"  # the folder of a system with a 32-bit engine
CACHE = "/cache"  # ANYARCH_TEST_CACHE in the machine
INIT = os.path.join(os.path.dirname(__file__), "init.sh")
NEEDLESS = ("usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "usr/lib/*/perl-base")
# QEMU for programs of all CPUs takes 300 MB; of these it is that tests have programs.
EMULATORS = {f"qemu-{each.emulator}" for each in ARCHITECTURES.values()}
INSTALLED = "Status: install ok installed\n"
SSH_USER = "sshd:x:100:65534::/run/sshd:/usr/sbin/nologin\n"
HOSTS = "127.0.0.1 localhost machine\n"
MERGED = ("bin", "lib", "sbin")  # folders that are links to those in /usr
TREE = ("dev", "proc", "root", "run", "sys", "tmp", "usr/local/bin", "var/lib/dpkg")


def build(root: str, scratch: str, system: System, pages: str, requirements: list[str]) -> str:
    """Fill a folder, with downloads in another one; the kernel's version."""
    here, suite = packages.ARCHITECTURE, system.suite
    names, own_names = (*packages.SYSTEM, *system.names), (*packages.OWN, *system.own)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        arriving = pool.submit(packages.whole, here, names, made(scratch, "system"), suite)
        narrow = pool.submit(packages.whole, packages.NARROW, packages.ENGINE, made(scratch, "narrow"), suite)
        kernel = pool.submit(packages.kernel, pages, made(scratch, "kernel"), suite)
        wheels = pool.submit(packages.wheels, requirements, made(scratch, "wheels"), system.python)
        own = pool.submit(packages.download, here, own_names, made(scratch, "own"), suite)
        packed = {
            each: pool.submit(packages.download, here, wanted, made(scratch, each), each)
            for each, wanted in packages.SUITES.items()
        }
        files = arriving.result()
        unpack_all(files, root)
        unpack_all(narrow.result(), made(root + NARROW))
        for file in kernel.result():
            unpack(file, root)
        for package, file in own.result().items():
            unpack(file, made(root + CACHE, f"{package}_{here}"))
        for each, found in packed.items():
            for package, file in found.result().items():
                unpack(file, made(root + CACHE, f"{package}_{here}_{each}"))
        wheels.result()
    finish(root, files)
    for folder in glob.glob(os.path.join(glob.escape(root + CACHE), f"qemu-user*_{here}*")):
        thin(os.path.join(folder, "usr", "bin"))
    environment(root, os.path.join(scratch, "wheels"), system.python)
    [version] = os.listdir(os.path.join(root, "usr", "lib", "modules"))
    debian.run(["depmod", "--basedir", root, version])
    return version


def carry(root: str, cache: str) -> None:
    """Add what the tests need for foreign containers, from where the laboratory keeps unpacked packages."""
    for architecture, wanted in packages.CARRIED.items():
        for package in wanted:
            kept = debian.unpack(package, architecture, cache)
            shutil.copytree(kept, root + os.path.join(CACHE, os.path.basename(kept)), symlinks=True)


def made(*parts: str) -> str:
    folder = os.path.join(*parts)
    os.makedirs(folder, exist_ok=True)
    return folder


def unpack_all(files: Iterable[str], root: str) -> None:
    """Unpack packages one after another, as they share folders, after the links to these, which Debian 12 lacks."""
    for folder in MERGED:
        made(root, "usr", folder)
        link(os.path.join("usr", folder), os.path.join(root, folder))
    for file in files:
        unpack(file, root)
    users(root)


def users(root: str) -> None:
    for name in ("passwd", "group"):
        shutil.copy(os.path.join(root, "usr/share/base-passwd", f"{name}.master"), os.path.join(root, "etc", name))
    made(root, "etc/docker")


def unpack(file: str, into: str) -> None:
    """Spread a package's files; where the system has a link to a folder, as it has for /bin, they go through it."""
    leave = [f"--exclude=./{path}" for path in NEEDLESS]
    spread = [find("dpkg-deb"), "--fsys-tarfile", file]
    words = ["tar", "--extract", "--preserve-permissions", "--keep-directory-symlink", "--directory", into, *leave]
    with subprocess.Popen(spread, stdout=subprocess.PIPE) as reading:
        subprocess.run(words, stdin=reading.stdout, check=True)
    if reading.returncode:
        raise Unavailable(f"{file} is damaged: dpkg-deb ended with status {reading.returncode}")


def finish(root: str, files: Iterable[str]) -> None:
    """Do what the packages' scripts would have done, as far as anything here needs it."""
    for folder in TREE:
        made(root, folder)
    os.chmod(os.path.join(root, "tmp"), 0o1777)  # noqa: S103 - as every system has it
    link("mawk", os.path.join(root, "usr/bin/awk"))
    link("bash", os.path.join(root, "usr/bin/sh"))
    link("/proc/mounts", os.path.join(root, "etc/mtab"))
    Path(root, "etc/hosts").write_text(HOSTS)
    with open(os.path.join(root, "etc", "passwd"), "a", encoding="utf-8") as file:
        file.write(SSH_USER)
    certificates = sorted(Path(root, "usr/share/ca-certificates/mozilla").glob("*.crt"))
    Path(made(root, "etc/ssl/certs"), "ca-certificates.crt").write_text("".join(map(Path.read_text, certificates)))
    described = (debian.run(["dpkg-deb", "--field", file]) for file in files)
    Path(root, "var/lib/dpkg/status").write_text("\n".join(f"{INSTALLED}{text}" for text in described))
    shutil.copy(INIT, os.path.join(root, "init"))


def thin(folder: str) -> None:
    """Remove the emulators of CPUs of which no test has a program."""
    for name in os.listdir(folder):
        if name.removesuffix("-static") not in EMULATORS:
            os.unlink(os.path.join(folder, name))


def environment(root: str, site: str, python: str) -> None:
    """Make the environment in which the tests run: `python -m venv` would have run a program of the machine."""
    folder = made(root + ENVIRONMENT)
    link("/usr/bin/python3", os.path.join(made(folder, "bin"), "python"))
    Path(folder, "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {python}\n")
    shutil.copytree(site, os.path.join(folder, "lib", f"python{python}", "site-packages"))


def link(target: str, path: str) -> None:
    if os.path.lexists(path):
        os.unlink(path)
    os.symlink(target, path)
