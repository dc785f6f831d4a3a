"""The table of flags, held against every flag that `docker run` has, or has had."""

import re
from pathlib import Path

import pytest

from anyarch.bare.flags import RUN
from anyarch.routing import closed
from tests.pure.bare.written_lines import invocation

BY_VALUE = {"network", "net", "pull"}


def test_the_flags_are_those_that_are_documented_and_that_docker_run_has() -> None:
    """To route one more flag has to be meant, so it is written twice."""
    page = Path(__file__).parents[3] / "docs" / "how-to" / "run-on-a-native-engine.md"
    listed = page.read_text().partition("no other flags than")[2].partition("Mounts,")[0]
    assert {*re.findall(r"`--([a-z-]+)", listed), "net"} == closed.FLAGS
    assert not closed.FLAGS - RUN.booleans - RUN.values


@pytest.mark.parametrize("name", sorted((RUN.booleans | RUN.values) - BY_VALUE - {"help", "runtime"}))
def test_each_flag_of_docker_run_keeps_a_command_here_or_not(name: str) -> None:
    flags = [f"--{name}"] if name in RUN.booleans else [f"--{name}=linux/arm64", f"--{name} 1"]
    for flag in flags:
        assert (closed.open_by(invocation(f"run --rm {flag} image")) == "") == (name in closed.FLAGS)
        assert (closed.open_by(invocation(f"run {flag} --rm image command")) == "") == (name in closed.FLAGS)


@pytest.mark.parametrize(
    ("line", "is_closed"),
    [
        ("run --rm image", True),
        ("container run --rm image", True),
        ("run image", False),
        ("run --rm=false image", False),
        ("run --rm --rm=false image", False),
        ("run --rm=false --rm image", True),
        ("create image", False),
        ("pull image", False),
        ("run --rm -d image", False),
        ("run --rm -d=false image", False),
        ("run -it --rm -e A=b -w / -u 1:1 -q image sh -c exit", True),
        ("run --rm --network none image", True),
        ("run --rm --net=none image", True),
        ("run --rm --net host image", False),
        ("run --rm --network none --network host image", False),
        ("run --rm --network host --network none image", False),
        ("run --rm --network name=none image", False),
        ("run --rm --network= image", False),
        ("run --rm --pull always image", True),
        ("run --rm --pull missing image", True),
        ("run --rm --pull never image", False),
        ("run --rm --pull= image", False),
        ("run --rm --runtime runc image", False),
        ("run --rm image --name n -v /a:/b -d", True),
        ("run --rm -- image", True),
    ],
)
def test_closed_is_a_run_with_rm_and_nothing_that_ties_it_here(line: str, *, is_closed: bool) -> None:
    reason = closed.open_by(invocation(line))
    assert (reason == "") == is_closed
    assert is_closed or reason.endswith(".")
