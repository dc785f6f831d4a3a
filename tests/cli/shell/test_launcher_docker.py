"""Which docker the launcher becomes: the one it was installed for, else the user's, else the first in PATH; no shim."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import change_launcher
from tests.cli.shell.ways import Launch, in_turn
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker

NOT_FOUND = 127


@pytest.fixture
def gone(person: Person) -> None:
    """The docker that the shim was installed for is not there any more."""
    os.unlink(person.real)


def test_switched_off_it_is_docker_without_starting_python(person: Person, docker: RecordingDocker) -> None:
    change_launcher(person, sys.executable, "/bin/false")
    log = Path(person.environment["ANYARCH_LOG"])
    for switch, is_asked in (("off", False), ("on", True)):
        assert person.run([f"{person.shim}/docker", "run", "image"], {"ANYARCH": switch}) == Outcome(0, "", "")
        assert log.exists() == is_asked
    assert [call.words for call in docker.calls()] == [[b"run", b"image"]] * 2


def test_the_docker_that_the_user_names_wins_and_may_be_in_this_folder(launch: Launch, other: RecordingDocker) -> None:
    path = f"{launch.person.shim}:/nonexistent"  # a name without a folder would be looked for here, and be the shim
    assert launch(folder=os.path.dirname(other.path), ANYARCH_DOCKER="docker", PATH=path).errors == ""
    assert other.call().words == launch.words


@in_turn("named", ["/nonexistent", "/", "", "/etc/passwd", "{shim}/docker", "{copy}"])
def test_what_the_user_names_is_passed_over_if_it_is_no_docker(launch: Launch, named: str, tmp_path: Path) -> None:
    copy = shutil.copy(launch.launcher, tmp_path / "copy")
    assert launch(ANYARCH_DOCKER=named.format(shim=launch.person.shim, copy=copy)).errors == ""
    assert len(launch.docker.calls()) == 1


@in_turn("way", [os.symlink, shutil.copy])
def test_the_launcher_may_be_started_by_a_link_and_as_a_copy(
    launch: Launch, way: Callable[[str, str], object], tmp_path: Path
) -> None:
    (tmp_path / "again").mkdir()
    way(launch.launcher, str(tmp_path / "again" / "docker"))
    path = f"{tmp_path}/again:{launch.person.shim}:{launch.person.shim}:{os.path.dirname(launch.docker.path)}"
    done = launch.person.run(["docker", *map(os.fsdecode, launch.words)], {"PATH": path})
    assert (done.status, done.output, done.errors) == (0, "", "")
    assert launch.docker.call().words == launch.words


def test_an_upgrade_behind_a_link_is_followed(launch: Launch, other: RecordingDocker, tmp_path: Path) -> None:
    link = tmp_path / "link"
    os.symlink(launch.person.real, link)
    assert launch.person.anyarch("shim", "install", "--docker", str(link)).status == 0
    link.unlink()
    os.symlink(other.path, link)
    assert launch().errors == ""
    assert other.call().words == launch.words


@pytest.mark.usefixtures("gone")
@in_turn(
    "path",
    [
        "{other}",
        "{shim}:{shim}:{shim}/:{other}",
        "/nonexistent:{shim}:{folder}:{text}:{other}",
        "{linked}:{copied}:{second}:{other}:{shim}",
    ],
)
def test_a_docker_that_has_moved_is_found_along_path_behind_every_shim(
    launch: Launch, path: str, other: RecordingDocker, tmp_path: Path
) -> None:
    folders = {name: str(tmp_path / name) for name in ("linked", "copied", "second", "folder", "text")}
    for folder in folders.values():
        os.mkdir(folder)
    os.symlink(launch.launcher, tmp_path / "linked" / "docker")
    shutil.copy(launch.launcher, tmp_path / "copied")
    os.mkdir(tmp_path / "folder" / "docker")
    (tmp_path / "text" / "docker").write_text("not executable\n")
    assert launch.person.anyarch("shim", "install", "--dir", folders["second"], "--docker", other.path).status == 0
    path = path.format(shim=launch.person.shim, other=os.path.dirname(other.path), **folders)
    assert launch(PATH=path) == Outcome(0, "", "")
    assert other.call().words == launch.words


@pytest.mark.usefixtures("gone")
@in_turn(
    "place",
    [
        ("other", "."),
        ("", "other"),
        ("/none::{shim}", "other"),
        ("/none:", "other"),
        ("-a", "."),
        ("{shim}:../other", "real"),
    ],
)
def test_relative_and_empty_entries_of_path_count(
    launch: Launch, place: tuple[str, str], other: RecordingDocker, tmp_path: Path
) -> None:
    path, folder = place
    os.symlink("other", tmp_path / "-a")
    done = launch(folder=str(tmp_path / folder), PATH=path.format(shim=launch.person.shim))
    assert (done.status, done.errors) == (0, "")
    assert other.call().words == launch.words


@pytest.mark.usefixtures("gone")
def test_names_in_path_are_not_patterns(launch: Launch, tmp_path: Path) -> None:
    odd = RecordingDocker(str(tmp_path / "o*d [d] $HOME"))
    decoy = RecordingDocker(str(tmp_path / "ooood d $HOME"))
    assert launch(odd.path).errors == ""
    assert (odd.call().words, decoy.calls()) == (launch.words, [])


@in_turn("way", [os.symlink, shutil.copy])
def test_a_docker_that_has_become_this_shim_is_passed_over(
    launch: Launch, way: Callable[[str, str], object], other: RecordingDocker
) -> None:
    os.unlink(launch.docker.path)
    way(launch.launcher, launch.docker.path)
    assert launch(launch.docker.path, other.path).errors == ""
    assert other.call().words == launch.words


@pytest.mark.usefixtures("gone")
@in_turn("path", ["/nonexistent", "{shim}", "{shim}:{linked}:/nonexistent:"])
def test_without_any_docker_there_is_one_clear_message(launch: Launch, path: str, tmp_path: Path) -> None:
    (tmp_path / "linked").mkdir()
    os.symlink(launch.launcher, tmp_path / "linked" / "docker")
    done = launch(PATH=path.format(shim=launch.person.shim, linked=tmp_path / "linked"))
    assert done.status == NOT_FOUND
    assert done.output == ""
    assert done.errors.splitlines() == [
        f"anyarch: there is no docker at {launch.docker.path} or elsewhere in PATH.",
        "         Install it, or set ANYARCH_DOCKER=/path/to/docker",
    ]
