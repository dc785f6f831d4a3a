import os
import re
import stat
from pathlib import Path

import platformdirs
import pytest

from anyarch.person import log


def test_a_line_has_the_time_and_the_sentence(tmp_path: Path) -> None:
    environment = {"ANYARCH_LOG": str(tmp_path / "new" / "anyarch.log")}
    log.write(environment, "It\nhappened.")
    log.write(environment, "Again.")
    first, second = (tmp_path / "new" / "anyarch.log").read_text().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ It\\nhappened\.", first)
    assert second.endswith(" Again.")
    assert stat.S_IMODE(os.stat(environment["ANYARCH_LOG"]).st_mode) == 0o600


def test_a_long_log_is_moved_aside(tmp_path: Path) -> None:
    file = tmp_path / "anyarch.log"
    file.write_text("x" * log.LARGEST)
    log.write({"ANYARCH_LOG": str(file)}, "The last straw.")
    assert not file.exists()
    assert (tmp_path / "anyarch.log.1").read_text().endswith("The last straw.\n")


@pytest.mark.parametrize("file", ["/proc/nowhere/log", "/dev/null/log", "/"])
def test_a_log_that_cannot_be_written_is_not(file: str) -> None:
    log.write({"ANYARCH_LOG": file}, "This is not written.")


def test_a_home_that_is_missing_is_not_made(tmp_path: Path) -> None:
    for home, is_made in (("none", False), ("", True)):
        file = tmp_path / home / ".local" / "state" / "anyarch" / "log" / "anyarch.log"
        log.write({"ANYARCH_LOG": str(file)}, "It happened.")
        assert file.exists() == is_made
    assert not (tmp_path / "none").exists()


def test_the_log_is_where_platformdirs_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/elsewhere")
    assert log.path({}) == f"{platformdirs.user_log_dir('anyarch')}/anyarch.log"
