"""What a machine is given to do: tests of this tree, which drive the wheel that is built from it.

The wheel is unpacked into the machine's Python beside the tests' requirements. The source of anyarch does not travel,
so nothing but the wheel can be tested.
"""

import glob
import os
import shlex
import shutil
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.laboratory.debian import REPOSITORY, run
from tests.machines.root import CACHE, ENVIRONMENT

FEWER, PART = 5, 10  # rounds of emulated programs, and how much they do: on an emulated machine they take their time
TREE = ("pyproject.toml", "README.md", "docs", "shell", "tests")
START = f"""\
#!/bin/sh
set -e
site=$(echo {ENVIRONMENT}/lib/python3*/site-packages)
rm -rf $site/anyarch $site/anyarch-*
cp -r wheel/* $site
printf '#!{ENVIRONMENT}/bin/python\\nfrom anyarch.cli.main import main\\nmain()\\n' >{ENVIRONMENT}/bin/anyarch
chmod 755 {ENVIRONMENT}/bin/anyarch
export ANYARCH_TEST_CACHE={CACHE}
cd tree
exec sh ../what
"""


def write(folder: str, wheel: str, script: str) -> None:
    """Fill a folder with a job that runs a script of sh at the top of the tree."""
    for name in TREE:
        source, target = os.path.join(REPOSITORY, name), os.path.join(folder, "tree", name)
        if os.path.isdir(source):
            shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy(source, target)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(os.path.join(folder, "wheel"))
    Path(folder, "run").write_text(START)
    Path(folder, "what").write_text(script)


def tests(words: Sequence[str], cases: int, rounds: int) -> str:
    """The script that runs tests, and so many cases of the differential one; it leaves /results/report.xml.

    With `rounds`, the launcher is timed so often after that, and less often what emulation costs: /results/bench.txt.
    """
    pytest = f"{ENVIRONMENT}/bin/python -m pytest -v -p no:cacheprovider --junitxml=/results/report.xml"
    lines = [f"export ANYARCH_DIFFERENTIAL={cases}", f"{pytest} {shlex.join(words)} || status=$?"]
    if rounds:
        bench = f"{ENVIRONMENT}/bin/python -m tests.bench"
        emulation = f"{bench} --rounds {rounds // FEWER} --part {PART} emulation"
        lines.append(f"{{ {bench} --rounds {rounds} launcher; {emulation}; }} | tee /results/bench.txt")
    return "\n".join([*lines, "exit ${status:-0}", ""])


def wheel(folder: str) -> str:
    run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, REPOSITORY])
    return glob.glob(os.path.join(glob.escape(folder), "anyarch-*.whl"))[0]
