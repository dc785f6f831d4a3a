"""An upgrade to a newer version, with another launcher, behind a shim that the older one has written."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.install.conftest import CONVENIENCE, PAGE, READABLE, done
from tests.laboratory.bare_debian import USER, BareDebian
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.pages import blocks
from tests.laboratory.person import Outcome

OLDER, NEWER = "0.1.0", "0.2.0"
WAYS = ("pipx", "uv", "pip in a virtual environment")
PATH = 'PATH="$HOME/.local/share/anyarch/shim:$PATH"'  # what a startup file has
ANOTHER = "it was written by another version of anyarch"


@pytest.fixture(scope="session")
def newer() -> Iterator[str]:
    """A folder with the wheel of a newer anyarch, whose launcher is another text."""
    with tempfile.TemporaryDirectory(prefix="anyarch-newer-") as folder:
        os.chmod(folder, READABLE)
        tree = Path(folder, "tree")
        shutil.copytree(REPOSITORY, tree, ignore=shutil.ignore_patterns(".*", "__pycache__", "dist", "site", "tests"))
        for name, old, new in (
            ("src/anyarch/__init__.py", OLDER, NEWER),
            ("shell/docker", "\n_anyarch_docker=", "\n# Of a newer version.\n_anyarch_docker="),
        ):
            text = (tree / name).read_text()
            assert text.count(old) == 1
            (tree / name).write_text(text.replace(old, new))
        words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(tree)]
        subprocess.run(words, check=True)
        assert [path.name for path in Path(folder).glob("*.whl")] == [f"anyarch-{NEWER}-py3-none-any.whl"]
        yield folder


def findings(shown: Outcome) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for each in json.loads(shown.output)["findings"]:
        found.setdefault(each["subject"], []).append(each)
    return found


@pytest.mark.engine
@pytest.mark.parametrize("way", WAYS)
def test_an_old_shim_goes_on_working(way: str, debian: BareDebian, newer: str, host: str, published: str) -> None:
    typed = partial(done, debian, user=USER, extra={"DOCKER_HOST": host})
    install, change = blocks(PAGE, way)
    upgrade, *remove = change.split("\n")
    typed(CONVENIENCE.sub("", install))
    typed("anyarch shim install && anyarch init bash --write")
    assert typed(f"{PATH}; docker anyarch --version").output == f"anyarch, version {OLDER}\n"

    typed(f"export PIP_FIND_LINKS={newer} UV_FIND_LINKS={newer}; {upgrade}")
    for command in ("anyarch", f"{PATH}; docker anyarch"):
        assert typed(f"{command} --version").output == f"anyarch, version {NEWER}\n"
    status = typed(f"{PATH}; anyarch shim status").output
    assert re.search("python exists +yes", status)
    assert re.search("current +no", status)

    run = f"docker run --rm --network none {published}/multi true"
    for command in (f"{PATH}; {run}", f"bash -ic {run!r}"):
        typed(command)
    # No engine pulls that for its own platform: the old launcher takes the newer Python's advice.
    foreign = f"{published}/armonly-index"
    assert debian.run(f"/usr/bin/docker pull {foreign}", USER, {"DOCKER_HOST": host}).status == 1
    typed(f"{PATH}; docker pull {foreign} && docker rmi {foreign}")
    assert "armonly-index" in typed("anyarch log").output

    found = findings(debian.run(f"{PATH}; anyarch doctor --json", USER, {"DOCKER_HOST": host}))
    assert [each for several in found.values() for each in several if each["verdict"] == "bad"] == []
    assert [each["found"] for each in found["shim"] if each["verdict"] != "good"] == [ANOTHER]
    [again] = [each["remedy"] for each in found["shim"] if each["remedy"]]
    assert [(each["verdict"], each["found"]) for each in found["PATH"]] == [("good", "docker is the shim")]
    assert NEWER in found["plugin"][0]["found"]

    typed(again)
    assert re.search("current +yes", typed(f"{PATH}; anyarch shim status").output)
    found = findings(debian.run(f"{PATH}; anyarch doctor --json", USER, {"DOCKER_HOST": host}))
    assert [each["verdict"] for each in found["shim"]] == ["good"]
    typed(f"{PATH}; {run}")
    typed("anyarch init bash --remove")
    typed("\n".join(remove))
