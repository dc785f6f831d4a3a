"""What all ways together mean: how `options` ends, and whether it alarms."""

import pytest

from anyarch.cli import options
from anyarch.decision.facts import Local
from anyarch.diagnosis.options.option import NONE, POSSIBLE, READY, UNKNOWN, Option, Situation
from anyarch.diagnosis.options.survey import Survey
from anyarch.oci.platforms import parse

HEALTHY = Situation(
    "app", parse("linux/amd64"), Local((parse("linux/amd64"),), frozenset(), named_by_id=False), None, "",
    is_refused_for_good=False,
)  # fmt: skip


def survey(*states: str) -> Survey:
    return Survey(
        HEALTHY,
        tuple(Option(way, state, "...") for way, state in zip(("use", "build", "emulate"), states, strict=True)),
    )


@pytest.mark.parametrize(
    ("states", "marks"),
    [
        ((READY, NONE, NONE), "ok -- --"),  # a healthy image on a machine without buildx
        ((READY, NONE, UNKNOWN), "ok -- ??"),
        ((NONE, READY, POSSIBLE), "-- ok --"),
        ((NONE, NONE, POSSIBLE), "-- -- --"),
        ((NONE, NONE, READY), "-- -- ok"),
        ((UNKNOWN, NONE, NONE), "?? -- --"),
        ((NONE, NONE, NONE), "!! !! !!"),
    ],
)
def test_only_an_image_that_nothing_helps_is_an_alarm(
    states: tuple[str, str, str], marks: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options._print(survey(*states))  # noqa: SLF001 - the rest needs an engine
    printed = capsys.readouterr().out.splitlines()
    assert [line[:2] for line in printed if line[2:4] == "  " and line[:2].strip()] == marks.split()
