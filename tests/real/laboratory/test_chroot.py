"""Engines from another Debian: the programs are a chroot's, and the machine sees nothing of what is mounted there."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.laboratory import mounts, suites
from tests.laboratory.engines import KINDS
from tests.laboratory.leftovers import processes

pytestmark = pytest.mark.engine

CLASSIC, CONTAINERD = KINDS["26.1-classic"], KINDS["26.1-containerd"]


def everything(folder: str) -> set[str]:
    """The chroot's files where an engine could leave something; the kernel's own places are nobody's files."""
    return {str(path) for place in ("etc", "run", "tmp", "var") for path in Path(folder, place).rglob("*")}


def test_two_engines_run_in_one_chroot_at_once_each_with_its_store_and_leave_it_as_it_was() -> None:
    root = suites.chroot(CLASSIC.suite)
    before = everything(root)
    with CLASSIC.engine(root) as classic, CONTAINERD.engine(root) as containerd:
        info, hosts = ("info", "--format", "{{.ServerVersion}} {{.Driver}}"), (classic.host, containerd.host)
        asked = [[CLASSIC.client(root), "--host", host, *info] for host in hosts]
        told = [subprocess.check_output(words, text=True).split() for words in asked]
        assert not mounts.below(root)
        release = subprocess.check_output(classic.inside(["cat", "/etc/os-release"]), text=True)
        folders = [classic.folder, containerd.folder]
    assert [driver for _, driver in told] == ["vfs", "overlayfs"]
    assert all(version.startswith(CLASSIC.version) for version, _ in told)
    assert CLASSIC.suite.name in release
    assert everything(root) == before
    for folder in folders:
        assert not os.path.exists(folder)
        assert not processes(folder)
