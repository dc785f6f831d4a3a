"""What is not among the lines of test_generated.py: docker says with the shim, word for word, what it says without."""

import shlex
from itertools import cycle

import pytest

from tests.laboratory.conversation import Listen
from tests.laboratory.programs import every
from tests.laboratory.recording_engine import Answers, classic_image

WORLD = Answers(images={"i": classic_image("i", "linux/amd64")}, exit_status=7, output=b"out\n", error_output=b"err\n")
IDENTITY = WORLD.images["i"].document["Id"]
LINES = [f"run {IDENTITY}", "run --pull", "run", "pull i i", "ps -a", "version", "image inspect i", ""]
CLIENTS = every("docker") or [""]


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(("real", "line"), list(zip(cycle(CLIENTS), LINES, strict=False)), indirect=["real"])
def test_command_says_the_same(line: str, through_shim: Listen, directly: Listen) -> None:
    words = shlex.split(line)
    expected = directly(WORLD, *words)
    assert through_shim(WORLD, *words) == expected, "at the first command of all"
    assert through_shim(WORLD, *words) == expected, "once the engine is known"
