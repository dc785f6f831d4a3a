"""The table, row by row; each case names the row that it covers.

The facts are written down, not asked for: what engines really answer is tested in tests/real and tests/cli/conformance.
"""

import pytest

from anyarch.decision import outcome
from anyarch.decision.facts import UnknownFactError
from tests.pure.decision.written_facts import FAILS, Written, decide, has, offers

UP_TO_V3 = "linux/amd64/v2 linux/amd64/v3"

CASES = [
    # row, command, facts, what happens: "" for unchanged, a platform to add, or FAILS
    (2, "run --platform linux/amd64 i", offers("linux/arm64"), ""),
    (2, "run --platform linux/386 i", Written(runs="386"), ""),
    (2, "run --platform linux/arm64 i", Written(runs="arm64"), ""),
    (2, "run --platform linux/arm64 i", Written(), FAILS),
    (2, "run --platform arm/v7 i", Written(engine="arm64"), ""),
    (2, "run --platform linux/arm/v7 i", Written(engine="arm64"), FAILS),
    (2, "run --platform linux/amd64/v3 i", Written(), ""),
    (2, "create --platform linux/arm64 i", Written(), ""),
    (2, "run --platform windows/amd64 i", Written(), ""),
    (2, "run --platform nonsense i", Written(), ""),
    (2, "run --platform arm64 i", has("amd64", refused=True, runs="arm64"), FAILS),
    (2, "run --platform arm64 i", has("amd64", offers="amd64", runs="arm64"), FAILS),
    (2, "create --platform amd64 i", has("arm64", refused=True), FAILS),
    (2, "run --pull=never --platform amd64 i", has("arm64", offers="amd64"), FAILS),
    (2, "run --platform amd64 1a2b", has("arm64", offers="amd64", by_id=True), FAILS),
    (2, "run --platform arm64 i", has("amd64", offers="amd64 arm64", runs="arm64"), ""),
    (2, "run --platform arm64 i", has("amd64", offers="amd64", now="amd64 arm64", runs="arm64"), ""),
    (2, "run --platform arm64 i", has("amd64", offers=None, runs="arm64"), ""),
    (2, "run --platform arm64 i", has("amd64", offers="amd64", is_complete=False, runs="arm64"), ""),
    (2, "run --platform arm64 i", has("", refused=True, runs="arm64"), ""),
    (2, "run --platform arm64 i", has("arm64", refused=True, runs="arm64"), ""),
    (2, "run --platform linux/arm/v7 i", has("linux/arm/v6", refused=True, runs="linux/arm/v7"), ""),
    (2, "run --platform arm64 i", has("arm64", runs_inside="arm64"), ""),
    (2, "run --platform arm64 i", has("linux/arm/v6", refused=True, runs="linux/arm/v6"), ""),
    (2, "run --platform linux/arm/v6 i", has("arm64", refused=True, runs="arm64"), FAILS),
    (2, "pull --platform amd64 i", has("arm64", refused=True), ""),
    (2, "pull --platform linux/arm64 i", Written(), ""),
    (3, "run i", has("amd64"), ""),
    (3, "run i", has("linux/amd64/v3"), ""),
    (3, "run i", has("arm64 amd64"), ""),
    (3, "run i", has("386", unprobeable="386"), ""),
    (3, "run i", has("linux/arm64/v9", engine="arm64"), ""),
    (3, "pull i", has("amd64", offers="arm64"), ""),
    (3, "run --pull=always i", has("amd64", offers="arm64"), ""),
    (4, "run i", has("arm64", offers="amd64 arm64", runs="arm64", provable=True), "linux/arm64"),
    (4, "run --pull=never i", has("arm64", runs="arm64"), "linux/arm64"),
    (4, "run i@d", has("arm64", runs="arm64", repull=False), "linux/arm64"),
    (4, "run 1a2b", has("arm64", runs="arm64", by_id=True), "linux/arm64"),
    (4, "run i", has("s390x arm64", runs="s390x arm64"), "linux/arm64"),
    (4, "run i", has("s390x arm64", runs="s390x"), "linux/s390x"),
    (4, "run i", has("", offers="amd64"), ""),
    (4, "run i", has("arm64", offers="amd64", program="amd64", provable=True), "linux/arm64"),
    (4, "run i", has("arm64", offers="amd64", runs_inside="arm64", provable=True), "linux/arm64"),
    (4, "run -v /x:/x i /x", has("arm64", offers="amd64", runs="arm64", hidden=True), "linux/arm64"),
    (4, "run i", has("arm64", replaced=True, refused=True, runs="arm64"), "linux/arm64"),
    (4, "run i", has("arm64", replaced=True, offers="arm64", runs="arm64", provable=True), "linux/arm64"),
    (4, "run i", has("arm64", replaced=True, offers="amd64 arm64", runs="arm64"), "linux/arm64"),
    (4, "run --pull=never i", has("arm64", replaced=True, offers="amd64", runs="arm64", provable=True), "linux/arm64"),
    (5, "run i", has("arm64", offers="amd64 arm64", provable=True), "linux/amd64"),
    (5, "run i", has("arm", engine="arm64", offers="arm arm64", provable=True), "linux/arm64"),
    (5, "run i", has("arm64", offers="386 arm64", runs="386", provable=True), "linux/386"),
    (5, "run i", has("arm", engine="linux/amd64/v3", offers="linux/amd64/v2 arm", provable=True), "linux/amd64/v2"),
    (5, "run i", has("arm64", offers="amd64", program="s390x", provable=True), "linux/amd64"),
    (5, "create i", has("arm", engine="arm64", offers="s390x amd64", runs="s390x amd64", provable=True), "linux/amd64"),
    (5, "run i", has("arm64", offers="arm64 s390x", runs="s390x", provable=True), "linux/s390x"),
    (5, "run i", has("arm64", offers="amd64 s390x", runs="s390x", provable=True), "linux/amd64"),
    (5, "run i", has("arm64", replaced=True, offers="amd64 arm64", runs="arm64", provable=True), ""),
    (5, "run i", has("arm64", replaced=True, offers=None, runs="arm64"), ""),
    (6, "run i", has("arm64", offers="linux/amd64/v3 arm64", provable=True), FAILS),
    (6, "run i", has("arm64", offers="amd64 arm64"), FAILS),
    (6, "run i", has("arm", engine="arm64", offers="amd64 arm", runs="amd64"), FAILS),
    (6, "run i", has("arm", engine="arm64", offers="amd64 arm", live="arm", runs="amd64", provable=True), FAILS),
    (6, "run --pull=never i", has("arm", engine="arm64", offers="amd64 arm", runs="amd64", provable=True), FAILS),
    (6, "run i", has("arm", engine="arm64", offers="windows/amd64 arm", runs="amd64", provable=True), FAILS),
    (6, "run i", has("arm64", offers="amd64 arm64", live=None, provable=True), FAILS),
    (6, "run i", has("arm64", offers="amd64 arm64", live="arm64", provable=True), FAILS),
    (6, "run i", has("arm64", offers="amd64 arm64", is_complete=False, provable=True), FAILS),
    (6, "run i", has("arm64", offers=None), FAILS),
    (6, "run i", has("arm64", offers="arm64", provable=True), FAILS),
    (6, "run --pull=never i", has("arm64", offers="amd64", provable=True), FAILS),
    (6, "run i@d", has("arm64", offers="amd64", provable=True, repull=False), FAILS),
    (6, "run 1a2b", has("arm64", offers="amd64", provable=True, by_id=True), FAILS),
    (6, "run i", has("arm64", replaced=True, offers="amd64 arm64"), FAILS),
    (6, "run i", has("", program="arm64"), FAILS),
    (6, "create i", has("arm64", offers="arm64"), ""),
    (6, "pull i", has("arm64", offers="amd64 arm64"), ""),
    (6, "pull i", has("", offers="arm64"), ""),
    (6, "run --pull=always i", has("arm64", offers="arm64", runs="arm64"), ""),
    (7, "run --pull=never i", offers("arm64"), ""),
    (7, "create --pull never i", offers("amd64"), ""),
    (8, "run i", offers(None), ""),
    (8, "run --pull=always i", has("arm64", offers=None, provable=True), ""),
    (8, "run i", offers("arm64", is_complete=False, runs="arm64"), ""),
    (8, "run i", offers("amd64 arm64", is_complete=False), ""),
    (9, "run i", offers("amd64 arm64"), ""),
    (9, "pull i", offers("amd64 arm64"), ""),
    (9, "run i", offers("amd64", is_index=False), ""),
    (9, "run i", offers("arm64 arm", engine="arm64"), ""),
    (9, "run --pull=always i", has("arm64", offers="amd64 arm64", runs="arm64", provable=True), ""),
    (9, "run i", offers("386 arm64", runs="386"), "linux/386"),
    (9, "pull i", offers("arm amd64", engine="arm64", runs="arm"), "linux/arm/v7"),
    (11, "run i", offers("linux/amd64/v4 linux/amd64/v3"), FAILS),
    (9, "run i", offers("linux/amd64/v3", unprobeable="linux/amd64/v3"), ""),
    (9, "run i", offers("386 linux/amd64/v3", runs="386"), "linux/386"),
    (10, "run i", offers("linux/arm64/v9 amd64", engine="arm64", runs="amd64"), "linux/amd64"),
    (9, "run i", offers("linux/amd64/v2 linux/amd64/v4 linux/amd64/v3", runs=UP_TO_V3), "linux/amd64/v3"),
    (9, "pull i", offers("linux/amd64/v3 arm64", runs=UP_TO_V3), "linux/amd64/v3"),
    (9, "run i", offers("linux/amd64/v3", runs=UP_TO_V3, selects=True), ""),
    (9, "run i", offers("linux/amd64/v3", runs=UP_TO_V3, is_index=False), ""),
    (9, "run i", offers("linux/amd64/v3 amd64", runs=UP_TO_V3), ""),
    (9, "run i", offers("linux/arm/v7", engine="linux/arm/v6", runs="linux/arm/v7"), ""),
    (9, "run i", offers("linux/arm/v7", engine="linux/arm/v6"), ""),
    (9, "run i", offers("amd64 arm64", engine="linux/arm/v8", runs="amd64 arm64"), "linux/arm64"),
    (10, "run i", offers("amd64 arm64", engine="linux/arm/v8", runs="amd64"), "linux/amd64"),
    (10, "run i", offers("arm64", runs="arm64"), "linux/arm64"),
    (10, "create i", offers("arm64", runs="arm64"), "linux/arm64"),
    (10, "run i", offers("arm64", runs="arm64", is_index=False), "linux/arm64"),
    (10, "run i", offers("arm64", is_index=False), FAILS),
    (10, "create i", offers("arm64", is_index=False), ""),
    (10, "create i", offers("arm64"), FAILS),
    (10, "run i", offers("arm64"), FAILS),
    (10, "run i", offers("s390x arm64", runs="s390x arm64"), "linux/arm64"),
    (10, "run i", offers("s390x arm64", runs="s390x"), "linux/s390x"),
    (10, "run i", offers("s390x arm64"), FAILS),
    (10, "run i", offers("ppc64 s390x", unprobeable="ppc64", runs="s390x"), "linux/s390x"),
    (10, "run i", offers("windows/amd64 arm64", runs="arm64"), "linux/arm64"),
    (10, "run --pull=always i", has("arm64", offers="arm64", runs="arm64", provable=True), "linux/arm64"),
    (10, "pull i", offers("arm64"), "linux/arm64"),
    (10, "pull i", offers("s390x arm64", runs="s390x"), "linux/s390x"),
    (10, "pull i", offers("arm64", is_index=False), ""),
    (11, "run i", offers("windows/amd64"), FAILS),
    (11, "run i", offers(""), ""),
    (11, "run i", offers("windows/amd64", is_index=False), FAILS),
    (9, "run i", offers("windows/amd64 linux/amd64", engine="windows/amd64"), ""),
    (11, "run i", offers("linux/amd64 linux/arm64", engine="windows/amd64"), FAILS),
]


