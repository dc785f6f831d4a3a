"""Another user of the machine attacks what anyarch trusts and what it writes: really, with that user's rights.

Each attack is tried where it is possible: in a folder that both can write to, or under sudo, which may keep HOME, so
that root uses the folders of the user who calls it. What the launcher does: tests/cli/shell/test_two_users.py.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch import bundle
from anyarch.bare import files, memo, ownership, records
from anyarch.install import bundling, launcher, plugin
from anyarch.person import log, settings, settings_file
from anyarch.person.settings import Settings
from tests.laboratory.other_user import MALLORY, SHARED, VICTIM, act, homes

ROOT = 0
GRANT = "emulation.policy = 'install'\n"
RECORD = "name\tplanted\nend\n"


@pytest.fixture
def places() -> Iterator[tuple[Path, Path]]:
    """The homes of the victim and of Mallory."""
    with homes() as both:
        yield both


@pytest.fixture
def home(places: tuple[Path, Path]) -> Path:
    return places[0]


@pytest.fixture
def other(places: tuple[Path, Path]) -> Path:
    return places[1]


def shared(folder: Path, mode: int) -> Path:
    """A folder of the victim's that others can write to."""
    folder.mkdir(mode=0o700)
    os.chown(folder, VICTIM, SHARED)
    folder.chmod(mode)
    return folder


def planted_cache(cache: Path, owner: int) -> None:
    (cache / "kind").mkdir(parents=True, mode=0o700)
    (cache / "kind" / "key").write_text(RECORD)
    for path in (cache, cache / "kind", cache / "kind" / "key"):
        os.chown(path, owner, owner)


WRITABLE = pytest.mark.parametrize("mode", [0o770, 0o777, 0o2775])


@WRITABLE
def test_a_cache_in_a_folder_that_others_can_write_to_is_not_used(home: Path, mode: int) -> None:
    """Mallory moves the cache away, and puts a link there, to a folder of the victim's with chosen content."""
    above = shared(home / "above", mode)
    planted_cache(home / "elsewhere", VICTIM)
    planted_cache(above / "cache", VICTIM)

    def attack() -> None:
        (above / "cache").rename(above / "moved")
        (above / "cache").symlink_to(home / "elsewhere")

    act(MALLORY, attack)

    def use() -> None:
        assert records.read(str(above / "cache"), "kind", "key") == {}
        records.write(str(above / "cache"), "kind", "new", {"name": "mine"})
        assert records.read_all(str(above / "cache"), "kind") == []
        assert ownership.weakness(str(above / "cache"), strict=1)

    act(VICTIM, use)
    assert os.listdir(home / "elsewhere" / "kind") == ["key"]


def test_a_cache_in_a_folder_with_the_sticky_bit_is_used_unless_it_is_a_link_of_another_user(home: Path) -> None:
    above = shared(home / "above", 0o1777)
    planted_cache(home / "elsewhere", VICTIM)
    planted_cache(above / "mine", VICTIM)
    act(MALLORY, lambda: (above / "cache").symlink_to(home / "elsewhere"))

    def use() -> None:
        assert records.read(str(above / "mine"), "kind", "key") == {"name": "planted"}
        (above / "own").symlink_to(home / "elsewhere")
        assert records.read(str(above / "own"), "kind", "key") == {"name": "planted"}
        assert records.read(str(above / "cache"), "kind", "key") == {}

    act(VICTIM, use)


def test_a_record_is_not_read_through_a_link(tmp_path: Path) -> None:
    planted_cache(tmp_path / "cache", os.geteuid())
    key = tmp_path / "cache" / "kind" / "key"
    assert records.read(str(tmp_path / "cache"), "kind", "key") == {"name": "planted"}
    key.rename(tmp_path / "mine")
    key.symlink_to(tmp_path / "mine")
    assert records.read(str(tmp_path / "cache"), "kind", "key") == {}


def test_a_folder_of_the_users_own_group_is_one_of_their_own(home: Path) -> None:
    """As programs create it where each user has a group, and a new folder is open to it (umask 002)."""

    def use() -> None:
        (home / ".cache").mkdir()
        (home / ".cache").chmod(0o775)
        records.write(str(home / ".cache" / "anyarch"), "kind", "key", {"name": "mine"})
        assert records.read(str(home / ".cache" / "anyarch"), "kind", "key") == {"name": "mine"}

    act(VICTIM, use)


