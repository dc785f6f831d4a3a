"""What the walks share: bare Debians, and the distributions of this anyarch, which stand for a package index."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping

import pytest

from tests.laboratory.bare_debian import BARE, BareDebian
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.person import Outcome
from tests.laboratory.programs import find

PAGE = "docs/how-to/install.md"
CONVENIENCE = re.compile(r"^.* (?:ensurepath|update-shell)\b.*$", re.MULTILINE)  # change startup files of their own
READABLE, EVERYONE = 0o755, 0o777


def done(debian: BareDebian, script: str, user: str, extra: Mapping[str, str] | None = None) -> Outcome:
    result = debian.run(script, user, extra)
    assert result.status == 0, f"{script}\n{result.output}\n{result.errors}"
    return result


@pytest.fixture
def host(engine: PrivateEngine) -> str:
    """The engine, for another user than root, as the group docker is."""
    socket = engine.host.removeprefix("unix://")
    for path in (os.path.dirname(socket), socket):
        os.chmod(path, EVERYONE)
    return engine.host


@pytest.fixture(scope="session")
def index() -> Iterator[str]:
    """A folder with the wheel, which users in chroots can read."""
    with tempfile.TemporaryDirectory(prefix="anyarch-index-") as folder:
        os.chmod(folder, READABLE)
        words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, REPOSITORY]
        subprocess.run(words, check=True)
        yield folder


@pytest.fixture(scope="session")
def clone() -> Iterator[str]:
    """What a clone's address leads to: a repository with what is committed here."""
    with tempfile.TemporaryDirectory(prefix="anyarch-clone-") as folder:
        os.chmod(folder, READABLE)
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


@pytest.fixture(scope="module")
def debian(bare: BareDebian) -> BareDebian:
    bare.install("pipx", "python3-venv")
    bare.run("pipx install uv && cp -L ~/.local/bin/uv ~/.local/bin/uvx /usr/local/bin")
    return bare