@pytest.mark.parametrize(("row", "line", "facts", "expected"), CASES)
def test_the_first_row_that_matches_decides(row: int, line: str, facts: Written, expected: str) -> None:
    made = decide(line, facts)
    assert made.row == row
    added = str(made.platform) if made.action == outcome.PLATFORM else ""
    assert (FAILS if made.is_hopeless else added) == expected
    assert made.reason.endswith(".")
    if made.is_hopeless:
        assert made.action == outcome.UNCHANGED


def test_every_row_but_the_first_which_is_the_parsers_is_covered() -> None:
    assert {case[0] for case in CASES} == set(range(2, 12))


EXECUTES = "executes linux/arm64, executes inside linux/arm64"


@pytest.mark.parametrize(
    ("line", "facts", "asked"),
    [
        ("pull --platform amd64 i", Written(), ""),
        ("run --platform amd64 i", Written(), "local"),
        ("run --platform amd64 i", has("amd64"), "local, starts"),
        ("run i", has("amd64"), "local, starts"),
        ("pull i", has("amd64"), "local"),
        ("run --pull=always i", has("amd64"), "local"),
        ("run --pull=never i", Written(), "local"),
        ("run i", has("arm64", offers="amd64", runs="arm64"), "local, starts, executes linux/arm64"),
        ("run i", has("arm64", offers="arm64"), f"local, starts, {EXECUTES}, offered, offered"),
        ("run --pull=never i", has("arm64", repull=False), f"local, starts, {EXECUTES}"),
        ("pull i", offers("amd64"), "local, offered"),
        ("pull i", offers("arm64", is_index=False), "local, offered"),
        ("pull i", offers("arm64", is_complete=False), "local, offered"),
        ("pull i", offers("linux/amd64/v3", is_index=False), "local, offered"),
        ("pull i", offers("linux/amd64/v3", selects=True), "local, offered, selects levels, selects levels"),
        ("pull i", offers("arm64"), "local, offered, confirm, offered"),
        ("run --pull=always i", has("arm64", offers="amd64 arm64", provable=True), "local, proof, offered"),
    ],
)
def test_a_row_asks_for_no_more_than_it_needs(line: str, facts: Written, asked: str) -> None:
    decide(line, facts)
    assert ", ".join(facts.asked) == asked


