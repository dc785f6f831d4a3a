"""The function `docker` in real shells."""

import os
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import write_program
from tests.cli.shell.ways import BYTES, WORDS
from tests.laboratory import examples
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.shells import GRAMMARS, Shell

ENDINGS = (
    ("run", "exit 1", 1),
    ("ps", "exit 125", 125),
    ("ps", "kill -TERM $$", 143),
    ("run", "kill -KILL $$", 137),
)
NOTICED = ("run", "create", "pull", "container", "image", "--debug", "-H", "build", "compose", "rmi", "runs", "r")
PASSED_ON = ("ps", "exec", "logs", "images", "rm", "__complete")


bash = pytest.mark.parametrize("shell", ["bash"], indirect=True)


@pytest.fixture
def looks(person: Person, tmp_path: Path) -> Path:
    """A shim that tells of its calls, in place of the one that was installed."""
    told = tmp_path / "looks"
    script = f'echo "$1" >>{shlex.quote(str(told))}; exec {shlex.quote(person.real)} "$@"'
    write_program(f"{person.shim}/docker", script)
    told.touch()
    return told


def test_only_what_may_need_a_look_or_change_images_goes_to_the_shim(
    shell: Shell, docker: RecordingDocker, looks: Path
) -> None:
    verbs = [*NOTICED, *PASSED_ON]
    assert shell.loaded("\n".join(["docker", *(f"docker {verb} x" for verb in verbs)])).errors == ""
    assert looks.read_text().split() == [*NOTICED]
    assert [call.words for call in docker.calls()] == [[], *([verb.encode(), b"x"] for verb in verbs)]


@pytest.mark.parametrize("verb", ["ps", "run", "--debug"])
def test_docker_gets_the_words_as_they_were_typed(shell: Shell, docker: RecordingDocker, verb: str) -> None:
    done = shell.loaded(f"docker {verb} {shell.grammar.words}", *WORDS)
    assert docker.call().words == [verb.encode(), *BYTES]
    assert (done.status, done.output, done.errors) == (0, "", "")


@pytest.mark.parametrize(("verb", "behaviour", "status"), ENDINGS)
def test_the_exit_status_is_dockers(
    shell: Shell, docker: RecordingDocker, verb: str, behaviour: str, status: int
) -> None:
    docker.behave(behaviour)
    done = shell.loaded(f"docker {verb} x\necho status={shell.grammar.status}")
    assert done.output == f"status={status}\n"


@pytest.mark.parametrize("verb", ["ps", "run"])
def test_output_can_be_captured_and_piped(shell: Shell, docker: RecordingDocker, verb: str) -> None:
    docker.behave("cat; echo out; echo err >&2")
    substitution = "({})" if shell.name == "fish" else "$({})"
    captured = substitution.format(f"echo in | docker {verb} x")
    done = shell.loaded(f"printf '%s\\n' {captured} | tr a-z A-Z")
    assert (done.output, done.errors) == ("IN\nOUT\n", "err\n")


@pytest.mark.parametrize("verb", ["ps", "run", "--debug"])
def test_the_docker_of_a_project_runs_unless_path_finds_the_shim_before_it(
    shell: Shell, docker: RecordingDocker, tmp_path: Path, verb: str
) -> None:
    own = RecordingDocker(str(tmp_path / "project"))
    shell.person.environment["PATH"] = f"{os.path.dirname(own.path)}:{shell.person.environment['PATH']}"
    assert shell.loaded(f"docker {verb} x").errors == ""
    assert docker.calls() == []
    shell.person.environment["PATH"] = f"{shell.person.shim}:{shell.person.environment['PATH']}"
    assert shell.loaded(f"docker {verb} x").errors == ""
    for each in (own, docker):
        assert each.call().words == [verb.encode(), b"x"]
        assert not any(name.startswith(b"ANYARCH_F") for name in each.call().environment)


def test_the_plugin_is_told_which_shell_has_the_function(shell: Shell, docker: RecordingDocker) -> None:
    shell.loaded("docker anyarch doctor")
    assert docker.call().environment[b"ANYARCH_FUNCTION"] == shell.name.encode()


def test_without_the_shim_docker_still_runs(shell: Shell, docker: RecordingDocker) -> None:
    os.unlink(os.path.join(shell.person.shim, "docker"))
    done = shell.loaded(f"docker run {shell.grammar.words}", *WORDS)
    assert docker.call().words == [b"run", *BYTES]
    assert (done.status, done.output, done.errors) == (0, "", "")