def under_sudo(other: Path, link: str, target: Path) -> None:
    """Mallory's home leads somewhere else, and root uses it."""

    def attack() -> None:
        (other / link).parent.mkdir(parents=True, exist_ok=True)
        (other / link).symlink_to(target)

    act(MALLORY, attack)


def test_root_keeps_nothing_where_the_home_of_another_user_leads(other: Path, tmp_path: Path) -> None:
    under_sudo(other, ".cache", tmp_path)
    planted_cache(tmp_path / "anyarch", ROOT)
    cache = records.folder({"HOME": str(other)})
    assert records.read(cache, "kind", "key") == {}
    records.write(cache, "kind", "new", {"name": "mine"})
    records.write(cache, "another", "new", {"name": "mine"})
    assert not list(tmp_path.rglob("new"))


INSTALLED = {
    ".local/share/anyarch": lambda home: launcher.install(f"{home}/.local/share/anyarch/shim", "/bin/true"),
    ".docker/cli-plugins": lambda home: plugin.install({"HOME": str(home)}, "/shim"),
}


@pytest.mark.parametrize("link", INSTALLED)
def test_root_installs_nothing_where_the_home_of_another_user_leads(other: Path, link: str, tmp_path: Path) -> None:
    under_sudo(other, link, tmp_path)
    with pytest.raises(PermissionError, match=f"the link {other / link} belongs to another user"):
        INSTALLED[link](other)
    assert not list(tmp_path.iterdir())


def test_root_takes_no_settings_from_where_the_home_of_another_user_leads(other: Path, tmp_path: Path) -> None:
    """Also to a file that root owns: the user could choose which one counts as settings."""
    (tmp_path / "config.toml").write_text(GRANT)
    under_sudo(other, ".config/anyarch/config.toml", tmp_path / "config.toml")
    environment = {"ANYARCH_CONFIG": f"{other}/.config/anyarch/config.toml"}
    found, (problem,) = settings.load(environment)
    assert found == Settings()
    assert f"belongs to another user ({MALLORY})" in problem.sentence
    with pytest.raises(settings_file.UnwritableError, match="another user"):
        settings_file.write(environment, "notice", "never")
    assert (tmp_path / "config.toml").read_text() == GRANT


@WRITABLE
def test_settings_in_a_folder_below_one_that_others_can_write_to_are_not_used(home: Path, mode: int) -> None:
    above = shared(home / "above", mode)

    def prepare() -> None:
        for name in ("granting", "anyarch"):
            (above / name).mkdir(mode=0o700)
        (above / "granting" / "config.toml").write_text(GRANT)

    act(VICTIM, prepare)

    def attack() -> None:
        (above / "anyarch").rename(above / "away")
        (above / "granting").rename(above / "anyarch")

    act(MALLORY, attack)

    def use() -> None:
        found, (problem,) = settings.load({"ANYARCH_CONFIG": f"{above}/anyarch/config.toml"})
        assert found == Settings()
        assert problem.sentence.endswith(f"other users can write to {above}. To fix it: chmod go-w {above}")

    act(VICTIM, use)


def test_no_line_is_added_to_a_file_that_another_user_chose(home: Path) -> None:
    above, sticky = shared(home / "above", 0o777), shared(home / "sticky", 0o1777)
    precious = home / "precious"
    precious.write_text("precious")
    os.chown(precious, VICTIM, VICTIM)
    # Where the kernel lets everybody make links to all files (fs.protected_hardlinks=0), Mallory could do this as well.
    os.link(precious, home / "hard")

    def attack() -> None:
        for folder in (above, sticky):
            (folder / "log").symlink_to(precious)
            (folder / "mallorys").touch()
            (folder / "mallorys").chmod(0o666)

    act(MALLORY, attack)

    def use() -> None:
        for file in (above / "log", sticky / "log", above / "mallorys", sticky / "mallorys", home / "hard"):
            log.write({"ANYARCH_LOG": str(file)}, "a sentence")
        log.write({"ANYARCH_LOG": str(sticky / "own")}, "a sentence")
        assert "a sentence" in (sticky / "own").read_text()

    act(VICTIM, use)
    assert precious.read_text() == "precious"
    assert (above / "mallorys").read_text() == (sticky / "mallorys").read_text() == ""


