"""What the walks share: bare Debians, and the distributions of this anyarch, which stand for a package index."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import pytest

from tests.laboratory.bare_debian import BARE, BareDebian
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.programs import find

EVERYONE = 0o755


@pytest.fixture(scope="session")
def index() -> Iterator[str]:
    """A folder with the wheel, which users in chroots can read."""
    with tempfile.TemporaryDirectory(prefix="anyarch-index-") as folder:
        os.chmod(folder, EVERYONE)
        words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, REPOSITORY]
        subprocess.run(words, check=True)
        yield folder


@pytest.fixture(scope="session")
def clone() -> Iterator[str]:
    """What a clone's address leads to: a repository with what is committed here."""
    with tempfile.TemporaryDirectory(prefix="anyarch-clone-") as folder:
        os.chmod(folder, EVERYONE)
        subprocess.run([find("git"), "clone", "--quiet", "--bare", REPOSITORY, f"{folder}/anyarch"], check=True)
        yield f"{folder}/anyarch"


@pytest.fixture(scope="module", params=sorted(BARE))
def bare(request: pytest.FixtureRequest, index: str) -> Iterator[BareDebian]:
    """A Debian with docker's client, which takes anyarch from the folder, and all else from PyPI."""
    with contextlib.ExitStack() as stack:
        debian = stack.enter_context(BareDebian(BARE[request.param]))
        debian.write("/etc/pip.conf", f"[global]\nfind-links = {index}\n")
        debian.write("/etc/uv/uv.toml", f'find-links = ["{index}"]\n')
        yield debian
