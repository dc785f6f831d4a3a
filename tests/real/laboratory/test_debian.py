import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.laboratory import debian
from tests.laboratory.debian import unpack
from tests.laboratory.programs import first


def test_unpacking_twice_at_once_fetches_once(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = debian.run(["dpkg", "--print-foreign-architectures"])
    fetched = []
    fetch = debian.fetch

    def count(package: str, architecture: str, scratch: str, suite: str | None, lists: str) -> str:
        fetched.append(package)
        return fetch(package, architecture, scratch, suite, lists)

    monkeypatch.setattr(debian, "fetch", count)
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(unpack, "busybox-static", "s390x", "cache") for _ in range(2)]
        [folder, again] = [answer.result() for answer in asked]
    assert folder == again
    assert fetched == ["busybox-static"]
    assert os.access(first(folder, "bin/busybox", "usr/bin/busybox"), os.X_OK)
    assert debian.run(["dpkg", "--print-foreign-architectures"]) == foreign


def test_lists_are_fetched_once_and_again_if_what_they_name_has_gone(tmp_path: Path) -> None:
    folder = unpack("hello", "s390x", str(tmp_path))
    lists = tmp_path / ".lists_s390x"
    fetched = {path: path.stat().st_mtime_ns for path in lists.glob("*_InRelease")}
    assert fetched
    unpack("musl", "s390x", str(tmp_path))
    assert {path: path.stat().st_mtime_ns for path in lists.glob("*_InRelease")} == fetched
    shutil.rmtree(folder)
    for path in lists.glob("*_Packages*"):
        path.unlink()
    (lists / "older_Packages").write_text("")  # which does not name the package
    assert unpack("hello", "s390x", str(tmp_path)) == folder


def test_the_machine_keeps_its_service_programs() -> None:
    script = ["unshare", "--mount", "--propagation", "private", "sh", "-c", debian.QUIET, "sh"]
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    subprocess.run([*script, "invoke-rc.d", "no-such-service", "start"], check=True)
    real = subprocess.run(["invoke-rc.d", "no-such-service", "status"], check=False, capture_output=True)  # noqa: S607
    assert real.returncode != 0
