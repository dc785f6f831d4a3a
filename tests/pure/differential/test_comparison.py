"""The comparison finds each way in which the shim may not differ from docker; what it finds too much, cases show."""

from dataclasses import replace

import pytest

from tests.real.differential.comparison import Ending, Snapshot, differences

NAME = "registry/image:latest"
NATIVE, FOREIGN, BUILD = "sha256:1 (linux/amd64)", "sha256:2 (linux/arm64)", "sha256:3 (linux/amd64)"
RAN = Ending(0, "x86_64\n", "", Snapshot({NAME: NATIVE}))
SEVEN = replace(RAN, status=7)
FAILED = Ending(1, "", "exec format error\n", Snapshot({NAME: FOREIGN}))
BUILT = Ending(1, "", "not found\n", Snapshot({NAME: BUILD}))
NOTICE = "anyarch: no emulator\n         install one\n"
NAMELESS = Snapshot({NAME: NATIVE}, frozenset({"sha256:2"}))


@pytest.mark.parametrize(
    ("shim", "told"),
    [
        (replace(RAN, status=1), ["status: 0 with docker, 1 with the shim"]),
        (replace(RAN, output="aarch64\n"), ["stdout: 'x86_64\\n' with docker, 'aarch64\\n' with the shim"]),
        (replace(RAN, errors="WARNING: another\n"), ["stderr: the shim adds 'WARNING: another'"]),
        (replace(RAN, after=Snapshot({NAME: FOREIGN})), [f"{NAME}: {NATIVE} with docker, {FOREIGN} with the shim"]),
        (replace(RAN, after=Snapshot({})), [f"{NAME}: {NATIVE} with docker, no image with the shim"]),
        (replace(RAN, after=NAMELESS), ["images without a name: none with docker, sha256:2 with the shim"]),
    ],
)
def test_what_docker_runs_to_success_may_not_differ(shim: Ending, told: list[str]) -> None:
    assert differences(RAN, shim) == told


def test_a_program_may_end_with_a_status_of_its_own() -> None:
    assert differences(SEVEN, replace(SEVEN, output=""), success=7) != []
    assert differences(SEVEN, RAN, success=7) == ["status: 7 with docker, 0 with the shim"]


def test_what_is_not_local_may_be_told_to_have_no_emulator_and_nothing_else() -> None:
    assert differences(RAN, replace(RAN, errors=NOTICE)) != []
    assert differences(RAN, replace(RAN, errors=NOTICE), may_warn=True) == []
    assert differences(RAN, replace(RAN, errors=f"{NOTICE}docker: no\n"), may_warn=True) != []
    assert differences(RAN, replace(RAN, status=1, errors=NOTICE), may_warn=True) != []


def test_what_fails_may_fail_otherwise_but_moves_no_name_and_takes_none_from_a_local_build() -> None:
    assert differences(FAILED, replace(FAILED, errors=NOTICE, status=125)) == []
    assert differences(FAILED, replace(FAILED, after=Snapshot({NAME: NATIVE}))) != []
    lost = f"the local build loses its name {NAME}, which now stands for {NATIVE}"
    assert differences(BUILT, RAN, built=BUILT.after.names) == [lost]
