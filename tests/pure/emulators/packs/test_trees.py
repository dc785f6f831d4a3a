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


@pytest.mark.parametrize("path", ["/lib64/loader", "/lib64/link", "/bin/program", "/usr/bin/through"])
def test_unpacked_packages_of_a_system_with_a_merged_usr_are_as_the_system(tmp_path: Path, path: str) -> None:
    for name in ("usr/lib64/loader", "usr/bin/program", "bin/other"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("found")
    (tmp_path / "usr/lib64/link").symlink_to("/lib64/loader")
    (tmp_path / "usr/bin/through").symlink_to("/bin/program")
    assert Folder(str(tmp_path)).read(path) == b"found"


def test_a_file_that_is_too_large_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "LARGEST", 4)
    assert Folder(str(root)).read("/usr/lib/real") is None
