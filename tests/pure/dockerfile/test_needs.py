import pytest

from anyarch.dockerfile import needs, stages
from anyarch.dockerfile.errors import UnreadableError
from anyarch.dockerfile.needs import Conditions
from anyarch.oci import platforms

AMD, ARM = platforms.parse("linux/amd64"), platforms.parse("linux/arm64")


def needed(text: str, target: str = "linux/amd64", stage: str = "", **arguments: str) -> list[str]:
    """Each needed image with its line; with its platform too, where FROM says one."""
    conditions = Conditions(platforms.parse(target), AMD, arguments, stage)
    found = needs.find(stages.read(text.encode()), conditions)
    return [f"{each.line} {each.image}" + (f" {each.platform}" if each.is_pinned else "") for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FROM scratch\nCOPY --from=scratch a b", []),
        ("FROM a AS b\nFROM b AS c\nFROM c", ["1 a"]),
        ("FROM a AS b\nFROM c", ["2 c"]),
        ("FROM a AS B\nFROM c\nCOPY --from=b x y", ["1 a", "2 c"]),
        ("FROM a\nFROM c\nCOPY --from=0 x y", ["1 a", "2 c"]),
        ("FROM a\nCOPY --from=d:1 x y\nRUN --mount=from=e,target=/e f", ["1 a", "2 d:1", "3 e"]),
        ("FROM a\nRUN --mount=from=0,target=/b f", ["1 a", "2 0"]),
        ("FROM a\nCOPY --from=later x y\nFROM b AS later\nFROM c\nCOPY --from=0 x y", ["1 a", "3 b", "4 c"]),
        ("FROM a AS b\nFROM c AS b\nFROM b", ["2 c"]),
        ("FROM a AS b\nONBUILD COPY --from=d x y\nFROM b", ["1 a", "2 d"]),
        ("FROM a AS b\nONBUILD COPY --from=d x y\nFROM c", ["3 c"]),
        ("FROM a AS a\nFROM a", ["1 a"]),
        ("ARG V=1\nARG W=${V}2\nFROM a:$W", ["3 a:12"]),
        ("ARG V\nFROM a${V:+:}$V", ["2 a"]),
        ("ARG V=1\nFROM a AS b\nARG V=2\nFROM c:$V", ["4 c:1"]),
        ("FROM --platform=$BUILDPLATFORM a AS b\nFROM c\nCOPY --from=b x y", ["1 a linux/amd64", "2 c"]),
        ("FROM --platform=linux/$TARGETARCH a:$TARGETOS", ["1 a:linux linux/amd64"]),
        ("FROM --platform=linux/arm64 a AS b\nFROM --platform=linux/s390x b", ["1 a linux/arm64"]),
    ],
)
def test_only_what_the_last_stage_leads_to_is_needed(text: str, found: list[str]) -> None:
    assert needed(text) == found


STAGES = "FROM a AS b\nFROM c AS d\nFROM e"
BY_TARGET = "FROM a AS b-amd64\nFROM c AS b-arm64\nFROM b-${TARGETARCH}${TARGETVARIANT}"
BY_ARGUMENT = "ARG V=1\nFROM a:$V$W AS b-amd64\nFROM c AS b-arm64\nFROM b-$TARGETARCH"


@pytest.mark.parametrize(
    ("text", "given", "found"),
    [
        (STAGES, {"stage": "B"}, ["1 a"]),
        (STAGES, {"stage": "d"}, ["2 c"]),
        (BY_TARGET, {}, ["1 a"]),
        (BY_TARGET, {"target": "linux/arm64"}, ["2 c"]),
        (BY_ARGUMENT, {"V": "2", "W": "3"}, ["2 a:2"]),  # before the default of ARG
        (BY_ARGUMENT, {"TARGETARCH": "arm64"}, ["3 c"]),  # and before what BuildKit sets
    ],
)
def test_another_target_and_other_arguments_need_other_images(
    text: str, given: dict[str, str], found: list[str]
) -> None:
    assert needed(text, **given) == found


def test_an_image_is_asked_for_the_target_platform() -> None:
    [need] = needs.find(stages.read(b"FROM a"), Conditions(ARM, AMD))
    assert (need.platform, need.is_pinned) == (ARM, False)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM $NONE", 1),
        ("FROM $NONE AS unused\nFROM a", 1),
        ("FROM a AS b\nFROM B", 2),
        ("ARG X=${Y:?}\nFROM a", 1),
        ("FROM --platform=$NONE a", 1),
        ("FROM --platform=a/b/c/d a", 1),
        ("FROM a\nCOPY --from=1 x y", 2),
        ("FROM a\nCOPY --from=-1 x y", 2),
        ("FROM a\nCOPY --from=A x y", 2),
        ("FROM a AS b\nCOPY --from=b x y\nFROM c", 1),
        ("FROM a AS b\nCOPY --from=d x y\nFROM b AS d\nFROM c", 1),
    ],
)
def test_what_docker_refuses_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        needed(text)
    assert caught.value.line == line


def test_a_target_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no stage c"):
        needed("FROM a AS b", stage="c")
