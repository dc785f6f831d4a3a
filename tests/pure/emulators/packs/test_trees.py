import os
from pathlib import Path

import pytest

from anyarch.emulators.packs import trees
from anyarch.emulators.packs.trees import Folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside").write_text("outside")
    root = tmp_path / "root"
    (root / "usr" / "lib").mkdir(parents=True)
    (root / "usr" / "lib" / "real").write_text("found")
    (root / "usr" / "lib" / "x").write_text("found")
    for link, target in {
        "lib": "usr/lib",
        "absolute": "/usr/lib/real",
        "relative": "usr/../usr/lib/real",
        "through": "/lib/real",
        "out": "../../../../outside",
        "up": "../outside",
        "loop": "loop",
        "empty": "/nowhere",
    }.items():
        os.symlink(target, root / link)
    os.mkfifo(root / "pipe")
    return root


@pytest.mark.parametrize(
    "path", ["/usr/lib/real", "/lib/real", "/absolute", "/relative", "/through", "//usr/./lib/real"]
)
def test_links_lead_to_files_of_the_same_folder(root: Path, path: str) -> None:
    assert Folder(str(root)).read(path) == b"found"


@pytest.mark.parametrize("path", ["/out", "/up", "/../outside", "/loop", "/empty", "/usr", "/pipe", "/nothing", "/"])
def test_nothing_else_is_read(root: Path, path: str) -> None:
    assert Folder(str(root)).read(path) is None


def test_a_file_that_is_too_large_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "LARGEST", 4)
    assert Folder(str(root)).read("/usr/lib/real") is None
