"""The table of builds as a truth table: what the Dockerfile needs, what is known, and the row with its platform."""

import pytest

from anyarch.build.table import ALL_MET, NO_PLATFORM, ONE_PLATFORM, PUSHED, UNKNOWN_OFFER
from tests.pure.build.written_facts import Written, decide

ONE = "FROM a"
TWO = "FROM a AS first\nFROM b\nCOPY --from=first x y"
USED = "FROM a\nCOPY --from=b x y"
MOUNTED = "FROM a\nRUN --mount=from=b,target=/b c"
UNUSED = "FROM b\nFROM a"
PINNED = "FROM --platform=linux/arm64 b AS first\nFROM a\nCOPY --from=first x y"
BUILDER = "FROM --platform=$BUILDPLATFORM a AS first\nFROM b\nCOPY --from=first x y"
CHOSEN = "FROM a AS for-amd64\nFROM b AS for-arm64\nFROM for-$TARGETARCH AS c\nFROM d\nCOPY --from=c x y"

BOTH, AMD, ARM, S390 = "linux/amd64 linux/arm64", "linux/amd64", "linux/arm64", "linux/s390x"


@pytest.mark.parametrize(
    ("dockerfile", "offers", "has", "runs", "row", "platform"),
    [
        # Row 2
        ("FROM scratch", {}, {}, "", ALL_MET, ""),
        (ONE, {"a": BOTH}, {}, ARM, ALL_MET, ""),
        (ONE, {"a": "linux/amd64/v3 linux/arm64"}, {}, ARM, ALL_MET, ""),
        (ONE, {"a": "linux/386"}, {}, "", ALL_MET, ""),
        (ONE, {"a": f"single {ARM}"}, {}, ARM, ALL_MET, ""),
        (ONE, {}, {"a": AMD}, "", ALL_MET, ""),
        (UNUSED, {"a": BOTH, "b": ARM}, {}, ARM, ALL_MET, ""),
        (PINNED, {"a": BOTH, "b": ARM}, {}, "", ALL_MET, ""),
        (PINNED, {"a": BOTH}, {"b": ARM}, "", ALL_MET, ""),
        # Row 3
        (ONE, {}, {}, ARM, UNKNOWN_OFFER, ""),
        (ONE, {}, {"a": ARM}, ARM, UNKNOWN_OFFER, ""),
        (ONE, {"a": f"incomplete {ARM}"}, {}, ARM, UNKNOWN_OFFER, ""),
        (TWO, {"b": ARM}, {"a": AMD}, ARM, UNKNOWN_OFFER, ""),
        # Row 4
        (ONE, {"a": ARM}, {}, ARM, ONE_PLATFORM, ARM),
        (ONE, {"a": f"{S390} {ARM}"}, {}, f"{ARM} {S390}", ONE_PLATFORM, ARM),
        (TWO, {"a": BOTH, "b": ARM}, {}, ARM, ONE_PLATFORM, ARM),
        (USED, {"a": BOTH, "b": ARM}, {}, ARM, ONE_PLATFORM, ARM),
        (MOUNTED, {"a": BOTH, "b": ARM}, {}, ARM, ONE_PLATFORM, ARM),
        (TWO, {"a": f"{S390} {AMD}", "b": f"{ARM} {S390}"}, {}, f"{ARM} {S390}", ONE_PLATFORM, S390),
        (TWO, {"a": f"single {ARM}", "b": ARM}, {}, ARM, ONE_PLATFORM, ARM),
        (TWO, {"b": ARM}, {"a": f"{AMD} {ARM}"}, ARM, ONE_PLATFORM, ARM),
        (TWO, {"a": AMD, "b": ARM}, {"a": ARM}, ARM, ONE_PLATFORM, ARM),
        (TWO, {"a": "linux/arm", "b": "linux/arm/v6"}, {}, "linux/arm", ONE_PLATFORM, "linux/arm/v7"),
        (BUILDER, {"a": AMD, "b": ARM}, {}, ARM, ONE_PLATFORM, ARM),
        (CHOSEN, {"a": AMD, "b": ARM, "d": ARM}, {}, ARM, ONE_PLATFORM, ARM),
        # Row 6
        (ONE, {"a": ARM}, {}, "", NO_PLATFORM, ""),
        (ONE, {"a": "windows/amd64"}, {}, "windows/amd64", NO_PLATFORM, ""),
        (ONE, {"a": "index"}, {}, "", NO_PLATFORM, ""),
        (TWO, {"a": AMD, "b": ARM}, {}, ARM, NO_PLATFORM, ""),
        (PINNED, {"a": ARM, "b": S390}, {}, f"{ARM} {S390}", NO_PLATFORM, ""),
        (CHOSEN, {"a": AMD, "b": S390, "d": ARM}, {}, ARM, NO_PLATFORM, ""),
    ],
)  # fmt: skip
def test_the_row_and_the_platform(  # noqa: PLR0913, PLR0917 - the columns of a table
    dockerfile: str, offers: dict[str, str], has: dict[str, str], runs: str, row: int, platform: str
) -> None:
    verdict = decide(dockerfile, Written({**offers}, has, runs))
    assert (verdict.row, str(verdict.platform or "")) == (row, platform)
    assert verdict.action == ("platform" if row == ONE_PLATFORM else "unchanged")


def test_what_is_pushed_is_only_explained() -> None:
    verdict = decide(ONE, Written({"a": ARM}, runs=ARM), is_pushed=True)
    assert (verdict.row, verdict.action, str(verdict.platform)) == (PUSHED, "unchanged", ARM)
    assert decide(ONE, Written({"a": BOTH}), is_pushed=True).row == ALL_MET


def test_the_registry_is_not_asked_about_what_the_builder_has() -> None:
    facts = Written({}, {"a": AMD})
    decide(ONE, facts)
    assert facts.asked == []


def test_what_is_known_is_confirmed_before_the_command_is_changed() -> None:
    assert decide(ONE, Written({"a": ARM}, runs=ARM, now={"a": BOTH})).row == ALL_MET
    assert decide(TWO, Written({"a": BOTH, "b": ARM}, runs=ARM, now={"a": AMD})).row == NO_PLATFORM


def test_the_classic_builder_gets_no_platform_that_it_would_not_ask_for() -> None:
    offers = {"a": BOTH, "b": ARM}
    assert decide(TWO, Written({**offers}, {"a": AMD}, ARM)).row == ONE_PLATFORM
    assert decide(TWO, Written({**offers}, {"a": AMD}, ARM, is_classic=True)).row == NO_PLATFORM
    assert decide(TWO, Written({**offers}, {"a": ARM}, ARM, is_classic=True)).row == ONE_PLATFORM
    assert decide(TWO, Written({**offers}, {}, ARM, is_classic=True)).row == ONE_PLATFORM


def test_a_probe_without_an_answer_leaves_the_command_alone() -> None:
    assert decide(ONE, Written({"a": ARM}, unprobeable=ARM)).row == UNKNOWN_OFFER


def test_each_foreign_image_has_the_platform_that_it_could_be_asked_for() -> None:
    verdict = decide(TWO, Written({"a": AMD, "b": f"{S390} {ARM}"}, runs=ARM))
    assert [(each.need.image, each.is_met, str(each.pin)) for each in verdict.seen] == [
        ("a", True, "None"),
        ("b", False, ARM),
    ]
    assert verdict.missing is None
    assert str(decide(TWO, Written({"a": AMD, "b": ARM})).missing) == ARM
    assert str(decide(ONE, Written({"a": ARM})).missing) == ARM
    assert decide(USED, Written({"a": AMD, "b": ARM})).missing is None  # COPY needs no emulator
