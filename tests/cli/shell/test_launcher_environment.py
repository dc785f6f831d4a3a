"""The launcher compared with the real docker started directly: docker gets the same words and environment.

Known differences, each with a test below. They are the shells' doing before the launcher's first line:

* Variables that are bash's own (`BASHS_OWN`) come out as bash has them, or not at all, when somebody exports them.
* An SHLVL that is no number becomes 0 in bash.
* An LC_ALL that the machine lacks makes bash print a warning.
* Dash drops every variable whose name is no name in shell, such as `foo.bar`, and with them bash's functions. It sets
  PWD where it is missing or wrong. The launcher's own IFS stays there if somebody exports one.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import change_launcher
from tests.cli.shell.ways import BYTES, Launch, in_turn, only_bash, only_dash

BASHS_OWN = {
    name.encode()
    for name in """
    _ BASH BASHOPTS BASHPID BASH_ARGV0 BASH_COMMAND BASH_SUBSHELL BASH_VERSION EPOCHREALTIME EPOCHSECONDS HISTCMD
    LINENO OPTERR OPTIND PPID RANDOM SECONDS SHELLOPTS SRANDOM
    """.split()
}
FUNCTION = {"BASH_FUNC_f%%": "() {  echo hi\n}"}
NO_NAMES = {"foo.bar": "1", "a-b": "2", "1st": "3", "x y": "4"}
ENVIRONMENTS: list[dict[str, str | None]] = [
    {},
    {"empty": "", "lines": "a\nb\n", "bytes": "\udcff\udcfe", "equals": "a=b=", "ENV": "/none", "BASH_ENV": "/none"},
    {"docker": "1", "python": "2", "package": "3", "word": "4", "folder": "5", "look": "6", "line": "7", "_x": "8"},
    {"TERM": "dumb", "COLUMNS": "7", "LINES": "8", "TMOUT": "1", "POSIXLY_CORRECT": "1", "HISTFILE": "/none"},
    {"PS1": "$ ", "PS2": "a\nb", "PS4": "\udcff", "LC_ALL": "C"},
    {"LC_CTYPE": "", "LANG": None},
    {"LC_CTYPE": "xx_XX.UTF-8", "LANG": "xx_XX"},
    {"PATH": None},
    {"PATH": ""},
    {"PATH": "/nonexistent::.:relative"},
    {"HOME": None},
    {"HOME": "/dev/null/none"},
    {"SHLVL": "7", "PWD": "/", "OLDPWD": "/usr"},
    {"SHLVL": None},
    {"SHLVL": "0"},
    {"PWD": "//./", "OLDPWD": "", "SHLVL": "7"},
    {"PYTHONPATH": "/none", "PYTHONHOME": "/none", "PYTHONSTARTUP": "/none", "PYTHONVERBOSE": "1", "PYTHONUTF8": "0"},
    {"PYTHONCOERCECLOCALE": "warn", "LANG": None, "LC_ALL": None, "LC_CTYPE": "C"},
    {"ANYARCH": "off"},
    {"ANYARCH": "on", "ANYARCH_NOTICE": "never", "DOCKER_DEFAULT_PLATFORM": "linux/amd64", "DOCKER_CONTEXT": "none"},
]
ONLY_BASH: list[dict[str, str | None]] = [
    {**NO_NAMES},
    {**FUNCTION},
    {"PWD": None},
    {"PWD": None, "SHLVL": None, "OLDPWD": "/usr"},
    {"PWD": "/usr", "OLDPWD": "/none"},
    {"PWD": "/nonexistent", "SHLVL": None},
    {"A": "\nPWD=/\n", "PWD": "/usr"},
    {"IFS": "x", "PWD": "/usr"},
]


def test_the_words_arrive_byte_for_byte(launch: Launch) -> None:
    launch.assert_same(*BYTES)
    assert launch.docker.calls()[1].words == launch.words + BYTES


def test_only_the_path_that_looks_has_looked(launch: Launch) -> None:
    launch.assert_same()
    assert os.path.exists(launch.person.environment["ANYARCH_LOG"]) == (b"image" in launch.words)


@in_turn("variables", ENVIRONMENTS, only_for_bash=ONLY_BASH)
def test_the_environment_and_the_words_arrive_as_they_were(launch: Launch, variables: dict[str, str | None]) -> None:
    launch.assert_same(*BYTES, variables=variables)


@in_turn("variable", ["BASH_ENV", "ENV", "PYTHONSTARTUP"])
def test_a_file_that_shells_would_read_is_not(launch: Launch, variable: str, tmp_path: Path) -> None:
    printing = tmp_path / "printing"
    printing.write_text("echo printed\n")
    launch.assert_same(variables={variable: str(printing)})


@only_bash
def test_bash_makes_a_level_that_is_no_number_0(launch: Launch) -> None:
    directly, launched = launch.both(variables={"SHLVL": "x"})
    assert launched.environment == {**directly.environment, b"SHLVL": b"0"}


@only_bash
def test_bash_keeps_no_more_names_to_itself(launch: Launch) -> None:
    names = [*BASHS_OWN, *(b"DIRSTACK FUNCNAME GROUPS PIPESTATUS UID EUID REPLY HOSTNAME OSTYPE CDPATH TZ".split())]
    directly, launched = launch.both(variables={name.decode(): "7" for name in names})
    environments = (
        {name: value for name, value in call.environment.items() if name not in BASHS_OWN}
        for call in (directly, launched)
    )
    assert next(environments) == next(environments)
    assert replace(launched, environment={}) == replace(directly, environment={})


@only_dash
def test_dash_loses_names_that_are_none_in_shell_and_no_others(launch: Launch) -> None:
    names = NO_NAMES | FUNCTION
    kept = {"RANDOM": "1", "SECONDS": "2", "SHELLOPTS": "xtrace", "_": "x"}
    directly, launched = launch.both(variables={**names, **kept})
    lost = {name.encode() for name in names}
    assert launched.environment == {name: value for name, value in directly.environment.items() if name not in lost}


@only_dash
@pytest.mark.parametrize("folder", [None, "/usr"])
def test_dash_puts_the_name_of_the_folder_right(launch: Launch, folder: str | None) -> None:
    directly, launched = launch.both(variables={"PWD": folder})
    assert launched.environment == {**directly.environment, b"PWD": b"/"}


@only_bash
def test_bash_warns_of_a_locale_that_the_machine_lacks(launch: Launch) -> None:
    done = launch.start(variables={"LC_ALL": "xx_XX.UTF-8"}).launched(launch.person)
    assert done.stderr.count(b"\n") == 1
    assert b"warning: setlocale: LC_ALL: cannot change locale (xx_XX.UTF-8)" in done.stderr
    assert launch.docker.call().environment[b"LC_ALL"] == b"xx_XX.UTF-8"


@only_dash
def test_dash_does_not_warn_of_one(launch: Launch) -> None:
    launch.assert_same(variables={"LC_ALL": "xx_XX.UTF-8"})


@only_bash
@pytest.mark.parametrize(
    "python",
    [b"#!/nonexistent/python\n", b"\x7fELF\x02\x01\x01" + bytes(200), b"\xfe\xed\xfa\xcf" + bytes(200)],
    ids=["script", "elf", "mach-o"],
)
def test_a_python_that_does_not_start_is_as_none(launch: Launch, python: bytes, tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_bytes(python)
    broken.chmod(0o755)
    change_launcher(launch.person, sys.executable, str(broken))
    start = launch.start(variables={"foo.bar": "1", "PWD": "/usr", "SHLVL": None, "OLDPWD": "/none", "IFS": "x"})
    directly, launched = start.of(launch.person, launch.docker.path), start.launched(launch.person)
    assert (launched.returncode, launched.stdout) == (directly.returncode, directly.stdout)
    assert [line for line in launched.stderr.splitlines() if os.fsencode(broken) not in line] == []
    first, second = launch.docker.calls()
    assert (second.words, second.environment, second.signals) == (first.words, first.environment, first.signals)
