"""What a person is told about a decision."""

import pytest

from anyarch.decision import sentences
from anyarch.decision.facts import Product
from anyarch.decision.outcome import INSTALL_HANDLER, PLATFORM, PRIVATE_EMULATION, ROUTE, UNCHANGED, Decision
from anyarch.oci.platforms import Platform

ARM64 = Platform("linux", "arm64")
SILENCE = " (To silence this: ANYARCH_NOTICE=never)"
SLOWER = f"expect it to be slower; not recommended for production.{SILENCE}"
LACKS = "This engine cannot execute linux/arm64: it has no emulator for it."

FOREIGN = Decision(10, PLATFORM, "Foreign.", ARM64, emulated=True)
MISSING = Decision(10, UNCHANGED, "Foreign.", ARM64, emulated=True, is_hopeless=True, missing=ARM64)
ASKED = Decision(2, UNCHANGED, "It was asked for.", ARM64, emulated=True)


@pytest.mark.parametrize(
    ("decision", "words", "first_line"),
    [
        (Decision(3, UNCHANGED, "Native."), "unchanged", ""),
        (ASKED, "unchanged, under emulation", ""),
        (ASKED._replace(missing=ARM64), "unchanged", f"It was asked for. {LACKS}"),
        (Decision(9, PLATFORM, "Offered.", Platform("linux", "386"), is_added=True), "--platform linux/386", ""),
        (Decision(5, PLATFORM, "Better.", ARM64), "--platform linux/arm64", f"Better. Using linux/arm64.{SILENCE}"),
        (FOREIGN, "--platform linux/arm64, under emulation", f"Foreign. linux/arm64 runs under emulation: {SLOWER}"),
        (
            FOREIGN._replace(action=PRIVATE_EMULATION, missing=ARM64),
            "for linux/arm64, with a private emulator",
            f"Foreign. linux/arm64 runs under a private emulator: {SLOWER}",
        ),
        (
            FOREIGN._replace(action=INSTALL_HANDLER, missing=ARM64),
            "an emulator for linux/arm64 is installed first",
            f"Foreign. {LACKS}",
        ),
        (
            Decision(10, ROUTE, "Foreign.", ARM64, context="far"),
            "on the context far, for linux/arm64",
            f"Foreign. It runs on the context far, with that engine's files and network.{SILENCE}",
        ),
        (Decision(11, UNCHANGED, "Windows only.", is_hopeless=True), "unchanged; docker will fail", "Windows only."),
        (MISSING, "unchanged; docker will fail", f"Foreign. {LACKS}"),
    ],
)
def test_what_is_done_and_will_fail_is_said_without_a_word_of_the_table(
    decision: Decision, words: str, first_line: str
) -> None:
    assert sentences.action(decision, "run") == words
    assert sentences.explanation(decision, "run")[:1] == ([first_line] if first_line else [])


def test_a_pull_emulates_nothing() -> None:
    assert sentences.action(FOREIGN, "pull") == "--platform linux/arm64"
    assert sentences.explanation(FOREIGN, "pull") == [f"Foreign. Using linux/arm64.{SILENCE}"]


def test_how_to_silence_a_notice_is_not_said_twice() -> None:
    [first] = sentences.explanation(FOREIGN, "run")
    assert sentences.explanation(FOREIGN, "run", has_hint=False) == [first.removesuffix(SILENCE)]


def test_what_is_missing_comes_with_the_command_that_fixes_it() -> None:
    assert sentences.explanation(MISSING, "run")[1].endswith(": anyarch emulators install linux/arm64")


def test_inside_a_product_its_own_switch_is_the_fix() -> None:
    told = sentences.remedy(MISSING, Product("OrbStack", "orb config set rosetta true"))
    assert told == "OrbStack has emulators of its own: orb config set rosetta true"
