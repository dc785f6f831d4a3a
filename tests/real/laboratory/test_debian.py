import os
import subprocess

import pytest

from tests.laboratory import debian


def test_the_machine_keeps_its_architectures_and_its_service_programs(tmp_path: os.PathLike[str]) -> None:
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    architectures = debian.run(["dpkg", "--print-foreign-architectures"])
    debian.unpack("hello", "s390x", str(tmp_path))
    assert debian.run(["dpkg", "--print-foreign-architectures"]) == architectures
    service = ["invoke-rc.d", "no-such-service", "status"]
    quietly = ["unshare", "--mount", "--propagation", "private", "sh", "-c", debian.QUIET, "sh"]
    subprocess.run([*quietly, *service], check=True)
    assert subprocess.run(service, check=False, capture_output=True).returncode != 0
