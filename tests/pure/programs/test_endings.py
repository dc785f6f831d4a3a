"""Ends of containers: the texts and statuses that engines, shells, emulators and C libraries were seen to leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.programs import endings

RUNC = "OCI runtime create failed: runc create failed: unable to start container process: "
SHIM = f"failed to create task for container: failed to create shim task: {RUNC}error during container init: "


@pytest.mark.parametrize(
    ("status", "error", "log", "kind"),
    [
        (1, "", "exec /bin/uname: exec format error\n", endings.WRONG_FORMAT),
        (255, "", "exec /bin/uname: exec format error\r\n", endings.WRONG_FORMAT),
        (255, "", "exec /a name: exec format error\n", endings.WRONG_FORMAT),
        (1, "", "[FATAL tini (7)] exec /bin/uname failed: Exec format error\n", endings.WRONG_FORMAT),
        (126, "", "bash: line 1: /x: cannot execute binary file: Exec format error\n", endings.WRONG_FORMAT),
        (126, "", "sh: 1: /x: Exec format error\n", endings.WRONG_FORMAT),
        (2, "", '/x: line 1: syntax error: unexpected word (expecting ")")\n', endings.WRONG_FORMAT),
        (2, "", '/x: 1: Syntax error: "(" unexpected\n', endings.WRONG_FORMAT),
        (255, "", "exec /bin/uname: no such file or directory\n", endings.NO_SUCH_FILE),
        (127, f'{SHIM}exec: "/nope": stat /nope: no such file or directory: unknown', "", endings.NO_SUCH_FILE),
        (127, f'{RUNC}exec: "nope": executable file not found in $PATH: unknown', "", endings.NO_SUCH_FILE),
        (126, f'{RUNC}exec: "/x": permission denied: unknown', "", endings.NO_PERMISSION),
        (1, "", "exec /start: permission denied\n", endings.NO_PERMISSION),
        (255, "", "qemu-aarch64-static: Could not open '/lib/ld-linux-aarch64.so.1': No such file", endings.NO_LOADER),
        (133, "", "rosetta error: failed to open elf at /lib64/ld-linux-x86-64.so.2\n", endings.NO_LOADER),
        (127, "", "/start: CPU ISA level is lower than required\n", endings.LOW_LEVEL),
        (127, "", "Fatal glibc error: CPU does not support x86-64-v2\n", endings.LOW_LEVEL),
        (139, "", "qemu: uncaught target signal 11 (Segmentation fault) - core dumped\n", endings.CRASH),
        (134, "", "qemu: uncaught target signal 6 (Aborted) - core dumped\n", endings.CRASH),
        (136, "", "qemu: uncaught target signal 8 (Floating point exception) - core dumped\n", endings.CRASH),
        (132, "", "qemu: uncaught target signal 4 (Illegal instruction) - core dumped\n", endings.ILLEGAL),
        (133, "", "x86_64-binfmt-P: QEMU internal SIGSEGV {code=MAPERR, addr=0x20}\n", endings.EMULATOR),
        (134, "", "qemu: unhandled CPU exception 0x10003 - aborting\n", endings.EMULATOR),
        (134, "", "qemu: 0x0040a0b0: unhandled CPU exception 0x5 - aborting\n", endings.EMULATOR),
        (
            134,
            "",
            "qemu-aarch64: ../accel/tcg/cpu-exec.c:931: cpu_exec_loop: Assertion `cpu == x' failed.\n",
            endings.EMULATOR,
        ),
        (134, "", "Bail out! ERROR:../tcg/tcg.c:3361:temp_load: code should not be reached\n", endings.EMULATOR),
        (1, "", "qemu-arm: Unable to reserve 0xffff0000 bytes of virtual address space at 0x1000\n", endings.EMULATOR),
        (133, "", "rosetta error: Unimplemented syscall number 282\n", endings.EMULATOR),
        (
            133,
            "",
            "assertion failed [result.value != EEXIST]: VmTracker attempted to allocate existing mapping\n",
            endings.EMULATOR,
        ),
        (134, "", "app: main.c:7: main: Assertion `x' failed.\n", endings.CRASH),
        (1, "", "assertion failed: expected 1\n", ""),
        (139, "", "", endings.CRASH),
        (134, "", "", endings.CRASH),
        (132, "", "", endings.ILLEGAL),
        (127, "", "bash: /x: /bin/bash^M: bad interpreter: No such file or directory\n", endings.NO_SUCH_FILE),
        (127, "", "sh: 1: /x: not found\n", endings.NO_SUCH_FILE),
        (126, "", "sh: /x: Permission denied\n", endings.NO_PERMISSION),
        (1, "", "panic: no such host\n", ""),
        (137, "", "", ""),
        (0, "", "exec format error, said the test\n", ""),
    ],
)
def test_the_text_tells_the_kind(status: int, error: str, log: str, kind: str) -> None:
    found = endings.read(status, error, log)
    assert (found.kind, found.status) == (kind, status)
    assert found.line == "" or found.line in f"{error}\n{log}"


def test_the_last_of_several_lines_is_quoted() -> None:
    log = "exec /a: exec format error\nexec /b: exec format error\nbye\n"
    assert endings.read(1, "", log).line == "exec /b: exec format error"


@pytest.mark.parametrize(
    ("log", "path"),
    [
        ("exec /a b: exec format error", ""),
        ("exec /bin/x: exec format error", "/bin/x"),
        ("bash: line 1: /opt/x: cannot execute binary file: Exec format error", "/opt/x"),
        ("/entry: line 7: /opt/x: Exec format error", "/opt/x"),
        ('/x: line 1: syntax error: unexpected word (expecting ")")', "/x"),
        ("sh: 1: /x: not found", "/x"),
    ],
)
def test_the_file_that_is_meant_is_told(log: str, path: str) -> None:
    assert endings.read(1, "", log).path == path


@pytest.mark.parametrize(
    ("log", "is_one"),
    [
        ("qemu: uncaught target signal 11 (x)", True),
        ("qemu: uncaught target signal 4 (Illegal instruction) - core dumped", True),
        ("qemu: uncaught target signal 6 (Aborted) - core dumped", True),
        ("exec /x: exec format error", False),
        ("all is well", False),
    ],
)
def test_a_hanging_crash_is_told_from_a_container_that_runs(log: str, *, is_one: bool) -> None:
    assert bool(endings.hanging(log)) == is_one


@given(st.integers(0, 255), st.text(), st.text())
def test_any_text_is_read_and_nothing_is_quoted_raw(status: int, error: str, log: str) -> None:
    found = endings.read(status, error, f"{log}\nexec /{log}: exec format error")
    assert all(letter.isprintable() for letter in found.line)
