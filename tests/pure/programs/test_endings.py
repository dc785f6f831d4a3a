"""Ends of containers: the texts and statuses that engines, shells, emulators and C libraries were seen to leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.programs import endings, leads_table
from anyarch.programs.endings import Ending, State

SHIM = (
    "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: "
    "unable to start container process: error during container init: "
)

FAILURES = (
    "x86_64-binfmt-P: QEMU internal SIGSEGV {code=MAPERR, addr=0x20}",
    "qemu: unhandled CPU exception 0x10003 - aborting",
    "qemu: 0x0040a0b0: unhandled CPU exception 0x5 - aborting",
    "qemu-aarch64: ../accel/tcg/cpu-exec.c:931: cpu_exec_loop: Assertion `cpu == x' failed.",
    "Bail out! ERROR:../tcg/tcg.c:3361:temp_load: code should not be reached",
    "qemu-arm: Unable to reserve 0xffff0000 bytes of virtual address space at 0x1000",
    "rosetta error: Unimplemented syscall number 282",
    "assertion failed [result.value != EEXIST]: VmTracker attempted to allocate existing mapping",
)


@pytest.mark.parametrize(
    ("status", "error", "log", "kind"),
    [
        (255, "", "exec /bin/uname: exec format error\r\n", leads_table.WRONG_FORMAT),
        (255, "", "exec /a name: exec format error\n", leads_table.WRONG_FORMAT),
        (2, "", '/x: 1: Syntax error: "(" unexpected\n', leads_table.WRONG_FORMAT),
        (127, f'{SHIM}exec: "/nope": stat /nope: no such file or directory: unknown', "", leads_table.NO_SUCH_FILE),
        (136, "", "qemu: uncaught target signal 8 (Floating point exception) - core dumped\n", leads_table.CRASH),
        *((134, "", f"{line}\n", leads_table.EMULATOR) for line in FAILURES),
        (134, "", "app: main.c:7: main: Assertion `x' failed.\n", leads_table.CRASH),
        (1, "", "assertion failed: expected 1\n", ""),
        (139, "", "", leads_table.CRASH),
        (134, "", "", leads_table.CRASH),
        (132, "", "", leads_table.ILLEGAL),
        (126, "", "sh: /x: Permission denied\n", leads_table.NO_PERMISSION),
        (137, "", "", ""),
    ],
)
def test_the_text_tells_the_kind(status: int, error: str, log: str, kind: str) -> None:
    found = ended(status, error, log)
    assert (found.kind, found.status) == (kind, status)
    assert found.line == "" or found.line in f"{error}\n{log}"


def ended(status: int, error: str, log: str) -> Ending:
    found, _ = endings.of_state(State("exited", status, error, 0), lambda: log)
    assert found
    return found


def test_the_last_of_several_lines_is_quoted_but_an_emulators_before_a_shells() -> None:
    log = "exec /a: exec format error\nexec /b: exec format error\nbye\n"
    assert ended(1, "", log)[2:] == ("exec /b: exec format error", "/b")
    assert ended(134, "", f"{FAILURES[1]}\nAborted\n")[2:] == (FAILURES[1], "")


FOREIGN = "./run: line 63: /opt/x: cannot execute binary file: Exec format error\n"
HANGING = "qemu: uncaught target signal 11 (Segmentation fault) - core dumped\n"


@pytest.mark.parametrize(
    ("name", "restarts", "log", "kind", "words"),
    [
        ("exited", 0, FOREIGN, leads_table.WRONG_FORMAT, ["/opt/x"]),
        ("restarting", 3, FOREIGN, leads_table.WRONG_FORMAT, ["/opt/x"]),
        ("running", 3, FOREIGN, leads_table.WRONG_FORMAT, ["/opt/x"]),
        ("running", 3, f"{FOREIGN}ready\n", None, ["/opt/x"]),
        ("running", 0, FOREIGN, None, ["/opt/x"]),
        ("running", 0, HANGING, leads_table.CRASH, [""]),
        ("running", 0, f"{HANGING}ready\n", None, []),
        ("created", 0, FOREIGN, None, []),
    ],
)
def test_a_restarting_container_ends_like_one_that_is_not(
    name: str, restarts: int, log: str, kind: str | None, words: list[str]
) -> None:
    status = 0 if name in ("running", "created") else 126
    ending, said = endings.of_state(State(name, status, "", restarts), lambda: log)
    assert (ending.kind if ending else None) == kind
    assert [lead.word for lead in said] == words


def test_what_a_container_says_that_ended_well_does_not_count() -> None:
    assert endings.of_state(State("exited", 0, "", 0), lambda: FOREIGN) == (Ending("", 0, ""), ())


@pytest.mark.parametrize(("status", "report"), [(1, leads_table.OPENED), (126, leads_table.STARTED)])
def test_the_status_tells_a_start_from_a_file_that_is_opened(status: int, report: str) -> None:
    _, said = endings.of_state(State("exited", status, "", 0), lambda: "/s: line 2: /opt/x: Permission denied")
    assert [lead.report for lead in said] == [report]


@given(st.integers(1, 255), st.text(), st.text())
def test_any_text_is_read_and_nothing_is_quoted_raw(status: int, error: str, log: str) -> None:
    found = ended(status, error, f"{log}\nexec /{log}: exec format error")
    assert all(letter.isprintable() for letter in found.line + found.path)
