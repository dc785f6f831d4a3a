"""What a person is told about a decision."""

import pytest

from anyarch.decision import sentences
from anyarch.decision.facts import Product
from anyarch.decision.outcome import INSTALL_HANDLER, PLATFORM, PRIVATE_EMULATION, ROUTE, UNCHANGED, Decision
from anyarch.oci.platforms import Platform

ARM64 = Platform("linux", "arm64")
SILENCE = " (To silence this: ANYARCH_NOTICE=never)"
SLOWER = f"expect it to be slower; not recommended for production.{SILENCE}"


@pytest.mark.parametrize(
    ("decision", "verb", "first_line"),
    [
        (Decision(3, UNCHANGED, "Native."), "run", ""),
        (Decision(8, UNCHANGED, "No answer."), "run", ""),
        (Decision(9, PLATFORM, "Offered.", Platform("linux", "386"), is_added=True), "run", ""),
        (
            Decision(5, PLATFORM, "Better.", Platform("linux", "amd64")),
            "run",
            "Better. Using linux/amd64." + SILENCE,
        ),
        (
            Decision(10, PLATFORM, "Foreign.", ARM64, emulated=True),
            "run",
            "Foreign. linux/arm64 runs under emulation: expect it to be slower; not recommended for production."
            + SILENCE,
        ),
        (
            Decision(10, PLATFORM, "Foreign.", ARM64, emulated=True),
            "pull",
            "Foreign. Using linux/arm64." + SILENCE,
        ),
        (
            Decision(10, PRIVATE_EMULATION, "Foreign.", ARM64, is_added=True, emulated=True, missing=ARM64),
            "run",
            "Foreign. linux/arm64 runs under a private emulator: " + SLOWER,
        ),
        (Decision(11, UNCHANGED, "Windows only.", is_hopeless=True), "run", "Windows only."),
        (
            Decision(10, UNCHANGED, "Foreign.", ARM64, emulated=True, is_hopeless=True, missing=ARM64),
            "run",
            "Foreign. This engine cannot execute linux/arm64: it has no emulator for it.",
        ),
        (Decision(2, UNCHANGED, "It was asked for.", ARM64, emulated=True), "run", ""),
    ],
)
def test_a_person_is_told_what_was_changed_or_will_fail(decision: Decision, verb: str, first_line: str) -> None:
    assert sentences.explanation(decision, verb)[:1] == ([first_line] if first_line else [])


WORDED = [
    (Decision(3, UNCHANGED, "Native."), "unchanged"),
    (Decision(2, UNCHANGED, "It was asked for.", ARM64, emulated=True), "unchanged, under emulation"),
    (Decision(2, UNCHANGED, "It was asked for.", ARM64, emulated=True, missing=ARM64), "unchanged"),
    (Decision(5, PLATFORM, "Better.", ARM64, is_added=True), "--platform linux/arm64"),
    (Decision(4, PLATFORM, "Foreign.", ARM64, emulated=True), "--platform linux/arm64, under emulation"),
    (Decision(10, PRIVATE_EMULATION, "F.", ARM64, emulated=True), "for linux/arm64, with a private emulator"),
    (Decision(10, INSTALL_HANDLER, "F.", ARM64, emulated=True, missing=ARM64),
     "an emulator for linux/arm64 is installed first"),
    (Decision(10, ROUTE, "F.", ARM64, context="far"), "on the context far, for linux/arm64"),
    (Decision(10, UNCHANGED, "F.", ARM64, missing=ARM64, is_hopeless=True), "unchanged; docker will fail"),
]  # fmt: skip


@pytest.mark.parametrize(("decision", "words"), WORDED)
def test_what_is_done_is_said_without_a_word_of_the_table(decision: Decision, words: str) -> None:
    assert sentences.action(decision, "run") == words


def test_a_pull_emulates_nothing() -> None:
    assert sentences.action(Decision(10, PLATFORM, "F.", ARM64, emulated=True), "pull") == "--platform linux/arm64"


def test_how_to_silence_a_notice_is_not_said_twice() -> None:
    decision = Decision(10, PLATFORM, "Foreign.", ARM64, emulated=True)
    [first] = sentences.explanation(decision, "run")
    assert sentences.explanation(decision, "run", has_hint=False) == [first.removesuffix(SILENCE)]


def test_what_is_missing_comes_with_the_command_that_fixes_it() -> None:
    decision = Decision(10, UNCHANGED, "Foreign.", ARM64, emulated=True, is_hopeless=True, missing=ARM64)
    assert sentences.explanation(decision, "run")[1].endswith(": anyarch emulators install linux/arm64")


def test_inside_a_product_its_own_switch_is_the_fix() -> None:
    decision = Decision(10, UNCHANGED, "Foreign.", ARM64, emulated=True, is_hopeless=True, missing=ARM64)
    told = sentences.remedy(decision, Product("OrbStack", "orb config set rosetta true"))
    assert told == "OrbStack has emulators of its own: orb config set rosetta true"
