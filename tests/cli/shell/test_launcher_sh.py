"""The launcher on a machine without bash, read by dash: the same but for what dash cannot keep.

Known differences, besides bash's (test_launcher.py): dash drops every variable whose name is no name in shell, such as
`foo.bar`, and with them the functions that bash exports. It does not add SHLVL, and has fewer names of its own.
"""

import os
from pathlib import Path

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.starts import Start

ODD_WORDS = [b"", b"two words", b"*", b"'", b"\\n", b"\n", b"--", b"\xff\xfe"]


@pytest.fixture(autouse=True)
def dash(person: Person) -> None:
    if not os.access("/usr/bin/dash", os.X_OK):
        pytest.skip("there is no dash: install the package dash")
    launcher = Path(person.shim, "docker")
    launcher.write_text(f"#!/usr/bin/dash\n{launcher.read_text().partition(chr(10))[2]}")


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"empty": "", "lines": "a\nb\n", "bytes": "\udcff\udcfe", "equals": "a=b="},
        {"LC_ALL": "C"},
        {"LC_ALL": "xx_XX.UTF-8"},
        {"LC_CTYPE": "C", "LANG": None},
        {"LANG": None},
        {"PATH": None},
        {"SHLVL": None},
        {"ENV": "/nonexistent", "BASH_ENV": "/nonexistent"},
        {"PS1": "a", "RANDOM": "1", "SECONDS": "2", "SHELLOPTS": "xtrace", "OLDPWD": "/nonexistent", "_": "x"},
    ],
    ids=str,
)
def test_docker_cannot_tell_it_from_a_direct_start(
    words: list[bytes], variables: dict[str, str | None], person: Person, docker: RecordingDocker
) -> None:
    Start(words + ODD_WORDS, variables).assert_same(person, docker)


@pytest.mark.parametrize("signals", ["--ignore-signal=HUP,INT,QUIT,TERM", "--block-signal=INT,TERM"])
def test_signals_stay_as_they_were(words: list[bytes], signals: str, person: Person, docker: RecordingDocker) -> None:
    Start(words, behind=("/usr/bin/env", signals)).assert_same(person, docker)


def test_names_that_are_none_in_shell_are_lost(words: list[bytes], person: Person, docker: RecordingDocker) -> None:
    odd = {"foo.bar": "1", "a-b": "2", "1st": "3", "BASH_FUNC_f%%": "() {  echo hi\n}"}
    directly, launched = Start(words, dict(odd)).both(person, docker)
    lost = {name.encode() for name in odd}
    assert launched.environment == {name: value for name, value in directly.environment.items() if name not in lost}
