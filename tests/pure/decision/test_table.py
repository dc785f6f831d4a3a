"""The table, row by row; each case names the row that it covers.

The facts are written down, not asked for: what engines really answer is held in tests/real and tests/cli/conformance.
"""

import shlex
from dataclasses import dataclass, field

import pytest

from anyarch.bare.command_line import Invocation, parse
from anyarch.decision import outcome, table
from anyarch.decision.facts import Local, Offered, UnknownFactError
from anyarch.decision.outcome import Decision
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform

PREFERRED = (Platform("linux", "amd64"), Platform("linux", "arm64"))


def several(specifiers: str) -> tuple[Platform, ...]:
    return tuple(platforms.parse(specifier) for specifier in specifiers.split())


@dataclass
class Written:
    """Facts as a test writes them down; None for what cannot be known."""

    engine: str = "linux/amd64"
    has: str | None = ""
    absent: bool = True
    digests: tuple[str, ...] = ()
    by_id: bool = False
    offers: str | None = None
    live: str | None = "as remembered"
    digest: str = "sha256:1"
    live_digest: str = ""
    now: str | None = "as remembered"
    is_index: bool = True
    runs: str = ""
    unprobeable: str = ""
    packed: str = ""
    program: str = ""
    inspects: str = "auto"
    is_product: bool = False
    repull: bool = True
    asked: list[str] = field(default_factory=list)

    def host(self) -> Platform:
        return platforms.parse(self.engine)

    def local(self) -> Local | None:
        self.asked.append("local")
        if self.has is None:
            raise UnknownFactError("The engine did not answer.")
        return None if self.absent else Local(several(self.has), frozenset(self.digests), self.by_id)

    def offered(self, *, live: bool = False) -> Offered:
        self.asked.append("live" if live else "offered")
        offers, digest = self.offers, self.digest
        if live and self.live != "as remembered":
            offers, digest = self.live, self.live_digest or digest
        if offers is None:
            raise UnknownFactError("The registry did not answer.")
        return Offered(several(offers), self.live_digest or digest if live else digest, self.is_index)

    def confirm(self) -> None:
        self.asked.append("confirm")
        if self.now != "as remembered":
            self.offers = self.now

    def starts(self, *, is_doubtful: bool) -> Platform | None:
        self.asked.append("starts")
        looks = is_doubtful or self.inspects == "always"
        return platforms.parse(self.program) if self.program and looks else None

    def executes(self, platform: Platform) -> bool:
        self.asked.append(f"executes {platform}")
        if platform in several(self.unprobeable):
            raise UnknownFactError("The probe could not run.")
        return platform in several(self.runs)

    def emulates_privately(self, platform: Platform) -> bool:
        self.asked.append(f"pack {platform}")
        return platform in several(self.packed)

    def has_own_emulators(self) -> bool:
        self.asked.append("product")
        return self.is_product

    def may_repull(self) -> bool:
        return self.repull


def has(specifiers: str, **others: object) -> Written:
    return Written(has=specifiers, absent=False, **others)  # type: ignore[arg-type]


def offers(specifiers: str | None, **others: object) -> Written:
    return Written(offers=specifiers, **others)  # type: ignore[arg-type]


def decide(line: str, facts: Written, variable: str = "", rungs: tuple[str, ...] = ()) -> Decision:
    invocation = parse(shlex.split(line), {"DOCKER_DEFAULT_PLATFORM": variable})
    assert isinstance(invocation, Invocation)
    return table.decide(invocation, facts, PREFERRED, rungs)


FAILS = "is left to fail"

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


BOTH = (outcome.INSTALL_HANDLER, outcome.PRIVATE_EMULATION)
ONLY_PRIVATE = (outcome.PRIVATE_EMULATION,)


