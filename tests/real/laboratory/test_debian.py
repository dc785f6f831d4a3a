import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.laboratory import debian
from tests.laboratory.debian import cache, install, installed, unpack
from tests.laboratory.unavailable import Unavailable


@pytest.fixture(autouse=True)
def _debian() -> None:
    debian.run(["dpkg", "--version"])


def test_the_cache_is_where_the_environment_says() -> None:
    assert cache({"ANYARCH_TEST_CACHE": "/somewhere"}) == "/somewhere"
    assert cache({}) == os.path.join(debian.REPOSITORY, ".cache")


def test_what_dpkg_counts_as_installed_is_not_installed_again() -> None:
    assert installed("dpkg")
    assert not installed("a-package-that-nobody-made")
    install("dpkg")


def test_a_package_that_nobody_made_is_unavailable(tmp_path: os.PathLike[str]) -> None:
    with pytest.raises(Unavailable, match="a-package-that-nobody-made"):
        unpack("a-package-that-nobody-made", None, os.fspath(tmp_path))
    assert os.listdir(tmp_path) == [".lock"]


def test_unpacking_twice_at_once_fetches_once(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = debian.run(["dpkg", "--print-foreign-architectures"])
    fetched = []
    fetch = debian.fetch

    def count(package: str, architecture: str, scratch: str, suite: str | None) -> str:
        fetched.append(package)
        return fetch(package, architecture, scratch, suite)

    monkeypatch.setattr(debian, "fetch", count)
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(unpack, "busybox-static", "s390x", "cache") for _ in range(2)]
        [folder, again] = [answer.result() for answer in asked]
    assert folder == again
    assert fetched == ["busybox-static"]
    assert os.access(os.path.join(folder, "bin", "busybox"), os.X_OK)
    assert debian.run(["dpkg", "--print-foreign-architectures"]) == foreign


def test_a_failing_program_is_quoted() -> None:
    with pytest.raises(Unavailable, match="dpkg failed with status 2: dpkg: error"):
        debian.run(["dpkg", "--no-such-option"])


def test_a_missing_program_says_that_this_is_not_debian() -> None:
    with pytest.raises(Unavailable, match="not Debian"):
        debian.run(["apt-get-of-nowhere"])


def test_the_machine_keeps_its_service_programs() -> None:
    script = ["unshare", "--mount", "--propagation", "private", "sh", "-c", debian.QUIET, "sh"]
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    subprocess.run([*script, "invoke-rc.d", "no-such-service", "start"], check=True)
    real = subprocess.run(["invoke-rc.d", "no-such-service", "status"], check=False, capture_output=True)  # noqa: S607
    assert real.returncode != 0
