import ast
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


def test_a_command_loads_no_library_before_it_needs_one() -> None:
    """docker-py costs a tenth of a second, and most commands only ask the engine what a GET answers."""
    code = "import sys, anyarch.preflight.run; print({name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = ast.literal_eval(done.stdout)
    assert not loaded & {"docker", "requests", "urllib3", "elftools", "click", "tomlkit"}