def test_platforms_of_which_several_may_have_to_be_tried_are_tried_at_once() -> None:
    facts = offers("amd64 arm windows/amd64 386", engine="arm64")
    decide("run i", facts)
    assert [str(platform) for platform in facts.expected] == ["linux/amd64", "linux/arm/v7", "linux/386"]


@pytest.mark.parametrize("line", ["run i", "create i", "pull i"])
@pytest.mark.parametrize(
    ("now", "row", "expected"),
    [("amd64", 9, ""), ("386", 9, "linux/386"), ("s390x", 10, "linux/s390x"), (None, 8, ""), ("", 11, "")],
)
@pytest.mark.parametrize("remembered", ["arm64", "386", "windows/amd64"])
def test_a_command_is_changed_by_what_is_offered_now_and_not_by_what_is_remembered(
    line: str, remembered: str, now: str | None, row: int, expected: str
) -> None:
    made = decide(line, offers(remembered, now=now, runs="386 s390x"))
    assert (made.row, str(made.platform) if made.is_added else "", made.is_hopeless) == (row, expected, False)


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("run i", Written(has=None)),
        ("run i", offers("arm64", unprobeable="arm64")),
        ("run --platform arm64 i", Written(unprobeable="arm64")),
        ("run i", has("arm64", unprobeable="arm64")),
        ("run i", has("arm64", hidden=True)),
        ("run --platform arm64 i", has("arm64", hidden=True)),
        ("run --platform arm64 -v /x:/x i /x/y", Written()),
        ("run -v /x:/x i /x/y", offers("arm64")),
    ],
)
def test_a_doubt_that_the_table_cannot_do_without_is_the_callers(line: str, facts: Written) -> None:
    with pytest.raises(UnknownFactError):
        decide(line, facts)


