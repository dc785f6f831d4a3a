"""The wheel and the source distribution: the same bytes from every clone, and what a package index shows of them."""

import email
import email.message
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from anyarch.diagnosis.causes.table import CAUSES
from tests.laboratory.debian import REPOSITORY

VERSION = "anyarch-0.1.0"
MOMENT = "1760000000"


def build(clone: Path, umask: int) -> dict[str, bytes]:
    words = [sys.executable, "-m", "hatchling", "build", "--directory", str(clone / "out")]
    environment = os.environ | {"SOURCE_DATE_EPOCH": MOMENT}
    subprocess.run(words, check=True, cwd=clone, env=environment, umask=umask, capture_output=True)
    return {path.name: path.read_bytes() for path in (clone / "out").iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A clone, and what is built in it."""
    clone = tmp_path_factory.mktemp("distributions") / "one"
    words = ["/usr/bin/git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, check=True, cwd=REPOSITORY, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if os.path.isfile(os.path.join(REPOSITORY, name)):
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(os.path.join(REPOSITORY, name), clone / name)
    return clone, build(clone, 0o022)


def test_two_builds_have_the_same_bytes(built: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    clone, first = built
    other = tmp_path / "another place"
    shutil.copytree(clone, other, copy_function=shutil.copyfile)  # with other times
    shutil.rmtree(other / "out")
    for path in filter(Path.is_file, other.rglob("*")):
        path.chmod((clone / path.relative_to(other)).stat().st_mode & 0o700)
    for name in ("src/anyarch/__pycache__/shim.cpython-311.pyc", ".venv/bin/python", "dist/old.whl"):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_text("junk")
    assert build(other, 0o077) == first
    assert sorted(first) == ["anyarch-0.1.0-py3-none-any.whl", "anyarch-0.1.0.tar.gz"]


def test_they_have_what_they_need(built: tuple[Path, dict[str, bytes]]) -> None:
    clone, _ = built
    with zipfile.ZipFile(next((clone / "out").glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    shell = {f"anyarch/{path.relative_to(clone)}" for path in (clone / "shell").rglob("*") if path.is_file()}
    source = {str(path.relative_to(clone / "src")) for path in (clone / "src").rglob("*") if path.is_file()}
    assert shell | source == {name for name in names if name.startswith("anyarch/")}
    manual = {path.name for path in (clone / "docs" / "man").iterdir()}
    assert "anyarch-plan.1" in manual
    # pip puts it where man looks for it
    assert manual == {name.partition(f"{VERSION}.data/data/share/man/man1/")[2] for name in names} - {""}
    with tarfile.open(next((clone / "out").glob("*.tar.gz"))) as sources:
        names = {name.partition("/")[2] for name in sources.getnames()}
    assert {f"docs/how-to/{cause.page}" for cause in CAUSES.values()} <= names  # which `more` lines name
    assert {"README.md", "LICENSE", "Makefile", "pyproject.toml", "shell/docker", "docs/README.md"} <= names


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="there is no dpkg-deb to make a Debian package with")
def test_two_debian_packages_have_the_same_bytes(built: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    clone, distributions = built
    packages = []
    for place, umask, zone in (("one", 0o022, "UTC"), ("another place", 0o077, "Asia/Kolkata")):
        there = tmp_path / place
        shutil.copytree(clone, there, ignore=shutil.ignore_patterns("out"), copy_function=shutil.copyfile)
        (there / "dist").mkdir()
        (there / ".ci" / "deb").chmod(0o700)
        for name, content in distributions.items():
            (there / "dist" / name).write_bytes(content)
        environment = os.environ | {"SOURCE_DATE_EPOCH": MOMENT, "TZ": zone}
        subprocess.run([there / ".ci" / "deb"], check=True, env=environment, umask=umask, capture_output=True)
        packages.append((there / "dist" / "anyarch_0.1.0_all.deb").read_bytes())
    first, second = packages
    assert first == second


def test_an_index_shows_links_that_lead_somewhere(built: tuple[Path, dict[str, bytes]]) -> None:
    clone, _ = built
    with zipfile.ZipFile(next((clone / "out").glob("*.whl"))) as wheel:
        content = wheel.read("anyarch-0.1.0.dist-info/METADATA")
    metadata: email.message.Message = email.message_from_bytes(content)
    assert {line.partition(",")[0] for line in metadata.get_all("Project-URL", [])} >= {"Changelog", "Issues", "Source"}
    links = re.findall(r"\]\(([^)]+)\)", content.decode())
    assert links
    assert [link for link in links if not link.startswith("https://")] == []
    for link in links:
        path = re.sub("^https://github.com/anyarch/anyarch/(?:blob|raw)/main/|#.*", "", link)
        assert link.startswith("https://diataxis") or (clone / path).exists(), link
