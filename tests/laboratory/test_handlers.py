import os
import subprocess
from collections.abc import Callable

import pytest

from laboratory.architectures import ARCHITECTURES, native
from laboratory.debian import cache
from laboratory.handlers import FOLDER, executes, handler, rule
from laboratory.programs import emulator
from laboratory.unavailable import Unavailable


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
    try:
        with handler(architecture, emulator(architecture, cache(os.environ))) as name:
            assert os.path.exists(f"{FOLDER}/{name}")
            printed = subprocess.run([busybox, "uname", "-m"], check=True, capture_output=True, text=True).stdout
    except Unavailable as reason:
        pytest.skip(str(reason))
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

    try:
        with pytest.raises(KeyboardInterrupt):
            fail()
    except Unavailable as reason:
        pytest.skip(str(reason))
    assert not executes(program(foreign))


@pytest.mark.usefixtures("handlers_turn")
def test_a_second_handler_of_the_same_name_is_refused(program: Callable[[str], str], foreign: str) -> None:
    if executes(program(foreign)):
        pytest.skip(f"this machine runs {foreign} by itself")
    interpreter = emulator(foreign, cache(os.environ))
    try:
        with handler(foreign, interpreter):
            with pytest.raises(Unavailable, match="in use"), handler(foreign, interpreter):
                pass
            assert executes(program(foreign))
    except Unavailable as reason:
        pytest.skip(str(reason))