@pytest.mark.parametrize(
    ("line", "facts", "emulated"),
    [
        ("run i", offers("arm64", runs="arm64"), True),
        ("run --platform arm64 i", Written(runs="arm64"), True),
        ("run --platform 386 i", Written(runs="386"), False),
        ("run i", has("arm64", offers="amd64 arm64", provable=True), False),
        ("run i", has("arm64", offers="arm64 s390x", runs="s390x", provable=True), True),
        ("run i", has("arm64", program="amd64"), False),
        ("run i", offers("386", runs="386"), False),
    ],
)
def test_an_emulated_run_is_told(line: str, facts: Written, *, emulated: bool) -> None:
    assert decide(line, facts).emulated is emulated


def test_a_better_offer_that_cannot_be_taken_is_mentioned() -> None:
    made = decide("run i", has("arm64", offers="amd64 arm64"))
    assert made.reason == "The local image is for linux/arm64. The registry also offers linux/amd64."
    assert made.remedy.endswith(": docker pull --platform linux/amd64 i")


@pytest.mark.parametrize(
    ("line", "replace", "facts", "row"),
    [
        ("run i", "always", has("arm64", offers="amd64", runs="arm64", provable=True), 5),
        ("run i", "always", has("arm64", offers="amd64", runs="arm64"), 4),
        ("run --pull=never i", "always", has("arm64", offers="amd64", runs="arm64", provable=True), 4),
        ("run i", "never", has("arm64", offers="amd64", provable=True), 6),
    ],
)
def test_when_a_copy_is_replaced_can_be_set(line: str, replace: str, facts: Written, row: int) -> None:
    assert decide(line, facts, replace=replace).row == row


