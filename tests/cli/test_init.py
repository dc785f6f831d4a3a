import os
from pathlib import Path

import pytest

from anyarch.install.launcher import SHELLS
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker


@pytest.mark.parametrize("shell", SHELLS)
def test_it_prints_what_shim_install_writes(person: Person, shell: str) -> None:
    folder = person.install()
    assert person.anyarch("init", shell).output == Path(folder, f"init.{shell}").read_text()


@pytest.mark.parametrize("shell", SHELLS)
def test_it_installs_the_shim_that_it_needs(person: Person, shell: str, tmp_path: Path) -> None:
    done = person.anyarch("init", shell, "--dir", str(tmp_path / "s"))
    assert (done.status, done.errors) == (0, "")
    assert done.output == (tmp_path / "s" / f"init.{shell}").read_text()
    assert os.access(tmp_path / "s" / "docker", os.X_OK)


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


@pytest.mark.parametrize("words", [(), ("tcsh",), ("bash", "zsh")])
def test_other_shells_are_refused(person: Person, words: tuple[str, ...]) -> None:
    done = person.anyarch("init", *words)
    assert (done.status, done.output) == (2, "")
    assert "Usage:" in done.errors
