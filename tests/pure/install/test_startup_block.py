import os
import sys
from pathlib import Path

import pytest

from anyarch.install import startup_block
from anyarch.install.launcher import SHELLS
from anyarch.install.startup_block import StartupFileError

CONTENTS = [b"", b"export A=1\n", b"no end", b"\xff\x00\r\n", b"# <<< another <<<\n"]
FUNCTION = "/home/me/it's/init.bash"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".bashrc"


@pytest.mark.parametrize(
    ("shell", "environment", "expected"),
    [
        ("bash", {"HOME": "/h"}, "/h/.bash_profile" if sys.platform == "darwin" else "/h/.bashrc"),
        ("zsh", {"HOME": "/h"}, "/h/.zshrc"),
        ("zsh", {"HOME": "/h", "ZDOTDIR": "/z"}, "/z/.zshrc"),
        ("fish", {"HOME": "/h"}, "/h/.config/fish/config.fish"),
        ("fish", {"HOME": "/h", "XDG_CONFIG_HOME": "/c"}, "/c/fish/config.fish"),
    ],
)
def test_each_shell_has_its_file(shell: str, environment: dict[str, str], expected: str) -> None:
    assert startup_block.path(shell, environment) == expected


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("shell", SHELLS)
def test_it_goes_as_it_came_and_the_rest_stays(content: bytes, shell: str, file: Path) -> None:
    file.write_bytes(content)
    file.chmod(0o640)
    assert startup_block.write(str(file), shell, FUNCTION)
    written = file.read_bytes()
    assert written.startswith(content)
    assert Path(f"{file}.before-anyarch").read_bytes() == content
    assert not startup_block.write(str(file), shell, FUNCTION)
    assert file.read_bytes() == written
    assert Path(f"{file}.before-anyarch").read_bytes() == content
    assert startup_block.remove(str(file))
    assert file.read_bytes().removesuffix(b"\n") == content.removesuffix(b"\n")
    assert file.stat().st_mode & 0o777 == 0o640
    assert not startup_block.remove(str(file))


def test_another_function_takes_the_place_of_the_first(file: Path) -> None:
    file.write_text("before\n")
    startup_block.write(str(file), "bash", "/old/init.bash")
    with file.open("a") as opened:
        opened.write("after\n")
    startup_block.write(str(file), "bash", "/new/init.bash")
    lines = file.read_text().splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("before", "after", 5)
    assert "/old" not in file.read_text()


def test_a_missing_file_is_made_and_no_home(tmp_path: Path) -> None:
    file = tmp_path / ".config" / "fish" / "config.fish"
    assert startup_block.write(str(file), "fish", "/s/init.fish")
    assert file.exists()
    assert not Path(f"{file}.before-anyarch").exists()
    with pytest.raises(StartupFileError, match="cannot be written"):
        startup_block.write(str(tmp_path / "a" / "b" / ".config" / "fish" / "config.fish"), "fish", "/s/init.fish")
    assert not startup_block.remove(str(tmp_path / "missing"))


def test_a_link_stays_a_link_with_the_backup_beside_its_target(file: Path, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    (dotfiles / "bashrc").write_text("A=1\n")
    file.symlink_to(dotfiles / "bashrc")
    startup_block.write(str(file), "bash", FUNCTION)
    assert file.is_symlink()
    assert (dotfiles / "bashrc").read_text().startswith("A=1\n# >>> anyarch")
    assert (dotfiles / "bashrc.before-anyarch").read_text() == "A=1\n"


@pytest.mark.parametrize("line", ["# >>> anyarch >>> written", "# <<< anyarch <<<"])
def test_a_file_with_one_mark_is_left_alone(line: str, file: Path) -> None:
    file.write_text(f"a\n{line}\nb\n")
    with pytest.raises(StartupFileError, match="only one of anyarch's two marks"):
        startup_block.write(str(file), "bash", FUNCTION)
    with pytest.raises(StartupFileError, match="only one of anyarch's two marks"):
        startup_block.remove(str(file))
    assert file.read_text() == f"a\n{line}\nb\n"


def test_what_cannot_be_written_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.mkdir()
    with pytest.raises(StartupFileError, match="is a directory"):
        startup_block.write(str(file), "bash", FUNCTION)
    file.rmdir()
    file.write_text("theirs\n")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(StartupFileError, match="another user"):
        startup_block.write(str(file), "bash", FUNCTION)
    assert file.read_text() == "theirs\n"
