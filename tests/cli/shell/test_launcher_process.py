"""The launcher compared with the real docker started directly: docker is the same process, and ends the same.

Known differences, each with a test below. They are bash's doing before the launcher's first line:

* A closed standard error is the launcher itself, open for reading: writing to it fails as before.
* In a working folder that has been deleted there is one line on standard error.
"""

import os
import signal
from pathlib import Path
from typing import Any

from tests.cli.shell.ways import Launch, in_turn, only_bash


@in_turn("umask", [0o000, 0o022, 0o077, 0o027])
def test_the_umask_and_folder_are_kept(launch: Launch, umask: int, tmp_path: Path) -> None:
    folder = tmp_path / "it's a\nfolder"
    folder.mkdir()
    start = launch.start(variables={"PWD": str(folder)}, options={"cwd": folder, "umask": umask})
    start.assert_same(launch.person, launch.docker)


@only_bash
def test_in_a_folder_that_is_gone_docker_starts_there_behind_a_line_of_bashs(launch: Launch, tmp_path: Path) -> None:
    folder = str(tmp_path / "gone")
    start = launch.start(behind=("/bin/sh", "-c", 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"', folder))
    directly, launched = start.of(launch.person, launch.docker.path), start.launched(launch.person)
    assert (launched.returncode, launched.stdout) == (directly.returncode, directly.stdout) == (0, b"")
    line, _, rest = launched.stderr.partition(b"\n")
    assert line.startswith(b"shell-init: error retrieving current directory")
    assert rest == directly.stderr, "what the recording docker's own shell says"
    first, second = launch.docker.calls()
    assert first.folder == second.folder == f"{folder} (deleted)"
    assert (first.words, first.environment) == (second.words, second.environment)


def test_open_descriptors_are_kept_and_none_are_added(launch: Launch, tmp_path: Path) -> None:
    with open(tmp_path / "open", "wb") as file:
        opened = os.dup2(file.fileno(), 77)
        try:
            launch.assert_same(options={"pass_fds": (file.fileno(), opened)})
        finally:
            os.close(opened)
    assert launch.docker.calls()[1].descriptors[77] == str(tmp_path / "open")


@in_turn("redirections", ["0<&-", "1>&-", "0<&- 1>&-"], only_for_bash=["0<&- 1>&- 2>&-"])
def test_closed_descriptors_stay_closed(launch: Launch, redirections: str) -> None:
    launch.assert_same(behind=("/bin/sh", "-c", f'exec "$@" {redirections}', "sh"))


@only_bash
def test_a_closed_standard_error_still_takes_nothing(launch: Launch) -> None:
    launch.docker.behave('echo lost >&2; echo $? >"$call/status-of-writing"')
    start = launch.start(behind=("/bin/sh", "-c", 'exec "$@" 2>&-', "sh"))
    directly, launched = start.both(launch.person, launch.docker)
    assert launch.docker.kept("status-of-writing") != b"0\n"
    assert launched.descriptors == {**directly.descriptors, 2: f"{launch.person.shim}/docker"}


@in_turn(
    "signals",
    [
        "",
        "--ignore-signal=INT",
        "--ignore-signal=HUP,INT,QUIT,TERM",
        "--ignore-signal=USR1,USR2,ALRM,CHLD",
        "--ignore-signal=TSTP,TTIN,TTOU",
        "--ignore-signal=PIPE",
        "--ignore-signal=XFSZ",
        "--ignore-signal=PIPE,XFSZ,INT",
        "--block-signal=INT,TERM,HUP,USR1",
    ],
)
def test_ignored_and_blocked_signals_stay_so_and_no_others(launch: Launch, signals: str) -> None:
    launch.assert_same(behind=("/usr/bin/env", *signals.split()))


def test_ignored_signals_stay_so_where_docker_had_to_be_looked_for(launch: Launch) -> None:
    behind = ("/usr/bin/env", "--ignore-signal=PIPE,XFSZ")
    launch.assert_same(variables={"ANYARCH_DOCKER": launch.docker.path}, behind=behind)


@in_turn("options", [{}, {"process_group": 0}, {"start_new_session": True}])
def test_it_stays_in_its_process_group_and_session(launch: Launch, options: dict[str, Any]) -> None:
    launch.start(options=options).launched(launch.person)
    call = launch.docker.call()
    assert call.parent == os.getpid()
    assert call.had_children == (launch.words not in ([b"ps", b"--all"], [b"run", b"--rm", b"known"])), "but for Python"
    assert call.group == (call.process if options else os.getpgrp())
    assert call.session == (call.process if "start_new_session" in options else os.getsid(0))


@in_turn("source", ["pipe", "file"])
def test_standard_input_is_left_to_docker(launch: Launch, source: str, tmp_path: Path) -> None:
    launch.docker.behave('cat >"$call/input"')
    data = os.urandom(100_000)
    (tmp_path / "data").write_bytes(data)
    with open(tmp_path / "data", "rb") as file:
        options = {"input": data, "stdin": None} if source == "pipe" else {"stdin": file}
        launch.start(options=options).launched(launch.person)
    assert launch.docker.kept("input") == data


@in_turn(
    "ending",
    [
        *((f"exit {status}", status) for status in (0, 1, 2, 125, 126, 127, 130, 255)),
        *((f"kill -{name} $$", -signal.Signals[f"SIG{name}"]) for name in ("TERM", "KILL", "PIPE", "INT")),
    ],
)
def test_the_end_is_dockers(launch: Launch, ending: tuple[str, int]) -> None:
    behaviour, status = ending
    launch.docker.behave(behaviour)
    assert launch.start().launched(launch.person).returncode == status


def test_a_reader_that_leaves_ends_docker_silently(launch: Launch) -> None:
    launch.docker.behave("while :; do echo line; done")
    script = '"$@" | head -n 1; echo "${PIPESTATUS[0]}"'
    done = launch.start(behind=("/bin/bash", "-c", script, "bash")).launched(launch.person)
    assert (done.stdout, done.stderr) == (b"line\n141\n", b"")