def test_root_adds_no_line_where_the_home_of_another_user_leads(other: Path, tmp_path: Path) -> None:
    (tmp_path / "anyarch.log").write_text("precious")
    under_sudo(other, ".local/state/anyarch/log", tmp_path)
    log.write({"ANYARCH_LOG": f"{other}/.local/state/anyarch/log/anyarch.log"}, "a sentence")
    assert (tmp_path / "anyarch.log").read_text() == "precious"


def test_a_file_of_the_users_is_not_rewritten_through_a_link_of_another_user(home: Path) -> None:
    sticky = shared(home / "sticky", 0o1777)
    precious = home / "precious"
    precious.write_text("precious")
    os.chown(precious, VICTIM, VICTIM)
    act(MALLORY, lambda: (sticky / "config.json").symlink_to(precious))

    def use() -> None:
        with pytest.raises(PermissionError, match="another user"):
            files.rewrite(str(sticky / "config.json"), b"{}", 0o600)

    act(VICTIM, use)
    assert precious.read_text() == "precious"


def test_a_shim_is_not_installed_where_another_user_could_replace_it(home: Path, other: Path) -> None:
    above = shared(home / "above", 0o777)
    act(MALLORY, lambda: (above / "prepared").mkdir(mode=0o777))

    def use() -> None:
        for folder in (above, above / "new", above / "prepared"):
            with pytest.raises(PermissionError, match=r"another user|other users"):
                launcher.install(str(folder), "/bin/true")

    act(VICTIM, use)
    assert [path.name for path in above.rglob("*")] == ["prepared"]
    os.chown(above, ROOT, ROOT)
    os.chown(home, ROOT, ROOT)
    with pytest.raises(PermissionError, match="other users"):
        launcher.install(str(above / "new"), "/bin/true")
    launcher.install(str(other / "for-mallory"), "/bin/true")


def test_a_shim_is_not_installed_in_a_folder_of_another_user_that_both_can_write_to(other: Path) -> None:
    (other / "shim").mkdir()
    os.chown(other / "shim", MALLORY, SHARED)
    (other / "shim").chmod(0o2775)

    def use() -> None:
        (other / "shim" / "possible").touch()
        with pytest.raises(PermissionError, match="belongs to another user"):
            launcher.install(str(other / "shim"), "/bin/true")

    act(VICTIM, use)
    assert [path.name for path in (other / "shim").iterdir()] == ["possible"]


def test_folders_for_the_shim_and_the_plugin_are_writable_for_nobody_else(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        launcher.install(str(tmp_path / "a" / "shim"), "/bin/true")
        plugin.install({"DOCKER_CONFIG": str(tmp_path / "b")}, str(tmp_path / "a" / "shim"))
    finally:
        os.umask(before)
    made = [path for path in tmp_path.rglob("*") if path.is_dir()]
    assert [path for path in made if path.stat().st_mode & 0o022] == []


@pytest.mark.parametrize(("owner", "mode"), [(MALLORY, 0o644), (ROOT, 0o666), (ROOT, 0o664)])
def test_a_bundle_that_another_user_could_have_written_does_not_count(tmp_path: Path, owner: int, mode: int) -> None:
    """It is code; a link to the launcher may be in another folder, and the bundle is looked for beside the link."""
    shim = str(tmp_path / "docker")
    bundling.write(shim)
    file = bundle.path(shim)
    assert bundle.read(file)
    os.chown(file, owner, owner)
    os.chmod(file, mode)
    assert bundle.read(file) == []


def test_the_stamp_is_created_as_a_file_and_never_through_a_link(tmp_path: Path) -> None:
    stamp = tmp_path / memo.STAMP
    stamp.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        files.create_empty(str(stamp), 0o600, 1)
    assert not (tmp_path / "elsewhere").exists()
