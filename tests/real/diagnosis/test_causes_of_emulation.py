"""The causes that an emulator fixes, or makes: told with and without a handler in the kernel, on a real engine."""

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anyarch.diagnosis.causes.cause import FIXED
from anyarch.emulators import probe
from anyarch.emulators.handlers import registration
from anyarch.oci import platforms
from tests.laboratory import asked
from tests.laboratory.architectures import native
from tests.laboratory.debian import cache
from tests.laboratory.faulty_images import GREETING
from tests.laboratory.faulty_line import FaultyLine
from tests.laboratory.faulty_programs import NARROW
from tests.laboratory.handlers import FOLDER, PREFIX, executes, handler, mounted, write
from tests.laboratory.line import PIECE, carry
from tests.laboratory.person import Outcome
from tests.laboratory.programs import busybox, emulator, greeting
from tests.laboratory.terminal import Terminal
from tests.real.diagnosis.conftest import Admit

pytestmark = pytest.mark.engine

INSTALL = "anyarch emulators install linux/{}"
ANOTHER = "s390x"  # which no engine here runs


@pytest.fixture(autouse=True)
def _unaided(handlers_turn: None, foreign: str, program: Callable[[str], str]) -> None:  # noqa: ARG001
    if executes(program(foreign)):
        pytest.skip(f"this machine runs {foreign} by itself")


@pytest.fixture
def qemu(foreign: str) -> str:
    return emulator(foreign, cache(os.environ))


FIXED_BY_AN_EMULATOR = {
    "foreign": ("foreign-program", ""),
    "wrong-label": ("wrong-label", "wrong-label-emulated"),
    "interpreter-foreign": ("foreign-interpreter", "wrong-label-emulated"),
    "behind-a-shell": ("wrong-label", "wrong-label-emulated"),
    "behind-an-entry-point": ("wrong-label", "wrong-label-emulated"),
}


@pytest.mark.parametrize("name", FIXED_BY_AN_EMULATOR)
def test_an_emulator_fixes_it(patient: Admit, foreign: str, qemu: str, name: str) -> None:
    cause, afterwards = FIXED_BY_AN_EMULATOR[name]
    admitted = patient(name)
    assert admitted.run().status != 0
    conclusion = admitted.report()["conclusion"]
    assert (conclusion["cause"], conclusion["commands"]) == (cause, [INSTALL.format(foreign)])
    with handler(foreign, qemu):
        assert admitted.run().status == 0
        assert admitted.cause() == afterwards


def test_the_command_that_installs_an_emulator_does(
    patient: Admit, foreign: str, installer_image: str, tmp_path: Path
) -> None:
    admitted = patient("foreign")
    person = admitted.person
    assert person.anyarch("config", "set", "emulation.image", installer_image).status == 0
    [command] = admitted.report()["conclusion"]["commands"]
    install = [*person.command, *shlex.split(command)[1:]]
    try:
        with Terminal([*install], person.environment, str(tmp_path)) as terminal:
            terminal.expect("Install?")
            terminal.enter("y")
            terminal.expect("installed")
        assert admitted.run().status == 0
        assert admitted.cause() == ""
    finally:
        assert person.anyarch("emulators", "remove", "--yes", f"linux/{foreign}").status == 0
        person.real_docker("rmi", "--force", installer_image)


def test_a_foreign_image_that_is_emulated_has_no_fault(patient: Admit, foreign: str, qemu: str) -> None:
    admitted = patient("foreign")
    with handler(foreign, qemu):
        report = admitted.report()
    assert report["conclusion"] is None
    assert report["emulated"] == f"linux/{foreign}"


def test_an_image_that_runs_emulated_in_spite_of_its_label_runs_as_told(
    patient: Admit, foreign: str, qemu: str
) -> None:
    admitted = patient("wrong-label")
    with handler(foreign, qemu):
        assert admitted.cause() == "wrong-label-emulated"
        assert admitted.fix() == Outcome(0, f"{GREETING}\n", "")


