"""Switch off each defense, and see that the tests of its attack fail.

    python -m tests.attacks [ATTACK]...

It works in a copy of the source tree with an environment of its own, so that the programs which the tests start are the
copy's as well, whatever their environment. An attack is named by its words in the table, or by a part of them.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

import pytest

from tests.attacks.table import ATTACKS, Attack
from tests.laboratory.debian import REPOSITORY


def main() -> int:
    wanted = sys.argv[1:]
    chosen = {name: attack for name, attack in ATTACKS.items() if not wanted or any(word in name for word in wanted)}
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="anyarch-attacks-") as folder:
        python = copied(Path(folder))
        for name, attack in chosen.items():
            passed = undefended(Path(folder), python, attack)
            wrong += bool(passed)
            print(f"{'NOT SEEN' if passed else 'seen':8}  {name}", *passed, sep="\n    ", flush=True)
    return min(1, wrong) if chosen else 2


def copied(folder: Path) -> str:
    """Copy the source tree, and make an environment in which anyarch is the copy; its Python."""
    passed_over = shutil.ignore_patterns(".git", ".venv", ".*cache", "__pycache__")
    shutil.copytree(REPOSITORY, folder, ignore=passed_over, dirs_exist_ok=True)
    folder.chmod(0o755)  # other users read it
    own = folder / ".venv"
    venv.create(own, symlinks=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(own), "platbase": str(own)}))
    # Of the environment's own packages all but the links to this source tree count.
    (site / "copy.pth").write_text(f"{folder / 'src'}\n{sysconfig.get_path('purelib')}\n")
    return str(own / "bin" / "python")


def undefended(folder: Path, python: str, attack: Attack) -> list[str]:
    """The tests of an attack that do not fail without its defense."""
    file = folder / attack.file
    before = file.read_text()
    file.write_text(before.replace(attack.defense, attack.without))
    try:
        return [test for test in attack.tests.split() if not fails(folder, python, test)]
    finally:
        file.write_text(before)


def fails(folder: Path, python: str, test: str) -> bool:
    """Whether a test fails in the copy, for one of its parameters at least."""
    words = [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "all", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(words, cwd=folder, check=False, capture_output=True, text=True, env=environment)
    return done.returncode == pytest.ExitCode.TESTS_FAILED and "failed" in done.stdout.splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