@pytest.mark.parametrize("is_own", [True, False])
def test_a_function_from_before_gives_way(shell: Shell, docker: RecordingDocker, *, is_own: bool) -> None:
    other = "function docker\necho old\nend" if shell.name == "fish" else "function docker {\necho old\n}"
    before = shell.load if is_own else other
    done = shell.run(f"{before}\n{shell.load}\ndocker run x\necho status={shell.grammar.status}")
    assert docker.call().words == [b"run", b"x"]
    assert (done.output, done.errors) == ("status=0\n", "")


def test_loading_prints_nothing_and_leaves_nothing_but_the_function(shell: Shell) -> None:
    names = "begin\nset --names\nfunctions --names\nend" if shell.name == "fish" else "set"
    ignored = ("_=", "BASH_", "LINENO", "PIPESTATUS", "RANDOM", "SECONDS", "EPOCH", "TTYIDLE", "SRANDOM")
    done = shell.run(f"{names} >$HOME/before\n{shell.load}\n{names} >$HOME/after")
    assert (done.status, done.output, done.errors) == (0, "", "")
    before, after = (
        {
            line
            for line in Path(shell.person.environment["HOME"], name).read_text().splitlines()
            if not line.startswith(ignored)
        }
        for name in ("before", "after")
    )
    gained = {line for line in after - before if line[:1].isalpha() or line[:1] == "_"}
    assert {line.split("=")[0].split()[0] for line in gained} <= {"docker", "function"}
    assert before <= after


@bash
def test_the_function_survives_the_settings_that_make_scripts_strict(shell: Shell, docker: RecordingDocker) -> None:
    script = "docker\ndocker ps\ndocker run x | cat\nif docker run y; then echo yes; fi\n(docker run z)\necho end"
    done = shell.run(f"set -euo pipefail\n{shell.load}\n{script}")
    assert (done.status, done.output, done.errors) == (0, "yes\nend\n", "")
    assert len(docker.calls()) == 5


@bash
@pytest.mark.parametrize("verb", ["ps", "run"])
def test_a_failure_ends_a_strict_script_as_dockers_own_would(shell: Shell, docker: RecordingDocker, verb: str) -> None:
    docker.behave("exit 5")
    done = shell.run(f"set -e\n{shell.load}\ndocker {verb} x || echo caught\ndocker {verb} x\necho end")
    assert (done.status, done.output) == (5, "caught\n")


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
@pytest.mark.parametrize(
    "settings",
    [
        "setopt nounset err_exit err_return warn_create_global warn_nested_var",
        "setopt extended_glob null_glob rc_quotes csh_junkie_quotes",
        "setopt ksh_arrays sh_word_split glob_subst sh_glob ignore_braces",
        "setopt posix_builtins posix_identifiers posix_aliases no_function_argzero no_short_loops",
        "emulate ksh",
        "emulate csh",
        "emulate -R sh; setopt nounset err_exit",
    ],
)
def test_the_function_survives_every_dialect_of_zsh(shell: Shell, docker: RecordingDocker, settings: str) -> None:
    script = 'docker\ndocker ps "$@"\ndocker run "$@"\necho "status=$?"'
    for order in (f"{settings}\n{shell.load}\n{script}", f"{shell.load}\n{settings}\n{script}"):
        done = shell.run(order, *WORDS)
        assert (done.status, done.output, done.errors) == (0, "status=0\n", "")
    assert [call.words for call in docker.calls()] == [[], [b"ps", *BYTES], [b"run", *BYTES]] * 2


@pytest.mark.parametrize(
    ("shell", "name"),
    examples.crossed(
        sorted(GRAMMARS),
        ["plain", "two words", "it's", 'a"b', "back\\slash", "a\\'b", "$HOME `id`", "@PYTHON@ @DOCKER@"],
    ),
    indirect=["shell"],
)
def test_the_shims_folder_may_have_any_name(shell: Shell, docker: RecordingDocker, tmp_path: Path, name: str) -> None:
    folder = str(tmp_path / name)
    assert shell.person.anyarch("shim", "install", "--dir", folder, "--docker", docker.path).output == f"{folder}\n"
    done = shell.run('source "$INIT"\ndocker run x', extra={"INIT": os.path.join(folder, f"init.{shell.name}")})
    assert (done.status, done.errors) == (0, "")
    assert docker.call().words == [b"run", b"x"]
    assert "run x" in Path(shell.person.environment["ANYARCH_LOG"]).read_text()
