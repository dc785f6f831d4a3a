import os
import subprocess
from pathlib import Path

import pytest

from tests.laboratory import stepping_stone
from tests.laboratory.debian import cache
from tests.laboratory.programs import emulator


@pytest.mark.parametrize("architecture", ["amd64", "arm64"])
def test_the_script_gets_the_name_the_words_and_the_environment(architecture: str, tmp_path: Path) -> None:
    starter = emulator(architecture, cache(os.environ))
    script, program = tmp_path / "script", str(tmp_path / "program")
    script.write_text('printf "%s|" "$0" "$@" "$VARIABLE"; exit 3\n')
    stepping_stone.write(program, str(script), architecture)
    done = subprocess.run(
        [starter, program, "a b", "", "c"], env={"VARIABLE": "d"}, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, f"{script}|{program}|a b||c|d|", "")
