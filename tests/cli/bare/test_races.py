"""Another user puts something in the way, and takes it away again, all the time: no moment is the right one.

Each race is run in a folder that everybody can write to, as /tmp with its sticky bit, where a user can replace only
what is theirs, and in one without that bit. Some systems let nobody follow the link of another user in such a folder
(Linux, fs.protected_symlinks), but not all do. What is tried once: test_two_users.py.
"""

import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tomlkit

from anyarch.bare import files, ownership, records
from anyarch.install import launcher, plugin, templates
from anyarch.person import log, settings, settings_file
from anyarch.person.settings import Settings
from tests.cli.bare.test_two_users import GRANT, RECORD, ROOT
from tests.laboratory import examples
from tests.laboratory.other_user import MALLORY, SHARED, VICTIM, act, homes

TIMES = examples.number(10_000)
FEWER = examples.number(200)  # where each time takes long
LOADED = (tomlkit,)  # by another user it could not be


class Race:
    """A folder for both users, and what is in their homes.

    Attributes:
        above: the folder.
        mine: a folder of the victim's own, with what counts there as settings, log, and so on.
        evil: the same of the other user's.
    """

    def __init__(self, above: Path, mine: Path, evil: Path) -> None:
        self.above, self.mine, self.evil = above, mine, evil
        for folder, owner in ((mine, VICTIM), (evil, MALLORY)):
            (folder / "kind").mkdir(parents=True)
            (folder / "kind" / "key").write_text(RECORD)
            (folder / "config.toml").write_text(GRANT)
            (folder / "anyarch.log").write_text("")
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o700 if path.is_dir() else 0o600 if owner == VICTIM else 0o666)
                os.chown(path, owner, owner)
        evil.chmod(0o755)
        self.before = self._files()

    def run(self, name: str, use: Callable[[], object], *, times: int = TIMES, user: int = VICTIM) -> None:
        """Have the other user place all that is possible under a name, and a user do something so many times."""
        end = self.above.parent / "end"
        place = self.above / name

        def swap() -> None:
            links = [self.mine, self.evil] if "." not in name else [self.mine / name, self.evil / name]
            while not end.exists():
                for target in links:
                    with contextlib.suppress(OSError):  # the victim has made something there
                        place.symlink_to(target)
                        place.unlink()
                with contextlib.suppress(OSError):
                    if "." in name:
                        shutil.copyfile(links[-1], place)
                        place.chmod(0o644)
                        place.unlink()
                    else:
                        place.mkdir(mode=0o777)
                        place.rmdir()

        swapping = threading.Thread(target=lambda: act(MALLORY, swap))
        swapping.start()
        try:
            act(user, lambda: [use() for _ in range(times)])
        finally:
            end.touch()
            swapping.join()

    def changed(self) -> list[str]:
        """The files in both folders that are not as they were."""
        return sorted(str(path) for path, _ in self.before ^ self._files())

    def _files(self) -> set[tuple[Path, bytes]]:
        folders = (self.mine, self.evil)
        return {(path, path.read_bytes()) for each in folders for path in each.rglob("*") if path.is_file()}


@pytest.fixture(params=[0o1777, 0o777])
def race(request: pytest.FixtureRequest) -> Iterator[Race]:
    with homes() as (home, other):
        above = home.parent / "above"
        above.mkdir()
        os.chown(above, VICTIM, SHARED)
        above.chmod(request.param)
        yield Race(above, home / "own", other / "evil")


def test_no_record_is_read_or_written(race: Race) -> None:
    cache = str(race.above / "cache")

    def use() -> None:
        assert records.read(cache, "kind", "key") in ({}, {"name": "mine"})
        assert "planted" not in str(records.read_all(cache, "kind"))
        records.write(cache, "kind", "new", {"name": "mine"})

    race.run("cache", use)
    assert race.changed() == []


def test_no_setting_counts(race: Race) -> None:
    environment = {"ANYARCH_CONFIG": f"{race.above}/config.toml"}

    def use() -> None:
        found, _ = settings.load(environment)
        assert found == Settings()

    race.run("config.toml", use)


def test_no_setting_is_written(race: Race) -> None:
    environment = {"ANYARCH_CONFIG": f"{race.above}/config.toml"}

    def use() -> None:
        with contextlib.suppress(settings_file.UnwritableError, FileNotFoundError):
            settings_file.write(environment, "notice", "never")
            written = (race.above / "config.toml").lstat()
            assert written.st_uid != VICTIM or "install" not in (race.above / "config.toml").read_text()
            (race.above / "config.toml").unlink()

    race.run("config.toml", use)
    assert race.changed() == []


def test_no_line_is_logged(race: Race) -> None:
    race.run("anyarch.log", lambda: log.write({"ANYARCH_LOG": f"{race.above}/anyarch.log"}, "a sentence"))
    assert race.changed() == []


@pytest.fixture
def readable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The templates, also for users who cannot read this clone."""
    names = ("docker", "docker-anyarch", *(f"init.{shell}" for shell in launcher.SHELLS))
    monkeypatch.setattr(templates, "text", {name: templates.text(name) for name in names}.get)


INSTALLED = {
    "shim": lambda folder: launcher.install(folder, "/bin/true"),
    "plugin": lambda folder: plugin.install({"DOCKER_CONFIG": folder}, "/shim"),
}


@pytest.mark.usefixtures("readable")
@pytest.mark.parametrize("user", [VICTIM, ROOT])
@pytest.mark.parametrize("what", INSTALLED)
def test_nothing_is_installed(race: Race, what: str, user: int) -> None:
    def use() -> None:
        with contextlib.suppress(OSError):
            INSTALLED[what](f"{race.above}/folder")
        with contextlib.suppress(OSError):
            shutil.rmtree(race.above / "folder")

    race.run("folder", use, times=FEWER, user=user)
    assert race.changed() == []


def test_a_file_goes_where_the_folder_was_when_it_was_checked(
    race: Race, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other user moves the folder away right after the check, and puts a link there."""
    folder, moved = race.above / "folder", race.above / "moved"
    act(MALLORY, folder.mkdir)
    check = ownership.link_of_another

    def swap() -> None:
        folder.rename(moved)
        folder.symlink_to(tmp_path)

    def check_and_lose(path: str, *, opened: os.stat_result) -> str:
        found = check(path, opened=opened)
        act(MALLORY, swap)
        return found

    monkeypatch.setattr(files, "link_of_another", check_and_lose)
    files.place(str(folder / "file"), b"content", 0o644)
    assert (moved / "file").read_bytes() == b"content"
    assert not list(tmp_path.iterdir())
    monkeypatch.undo()
    with pytest.raises(PermissionError, match="belongs to another user"):
        files.place(str(folder / "file"), b"content", 0o644)
    assert not list(tmp_path.iterdir())
