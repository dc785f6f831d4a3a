"""Other people's wrappers named docker, which look for docker in their turn and find the launcher: nothing goes in
circles. A wrapper here gives up after `MOST_TURNS`, so that a circle is a failure and not a hang.
"""

import os
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import write_program
from tests.cli.shell.ways import Launch, in_turn
from tests.laboratory.person import Outcome

MOST_TURNS = 50
NOT_FOUND = 127
MARK = b"ANYARCH_BEHIND"
WAYS = {
    "exec": 'exec docker --wrapped "$@"',
    "a child": 'docker --wrapped "$@"; exit $?',
    "a child in a pipe": '(docker --wrapped "$@"; echo $? >"$0.status") | /bin/cat; read -r s <"$0.status"; exit $s',
}


class Wrapper:
    """A script named docker in a folder of its own, which counts its turns."""

    def __init__(self, folder: Path, body: str) -> None:
        self.folder = folder
        self.path = str(folder / "docker")
        self._turns = folder / "turns"
        turns = shlex.quote(str(self._turns))
        limit = f"printf x >>{turns}; read -r turns <{turns}; [ ${{#turns}} -le {MOST_TURNS} ] || exit 99"
        write_program(self.path, f"{limit}\n{body}")

    @property
    def turns(self) -> int:
        return len(self._turns.read_text()) if self._turns.exists() else 0


Wrap = Callable[[str], Wrapper]
each_way = in_turn("way", WAYS)


def bake(launcher: str, docker: str) -> None:
    """Let a launcher have been installed for this docker."""
    lines = Path(launcher).read_text().splitlines(keepends=True)
    [number] = [number for number, line in enumerate(lines) if line.startswith("_anyarch_docker=")]
    lines[number] = f"_anyarch_docker={shlex.quote(docker)}\n"
    Path(launcher).write_text("".join(lines))


@pytest.fixture
def wrap(way: str, tmp_path: Path) -> Wrap:
    """A way to put a wrapper into a folder of this name."""
    return lambda name: Wrapper(tmp_path / name, WAYS[way])


def wrapped(launch: Launch) -> list[bytes]:
    """The words that docker gets behind one wrapper."""
    return [b"--wrapped", *launch.words]


def assert_one_line(done: Outcome, path: str) -> None:
    assert (done.status, done.output) == (NOT_FOUND, "")
    assert done.errors == (
        f"anyarch: {path} is a script that runs anyarch again, and there is no other docker. "
        "Set ANYARCH_DOCKER=/path/to/docker\n"
    )


@each_way
@pytest.mark.parametrize("names", [("first",), ("first", "second", "third")])
def test_each_wrapper_has_its_turn_and_docker_is_found_behind_them(
    launch: Launch, wrap: Wrap, names: tuple[str, ...]
) -> None:
    wrappers = [wrap(name) for name in names]
    bake(launch.launcher, wrappers[0].path)
    assert launch(*(each.path for each in wrappers), launch.docker.path) == Outcome(0, "", "")
    assert launch.docker.call().words == [b"--wrapped"] * len(names) + launch.words
    assert MARK not in launch.docker.call().environment
    assert [each.turns for each in wrappers] == [1] * len(names)


@each_way
def test_a_wrapper_under_two_names_is_one(launch: Launch, wrap: Wrap, tmp_path: Path) -> None:
    wrapper, linked = wrap("wrapper"), tmp_path / "linked" / "docker"
    linked.parent.mkdir()
    os.symlink(wrapper.path, linked)
    bake(launch.launcher, wrapper.path)
    assert launch(str(linked), launch.docker.path) == Outcome(0, "", "")
    assert launch.docker.call().words == wrapped(launch)


@each_way
def test_a_wrapper_that_the_user_names_gets_back_to_the_docker_of_the_installation(launch: Launch, wrap: Wrap) -> None:
    assert launch(ANYARCH_DOCKER=wrap("wrapper").path, PATH=launch.person.shim) == Outcome(0, "", "")
    assert launch.docker.call().words == wrapped(launch)
    assert MARK not in launch.docker.call().environment


@each_way
@pytest.mark.parametrize(
    ("names", "shown"),
    [(("wrapper",), "{}"), (("wrapper", "other"), "{}"), (("\x1b[31m",), "the docker in PATH")],
)
def test_wrappers_and_the_launcher_in_front_of_each_other_end_with_one_line(
    launch: Launch, wrap: Wrap, names: tuple[str, ...], shown: str
) -> None:
    first, *others = [wrap(name).path for name in names]
    bake(launch.launcher, first)
    assert_one_line(launch(first, *others), shown.format(first))


@each_way
def test_a_wrapper_that_has_taken_dockers_place_since_the_installation_is_no_trap(
    launch: Launch, wrap: Wrap, tmp_path: Path
) -> None:
    moved = tmp_path / "moved" / "docker"
    moved.parent.mkdir()
    os.rename(launch.docker.path, moved)
    wrapper = wrap("real")
    assert wrapper.path == launch.docker.path
    assert_one_line(launch(wrapper.path), wrapper.path)
    assert launch(wrapper.path, str(moved)) == Outcome(0, "", "")
    assert launch.docker.call().words == wrapped(launch)


@in_turn("way", ["exec docker again", "docker again"])
def test_a_wrapper_that_is_the_only_docker_may_call_itself(launch: Launch, way: str, tmp_path: Path) -> None:
    """An alias of the wrapper's own: without the launcher it would find itself along PATH."""
    body = f'case $1 in {launch.words[0].decode()}) {way} ;; *) exec {shlex.quote(launch.docker.path)} "$@" ;; esac'
    wrapper = Wrapper(tmp_path / "wrapper", body)
    bake(launch.launcher, wrapper.path)
    assert launch(wrapper.path) == Outcome(0, "", "")
    assert launch.docker.call().words == [b"again"]
    assert wrapper.turns == 2


def test_two_shims_that_were_installed_for_each_other_pass_each_other_over(launch: Launch, tmp_path: Path) -> None:
    second = tmp_path / "second" / "docker"
    words = ("shim", "install", "--dir", str(second.parent), "--docker", launch.docker.path)
    assert launch.person.anyarch(*words).status == 0
    bake(launch.launcher, str(second))
    bake(str(second), launch.launcher)
    done = launch(str(second))
    assert (done.status, done.output, done.errors.count("anyarch: ")) == (NOT_FOUND, "", 1)
    assert launch(str(second), launch.docker.path) == Outcome(0, "", "")
    assert launch.docker.call().words == launch.words


def test_a_script_without_an_interpreter_is_run_as_a_shell_would(launch: Launch, tmp_path: Path) -> None:
    script = tmp_path / "docker"
    script.write_text('printf "%s." "$@"\n')
    script.chmod(0o755)
    launched = ".".join(map(os.fsdecode, launch.words))
    assert launch(ANYARCH_DOCKER=str(script)) == Outcome(0, f"{launched}.", "")
