"""What the plan and the log say of a build."""

import pytest

from anyarch.build import sentences
from anyarch.build.table import ALL_MET, NO_PLATFORM, ONE_PLATFORM, PUSHED, Verdict
from anyarch.decision.outcome import PLATFORM, UNCHANGED
from anyarch.oci.platforms import Platform

ARM64 = Platform("linux", "arm64")


@pytest.mark.parametrize(
    ("verdict", "is_waiting", "words"),
    [
        (Verdict(ALL_MET, UNCHANGED, "Each."), False, "unchanged"),
        (Verdict(ONE_PLATFORM, PLATFORM, "Foreign.", ARM64), False, "--platform linux/arm64, under emulation"),
        (Verdict(PUSHED, UNCHANGED, "Foreign.", ARM64), False, "unchanged; docker will fail"),
        (Verdict(NO_PLATFORM, UNCHANGED, "Foreign.", hindered=ARM64), False, "unchanged; docker will fail"),
        (Verdict(NO_PLATFORM, UNCHANGED, "F.", hindered=ARM64), True, "an emulator for linux/arm64 is installed first"),
    ],
)
def test_what_is_done_is_said_in_words(verdict: Verdict, words: str, *, is_waiting: bool) -> None:
    assert sentences.action(verdict, is_waiting=is_waiting) == words
