"""Whatever happens to Python, docker runs as typed, nothing is printed, and the log has one line."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import change_launcher
from tests.cli.shell.conftest import StandIn
from tests.cli.shell.ways import Launch
from tests.laboratory.person import Outcome, Person

WORDS = ["run", "--rm", "-v", "a b:/c", "image", "sh", "-c", "echo *"]
ADVICE = '+--platform\\n+linux/arm64\\n="${1}" "${9}" "${10}" "${2}"\\n'
TROUBLES = {
    "it fails": "exit 3",
    "it is killed": "kill -KILL $$",
    "it crashes": "kill -SEGV $$",
    "it is interrupted": "kill -INT $$; sleep 60",
    "it prints on standard error": "echo Traceback >&2; exit 1",
    "it says nothing": "exit 0",
    "its advice is cut off": f"printf '{ADVICE}'",
    "its advice is cut off in a line": f"printf '{ADVICE}en'",
    "it is killed in the middle": f"printf '{ADVICE}'; kill -KILL $$",
    "it prints garbage before": f"printf 'Warning: no locale\\n{ADVICE}end\\n'",
    "it prints garbage after": f"printf '{ADVICE}'; echo end.",
    "it prints zeros": "printf '\\0\\0\\n'",
    "it prints what is no order of words": "printf '=$(touch broken)\\nend\\n'",
    "it prints a command": """printf '+x\\n="${1}"; touch broken\\nend\\n'""",
}


@pytest.fixture(params=["bash", "dash"])
def words(request: pytest.FixtureRequest, person: Person) -> list[bytes]:
    if request.param == "dash":
        change_launcher(person, "/bin/bash -p", "/bin/dash")
    return [word.encode() for word in WORDS]


def log(person: Person) -> list[str]:
    file = Path(person.environment["ANYARCH_LOG"])
    return file.read_text().splitlines() if file.exists() else []


@pytest.mark.parametrize("trouble", TROUBLES)
def test_docker_runs_as_typed(launch: Launch, python: StandIn, trouble: str, tmp_path: Path) -> None:
    python.behave(TROUBLES[trouble])
    assert launch(folder=str(tmp_path)) == Outcome(0, "", "")
    assert launch.docker.call().words == launch.words
    assert not (tmp_path / "broken").exists()
    lines = [line.partition(" ")[2] for line in log(launch.person)]
    assert len(lines) == 1
    assert lines[0].startswith("docker ran as typed, because Python gave no advice")


def test_advice_is_followed(launch: Launch, python: StandIn) -> None:
    order = " ".join(f'"${{{number}}}"' for number in (1, 9, 10, 11, *range(2, 9)))
    python.behave(f"printf 'wait 30\\n+--platform\\n+ linux arm64 \\n&a\\\\\\n&\\n+\\1\\177\\377*\\n={order}\\nend\\n'")
    assert launch() == Outcome(0, "", "")
    added = [b"--platform", b" linux arm64 ", b"a\\\n\n\1\177\377*"]
    assert launch.docker.call().words == [b"run", *added, *launch.words[1:]]
    assert log(launch.person) == []


@pytest.mark.parametrize(
    "hang",
    ["exec sleep 3600", "kill -STOP $$", "yes end.", "echo wait 01; exec sleep 3600", "echo wait x; exec sleep 3600"],
)
@pytest.mark.parametrize("words", ["bash"], indirect=True)
def test_a_python_that_hangs_is_given_up(launch: Launch, python: StandIn, hang: str) -> None:
    change_launcher(launch.person, "_anyarch_seconds=10\n", "_anyarch_seconds=1\n")
    python.behave(hang)
    assert launch() == Outcome(0, "", "")
    assert launch.docker.call().words == launch.words


@pytest.mark.parametrize("words", ["bash"], indirect=True)
def test_one_that_does_not_end_after_its_advice_holds_nothing_up(launch: Launch, python: StandIn) -> None:
    python.behave("echo end; exec sleep 3600")
    assert launch() == Outcome(0, "", "")
    assert launch.docker.call().words == launch.words
    assert log(launch.person) == []


@pytest.mark.parametrize("words", ["bash"], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("is_group", [True, False], ids=["to all", "to the launcher alone"])
def test_a_signal_ends_a_launcher_that_waits_at_once(
    launch: Launch, python: StandIn, number: signal.Signals, tmp_path: Path, *, is_group: bool
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    python.behave(f"echo >{pipe}; exec sleep 3600")
    command = [launch.launcher, *map(os.fsdecode, launch.words)]
    with subprocess.Popen(command, env=launch.person.environment, process_group=0) as running:
        pipe.read_text()
        (os.killpg if is_group else os.kill)(running.pid, number)
        try:
            assert running.wait(20) in (-number, 128 + number)
        finally:
            os.killpg(running.pid, signal.SIGKILL)
    assert launch.docker.calls() == []