@pytest.mark.parametrize(
    ("line", "variable", "says", "fix"),
    [
        ("run i", "linux/arm64", "DOCKER_DEFAULT_PLATFORM asks", "env -u DOCKER_DEFAULT_PLATFORM docker run i"),
        ("create i", "arm64", "DOCKER_DEFAULT_PLATFORM asks", "env -u DOCKER_DEFAULT_PLATFORM docker create i"),
        ("run --platform arm64 i", "linux/amd64", "You asked", "docker run --platform linux/amd64 i"),
        ("run --platform arm64 'i;j'", "", "You asked", "docker run --platform linux/amd64 'i;j'"),
    ],
)
def test_a_platform_that_hides_a_local_image_is_named_with_the_command_that_uses_it(
    line: str, variable: str, says: str, fix: str
) -> None:
    made = decide(line, has("amd64", refused=True, runs="arm64"), variable)
    assert made.reason.startswith(f"{says} for linux/arm64, but the local image is for linux/amd64")
    assert made.remedy == f"To use the local image: {fix}"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (offers("s390x arm64"), "linux/arm64"),
        (offers("linux/arm/v6 linux/arm/v7", engine="arm64"), "linux/arm/v7"),  # the mode that docker would take
    ],
)
def test_what_would_have_to_be_executed_is_named(facts: Written, missing: str) -> None:
    assert str(decide("run i", facts).missing) == missing


@pytest.mark.parametrize(
    ("facts", "runs"),
    [
        (has("arm", engine="arm64", runs="arm"), "linux/arm/v7"),
        (has("arm linux/arm64/v9", engine="arm64"), "linux/arm64/v9"),
        (has("386 amd64"), "linux/amd64"),
    ],
)
def test_what_runs_is_what_the_local_image_is_for(facts: Written, runs: str) -> None:
    made = decide("run i", facts)
    assert (made.row, str(made.platform)) == (3, runs)
