import pytest

from anyarch.bare.command_line import PassThrough, parse
from anyarch.decision.table import PLATFORM, PRIVATE_EMULATION, UNCHANGED, Decision
from anyarch.oci.platforms import Platform
from anyarch.preflight import run

ARM64 = Platform("linux", "arm64")
SILENCE = " (To silence this: ANYARCH_NOTICE=never)"


@pytest.mark.parametrize(
    ("decision", "verb", "first_line"),
    [
        (Decision(3, UNCHANGED, "Native."), "run", ""),
        (Decision(7, UNCHANGED, "Nobody answered."), "run", ""),
        (Decision(8, PLATFORM, "Offered.", Platform("linux", "386"), is_added=True), "run", ""),
        (
            Decision(4, PLATFORM, "Better.", Platform("linux", "amd64")),
            "run",
            "Better. Taking linux/amd64." + SILENCE,
        ),
        (
            Decision(9, PLATFORM, "Foreign.", ARM64, emulated=True),
            "run",
            "Foreign. linux/arm64 runs under emulation: slower, and not for production." + SILENCE,
        ),
        (
            Decision(9, PLATFORM, "Foreign.", ARM64, emulated=True),
            "pull",
            "Foreign. Taking linux/arm64." + SILENCE,
        ),
        (
            Decision(9, PRIVATE_EMULATION, "Foreign.", ARM64, is_added=True, emulated=True, missing=ARM64),
            "run",
            "Foreign. linux/arm64 runs under an emulator of its own: slower, and not for production." + SILENCE,
        ),
        (Decision(10, UNCHANGED, "Windows only.", is_hopeless=True), "run", "Windows only."),
        (
            Decision(9, UNCHANGED, "Foreign.", ARM64, emulated=True, is_hopeless=True, missing=ARM64),
            "run",
            "Foreign. This engine cannot execute linux/arm64: it has no emulator for it.",
        ),
        (Decision(2, UNCHANGED, "It was asked for.", ARM64, emulated=True), "run", ""),
    ],
)
def test_a_person_is_told_what_was_changed_or_is_about_to_fail(decision: Decision, verb: str, first_line: str) -> None:
    assert run.explanation(decision, verb)[:1] == ([first_line] if first_line else [])


def test_what_is_missing_comes_with_the_command_that_mends_it() -> None:
    decision = Decision(9, UNCHANGED, "Foreign.", ARM64, emulated=True, is_hopeless=True, missing=ARM64)
    assert run.explanation(decision, "run")[1].endswith(": anyarch emulators install linux/arm64")


@pytest.mark.parametrize(
    ("decision", "changed"),
    [
        (Decision(3, UNCHANGED, "Native.", ARM64), ["run", "a"]),
        (Decision(9, PLATFORM, "Foreign.", ARM64, is_added=True), ["run", "--platform", "linux/arm64", "a"]),
    ],
)
def test_the_words_change_only_by_the_platform(decision: Decision, changed: list[str]) -> None:
    words = ["run", "a"]
    assert run.words_for(words, parse(words, {}), decision) == changed
    assert run.words_for(words, PassThrough("Off."), decision) == words
