"""The table, row by row; each case names the row that it covers.

The facts are written down, not asked for: what engines really answer is tested in tests/real and tests/cli/conformance.
"""

import pytest

from anyarch.decision import outcome
from anyarch.decision.facts import UnknownFactError
from tests.pure.decision.written_facts import FAILS, Written, decide, has, offers

CASES = [
    # row, command, facts, what happens: "" for unchanged, a platform to add, or FAILS
    (2, "run --platform linux/amd64 i", offers("linux/arm64"), ""),
    (2, "run --platform linux/386 i", Written(runs="386"), ""),
    (2, "run --platform linux/arm64 i", Written(runs="arm64"), ""),
    (2, "run --platform linux/arm64 i", Written(), FAILS),
    (2, "run --platform arm/v7 i", Written(engine="arm64"), ""),
    (2, "run --platform linux/arm/v7 i", Written(engine="arm64", runs="arm"), ""),
    (2, "run --platform linux/arm/v7 i", Written(engine="arm64"), FAILS),
    (2, "run --platform linux/amd64/v3 i", Written(), ""),
    (2, "create --platform linux/arm64 i", Written(), ""),
    (2, "run --platform windows/amd64 i", Written(), ""),
    (2, "run --platform nonsense i", Written(), ""),
    (2, "pull --platform linux/arm64 i", Written(), ""),
    (3, "run i", has("amd64"), ""),
    (3, "create i", has("amd64"), ""),
    (3, "run --pull=always i", has("amd64"), ""),
    (3, "run i", has("linux/amd64/v3"), ""),
    (3, "run i", has("arm64 amd64"), ""),
    (3, "run i", has("386", runs="386"), ""),
    (3, "run i", has("386", unprobeable="386"), ""),
    (3, "run i", has("linux/arm/v6", engine="arm64", runs="linux/arm/v6"), ""),
    (3, "run i", has("linux/arm64/v9", engine="arm64"), ""),
    (4, "run i", has("arm64", offers="amd64 arm64", digests=("sha256:1",)), "linux/amd64"),
    (4, "create i", has("arm64", offers="amd64 arm64", digests=("sha256:1",)), "linux/amd64"),
    (4, "run i", has("amd64", engine="arm64", offers="amd64 arm64", digests=("sha256:1",)), "linux/arm64"),
    (4, "run i", has("arm", engine="arm64", offers="arm arm64", digests=("sha256:1",)), "linux/arm64"),
    (4, "run i", has("arm64", offers="386 arm64", runs="386", digests=("sha256:1",)), "linux/386"),
    (
        4,
        "run i",
        has("arm64", engine="linux/amd64/v3", offers="linux/amd64/v2 arm64", digests=("sha256:1",)),
        "linux/amd64/v2",
    ),
    (5, "run i", has("arm64", offers="linux/amd64/v3 arm64", runs="arm64", digests=("sha256:1",)), "linux/arm64"),
    (5, "run i", has("arm64", offers="amd64 arm64", runs="arm64"), "linux/arm64"),
    (5, "run i", has("arm64", offers="amd64 arm64", runs="arm64", digests=("sha256:9",)), "linux/arm64"),
    (
        5,
        "run i",
        has("arm64", offers="amd64 arm64", runs="arm64", digests=("sha256:1",), live_digest="sha256:2"),
        "linux/arm64",
    ),
    (5, "run i", has("arm64", offers="amd64 arm64", runs="arm64", digests=("sha256:1",), live=None), "linux/arm64"),
    (5, "run i", has("arm64", offers=None, runs="arm64"), "linux/arm64"),
    (5, "run i", has("arm64", offers="arm64", runs="arm64", digests=("sha256:1",)), "linux/arm64"),
    (5, "run i", has("arm64", offers="arm64"), FAILS),
    (5, "run --pull=never i", has("arm64", offers="amd64", runs="arm64", digests=("sha256:1",)), "linux/arm64"),
    (5, "run i@d", has("arm64", offers="amd64", runs="arm64", digests=("sha256:1",), repull=False), "linux/arm64"),
    (5, "run 1a2b", has("arm64", offers="amd64", runs="arm64", digests=("sha256:1",), by_id=True), "linux/arm64"),
    (5, "run 1a2b", has("arm64", by_id=True), FAILS),
    (5, "run i", has("s390x arm64", offers=None, runs="s390x arm64"), "linux/arm64"),
    (5, "run i", has("s390x arm64", offers=None, runs="s390x"), "linux/s390x"),
    (5, "run i", has("", offers="amd64"), ""),
    (5, "run i", has("amd64", engine="arm64", offers=None, runs="amd64"), "linux/amd64"),
    (5, "run i", has("arm", engine="arm64", offers=None), FAILS),
    (5, "create i", has("arm64", offers="arm64"), ""),
    (6, "run --pull=never i", offers("arm64"), ""),
    (6, "create --pull never i", offers("amd64"), ""),
    (7, "run i", offers(None), ""),
    (7, "pull i", offers(None), ""),
    (7, "run --pull=always i", has("arm64", offers=None), ""),
    (8, "run i", offers("amd64 arm64"), ""),
    (8, "pull i", offers("amd64 arm64"), ""),
    (8, "run i", offers("amd64", is_index=False), ""),
    (8, "run i", offers("arm64 arm", engine="arm64"), ""),
    (8, "run --pull=always i", has("arm64", offers="amd64 arm64", runs="arm64"), ""),
    (8, "run i", offers("386 arm64", runs="386"), "linux/386"),
    (8, "pull i", offers("arm amd64", engine="arm64", runs="arm"), "linux/arm/v7"),
    (8, "run i", offers("linux/amd64/v3 arm64", runs="arm64"), ""),
    (8, "run i", offers("linux/amd64/v3"), ""),
    (8, "pull i", offers("linux/amd64/v3"), ""),
    (8, "run i", offers("linux/amd64/v3", is_index=False), ""),
    (8, "run i", offers("386 linux/amd64/v3", runs="386"), ""),
    (8, "run i", offers("linux/arm64/v9 amd64", engine="arm64", runs="amd64"), ""),
    (8, "run i", offers("linux/arm/v7", engine="linux/arm/v6"), ""),
    (9, "run i", offers("arm64", runs="arm64"), "linux/arm64"),
    (9, "create i", offers("arm64", runs="arm64"), "linux/arm64"),
    (9, "run i", offers("arm64", runs="arm64", is_index=False), "linux/arm64"),
    (9, "run i", offers("arm64", is_index=False), FAILS),
    (9, "create i", offers("arm64", is_index=False), ""),
    (9, "create i", offers("arm64"), FAILS),
    (9, "run i", offers("arm64"), FAILS),
    (9, "run i", offers("amd64 s390x", engine="arm64", runs="amd64 s390x"), "linux/amd64"),
    (9, "run i", offers("s390x arm64", runs="s390x arm64"), "linux/arm64"),
    (9, "run i", offers("s390x arm64", runs="s390x"), "linux/s390x"),
    (9, "run i", offers("s390x arm64"), FAILS),
    (9, "run i", offers("ppc64 s390x", unprobeable="ppc64", runs="s390x"), "linux/s390x"),
    (9, "run i", offers("windows/amd64 arm64", runs="arm64"), "linux/arm64"),
    (9, "run i", offers("arm", engine="arm64"), FAILS),
    (9, "run --pull=always i", has("arm64", offers="arm64", runs="arm64"), "linux/arm64"),
    (9, "pull i", offers("arm64"), "linux/arm64"),
    (9, "pull i", offers("s390x arm64", runs="s390x"), "linux/s390x"),
    (9, "pull i", offers("arm64", is_index=False), ""),
    (10, "run i", offers("windows/amd64"), FAILS),
    (10, "pull i", offers("windows/amd64"), FAILS),
    (10, "run i", offers(""), ""),
    (10, "run i", offers("windows/amd64", is_index=False), FAILS),
    (8, "run i", offers("windows/amd64 linux/amd64", engine="windows/amd64"), ""),
    (10, "run i", offers("linux/amd64 linux/arm64", engine="windows/amd64"), FAILS),
    (2, "run --platform windows/arm64 i", Written(engine="windows/amd64"), ""),
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
    assert {case[0] for case in CASES} == set(range(2, 11))


def test_the_variable_asks_for_a_platform_as_the_flag_does() -> None:
    assert decide("run i", Written(runs="arm64"), variable="linux/arm64").row == 2


@pytest.mark.parametrize(
    ("line", "facts", "asked"),
    [
        ("run --platform amd64 i", Written(), []),
        ("run i", has("amd64"), ["local", "starts"]),
        ("run --pull=never i", Written(), ["local"]),
        ("run --pull=never i", has("arm64", runs="arm64"), ["local", "starts", "executes linux/arm64"]),
        (
            "run i",
            has("arm64", offers="amd64", runs="arm64"),
            ["local", "offered", "offered", "starts", "executes linux/arm64"],
        ),
        ("pull i", offers("amd64"), ["offered", "offered"]),
        ("pull i", offers("amd64", is_index=False), ["offered"]),
        ("pull i", offers("linux/amd64/v3"), ["offered", "offered"]),
        ("pull i", offers("arm64"), ["offered", "confirm", "offered", "offered"]),
        ("run --pull=always i", has("arm64", offers="amd64 arm64"), ["local", "offered", "offered"]),
    ],
)
def test_a_row_asks_for_no_more_than_it_needs(line: str, facts: Written, asked: list[str]) -> None:
    decide(line, facts)
    assert facts.asked == asked


@pytest.mark.parametrize("line", ["run i", "create i", "pull i"])
@pytest.mark.parametrize(
    ("now", "row", "expected"),
    [("amd64", 8, ""), ("386", 8, "linux/386"), ("s390x", 9, "linux/s390x"), (None, 7, ""), ("", 10, "")],
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
        ("run i", has("arm64", offers="amd64 arm64", digests=("sha256:1",)), False),
        ("run i", offers("386", runs="386"), False),
    ],
)
def test_an_emulated_run_is_told(line: str, facts: Written, *, emulated: bool) -> None:
    assert decide(line, facts).emulated is emulated


def test_a_better_offer_that_cannot_be_taken_is_mentioned() -> None:
    assert "linux/amd64" in decide("run i", has("arm64", offers="amd64 arm64", runs="arm64")).reason


def test_what_would_have_to_be_executed_is_named() -> None:
    made = decide("run i", offers("s390x arm64"))
    assert str(made.missing) == "linux/arm64"


def test_of_the_modes_that_the_cpu_lacks_the_one_that_docker_would_take_is_named() -> None:
    made = decide("run i", offers("linux/arm/v6 linux/arm/v7", engine="arm64"))
    assert str(made.missing) == "linux/arm/v7"


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
