import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.laboratory import handlers
from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.debian import cache
from tests.laboratory.handlers import FOLDER, PLACE, executes, handler, mounted, register, rule, turn, write
from tests.laboratory.programs import emulator
from tests.laboratory.unavailable import Unavailable


def test_the_machine_executes_its_own_programs(program: Callable[[str], str]) -> None:
    assert executes(program(native().name))


@pytest.mark.parametrize(
    ("architecture", "bits"),
    [("arm64", "02010100" + "00" * 8 + "0200b700"), ("s390x", "02020100" + "00" * 8 + "00020016")],
)
def test_a_rule_is_the_head_of_an_elf_file(architecture: str, bits: str) -> None:
    magic, mask = (bytes.fromhex(part.replace("\\x", "")) for part in rule(ARCHITECTURES[architecture]).split(":"))
    assert magic == b"\x7fELF" + bytes.fromhex(bits)
    assert len(mask) == 20


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


@pytest.mark.usefixtures("handlers_turn")
def test_a_handler_goes_when_the_block_fails(program: Callable[[str], str], foreign: str) -> None:
    if executes(program(foreign)):
        pytest.skip(f"this machine runs {foreign} by itself")

    def fail() -> None:
        with handler(foreign, emulator(foreign, cache(os.environ))):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert not executes(program(foreign))


@pytest.mark.usefixtures("handlers_turn")
def test_a_second_handler_of_the_same_name_is_refused(program: Callable[[str], str], foreign: str) -> None:
    if executes(program(foreign)):
        pytest.skip(f"this machine runs {foreign} by itself")
    interpreter = emulator(foreign, cache(os.environ))
    with handler(foreign, interpreter):
        with pytest.raises(Unavailable, match="in use"), handler(foreign, interpreter):
            pass
        assert executes(program(foreign))


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
