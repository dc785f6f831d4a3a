import json
import os
import shlex
import sys
from pathlib import Path

import pytest

from anyarch import bundle
from tests.cli.conftest import report
from tests.laboratory import examples
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker

FILES = {"docker", "init.bash", "init.fish", "init.zsh"}
BUNDLE = bundle.path("docker")
NAMES = ("plain", "two words", "it's", 'a"b', "$HOME", "`id`", "back\\slash", "new\nline", "grün", "\udcff", "-dash")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "shim")


def test_a_relative_folder_is_made_absolute(person: Person, tmp_path: Path, docker: RecordingDocker) -> None:
    done = person.run([*person.command, "shim", "install", "--dir", "a/b"], folder=str(tmp_path))
    assert done.output == f"{tmp_path}/a/b\n"
    assert person.run([f"{tmp_path}/a/b/docker", "ps"]).status == 0
    assert docker.call().words == [b"ps"]


@pytest.mark.parametrize(("which", "name"), examples.crossed(["shim", "docker"], NAMES))
def test_folders_may_have_any_name(person: Person, tmp_path: Path, which: str, name: str) -> None:
    real = RecordingDocker(str(tmp_path / (name if which == "docker" else "r")))
    folder = str(tmp_path / (name if which == "shim" else "s"))
    done = person.anyarch("shim", "install", "--dir", folder, "--docker", real.path)
    assert (done.status, done.errors) == (0, "")
    assert person.run([os.path.join(folder, "docker"), "run", "x"]).errors == ""
    assert real.call().words == [b"run", b"x"]
    assert person.anyarch("shim", "path", "--dir", folder).status == 0
    state = report(person, "shim", "status", "--json", "--dir", folder)
    assert (state["docker"], state["docker_exists"]) == (real.path, True)


def test_it_prints_the_folder_alone_and_changes_no_byte_when_it_is_installed_again(
    person: Person, folder: str, docker: RecordingDocker
) -> None:
    assert person.anyarch("shim", "install", "--dir", folder) == Outcome(0, f"{folder}\n", "")
    first = {name: Path(folder, name).read_bytes() for name in (*FILES, BUNDLE)}
    person.environment["PATH"] = f"{folder}:{person.environment['PATH']}"
    assert person.anyarch("shim", "install", "--dir", folder).status == 0
    assert {name: Path(folder, name).read_bytes() for name in os.listdir(folder)} == first
    assert report(person, "shim", "status", "--dir", folder, "--json") == {
        "launcher": f"{folder}/docker",
        "docker": docker.path,
        "docker_exists": True,
        "python": sys.executable,
        "python_exists": True,
        "first_in_path": True,
        "current": True,
        "compose": False,
    }


def test_a_launcher_of_another_version_is_reported_and_renewed(person: Person, folder: str) -> None:
    person.anyarch("shim", "install", "--dir", folder)
    launcher = Path(folder, "docker")
    written = launcher.read_text()
    launcher.write_text(written.replace("_anyarch_seconds=10", "_anyarch_seconds=11"))
    done = person.anyarch("shim", "status", "--dir", folder, "--json")
    assert json.loads(done.output)["current"] is False
    renewing = done.errors.removesuffix("\n").partition("To renew it: anyarch ")[2]
    assert person.anyarch(*shlex.split(renewing)).status == 0
    assert launcher.read_text() == written
    assert person.anyarch("shim", "status", "--dir", folder).errors == ""


def test_without_a_docker_that_is_no_shim_it_says_so(person: Person, folder: str, tmp_path: Path) -> None:
    person.anyarch("shim", "install", "--dir", folder)
    done = person.anyarch("shim", "install", "--dir", folder, "--docker", f"{folder}/docker")
    assert done == Outcome(2, "", f"anyarch: '{folder}/docker' is not an executable file, or is a shim itself.\n")
    person.environment["PATH"] = folder
    done = person.run([*person.command, "shim", "install", "--dir", f"{tmp_path}/other"])
    assert (done.status, done.output) == (1, "")
    assert done.errors.startswith("anyarch: There is no docker in PATH")
    assert not os.path.exists(f"{tmp_path}/other")


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_of_somebody_elses_is_not_overwritten(person: Person, folder: str, name: str) -> None:
    os.mkdir(folder)
    Path(folder, name).write_text("#!/bin/sh\nprecious\n")
    done = person.anyarch("shim", "install", "--dir", folder)
    assert (done.status, done.output) == (1, "")
    assert f"{folder}/{name}" in done.errors
    assert os.listdir(folder) == [name]
    assert Path(folder, name).read_text() == "#!/bin/sh\nprecious\n"


def test_a_docker_that_is_no_shim_is_neither_replaced_nor_removed(person: Person, docker: RecordingDocker) -> None:
    folder = os.path.dirname(docker.path)
    for verb in ("install", "remove"):
        done = person.anyarch("shim", verb, "--dir", folder)
        assert (done.status, done.output) == (1, "")
    assert person.run([docker.path, "ps"]).status == 0
    assert docker.call().words == [b"ps"]


def test_it_makes_no_home(person: Person, tmp_path: Path, folder: str) -> None:
    person.environment["HOME"] = str(tmp_path / "nowhere")
    done = person.anyarch("shim", "install")
    assert (done.status, done.output) == (1, "")
    assert done.errors.startswith("anyarch: The shim cannot be written: ")
    done = person.anyarch("shim", "install", "--dir", folder, "--hook")
    assert (done.status, done.output) == (0, f"{folder}\n")
    assert not (tmp_path / "nowhere").exists()


def test_removing_one_shim_leaves_the_plugin_to_the_others(person: Person, folder: str) -> None:
    plugin = Path(person.environment["HOME"], ".docker", "cli-plugins", "docker-anyarch")
    person.anyarch("shim", "install")
    person.anyarch("shim", "install", "--dir", folder)
    assert person.anyarch("shim", "remove", "--dir", folder) == Outcome(0, "", "")
    assert plugin.exists()
    person.anyarch("shim", "install", "--dir", folder)
    assert person.anyarch("shim", "remove") == Outcome(0, "", "")
    assert plugin.exists()
    assert person.anyarch("shim", "remove", "--dir", folder) == Outcome(0, "", "")
    assert not plugin.exists()


def test_remove_leaves_what_is_not_its_own(person: Person, folder: str) -> None:
    person.anyarch("shim", "install", "--dir", folder)
    Path(folder, "notes").write_text("mine")
    Path(folder, "init.zsh").write_text("mine")
    assert person.anyarch("shim", "remove", "--dir", folder).status == 0
    assert sorted(os.listdir(folder)) == ["init.zsh", "notes"]


@pytest.mark.parametrize("words", [("path",), ("status",), ("status", "--json"), ("remove",)])
def test_before_installation_it_says_so(person: Person, words: tuple[str, ...]) -> None:
    done = person.anyarch("shim", *words)
    assert (done.status, done.output[:1]) == (1, "{" if "--json" in words else "")
    assert done.errors.startswith("anyarch: There is no shim in ")


def test_status_tells_what_has_gone(person: Person, folder: str, docker: RecordingDocker) -> None:
    person.anyarch("shim", "install", "--dir", folder)
    os.unlink(docker.path)
    shown = dict(line.rsplit(None, 1) for line in person.anyarch("shim", "status", "--dir", folder).output.splitlines())
    assert (shown["docker exists"], shown["python exists"], shown["first in path"]) == ("no", "yes", "no")
