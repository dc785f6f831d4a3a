"""What another user has put into the cache or the log folder: the launcher writes and reads nothing through it.

What Python does: tests/cli/bare/test_two_users.py. Root can be given such folders by sudo, which may keep HOME.
"""

import os
from pathlib import Path

import pytest

from anyarch.bare import memo, records
from tests.cli.shell.conftest import StandIn
from tests.laboratory.other_user import MALLORY
from tests.laboratory.person import Outcome, Person

BUILD, RUN = ("build", "."), ("run", "known")
DONE = Outcome(0, "", "")


def docker(person: Person, *words: str, **variables: str) -> Outcome:
    return person.run([f"{person.shim}/docker", *words], variables)


@pytest.fixture
def cache(person: Person, known_image: None) -> Path:  # noqa: ARG001 - which leaves the memo and the stamp
    return Path(records.folder(person.environment))


def test_what_the_stamp_leads_to_keeps_its_content(person: Person, cache: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    for link in (os.symlink, os.link):
        (cache / memo.STAMP).unlink()
        link(precious, cache / memo.STAMP)
        assert docker(person, *BUILD) == DONE
    assert precious.read_text() == "precious"


def test_the_time_of_another_users_file_is_not_set(person: Person, cache: Path) -> None:
    os.utime(cache / memo.STAMP, (1, 1))
    os.chown(cache / memo.STAMP, MALLORY, MALLORY)
    assert docker(person, *BUILD) == DONE
    assert (cache / memo.STAMP).stat().st_mtime == 1
    os.chown(cache / memo.STAMP, os.geteuid(), os.getegid())
    assert docker(person, *BUILD) == DONE
    assert (cache / memo.STAMP).stat().st_mtime > 1


def test_nothing_is_created_or_waited_for_in_place_of_the_stamp(person: Person, cache: Path, tmp_path: Path) -> None:
    (cache / memo.STAMP).unlink()
    assert docker(person, *BUILD) == DONE
    (cache / memo.STAMP).symlink_to(tmp_path / "elsewhere")
    assert docker(person, *BUILD) == DONE
    (cache / memo.STAMP).unlink()
    os.mkfifo(cache / memo.STAMP)
    assert docker(person, *BUILD) == DONE
    assert not (tmp_path / "elsewhere").exists()


def test_a_memo_is_not_read_from_a_device_or_a_pipe_and_does_not_count_without_a_stamp(
    person: Person, python: StandIn, cache: Path
) -> None:
    [file] = (cache / "native").iterdir()
    kept, times = file.read_bytes(), (file.stat().st_atime, file.stat().st_mtime)
    assert docker(person, *RUN) == DONE
    assert not python.starts()
    (cache / memo.STAMP).unlink()
    assert docker(person, *RUN) == DONE
    assert python.starts()
    (cache / memo.STAMP).touch()
    os.utime(cache / memo.STAMP, (1, 1))
    file.unlink()
    file.symlink_to("/dev/zero")  # which belongs to root
    assert docker(person, *RUN) == DONE
    file.unlink()
    os.mkfifo(file)
    assert docker(person, *RUN) == DONE
    assert python.starts() == 2
    file.unlink()
    file.write_bytes(kept)
    os.utime(file, times)
    os.chown(file, MALLORY, MALLORY)
    assert docker(person, *RUN) == DONE
    assert python.starts()


def test_no_line_goes_where_the_log_of_another_user_leads(person: Person, python: StandIn, tmp_path: Path) -> None:
    python.behave("exit 1")
    home, target = tmp_path / "mallory", tmp_path / "target"
    target.mkdir()
    (target / "anyarch.log").write_text("precious")
    log = home / ".local/state/anyarch/log"
    log.parent.mkdir(parents=True)
    log.symlink_to(target)
    for path in (home, *home.rglob("*")):
        os.chown(path, MALLORY, MALLORY, follow_symlinks=False)
    person.environment["ANYARCH_LOG"] = ""
    assert docker(person, *RUN, HOME=str(home)) == DONE
    assert python.starts()
    assert (target / "anyarch.log").read_text() == "precious"
    log.unlink()
    log.mkdir()
    assert docker(person, *RUN, HOME=str(home)) == DONE
    assert "gave no advice" in (log / "anyarch.log").read_text()


def test_no_line_goes_into_a_folder_of_another_user_or_through_a_link(
    person: Person, python: StandIn, tmp_path: Path
) -> None:
    python.behave("exit 1")
    log = tmp_path / "log" / "anyarch.log"
    log.parent.mkdir()
    os.chown(log.parent, MALLORY, MALLORY)
    person.environment["ANYARCH_LOG"] = str(log)
    assert docker(person, *RUN) == DONE
    assert os.listdir(log.parent) == []
    os.chown(log.parent, os.geteuid(), os.getegid())
    log.symlink_to(tmp_path / "elsewhere")
    assert docker(person, *RUN) == DONE
    assert not (tmp_path / "elsewhere").exists()
    log.unlink()
    assert docker(person, *RUN) == DONE
    assert "gave no advice" in log.read_text()
    log.write_text("theirs")
    os.chown(log, MALLORY, MALLORY)
    assert docker(person, *RUN) == DONE
    assert log.read_text() == "theirs"
    log.unlink()
    os.mkfifo(log)  # which would be waited for
    assert docker(person, *RUN) == DONE
    assert python.starts() == 5
