import os
from pathlib import Path

import pytest

from anyarch.install.launcher import SHELLS
from tests.laboratory import debian
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.terminal import Terminal


@pytest.mark.parametrize("shell", SHELLS)
def test_it_installs_the_shim_that_it_needs_and_prints_what_that_has_written(person: Person, shell: str) -> None:
    done = person.anyarch("init", shell)
    assert (done.status, done.errors) == (0, "")
    folder = Path(person.environment["HOME"], ".local", "share", "anyarch", "shim")
    assert done.output == (folder / f"init.{shell}").read_text()
    assert os.access(folder / "docker", os.X_OK)
    assert person.anyarch("init", shell) == done


def test_a_shim_that_was_removed_stays_removed_which_is_said_at_a_terminal(person: Person) -> None:
    folder = person.anyarch("shim", "install").output.strip()
    person.anyarch("shim", "remove")
    done = person.anyarch("init", "bash")
    assert (done.status, done.errors) == (0, "")
    assert not os.path.exists(folder)
    assert person.run(["bash", "--norc", "-c", f"{done.output}\ndocker ps"]).status == 0
    words = ["bash", "--norc", "-c", 'eval "$("$@" init bash)"', "bash", *person.command]
    with Terminal(words, person.environment, person.environment["HOME"]) as terminal:
        terminal.expect("To install it again: anyarch shim install")
    person.anyarch("shim", "install")
    person.run(["rm", "-r", folder])  # gone, but not by our own command
    person.anyarch("init", "bash")
    assert os.path.exists(folder)


def test_it_makes_no_folder_that_is_named(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    done = person.anyarch("init", "bash", "--dir", str(folder))
    assert (done.status, str(folder) in done.output) == (0, True)
    assert done.errors == (
        f"anyarch: there is no shim in {folder}, so docker stays as it is. "
        f"To install it: anyarch shim install --dir {folder}\n"
    )
    done = person.anyarch("init", "bash", "--write", "--dir", str(folder))
    assert (done.status, done.output) == (1, "")
    assert done.errors.endswith(f"To install it: anyarch shim install --dir {folder}\n")
    assert not folder.exists()
    assert person.anyarch("init", "bash", "--write", "--remove").status == 2


@pytest.mark.parametrize("shell", SHELLS)
def test_each_new_shell_has_what_was_written(person: Person, shell: str, docker: RecordingDocker) -> None:
    debian.install(shell)
    done = person.anyarch("init", shell, "--write")
    assert done.status == 0
    file = Path(done.output.removesuffix("\n"))
    assert file.is_relative_to(person.environment["HOME"])
    written = file.read_bytes()
    assert person.anyarch("init", shell, "--write").output == done.output
    assert file.read_bytes() == written
    person.environment["ANYARCH_LOG"] = os.path.join(person.environment["HOME"], "log")
    started = person.run([shell, "-ic", "docker run x"])
    assert started.status == 0
    assert docker.call().words == [b"run", b"x"]
    assert "run x" in Path(person.environment["ANYARCH_LOG"]).read_text()
    removed = person.anyarch("shim", "remove")
    assert f"{file}, line 2, still loads the function" in removed.errors
    assert f"anyarch init {shell} --remove" in removed.errors
    assert person.run([shell, "-ic", "docker ps"]).status == 0
    assert person.anyarch("init", shell, "--remove") == Outcome(0, done.output, "")
    assert file.read_bytes() == b""
    assert person.anyarch("init", shell, "--remove") == Outcome(0, "", "")


def test_a_line_that_the_user_has_written_is_left_to_them(person: Person) -> None:
    file = Path(person.environment["HOME"], ".bashrc")
    file.write_text('\neval "$(anyarch init bash)"\n')
    for option in ("--write", "--remove"):
        done = person.anyarch("init", "bash", option)
        assert (done.status, done.output) == (1, "")
        assert f"{file}, line 2, " in done.errors
    assert file.read_text() == '\neval "$(anyarch init bash)"\n'


def test_a_folder_that_is_no_text_is_printed_byte_for_byte(person: Person, tmp_path: Path) -> None:
    folder = str(tmp_path / "\udcff")
    person.environment["PYTHONIOENCODING"] = "utf-8:strict"  # as in any locale but C
    for words in (["shim", "install"], ["shim", "path"], ["init", "bash"]):
        done = person.run(
            ["sh", "-c", '"$@" >printed', "sh", *person.command, *words, "--dir", folder], None, str(tmp_path)
        )
        assert (done.status, done.errors) == (0, "")
        assert os.fsencode(folder) in (tmp_path / "printed").read_bytes()


def test_without_docker_it_prints_nothing_that_a_shell_would_run(person: Person, docker: RecordingDocker) -> None:
    os.unlink(docker.path)
    person.environment["PATH"] = "/nonexistent"
    done = person.anyarch("init", "bash")
    assert (done.status, done.output) == (1, "")
    assert done.errors.startswith("anyarch: The shim could not be installed in ")
