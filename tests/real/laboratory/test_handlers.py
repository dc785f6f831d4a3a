import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.laboratory import handlers
from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.debian import cache
from tests.laboratory.handlers import FOLDER, PLACE, executes, handler, mounted, register, turn, write
from tests.laboratory.programs import emulator


@pytest.mark.usefixtures("handlers_turn")
@pytest.mark.parametrize("architecture", ["arm64", "arm", "s390x"])
def test_foreign_programs_run_under_a_handler_and_not_after_it(
    architecture: str, program: Callable[[str], str]
) -> None:
    busybox = program(architecture)
    if executes(busybox):
        pytest.skip(f"this machine runs {architecture} by itself")
    mounted = os.path.exists(f"{FOLDER}/register")
    with handler(architecture, emulator(architecture, cache(os.environ))) as name:
        assert os.path.exists(f"{FOLDER}/{name}")
        printed = subprocess.run([busybox, "uname", "-m"], check=True, capture_output=True, text=True).stdout
    assert printed.strip() == ARCHITECTURES[architecture].uname
    assert not executes(busybox)
    assert os.path.exists(f"{FOLDER}/register") == mounted


# A run that is killed in its turn, while the kernel has its handlers: one by `handler`, one as by its installer.
KILLED = """
import os, signal, sys
from tests.laboratory import handlers
handlers.TURN, architecture, interpreter, line = sys.argv[1:]
with handlers.turn(), handlers.handler(architecture, interpreter):
    handlers.write(os.path.join(handlers.FOLDER, "register"), line.encode())
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.usefixtures("handlers_turn")
def test_what_a_killed_run_has_left_is_thrown_away_and_nothing_else(
    program: Callable[[str], str], foreign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if executes(program(foreign)):
        pytest.skip(f"this machine runs {foreign} by itself")
    interpreter = emulator(foreign, cache(os.environ))
    installed, somebodys = "qemu-test", "anyarch-test"
    monkeypatch.setattr(handlers, "TURN", str(tmp_path / "turn"))  # this test's own turn is that of all runs
    with mounted():
        entry = os.path.join(FOLDER, somebodys)
        try:
            register(somebodys, r"\x05\x06:", interpreter)
            words = [handlers.TURN, foreign, interpreter, f":{installed}:M::\\x04\\x05::{PLACE}qemu:"]
            killed = subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
            assert killed.returncode == -signal.SIGKILL
            assert {f"anyarch-lab-{foreign}", installed, somebodys} <= set(os.listdir(FOLDER))
            with turn():
                assert not {f"anyarch-lab-{foreign}", installed} & set(os.listdir(FOLDER))
                with handler(foreign, interpreter):
                    assert executes(program(foreign))
            assert os.path.exists(entry)
        finally:
            if os.path.exists(entry):
                write(entry, b"-1")


def test_without_a_turn_there_is_no_handler(foreign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "_turns", [])
    with pytest.raises(RuntimeError, match="turn"), handler(foreign, "/bin/true"):
        pass


@pytest.mark.usefixtures("handlers_turn")
def test_a_handler_without_f_needs_no_interpreter_on_the_machine_and_is_another_one(
    foreign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "TURN", str(tmp_path / "turn"))  # this test's own turn is that of all runs
    interpreter = emulator(foreign, cache(os.environ))
    found = []
    for path, flags in (("/nowhere/qemu", ""), (interpreter, "F")):
        with handlers.shared({foreign: path}, flags):
            [entry] = handlers.ours()
            lines = Path(FOLDER, entry).read_text(encoding="utf-8").splitlines()
            assert f"interpreter {path}" in lines
            found.append((entry, f"flags: {flags}" in lines))
    assert [as_given for _, as_given in found] == [True, True]
    assert found[0][0] != found[1][0]
