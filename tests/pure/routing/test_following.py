import pytest

from anyarch.routing import following
from tests.pure.bare.written_lines import invocation


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("--rm", []),
        ("--rm -e A=b -w / --network none --privileged=false", []),
        ("--rm -v /a:/b --mount type=tmpfs,dst=/x", ["--volume, --mount: files and volumes are those of far"]),
        ("--rm -p 80 -P", ["--publish, --publish-all: ports are published on the machine of far"]),
        ("--rm --network host", ["--network: networks and hosts are those of far"]),
        ("--rm --gpus all --privileged", ["--gpus, --privileged: this is about the machine of far"]),
        ("--rm --name n", ["--name: to use that name, docker --context far"]),
        ("--rm --cidfile f", ["--cidfile: to use that ID, docker --context far"]),
        ("", ["The container stays there: docker --context far ps --all"]),
        ("-d --rm", ["The container stays there"]),
        ("-v /a:/b -p 80", ["--volume: ", "--publish: ", "The container stays there"]),
    ],
)
def test_each_thing_that_stays_here_is_a_sentence(flags: str, said: list[str]) -> None:
    warnings = following.warnings(invocation(f"run {flags} image"), "far")
    assert len(warnings) == len(said)
    assert all(warning.startswith(start) for warning, start in zip(warnings, said, strict=True))


def test_an_image_of_this_network_may_not_be_there() -> None:
    [warning] = following.warnings(invocation("run --rm localhost:5000/app"), "far")
    assert warning.startswith("The registry localhost:5000 is on this machine. The image may be missing there")
