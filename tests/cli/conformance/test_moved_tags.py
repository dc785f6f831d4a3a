"""A tag that has come to stand for another image since anyarch remembers it: docker gets what it would find alone."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.laboratory.conversation import Listen
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answer, Answers, classic_image, index

ON_ARM = Answers(architecture="arm64", executes={"amd64": 42}, exit_status=7)
FOREIGN = index("linux/amd64")
NATIVE = index("linux/arm64")
MINUTES = 301
Later = Callable[[], None]


def offering(answer: Answer) -> Answers:
    """An engine to which the image is not local, or foreign, and in the registry, but no more under its name."""
    old = classic_image("old", "linux/amd64")
    [by_digest] = old.document["RepoDigests"]
    offered = {"i": answer, "old": answer, by_digest: index("linux/amd64", of=old)}
    return replace(ON_ARM, distribution=offered, images={"old": old})


@pytest.fixture
def later(person: Person) -> Later:
    """Make what is remembered of registries older than what a command may be changed by."""

    def grow_older() -> None:
        records = list(Path(person.environment["HOME"], ".cache", "anyarch", "offered").iterdir())
        assert records
        for record in records:
            seen = re.compile(r"^seen\t(\d+)", re.MULTILINE)
            record.write_text(seen.sub(lambda then: f"seen\t{int(then[1]) - MINUTES}", record.read_text()))

    return grow_older


@pytest.mark.parametrize("line", ["run i", "create i", "pull i", "run --pull=always old", "pull old"])
def test_a_platform_is_asked_for_until_it_has_gone(
    line: str, through_shim: Listen, directly: Listen, later: Later
) -> None:
    words = line.split()
    for _ in range(2):
        assert "pull=linux/amd64" in through_shim(offering(FOREIGN), *words).platforms
        later()
    assert through_shim(offering(NATIVE), *words) == directly(offering(NATIVE), *words)


@pytest.mark.parametrize("once", [index("windows/amd64"), index("linux/s390x")], ids=["windows", "not executed"])
def test_nothing_is_said_of_a_failure_that_is_over(
    once: Answer, through_shim: Listen, directly: Listen, later: Later
) -> None:
    assert through_shim(offering(once), "run", "i").outcome.errors.startswith("anyarch: ")
    later()
    assert through_shim(offering(NATIVE), "run", "i") == directly(offering(NATIVE), "run", "i")