@pytest.mark.parametrize("name", ["wrong-label-native", "no-label"])
def test_a_native_program_behind_a_wrong_label_runs_as_told(patient: Admit, name: str) -> None:
    admitted = patient(name)
    assert admitted.run(admitted.image, "--platform", f"linux/{native().name}").status == 125
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


def test_a_handler_of_an_earlier_boot_is_gone(patient: Admit, foreign: str, qemu: str) -> None:
    admitted = patient("foreign")
    environment = admitted.person.environment
    engine = asked.engine(environment["DOCKER_HOST"], HOME=environment["HOME"])
    probe._keep(engine, platforms.parse(foreign), "another-boot qemu-aarch64")  # noqa: SLF001 - as that boot did
    assert admitted.cause() == "handler-gone"
    with handler(foreign, qemu):
        assert admitted.cause() == ""


def test_a_handler_without_the_flag_f_is_told_by_how_its_container_ends(
    patient: Admit, foreign: str, qemu: str
) -> None:
    admitted = patient("foreign")
    with handler(foreign, qemu, flags=""):
        ended = admitted.run(admitted.image, "--name", "without-f")
        assert "exec /bin/echo: no such file or directory" in ended.errors
        assert admitted.cause("without-f") == "handler-without-f"
    with handler(foreign, qemu, flags="F"):
        assert admitted.person.real_docker("start", "--attach", "without-f").output == f"{GREETING}\n"
        assert admitted.cause("without-f") == ""
    admitted.person.real_docker("rm", "without-f")


def visible(program: str, folder: Path) -> str:
    """A copy of a program where an engine in a chroot sees it as well: in a folder for temporary files."""
    return str(shutil.copy(program, folder))


def test_a_dynamic_emulator_is_told_from_one_without_the_flag_f(patient: Admit, foreign: str, tmp_path: Path) -> None:
    """Its loader is looked for in the container, although the emulator itself is open already."""
    admitted = patient("foreign")
    dynamic = visible(greeting(native().name, cache(os.environ)), tmp_path)
    with handler(foreign, dynamic, flags="F"):
        ended = admitted.run(admitted.image, "--name", "dynamic")
        assert "exec /bin/echo: no such file or directory" in ended.errors
        conclusion = admitted.report("dynamic")["conclusion"]
        assert conclusion["cause"] == "handler-dynamic"
        assert dynamic in conclusion["sentence"]
        assert admitted.cause() == "handler-dynamic"


@contextlib.contextmanager
def unsuitable(cause: str, foreign: str, qemu: str, folder: Path) -> Iterator[None]:
    """A handler with which the engine does not run foreign programs; a command may remove it."""
    wrapper = folder / "qemu"
    wrapper.write_text(f'#!/bin/sh\nexec {qemu} "$@"\n')
    wrapper.chmod(0o755)
    interpreters = {
        "handler-dynamic": visible(greeting(native().name, cache(os.environ)), folder),
        "handler-script": str(wrapper),
        "handler-for-another-cpu": visible(busybox(ANOTHER, cache(os.environ)), folder),
        "handler-disabled": qemu,
    }
    with contextlib.suppress(FileNotFoundError), handler(foreign, interpreters[cause], flags="F") as name:
        if cause == "handler-disabled":
            with mounted():
                write(os.path.join(FOLDER, name), b"0")
        yield


