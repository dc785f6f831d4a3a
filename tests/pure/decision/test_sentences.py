"""What a person is told about a decision."""

import pytest

from anyarch.decision import sentences
from anyarch.decision.facts import Product
from anyarch.decision.outcome import PLATFORM, PRIVATE_EMULATION, UNCHANGED, Decision
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


def test_what_is_missing_comes_with_the_command_that_fixes_it() -> None:
    decision = Decision(10, UNCHANGED, "Foreign.", ARM64, emulated=True, is_hopeless=True, missing=ARM64)
    assert sentences.explanation(decision, "run")[1].endswith(": anyarch emulators install linux/arm64")


def test_inside_a_product_its_own_switch_is_the_fix() -> None:
    decision = Decision(10, UNCHANGED, "Foreign.", ARM64, emulated=True, is_hopeless=True, missing=ARM64)
    told = sentences.remedy(decision, Product("OrbStack", "orb config set rosetta true"))
    assert told == "OrbStack has emulators of its own: orb config set rosetta true"
