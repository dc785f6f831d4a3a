"""The scripts of a pack, apart from PRoot, in a process namespace of their own."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import write_program

PACK = Path(__file__).parents[3] / "shell" / "pack"
SUPERVISE = str(PACK / "supervise")
APART = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "--kill-child"]


def test_without_a_tracer_no_other_process_is_killed() -> None:
    if subprocess.run([*APART, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("namespaces are not allowed here")
    script = 'sleep 1000 & bash "$0" 1 /bin/false false; echo "ended with $?"; kill -0 $! && echo alive'
    words = [*APART, "timeout", "60", "sh", "-c", script, SUPERVISE]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.stdout == "ended with 1\nalive\n", done.stderr


@pytest.mark.parametrize(("files", "chosen"), [((), "unset"), (("no-acceleration",), "1")])
def test_proot_does_without_its_filter_where_the_pack_says_so(
    tmp_path: Path, files: tuple[str, ...], chosen: str
) -> None:
    start = (PACK / "start").read_text().replace("place=/host-rootfs", f"place={tmp_path}")
    (tmp_path / "start").write_text(start)
    write_program(tmp_path / "proot", 'echo "${PROOT_NO_SECCOMP-unset}" "${!#}"', "/bin/bash")
    for name in files:
        (tmp_path / name).touch()
    words = ["bash", str(tmp_path / "start"), "s390x", "/bin/true"]
    done = subprocess.run(words, env={"PROOT_NO_SECCOMP": "mine"}, check=True, capture_output=True, text=True)
    assert done.stdout == f"{chosen} PROOT_NO_SECCOMP=mine\n"


def test_the_program_does_not_get_proots_variables() -> None:
    words = ["bash", SUPERVISE, "1", "/usr/bin/env", "env", "PROOT_TMP_DIR=mine"]
    variables = {"PROOT_NO_SECCOMP": "1", "PROOT_LOADER": "/loader"}
    done = subprocess.run(words, env=variables, check=True, capture_output=True, text=True)
    assert [line for line in done.stdout.splitlines() if line.startswith("PROOT")] == ["PROOT_TMP_DIR=mine"]