@pytest.mark.parametrize("cause", ["handler-dynamic", "handler-script", "handler-for-another-cpu", "handler-disabled"])
def test_the_commands_replace_an_emulator_that_is_unsuitable(  # noqa: PLR0913, PLR0917 - one is a parameter
    patient: Admit, foreign: str, qemu: str, installer_image: str, tmp_path: Path, cause: str
) -> None:
    admitted = patient("foreign")
    person = admitted.person
    assert person.anyarch("config", "set", "emulation.image", installer_image).status == 0
    with unsuitable(cause, foreign, qemu, tmp_path):
        assert admitted.run().status != 0
        conclusion = admitted.report()["conclusion"]
        assert conclusion["cause"] == cause
        commands = conclusion["commands"]
        for command, question, answer in zip(commands, ("Remove?", "Install?"), ("removed", "installed"), strict=True):
            with Terminal([*person.command, *shlex.split(command)[1:]], person.environment, str(tmp_path)) as terminal:
                terminal.expect(question)
                terminal.enter("y")
                terminal.expect(answer)
        assert admitted.run().output == f"{GREETING}\n"
        assert admitted.cause() == ""
        assert person.anyarch("emulators", "remove", "--yes", f"linux/{foreign}").status == 0
    person.real_docker("rmi", "--force", installer_image)


def guarded(client: socket.socket, connect: Callable[[], socket.socket], head: bytes) -> None:
    """As a proxy in front of an engine's socket that allows no volumes of kernel file systems."""
    with connect() as server:
        threading.Thread(target=carry, args=(server, client), daemon=True).start()
        piece = head  # and what has come with it
        while piece:
            if b"binfmt_misc" in piece:
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            server.sendall(piece)
            piece = client.recv(PIECE)


def test_where_the_handlers_cannot_be_read_the_command_registers_one(
    patient: Admit, foreign: str, qemu: str, installer_image: str, tmp_path: Path
) -> None:
    admitted = patient("foreign")
    person = admitted.person
    assert person.anyarch("config", "set", "emulation.image", installer_image).status == 0
    host = person.environment["DOCKER_HOST"]
    with contextlib.suppress(FileNotFoundError), handler(foreign, qemu, flags=""):  # the last command removes it too
        assert admitted.run(admitted.image, "--name", "guarded").status != 0
        with FaultyLine(host.removeprefix("unix://"), str(tmp_path / "proxy.sock")) as line:
            line.arm(guarded, 0, also_later=True)
            person.environment["DOCKER_HOST"] = f"unix://{line.address}"
            conclusion = admitted.report("guarded")["conclusion"]
        person.environment["DOCKER_HOST"] = host
        assert conclusion["cause"] == "emulator-not-found"
        [command] = conclusion["commands"]
        with Terminal([*person.command, *shlex.split(command)[1:]], person.environment, str(tmp_path)) as terminal:
            terminal.expect("Install?")
            terminal.enter("y")
            terminal.expect("installed")
        assert person.real_docker("start", "--attach", "guarded").output == f"{GREETING}\n"
        assert person.anyarch("emulators", "remove", "--yes", f"linux/{foreign}").status == 0
    person.real_docker("rmi", "--force", installer_image)


def test_an_appimage_that_a_handler_does_not_recognize_is_told_and_fixed(
    patient: Admit, foreign: str, qemu: str
) -> None:
    admitted = patient("appimage")
    with handler(foreign, qemu):
        assert "exec format error" in admitted.run().errors
        assert admitted.cause() == "handler-misses-padding"
        assert admitted.fix().status == 0
        assert admitted.run(FIXED).output == f"{GREETING}\n"
        assert admitted.cause(FIXED) == ""


def test_anyarchs_own_handler_recognizes_an_appimage(patient: Admit, foreign: str, qemu: str) -> None:
    admitted = patient("appimage")
    name = f"{PREFIX}own"
    own = registration.line(foreign, qemu).replace(registration.name(foreign), name)
    with mounted():
        write(os.path.join(FOLDER, "register"), f"{own}F".encode())
        try:
            assert admitted.run().output == f"{GREETING}\n"
            assert admitted.cause() == ""
        finally:
            write(os.path.join(FOLDER, name), b"-1")


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
        assert (ended.status, ended.output) == (1, "")
        assert admitted.cause() == "handler-without-o"
    with handler(foreign, qemu, flags="OF"):
        assert admitted.run().output == f"{GREETING}\n"
        assert admitted.cause() == ""


