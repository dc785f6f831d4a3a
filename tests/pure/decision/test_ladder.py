"""The ladder, below the rows that lead to it."""

import pytest

from anyarch.decision import outcome
from anyarch.decision.facts import UnseenError
from anyarch.oci.platforms import Platform
from tests.pure.decision.written_facts import FAILS, Written, decide, has, offers, pulled

BOTH = (outcome.INSTALL_HANDLER, outcome.PRIVATE_EMULATION)
ONLY_PRIVATE = (outcome.PRIVATE_EMULATION,)
ASKING = (outcome.PRIVATE_EMULATION, outcome.INSTALL_HANDLER)
ROUTED = (outcome.ROUTE,)
INSTALLS = (outcome.INSTALL_HANDLER, outcome.ROUTE, outcome.PRIVATE_EMULATION)
FALLBACK = (outcome.ROUTE, outcome.PRIVATE_EMULATION, outcome.INSTALL_HANDLER)
ASKS = (outcome.PRIVATE_EMULATION, outcome.INSTALL_HANDLER, outcome.ROUTE)


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
        ("run --platform arm64 i", Written(packed="arm64"), ONLY_PRIVATE, outcome.PRIVATE_EMULATION, False),
        ("pull i", offers("arm64", packed="arm64"), BOTH, outcome.PLATFORM, True),
        # a pack that is there is taken before a question is asked
        ("run i", has("arm64", packed="arm64"), ASKING, outcome.PRIVATE_EMULATION, True),
        ("run i", has("arm64"), ASKING, outcome.INSTALL_HANDLER, True),
        # nothing is asked where a native image only has to be pulled
        ("run i", has("arm64", offers="amd64 arm64"), ASKING, outcome.UNCHANGED, False),
        ("run i", has("arm64", offers="amd64 arm64"), BOTH, outcome.INSTALL_HANDLER, True),
    ],
)
def test_climbs_the_ladder_no_further_than_it_may(
    line: str, facts: Written, rungs: tuple[str, ...], action: str, *, is_added: bool
) -> None:
    made = decide(line, facts, rungs=rungs)
    assert (made.action, made.is_added) == (action, is_added)
    assert made.is_hopeless == (made.missing is not None and action == outcome.UNCHANGED)


def test_asks_for_a_pack_and_looks_for_a_way_only_where_the_engine_does_not_execute() -> None:
    facts = offers("arm64", runs="arm64", packed="arm64", routes="arm64")
    decide("run i", facts, rungs=FALLBACK)
    assert not any(question.startswith(("pack", "route")) for question in facts.asked)


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
        ("run i", has("arm64", program="arm64"), FAILS, "linux/arm64"),
        # there is no label
        ("run i", has("", program="amd64"), "", ""),
        ("run i", has("", program="arm64"), FAILS, "linux/arm64"),
        # the label is native: looked into only for who wants that always
        ("run i", has("amd64", program="arm64"), "", ""),
        ("run i", has("amd64", program="arm64", inspects="always"), FAILS, "linux/arm64"),
        ("run i", has("amd64", program="amd64", inspects="always"), "", ""),
        ("run i", has("linux/amd64/v3", program="amd64", inspects="always"), "", ""),
        ("run i", has("arm", program="arm64", engine="arm64", runs="arm", inspects="always"), "", ""),
        ("run i", has("arm64", program="arm", engine="arm64", inspects="always"), FAILS, "linux/arm/v7"),
        # it is pulled again, and the registry still has what is local
        ("run --pull=always i", pulled("arm64", program="amd64"), "linux/arm64", ""),
        ("run --pull=always i", pulled("arm64", program="s390x"), FAILS, "linux/s390x"),
        ("run --pull=always i", pulled("arm64", program="s390x", runs="arm64"), FAILS, "linux/s390x"),
        ("run --pull=always i", pulled("arm64", runs_inside="arm64"), "linux/arm64", ""),
        # the registry has something else by now, or docker chooses another image of the index
        ("run --pull=always i", pulled("arm64", digests="sha256:2", program="amd64"), FAILS, "linux/arm64"),
        ("run --pull=always i", pulled("arm64", offers="s390x", program="amd64"), FAILS, "linux/s390x"),
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


def test_what_is_pulled_again_and_starts_a_program_under_a_mount_is_left_to_docker() -> None:
    with pytest.raises(UnseenError):
        decide("run --pull=always i", pulled("arm64", hidden=True))


def test_a_handler_is_for_the_program_and_a_pack_is_not_for_an_image_that_lies() -> None:
    facts = has("arm64", program="s390x", packed="arm64 s390x")
    made = decide("run i", facts, rungs=BOTH)
    assert (made.action, made.missing) == (outcome.INSTALL_HANDLER, Platform("linux", "s390x"))
    assert decide("run i", facts, rungs=ONLY_PRIVATE).is_hopeless