@pytest.mark.parametrize(
    ("line", "facts", "rungs", "action", "is_added"),
    [
        ("run i", offers("arm64", runs="arm64", packed="arm64"), BOTH, outcome.PLATFORM, True),
        ("run i", offers("arm64", packed="arm64"), BOTH, outcome.INSTALL_HANDLER, True),
        ("run i", offers("arm64", is_product=True), BOTH, outcome.UNCHANGED, False),
        ("run i", offers("arm64", is_product=True, packed="arm64"), BOTH, outcome.PRIVATE_EMULATION, True),
        ("run i", offers("arm64", packed="arm64"), ONLY_PRIVATE, outcome.PRIVATE_EMULATION, True),
        ("run i", offers("arm64", packed="s390x"), ONLY_PRIVATE, outcome.UNCHANGED, False),
        ("run i", offers("arm64", packed="arm64"), (), outcome.UNCHANGED, False),
        ("create i", offers("arm64", packed="arm64"), ONLY_PRIVATE, outcome.PRIVATE_EMULATION, True),
        ("run i", has("arm64", packed="arm64"), ONLY_PRIVATE, outcome.PRIVATE_EMULATION, True),
        ("run i", has("arm64", by_id=True, packed="arm64"), ONLY_PRIVATE, outcome.PRIVATE_EMULATION, True),
        ("run --platform arm64 i", Written(packed="arm64"), ONLY_PRIVATE, outcome.PRIVATE_EMULATION, False),
        ("run --platform amd64 i", Written(packed="amd64"), BOTH, outcome.UNCHANGED, False),
        ("run i", has("amd64"), BOTH, outcome.UNCHANGED, False),
        ("pull i", offers("arm64", packed="arm64"), BOTH, outcome.PLATFORM, True),
    ],
)
def test_climbs_the_ladder_no_further_than_it_may(
    line: str, facts: Written, rungs: tuple[str, ...], action: str, *, is_added: bool
) -> None:
    made = decide(line, facts, rungs=rungs)
    assert (made.action, made.is_added) == (action, is_added)
    assert made.is_hopeless == (made.missing is not None and action == outcome.UNCHANGED)


def test_asks_for_a_pack_only_where_the_engine_does_not_execute() -> None:
    facts = offers("arm64", runs="arm64", packed="arm64")
    decide("run i", facts, rungs=ONLY_PRIVATE)
    assert not any(question.startswith("pack") for question in facts.asked)


@pytest.mark.parametrize(
    ("line", "facts", "expected", "missing"),
    [
        # the label is foreign, and what the image starts is native after all
        ("run i", has("arm64", program="amd64"), "linux/arm64", ""),
        ("run --platform arm64 i", has("arm64", program="amd64"), "", ""),
        # the label is foreign, and what it starts is for yet another platform
        ("run i", has("arm64", program="s390x", runs="s390x"), "linux/arm64", ""),
        ("run i", has("arm64", program="s390x", runs="arm64"), FAILS, "linux/s390x"),
        # the label is as it should be
        ("run i", has("arm64", program="arm64", runs="arm64"), "linux/arm64", ""),
        ("run i", has("arm64", program="arm64"), FAILS, "linux/arm64"),
        # there is no label
        ("run i", has("", program="amd64"), "", ""),
        ("run i", has("", program="arm64", runs="arm64"), "", ""),
        ("run i", has("", program="arm64"), FAILS, "linux/arm64"),
        # the label is native: looked into only for who wants that always
        ("run i", has("amd64", program="arm64"), "", ""),
        ("run i", has("amd64", program="arm64", inspects="always"), FAILS, "linux/arm64"),
        ("run i", has("amd64", program="arm64", inspects="always", runs="arm64"), "", ""),
        ("run i", has("amd64", program="amd64", inspects="always"), "", ""),
        ("run i", has("linux/amd64/v3", program="amd64", inspects="always"), "", ""),
        ("run i", has("arm", program="arm64", engine="arm64", runs="arm", inspects="always"), "", ""),
        ("run i", has("arm64", program="arm", engine="arm64", inspects="always"), FAILS, "linux/arm/v7"),
        # docker will not take the local image, which is for something else
        ("run --platform arm64 i", has("s390x", program="amd64"), FAILS, "linux/arm64"),
        ("run --platform arm64 i", offers("arm64", program="amd64"), FAILS, "linux/arm64"),
    ],
)
def test_what_the_image_starts_counts_and_not_what_its_label_says(
    line: str, facts: Written, expected: str, missing: str
) -> None:
    made = decide(line, facts)
    added = str(made.platform) if made.is_added else ""
    assert (FAILS if made.is_hopeless else added) == expected
    assert str(made.missing or "") == missing


def test_a_handler_is_for_the_program_and_a_pack_is_not_for_an_image_that_lies() -> None:
    facts = has("arm64", program="s390x", packed="arm64 s390x")
    made = decide("run i", facts, rungs=BOTH)
    assert (made.action, made.missing) == (outcome.INSTALL_HANDLER, Platform("linux", "s390x"))
    assert decide("run i", facts, rungs=ONLY_PRIVATE).is_hopeless


def test_a_native_image_is_not_even_asked_about_its_program_by_request() -> None:
    facts = has("amd64", program="amd64")
    decide("run --platform linux/amd64 i", facts)
    assert facts.asked == []