def test_an_instruction_that_the_emulator_lacks_is_told(patient: Admit, foreign: str, qemu: str) -> None:
    admitted = patient("illegal")
    with handler(foreign, qemu):
        assert admitted.run(admitted.image, "--init", "--name", "illegal").status == 132
        report = admitted.report("illegal")
    assert report["ending"]["line"].startswith("qemu: uncaught target signal 4")
    assert report["conclusion"]["cause"] == "emulator-lacks-instruction"


@pytest.fixture
def refusing(tmp_path: Path) -> Iterator[None]:
    """A kernel that answers programs with 32 bits as one does that cannot execute them."""
    nothing = tmp_path / "nothing"
    nothing.write_text("no program")
    nothing.chmod(0o755)
    with handler(NARROW[native().name], str(nothing)):
        yield


def test_a_kernel_without_the_mode_with_32_bits_is_told(patient: Admit, request: pytest.FixtureRequest) -> None:
    admitted = patient("narrow")
    assert admitted.run().status == 0
    assert admitted.cause() == ""
    admitted.forget()
    request.getfixturevalue("refusing")
    assert "exec format error" in admitted.run().errors
    assert admitted.cause() == "no-32-bit-mode"


def test_the_emulators_crash_is_told(patient: Admit, foreign: str, qemu: str) -> None:
    admitted = patient("crashing")
    with handler(foreign, qemu):
        assert admitted.run(admitted.image, "--init", "--name", "crashed").status == 139
        report = admitted.report("crashed")
    assert report["ending"]["line"].startswith("qemu: uncaught target signal 11")
    assert report["conclusion"]["cause"] == "emulator-crash"
    admitted.person.real_docker("rm", "crashed")


def test_an_emulator_that_hangs_in_its_crash_is_told(patient: Admit, foreign: str, qemu: str) -> None:
    """As the first process of a container QEMU cannot kill itself: the kernel keeps such a one from harm."""
    admitted = patient("crashing")
    with handler(foreign, qemu):
        started = admitted.run(admitted.image, "--detach", "--name", "hanging")
        try:
            following = [admitted.person.real, "logs", "--follow", started.output.strip()]
            with subprocess.Popen(following, env=admitted.person.environment, stderr=subprocess.PIPE) as log:
                assert log.stderr
                assert b"uncaught target signal 11" in log.stderr.readline()
                log.kill()
            assert admitted.cause("hanging") == "emulator-crash"
        finally:
            admitted.person.real_docker("rm", "--force", "hanging")


def test_a_loader_of_another_architecture_is_told(patient: Admit, foreign: str, qemu: str) -> None:
    admitted = patient("foreign-and-dynamic")
    with handler(foreign, qemu):
        assert "Could not open '/lib/ld-linux-aarch64.so.1'" in admitted.run().errors
        conclusion = admitted.report()["conclusion"]
    assert conclusion["cause"] == "loader-missing"
    assert f"the image is for linux/{native().name}, the program for linux/{foreign}" in conclusion["sentence"]


def test_a_loader_that_a_script_needs_later_is_told(patient: Admit, foreign: str, qemu: str) -> None:
    admitted = patient("foreign-and-dynamic-child")
    with handler(foreign, qemu):
        assert admitted.run(admitted.image, "--name", "later").status == 255
        conclusion = admitted.report("later")["conclusion"]
    admitted.person.real_docker("rm", "later")
    assert conclusion["cause"] == "child-loader-missing"
    assert f"Something that /start starts is a dynamic program for linux/{foreign}" in conclusion["sentence"]


def test_a_program_that_a_script_starts_is_told_by_the_containers_last_words(patient: Admit, foreign: str) -> None:
    admitted = patient("behind-a-script")
    assert admitted.run(admitted.image, "--name", "later").status == 9
    report = admitted.report("later")
    admitted.person.real_docker("rm", "later")
    assert report["ending"]["path"] == "/opt/tool"
    assert report["conclusion"]["cause"] == "wrong-label"
    assert f"/opt/tool in it is a program for linux/{foreign}" in report["conclusion"]["sentence"]
