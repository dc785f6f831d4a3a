"""How anyarch is put in front of docker, given a docker, examined, and switched off, typed as pages show it."""

from dataclasses import replace
from pathlib import Path

from tests.cli.conftest import write_program
from tests.cli.pages.conftest import EXECUTED, NATIVE
from tests.laboratory.reader import DOCKER, Reader
from tests.laboratory.recording_engine import RecordingEngine

SCRIPTS, IN_SCRIPTS = "docs/how-to/install-for-scripts.md", "Use anyarch in scripts, for all users, and under sudo"
SHELL, IN_SHELL = "docs/how-to/install-in-a-shell.md", "Use anyarch in your shell: bash, zsh, fish"
CHOOSE, WHICH = "docs/how-to/choose-another-docker.md", "Choose which docker anyarch runs"
SWITCH, OFF = "docs/how-to/switch-off.md", "Turn anyarch off"
LAUNCHER = "docs/explanation/the-launcher.md"
ONLY_THE_SHIM = 'PATH="$(anyarch shim path)" docker ps'


def test_the_shim_is_installed_and_shown(reader: Reader) -> None:
    reader.follows(SCRIPTS, IN_SCRIPTS, 0)
    reader.uses_the_shim()
    reader.follows(SCRIPTS, IN_SCRIPTS, 1)
    reader.follows(CHOOSE, WHICH, 0)
    reader.follows(CHOOSE, WHICH, 1)
    reader.follows(CHOOSE, WHICH, 2)
    reader.types(CHOOSE, "If your docker is a script", 0)


def test_anyarch_is_turned_off(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(NATIVE)
    reader.installs()
    reader.types(SWITCH, OFF, 0)
    reader.follows(SWITCH, OFF, 1)
    reader.types(SWITCH, OFF, 2)
    reader.types(SWITCH, OFF, 3)
    reader.types(SWITCH, OFF, 4)
    assert not Path(reader.home, ".local/share/anyarch/shim").exists()


def test_a_start_up_file_gets_a_line_and_loses_it(reader: Reader) -> None:
    reader.follows(SHELL, IN_SHELL, 0)
    reader.person.environment["BASH_ENV"] = f"{reader.home}/.bashrc"
    reader.follows(SHELL, "Check it", 0)
    reader.follows(SHELL, IN_SHELL, 1)


def test_a_docker_that_is_gone_is_told(reader: Reader, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.symlink_to(reader.person.real)
    reader.places[DOCKER] = str(gone)
    assert reader.person.anyarch("shim", "install", "--docker", str(gone)).status == 0
    gone.unlink()
    reader.is_shown(CHOOSE, WHICH, 0, ONLY_THE_SHIM)


def test_a_docker_that_runs_the_shim_again_is_told(reader: Reader, tmp_path: Path) -> None:
    wrapper = tmp_path / "wrapper" / "docker"
    write_program(wrapper, 'exec docker "$@"')
    reader.places["/opt/wrapper"] = str(wrapper.parent)
    reader.places["/opt/wrapper/docker"] = str(wrapper)
    assert reader.person.anyarch("shim", "install", "--docker", str(wrapper)).status == 0
    reader.is_shown(CHOOSE, WHICH, 1, ONLY_THE_SHIM)
    reader.follows(LAUNCHER, "Other people's wrappers", 0)


def test_each_shell_says_that_its_folder_is_gone(reader: Reader) -> None:
    reader.follows(LAUNCHER, "What bash changes", 0)


def test_everything_is_examined(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(replace(NATIVE, executes={**NATIVE.executes, "arm": EXECUTED}))
    reader.installs()
    assert reader.person.anyarch("init", "bash", "--write").status == 0
    assert reader.person.anyarch("cache", "warm", "alpine").status == 0
    reader.person.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/amd64"
    reader.follows("docs/how-to/check-your-setup.md", "Check your setup with doctor", 0)
