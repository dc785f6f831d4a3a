"""The Debian package, in a bare Debian 13: it changes nothing, and works with Debian's own Python libraries."""

import glob
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.install.conftest import PAGE
from tests.laboratory.bare_debian import BARE, USER, BareDebian
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.pages import blocks

CHANGED = "find / -xdev -cnewer /tmp-mark -type f ! -path '/proc/*' ! -path '/var/*' ! -path '*/__pycache__/*' | sort"


@pytest.fixture(scope="module")
def package(index: str) -> str:
    """The package, in a folder that users in a chroot can read."""
    os.makedirs(os.path.join(index, "tree", "dist"))
    for name in (".ci", "LICENSE", "CHANGELOG.md"):
        place, there = os.path.join(REPOSITORY, name), os.path.join(index, "tree", name)
        (shutil.copytree if os.path.isdir(place) else shutil.copy)(place, there)
    [wheel] = glob.glob(os.path.join(index, "*.whl"))
    shutil.copy(wheel, os.path.join(index, "tree", "dist"))
    subprocess.run([os.path.join(index, "tree", ".ci", "deb")], check=True)
    [deb] = glob.glob(os.path.join(index, "tree", "dist", "*.deb"))
    return deb


@pytest.fixture(scope="module")
def trixie() -> Iterator[BareDebian]:
    with BareDebian(BARE["trixie"]) as debian:
        debian.install(
            "python3-click", "python3-docker", "python3-platformdirs", "python3-pyelftools", "python3-tomlkit"
        )
        yield debian


def test_it_changes_nothing_but_offers(trixie: BareDebian, package: str) -> None:
    install, remove = (script.splitlines() for script in blocks(PAGE, "A Debian package"))
    assert install[-1] == f"sudo apt install ./dist/{os.path.basename(package)}"
    trixie.run("touch /tmp-mark && sleep 0.1")
    installed = trixie.run(f"apt-get install -y {package}", extra={"DEBIAN_FRONTEND": "noninteractive"})
    assert installed.status == 0, installed.errors
    assert "anyarch init bash --write" in installed.output
    changed = trixie.run(CHANGED).output.split()
    own = (
        "/usr/bin/anyarch",
        "/usr/lib/python3/dist-packages/anyarch",
        "/usr/share/doc/anyarch/",
        "/usr/share/man/man1/",
    )
    assert {"/usr/bin/anyarch", "/usr/share/man/man1/anyarch.1.gz", "/usr/share/man/man1/anyarch-plan.1.gz"} <= {
        *changed
    }
    assert not any(".data/" in path for path in changed)
    assert [path for path in changed if not path.startswith(own)] == []

    assert trixie.run("anyarch --version", USER).output == "anyarch, version 0.1.0\n"
    used = trixie.run('PATH="$(anyarch shim install):$PATH" && docker --version && anyarch shim status', USER)
    assert used.status == 0, used.errors
    assert "python         /usr/bin/python3\n" in used.output
    doctor = trixie.run("anyarch doctor", USER)
    assert "a bug in anyarch" not in doctor.errors
    assert "did not answer" in doctor.output
    planned = trixie.run("anyarch plan --json -- ps", USER)
    assert '"action": "unchanged"' in planned.output, planned.errors

    assert remove[-1] == "sudo apt remove anyarch"
    assert trixie.run(remove[0], USER).status == 0
    removed = trixie.run("apt-get remove -y anyarch", extra={"DEBIAN_FRONTEND": "noninteractive"})
    assert removed.status == 0, removed.errors
    assert trixie.run("ls -d /usr/lib/python3/dist-packages/anyarch").status != 0
