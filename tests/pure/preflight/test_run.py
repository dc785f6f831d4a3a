import subprocess
import sys

import pytest

from anyarch.bare.command_line import PassThrough, parse
from anyarch.decision.outcome import PLATFORM, UNCHANGED, Decision
from anyarch.oci.platforms import Platform
from anyarch.preflight import run

ARM64 = Platform("linux", "arm64")


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


def test_docker_py_is_loaded_only_when_it_is_used() -> None:
    code = "import sys, anyarch.preflight.run; sys.exit('docker' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
