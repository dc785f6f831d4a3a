"""The comparison finds each way in which the shim may not differ from docker, and none in which it may."""

from dataclasses import replace

import pytest

from tests.real.differential.comparison import Ending, Snapshot, differences

NAME = "registry/image:latest"
NATIVE, FOREIGN, BUILD = "sha256:1 (linux/amd64)", "sha256:2 (linux/arm64)", "sha256:3 (linux/amd64)"
RAN = Ending(0, "x86_64\n", "", Snapshot({NAME: NATIVE}))
FAILED = Ending(1, "", "exec format error\n", Snapshot({NAME: FOREIGN}))
BUILT = Ending(1, "", "not found\n", Snapshot({NAME: BUILD}))
WARNED = "WARNING: The requested image's platform does not match\n"
NOTICE = "anyarch: no emulator\n         install one\n"


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (replace(RAN, status=1), "status: 0 with docker, 1 with the shim"),
        (replace(RAN, output="aarch64\n"), "stdout: 'x86_64\\n' with docker, 'aarch64\\n' with the shim"),
        (replace(RAN, errors=NOTICE), "stderr: the shim adds 'anyarch: no emulator'"),
        (replace(RAN, errors="docker: another word\n"), "stderr: the shim adds 'docker: another word'"),
        (replace(RAN, after=Snapshot({NAME: FOREIGN})), f"{NAME}: {NATIVE} with docker, {FOREIGN} with the shim"),
        (replace(RAN, after=Snapshot({})), f"{NAME}: {NATIVE} with docker, no image with the shim"),
        (
            replace(RAN, after=Snapshot({NAME: NATIVE, "other": FOREIGN})),
            f"other: no image with docker, {FOREIGN} with the shim",
        ),
        (
            replace(RAN, after=Snapshot({NAME: NATIVE}, frozenset({"sha256:2"}))),
            "images without a name: none with docker, sha256:2 with the shim",
        ),
    ],
)
def test_what_docker_runs_to_success_may_not_differ(other: Ending, told: str) -> None:
    assert told in differences(RAN, other)


def test_a_program_may_end_with_a_status_of_its_own() -> None:
    seven = replace(RAN, status=7)
    assert differences(seven, seven, success=7) == []
    assert differences(seven, replace(seven, output=""), success=7) != []
    assert differences(seven, RAN, success=7) == ["status: 7 with docker, 0 with the shim"]


def test_what_is_not_local_may_be_told_to_have_no_emulator_and_nothing_else() -> None:
    assert differences(RAN, replace(RAN, errors=NOTICE), may_warn=True) == []
    assert differences(RAN, replace(RAN, errors=f"{NOTICE}docker: no\n"), may_warn=True) != []
    assert differences(RAN, replace(RAN, status=1, errors=NOTICE), may_warn=True) != []


ALLOWED: dict[str, tuple[Ending, ...]] = {
    "nothing": (RAN, RAN),
    "nothing of what fails": (FAILED, FAILED),
    "a layer's progress": (RAN, replace(RAN, errors="0123456789ab: Pulling fs layer\n")),
    "progress on stdout": (RAN, replace(RAN, output="0123456789ab: Pull complete\nx86_64\n")),
    "the end of a pull": (
        RAN, replace(RAN, output="Status: Image is up to date for 127.0.0.1:5000/image:latest\nx86_64\n"),
    ),
    "what stands around a pull": (
        RAN, replace(RAN, errors="Using default tag: latest\nDigest: sha256:1\n127.0.0.1:5000/image:latest\n"),
    ),
    "docker's warning, which is missing": (replace(RAN, errors=WARNED), RAN),
    "the ID of a container": tuple(replace(RAN, output=f"{digit * 64}\nx86_64\n") for digit in "ab"),
    "how something fails": (FAILED, replace(FAILED, errors=NOTICE, status=125)),
    "what fails with docker alone": (FAILED, RAN),
}  # fmt: skip
FORBIDDEN: dict[str, tuple[Ending, ...]] = {
    "a warning of docker's": (RAN, replace(RAN, errors=WARNED)),
    "a name, where both fail": (FAILED, replace(FAILED, after=Snapshot({NAME: NATIVE}))),
}


@pytest.mark.parametrize("what", [*ALLOWED, *FORBIDDEN])
def test_only_this_may_differ(what: str) -> None:
    docker, shim = (ALLOWED | FORBIDDEN)[what]
    assert (differences(docker, shim) == []) == (what in ALLOWED)


def test_a_local_build_keeps_its_name_whatever_happens() -> None:
    assert differences(BUILT, RAN, built=BUILT.after.names) == [
        f"the local build loses its name {NAME}, which now stands for {NATIVE}"
    ]
    assert differences(BUILT, replace(RAN, after=BUILT.after), built=BUILT.after.names) == []


def test_a_name_that_docker_moves_as_well_is_not_lost() -> None:
    assert differences(FAILED, RAN, built=BUILT.after.names) == []
