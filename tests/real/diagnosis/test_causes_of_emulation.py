"""The causes that an emulator fixes, or makes: told with and without a handler in the kernel, on a real engine."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.diagnosis.causes.cause import FIXED
from tests.laboratory.architectures import native
from tests.laboratory.debian import cache
from tests.laboratory.faulty_images import GREETING
from tests.laboratory.faulty_programs import NARROW
from tests.laboratory.handlers import FOLDER, handler, mounted, write
from tests.laboratory.person import Person
from tests.laboratory.programs import busybox, greeting
from tests.real.diagnosis.conftest import Admit, typed

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("unaided")]


@pytest.fixture
def emulated(unaided: None, foreign: str, qemu: str) -> Iterator[None]:  # noqa: ARG001 - must be there first
    """The kernel has a handler for foreign programs."""
    with handler(foreign, qemu):
        yield


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("foreign", "foreign-program"),
        ("wrong-label", "wrong-label"),
        ("interpreter-foreign", "foreign-interpreter"),
        ("behind-a-shell", "wrong-label"),
        ("behind-an-entry-point", "wrong-label"),
    ],
)
def test_an_emulator_fixes_it_and_in_spite_of_a_wrong_label_it_runs_as_told(
    patient: Admit, foreign: str, qemu: str, name: str, cause: str
) -> None:
    admitted = patient(name)
    assert admitted.run().status != 0
    conclusion = admitted.report()["conclusion"]
    assert (conclusion["cause"], conclusion["commands"]) == (cause, [f"anyarch emulators install linux/{foreign}"])
    with handler(foreign, qemu):
        ran = admitted.run()
        assert ran.status == 0
        if name == "foreign":
            assert admitted.cause() == ""
        else:
            assert admitted.cause() == "wrong-label-emulated"
            assert admitted.fix() == ran


@pytest.mark.parametrize("name", ["wrong-label-native", "no-label"])
def test_a_native_program_behind_a_wrong_label_runs_as_told(patient: Admit, name: str) -> None:
    admitted = patient(name)
    assert admitted.run("--platform", f"linux/{native().name}").status == 125
    assert admitted.cause() == name
    assert admitted.fix().output == f"{GREETING}\n"


def test_a_handler_that_is_gone_is_told_from_one_that_never_was(patient: Admit, foreign: str, qemu: str) -> None:
    admitted = patient("foreign")
    with handler(foreign, qemu):
        assert admitted.cause() == ""
    assert admitted.run().status != 0
    assert admitted.cause() == "handler-gone"
    with handler(foreign, qemu):
        assert admitted.cause() == ""


def test_a_handler_without_the_flag_f_is_told_by_how_its_container_ends(
    patient: Admit, foreign: str, qemu: str
) -> None:
    admitted = patient("foreign")
    with handler(foreign, qemu, flags=""):
        ended = admitted.run("--name", "without-f")
        assert "exec /bin/echo: no such file or directory" in ended.errors
        assert admitted.cause("without-f") == "handler-without-f"
    with handler(foreign, qemu, flags="F"):
        assert admitted.person.real_docker("start", "--attach", "without-f").output == f"{GREETING}\n"
        assert admitted.cause("without-f") == ""


def visible(program: str, folder: Path) -> str:
    """A copy of a program where an engine in a chroot sees it as well: in a folder for temporary files."""
    return str(shutil.copy(program, folder))


@contextlib.contextmanager
def unsuitable(cause: str, foreign: str, qemu: str, folder: Path) -> Iterator[str]:
    """A handler with which the engine does not run foreign programs, its emulator; a command may remove it."""
    wrapper = folder / "qemu"
    wrapper.write_text(f'#!/bin/sh\nexec {qemu} "$@"\n')
    wrapper.chmod(0o755)
    interpreters = {
        "handler-dynamic": visible(greeting(native().name, cache(os.environ)), folder),
        "handler-script": str(wrapper),
        "handler-for-another-cpu": visible(busybox("s390x", cache(os.environ)), folder),
        "handler-disabled": qemu,
    }
    with contextlib.suppress(FileNotFoundError), handler(foreign, interpreters[cause], flags="F") as name:
        if cause == "handler-disabled":
            with mounted():
                write(os.path.join(FOLDER, name), b"0")
        yield interpreters[cause]


@pytest.mark.parametrize("cause", ["handler-dynamic", "handler-script", "handler-for-another-cpu", "handler-disabled"])
def test_the_commands_replace_an_emulator_that_is_unsuitable(
    patient: Admit, foreign: str, qemu: str, installing: Person, cause: str
) -> None:
    admitted = patient("foreign")
    with unsuitable(cause, foreign, qemu, admitted.folder) as emulator:
        assert admitted.run("--name", "ended").status != 0
        assert admitted.cause("ended") == cause  # also where it has no other last words than without the flag F
        conclusion = admitted.report()["conclusion"]
        assert (conclusion["cause"], emulator in conclusion["sentence"]) == (cause, cause != "handler-disabled")
        assert [command.split()[2] for command in conclusion["commands"]] == ["remove", "install"]
        for command in conclusion["commands"]:
            typed(installing, command)
        assert admitted.run().output == f"{GREETING}\n"
        assert admitted.cause() == ""


@pytest.mark.usefixtures("emulated")
def test_an_appimage_that_a_handler_does_not_recognize_is_told_and_fixed(patient: Admit) -> None:
    admitted = patient("appimage")
    assert "exec format error" in admitted.run().errors
    assert admitted.cause() == "handler-misses-padding"
    assert admitted.fix().status == 0
    assert admitted.run(image=FIXED).output == f"{GREETING}\n"
    assert admitted.cause(FIXED) == ""


@pytest.mark.parametrize(("flags", "is_noted"), [("F", True), ("CF", False)])
def test_a_setuid_program_without_its_rights_is_noted(
    patient: Admit, foreign: str, qemu: str, flags: str, *, is_noted: bool
) -> None:
    admitted = patient("setuid")
    with handler(foreign, qemu, flags=flags):
        report = admitted.report()
    assert report["conclusion"] is None
    assert ["/opt/busybox is a setuid program" in note for note in report["notes"]] == [True] * is_noted


def test_a_program_that_the_emulator_may_not_open_is_told(patient: Admit, foreign: str, qemu: str) -> None:
    admitted = patient("unreadable")
    with handler(foreign, qemu, flags="F"):
        ended = admitted.run()
        assert ended.status == 1
        assert ended.output in {"", "Error while loading /opt/busybox: Permission denied\n"}  # the latter since QEMU 10
        assert admitted.cause() == "handler-without-o"
    with handler(foreign, qemu, flags="OF"):
        assert admitted.run().output == f"{GREETING}\n"
        assert admitted.cause() == ""


@pytest.mark.parametrize(
    ("name", "number", "cause"),
    [("illegal", signal.SIGILL, "emulator-lacks-instruction"), ("crashing", signal.SIGSEGV, "emulator-crash")],
)
@pytest.mark.usefixtures("emulated")
def test_a_signal_that_the_emulator_ends_with_is_told(patient: Admit, name: str, number: int, cause: str) -> None:
    admitted = patient(name)
    assert admitted.run("--init", "--name", "ended").status == 128 + number
    report = admitted.report("ended")
    assert report["ending"]["line"].startswith(f"qemu: uncaught target signal {int(number)} ")
    assert report["conclusion"]["cause"] == cause


def test_a_kernel_without_the_mode_with_32_bits_is_told(patient: Admit) -> None:
    admitted = patient("narrow")
    assert admitted.run().status == 0
    assert admitted.cause() == ""
    admitted.forget()
    nothing = admitted.folder / "nothing"
    nothing.write_text("no program")
    nothing.chmod(0o755)
    with handler(NARROW[native().name], str(nothing)):  # it answers as a kernel does that cannot execute them
        assert "exec format error" in admitted.run().errors
        assert admitted.cause() == "no-32-bit-mode"


@pytest.mark.usefixtures("emulated")
def test_an_emulator_that_hangs_in_its_crash_is_told(patient: Admit) -> None:
    """As the first process of a container QEMU cannot kill itself: the kernel keeps such a one from harm."""
    admitted = patient("crashing")
    started = admitted.run("--detach", "--name", "hanging")
    following = [admitted.person.real, "logs", "--follow", started.output.strip()]
    with subprocess.Popen(following, env=admitted.person.environment, stderr=subprocess.PIPE) as log:
        assert log.stderr
        assert b"uncaught target signal 11" in log.stderr.readline()
        log.kill()
    assert admitted.cause("hanging") == "emulator-crash"


@pytest.mark.usefixtures("emulated")
def test_a_loader_of_another_architecture_is_told(patient: Admit, foreign: str) -> None:
    admitted = patient("foreign-and-dynamic")
    assert "Could not open '/lib/ld-linux-aarch64.so.1'" in admitted.run().errors
    conclusion = admitted.report()["conclusion"]
    assert conclusion["cause"] == "loader-missing"
    assert f"the image is for linux/{native().name}, the program for linux/{foreign}" in conclusion["sentence"]


@pytest.mark.usefixtures("emulated")
def test_a_loader_that_a_script_needs_later_is_told(patient: Admit, foreign: str) -> None:
    admitted = patient("foreign-and-dynamic-child")
    assert admitted.run("--name", "later").status == 255
    conclusion = admitted.report("later")["conclusion"]
    assert conclusion["cause"] == "child-loader-missing"
    assert f"Something that /start starts is a dynamic program for linux/{foreign}" in conclusion["sentence"]