@pytest.mark.parametrize("line", ["run i", "create i", "run --platform linux/arm64 i"])
@pytest.mark.parametrize("is_index", [True, False])
def test_nothing_is_installed_or_said_where_the_image_may_bring_the_emulator(line: str, *, is_index: bool) -> None:
    made = decide(line, offers("arm64", searches="arm64", is_index=is_index), rungs=BOTH)
    assert (made.action, made.is_added) == (outcome.UNCHANGED, False)
    assert not made.is_hopeless
    assert made.missing is None
    packed = offers("arm64", searches="arm64", packed="arm64", is_index=is_index)
    assert decide(line, packed, rungs=BOTH).action == outcome.PRIVATE_EMULATION


@pytest.mark.parametrize("label", ["linux/arm/v6", "linux/arm/v5", "linux/arm/v7"])
def test_a_program_does_not_show_which_arm_it_needs(label: str) -> None:
    facts = has(label, program="linux/arm/v7", packed=label)
    made = decide("run i", facts, rungs=ONLY_PRIVATE)
    assert made.action == outcome.PRIVATE_EMULATION
    assert made.reason == f"The local image is for {label}."


@pytest.mark.parametrize(
    ("line", "facts", "rungs", "first", "action"),
    [
        # as a fallback, in its place between a handler and a pack
        ("run i", offers("arm64", routes="arm64"), ROUTED, False, outcome.ROUTE),
        ("run i", offers("arm64", routes="arm64", packed="arm64"), FALLBACK, False, outcome.ROUTE),
        ("run i", offers("arm64", routes="s390x", packed="arm64"), FALLBACK, False, outcome.PRIVATE_EMULATION),
        ("run i", offers("arm64", routes="arm64", packed="arm64"), INSTALLS, False, outcome.INSTALL_HANDLER),
        ("run i", offers("arm64", routes="arm64", is_product=True), INSTALLS, False, outcome.ROUTE),
        ("run i", offers("arm64", routes="arm64", packed="arm64"), ASKS, False, outcome.PRIVATE_EMULATION),
        ("run i", offers("arm64", routes="arm64", runs="arm64"), FALLBACK, False, outcome.PLATFORM),
        ("run i", has("arm64", routes="arm64"), FALLBACK, False, outcome.ROUTE),
        # before an emulator that works
        ("run i", offers("arm64", routes="arm64", runs="arm64"), FALLBACK, True, outcome.ROUTE),
        ("run i", offers("arm64", routes="s390x", runs="arm64"), FALLBACK, True, outcome.PLATFORM),
        ("run i", has("arm64", routes="arm64", runs="arm64"), FALLBACK, True, outcome.ROUTE),
        ("run --platform arm64 i", offers("arm64", routes="arm64", runs="arm64"), FALLBACK, True, outcome.ROUTE),
        ("run i", offers("arm64", routes="arm64"), INSTALLS, True, outcome.ROUTE),
        # never: what is native here
        ("run i", offers("amd64 arm64", routes="arm64 amd64"), FALLBACK, True, outcome.UNCHANGED),
        ("run i", has("arm64", program="amd64", routes="arm64 amd64"), FALLBACK, True, outcome.PLATFORM),
        ("run --platform amd64 i", offers("amd64", routes="amd64"), FALLBACK, True, outcome.UNCHANGED),
        ("run i", has("arm64", offers="amd64 arm64", routes="arm64"), FALLBACK, True, outcome.UNCHANGED),
        # never: an image whose program is not what its label says, which no engine may be native for
        ("run i", has("arm64", program="s390x", routes="arm64 s390x"), ROUTED, True, outcome.UNCHANGED),
        ("run i", has("arm64", program="s390x", runs="s390x", routes="arm64"), FALLBACK, True, outcome.PLATFORM),
        # never, as a fallback: an image that perhaps runs here
        ("run i", offers("arm64", searches="arm64", routes="arm64"), FALLBACK, False, outcome.UNCHANGED),
        # never: a pull, or without the rung
        ("pull i", offers("arm64", routes="arm64"), FALLBACK, True, outcome.PLATFORM),
        ("run i", offers("arm64", routes="arm64"), (), True, outcome.UNCHANGED),
    ],
)
def test_routes_where_another_engine_is_native_and_this_one_is_not(
    line: str, facts: Written, rungs: tuple[str, ...], action: str, *, first: bool
) -> None:
    made = decide(line, facts, rungs=rungs, routes_first=first)
    assert made.action == action
    assert (made.context, made.platform) == (
        ("far", Platform("linux", "arm64")) if action == outcome.ROUTE else ("", made.platform)
    )
    if action == outcome.ROUTE:
        assert (made.is_added, made.emulated, made.missing, made.is_hopeless) == (False, False, None, False)


def test_routes_to_an_engine_for_any_of_the_platforms_that_are_offered() -> None:
    made = decide("run i", offers("arm64 s390x", routes="s390x"), rungs=ROUTED)
    assert (made.action, str(made.platform)) == (outcome.ROUTE, "linux/s390x")


def test_the_other_engine_is_asked_by_name_for_what_is_not_its_own_platform() -> None:
    made = decide("run i", offers("386", engine="arm64", routes="386"), rungs=ROUTED)
    assert (made.action, made.is_added) == (outcome.ROUTE, True)
