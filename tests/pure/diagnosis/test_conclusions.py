"""Conclusions for engines that no test has: other hosts, other CPUs, other emulators."""

import pytest

from anyarch.diagnosis import conclusions
from anyarch.diagnosis.subject import Subject
from anyarch.emulators import machine_code
from anyarch.programs import leads_table
from anyarch.programs.children import Children
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import COMMAND, EMPTY, INTERPRETER, LOADER, MISSING, STARTED, Step
from anyarch.programs.texts import TEXT
from tests.pure.diagnosis.written import (
    AMD64,
    ARM64,
    HIDDEN,
    NOWHERE,
    SCRIPT_STEP,
    SCRIPTED,
    SHELL_STEP,
    STRICT,
    Engine,
    children,
    concluded,
    handler,
    image,
    program,
    scripted,
)

DISABLED = handler("OC", text=STRICT.replace("enabled", "disabled"))
WIDE = STRICT.replace("00fffffffffffffffffe", "000000000000000000fe")
NARROW = STRICT.replace("ffffffffffffff00", "ffffffffffffffff")

LARGE = Engine("linux/arm64", executed=("linux/arm64", "linux/arm/v7", "linux/amd64"))  # pages of 16 KiB
SMALL = Engine("linux/arm64", executed=("linux/arm64", "linux/arm64/4k"))
MODE, OTHER_MODE = Engine("linux/arm64", executed=("linux/arm/v7",)), Engine("linux/amd64", executed=("linux/386",))
HAS_ALL_LEVELS = Engine("linux/amd64", executed=("linux/amd64/v2", "linux/amd64/v3", "linux/amd64/v4"))
EXECUTES_AMD64 = Engine("linux/amd64", executed=("linux/amd64",))
EMULATES_AMD64 = Engine("linux/arm64", executed=("linux/amd64",))
EMULATES_ARM64 = Engine("linux/amd64", executed=("linux/arm64",))
NO_MORE = Engine("linux/amd64", registered=(), before=("linux/arm64",))
PACKED = Engine("linux/amd64", packed=("linux/s390x",))
PACKED_ARM64 = Engine("linux/amd64", packed=("linux/arm64",))

SIGNAL_4 = "qemu: uncaught target signal 4 (Illegal instruction) - core dumped"
UNSUPPORTED = Ending(leads_table.PAGES, 134, "<jemalloc>: Unsupported system page size")
ILLEGAL, HANGING = Ending(leads_table.ILLEGAL, 132, ""), Ending(leads_table.ILLEGAL, 0, SIGNAL_4)
CRASH, FAILURE = Ending(leads_table.CRASH, 139, ""), Ending(leads_table.EMULATOR, 134, "x")
LOW_LEVEL = Ending(leads_table.LOW_LEVEL, 127, "x")
LACKING = "emulator-lacks-instruction"
NO_FILE = Ending(leads_table.NO_SUCH_FILE, 255, "exec /bin/app: no such file or directory")

WRONG = "The image says linux/amd64, but /bin/app in it is a program for linux/arm64, which the engine cannot run."
FOR_V3 = image("linux/amd64", program("linux/amd64", level=3))
NO_LOADER = Step(LOADER, "/lib64/ld-linux-x86-64.so.2", "", MISSING)


def header(changes: dict[int, int]) -> str:
    """The header of an arm64 program with some other bytes."""
    content = bytearray(machine_code.probe("arm64")[:64])
    for position, value in changes.items():
        content[position] = value
    return content.hex()


CASES = {
    "a 32-bit program on a CPU that has no such mode": (ARM64, image("linux/arm/v7"), "no-32-bit-mode"),
    "a 32-bit program on a CPU that has the mode": (MODE, image("linux/arm/v7"), ""),
    "a 32-bit program in a 64-bit image": (OTHER_MODE, image("linux/amd64", program("linux/386")), ""),
    "a 64-bit program in a 32-bit image": (ARM64, image("linux/arm/v7", program("linux/arm64")), "wrong-label-native"),
    "a foreign program, and a pack": (PACKED, image("linux/s390x"), ""),
    "a foreign program, and a pack for another CPU": (PACKED_ARM64, image("linux/s390x"), "foreign-program"),
    "a wrong label, and a pack for the program": (PACKED, image("linux/arm64", program("linux/s390x")), "wrong-label"),
    "a pack for arm, and another version on the label": (
        Engine("linux/amd64", packed=("linux/arm/v7",)), image("linux/arm/v6", program("linux/arm/v7")), "",
    ),
    "an amd64 program without its loader in an arm64 image, under Rosetta": (
        EMULATES_AMD64, image("linux/arm64", program("linux/amd64"), NO_LOADER), "loader-missing",
    ),
    "a program for v3 on a CPU that has v3": (Engine("linux/amd64", executed=("linux/amd64/v3",)), FOR_V3, ""),
    "a program for v3 on an older CPU": (Engine("linux/amd64", executed=("linux/amd64/v2",)), FOR_V3, "low-cpu-level"),
    "a program for v3 under an emulator that has less": (EMULATES_AMD64, FOR_V3, "low-cpu-level"),
    **{
        f"alignment: {what}{', which says that it is wrong' * bool(end)}": (
            engine, image(label, program(label)._replace(alignment=to), ending=end), expected,
        )
        for what, engine, label, to, end, expected in (
            ("arm64, 4 KiB on a kernel with 16", LARGE, "linux/arm64", 4096, None, "page-size"),
            ("arm64, more", LARGE, "linux/arm64", 65536, None, ""),
            ("a mode, 4 KiB on a kernel with 16", LARGE, "linux/arm/v7", 4096, None, "page-size"),
            ("arm64, 4 KiB on a kernel that has them", SMALL, "linux/arm64", 4096, None, ""),
            ("amd64, whose kernel has no other pages", EXECUTES_AMD64, "linux/amd64", 4096, None, ""),
            ("emulated, with the emulator's own pages", LARGE, "linux/amd64", 4096, None, ""),
            ("arm64, more", LARGE, "linux/arm64", 65536, UNSUPPORTED, "page-size"),
            ("arm64, more, on a kernel with 4", SMALL, "linux/arm64", 65536, UNSUPPORTED, ""),
        )
    },
    **{
        f"{what} {of}": (engine, image(label, ending=ending), expected)
        for what, of, engine, label, ending, expected in (
            ("an illegal instruction", "of a program without a level", AMD64, "linux/amd64", ILLEGAL, "low-cpu-level"),
            ("an illegal instruction", "on an arm64 CPU", ARM64, "linux/arm64", ILLEGAL, "old-arm64-cpu"),
            ("an illegal instruction", "on an arm CPU", Engine("linux/arm/v6"), "linux/arm/v7", ILLEGAL, "old-arm-cpu"),
            ("an illegal instruction", "of arm on an arm64 CPU", MODE, "linux/arm/v7", ILLEGAL, "old-cpu"),
            ("an illegal instruction", "on another CPU", Engine("linux/s390x"), "linux/s390x", ILLEGAL, "old-cpu"),
            ("an illegal instruction", "that is emulated", EMULATES_AMD64, "linux/amd64", ILLEGAL, LACKING),
            ("an illegal instruction", "of what hangs", EMULATES_ARM64, "linux/arm64", HANGING, LACKING),
            ("an illegal instruction", "that QEMU reports of a child", AMD64, "linux/amd64", HANGING, ""),
            ("an illegal instruction", "and another status", AMD64, "linux/amd64", ILLEGAL._replace(status=1), ""),
            ("a missing level", "of an emulated program", EMULATES_AMD64, "linux/amd64", LOW_LEVEL, LACKING),
            ("a missing level", "that the CPU has", HAS_ALL_LEVELS, "linux/amd64", LOW_LEVEL, ""),
            ("an emulator's failure", "with its program", EMULATES_AMD64, "linux/amd64", FAILURE, "emulator-failure"),
            ("an emulator's failure", "within a native program", AMD64, "linux/amd64", FAILURE, ""),
            ("a crash", "of a native program", AMD64, "linux/amd64", CRASH, ""),
            ("a crash", "of an emulated program", EMULATES_AMD64, "linux/amd64", CRASH, "emulator-crash"),
            ("a crash", "of a 32-bit program", OTHER_MODE, "linux/386", CRASH, ""),
            ("no permission", "without a mount", AMD64, "linux/amd64", Ending(leads_table.NO_PERMISSION, 1, "x"), ""),
        )
    },
    **{
        f"handlers {what}, and {'an' if ended else 'no'} end": (
            Engine("linux/amd64", registered=registered),
            image("linux/arm64", ending=NO_FILE if ended else None), expected,
        )
        for what, registered, ended, expected in (
            ("without flags", (handler(""),), True, "handler-without-f"),
            ("with O and C", (handler("OC", "/bin/dynamic"),), False, "handler-without-f"),
            ("that are dynamic", (handler("F", "/bin/dynamic"),), False, "handler-dynamic"),
            ("that are dynamic", (handler("OCF", "/bin/dynamic"),), True, "handler-dynamic"),
            ("that are not seen", (handler("F", "/unseen"),), True, "handler-dynamic"),
            ("that are not seen", (handler("F", "/unseen"),), False, "foreign-program"),
            ("that are sound", (handler("F"),), False, "foreign-program"),
            ("for another CPU", (handler("F", "/bin/other"),), False, "handler-for-another-cpu"),
            ("that are scripts", (handler("F", "/bin/wrapper"),), True, "handler-script"),
            ("of which one would do", (handler("", "/bin/dynamic"), handler("F")), False, "foreign-program"),
            ("that are disabled", (DISABLED,), False, "handler-disabled"),
            ("of which one is disabled", (DISABLED, handler("F", "/bin/dynamic")), False, "handler-dynamic"),
            ("that are not shown", None, True, "emulator-not-found"),
        )
    },
    "a handler that is gone": (NO_MORE, image("linux/arm64"), "handler-gone"),
    "a handler that is gone, and an end": (NO_MORE, image("linux/arm64", ending=NO_FILE), "handler-gone"),
    **{
        f"a header with {changes}, and the mask {mask}": (
            Engine("linux/amd64", executed=("linux/arm64",), registered=registered),
            image("linux/arm64", program("linux/arm64")._replace(header=header(changes))), expected,
        )
        for changes, mask, registered, expected in (
            ({8: 0x41, 9: 0x49, 10: 2}, "of most", (handler("F"),), "handler-misses-padding"),
            ({8: 0x41, 9: 0x49, 10: 2}, "of anyarch", (handler("F", text=WIDE),), ""),
            ({8: 0x41, 9: 0x49, 10: 2}, "of both", (handler("F"), handler("F", text=WIDE)), ""),
            ({8: 0x41, 9: 0x49, 10: 2}, "of none", None, ""),
            ({8: 0x41, 9: 0x49, 10: 2}, "of nothing for it", (), ""),
            ({7: 3}, "of most", (handler("F"),), ""),
            ({7: 3}, "without the ABI", (handler("F", text=NARROW),), "handler-misses-header"),
            ({16: 3}, "of most", (handler("F"),), ""),
            ({24: 9}, "of most", (handler("F"),), ""),
        )
    },
    **{
        f"a program that its user may not read: {is_unreadable}, and handlers with {flags}": (
            Engine("linux/amd64", executed=("linux/arm64",), registered=tuple(handler(each) for each in flags)),
            image("linux/arm64", program("linux/arm64")._replace(is_readable=not is_unreadable)), expected,
        )
        for is_unreadable, flags, expected in (
            (True, ("F",), "handler-without-o"),
            (True, ("OF",), ""),
            (True, ("CF",), ""),
            (True, ("F", "POCF"), ""),
            (True, (), ""),
            (False, ("F",), ""),
        )
    },
    "an AppImage in a container that a private emulator has started": (
        Engine("linux/amd64", executed=("linux/arm64",), registered=(handler("F"),)),
        image("linux/arm64", program("linux/arm64")._replace(header=header({8: 0x41})))._replace(is_image=False), "",
    ),
    "a foreign interpreter": (
        AMD64, image("linux/amd64", SCRIPT_STEP, program("linux/arm64", role=INTERPRETER)), "foreign-interpreter",
    ),
    "another CPU's program and the host's label": (AMD64, image("linux/amd64", program("linux/arm64")), "wrong-label"),
    "another level on the label is no disagreement": (AMD64, image("linux/amd64/v3", program("linux/amd64")), ""),
    "a variant on the label is no disagreement": (ARM64, image("linux/arm64/v8", program("linux/arm64")), ""),
    **{
        f"{what} in an image for {label}": (Engine("linux/amd64", executed=(own,)), image(label, program(own)), "")
        for what, own, label in (
            ("a hard-float program, as Alpine's,", "linux/arm/v7", "linux/arm/v6"),
            ("a soft-float program, as Debian's armel,", "linux/arm/v6", "linux/arm/v5"),
        )
    },
    # the variable: DOCKER_DEFAULT_PLATFORM
    "a sound image and the variable": (AMD64, image("linux/amd64")._replace(asked="linux/arm64"), "default-platform"),
    "a foreign one and the variable": (AMD64, image("linux/arm64")._replace(asked="linux/s390x"), "foreign-program"),
    "no program and the variable": (AMD64, Subject("app", "", (), asked="linux/arm64"), "default-platform"),
    "a foreign shell and text": (ARM64, image("linux/amd64", SHELL_STEP)._replace(children=HIDDEN), "foreign-program"),
    "a container shows by its end what its shell starts": (
        AMD64, image("linux/amd64", SHELL_STEP)._replace(is_image=False, children=HIDDEN), "",
    ),
    "a program that is given to a script, which is not understood": (
        AMD64, SCRIPTED._replace(steps=(*SCRIPTED.steps, program("linux/amd64", role=STARTED)), children=HIDDEN), "",
    ),
    "the first fault of what starts comes before that of what a script starts": (
        AMD64, image("linux/amd64", program("linux/s390x"))._replace(children=children(NOWHERE)), "wrong-label",
    ),
    "a foreign program that a script starts, and a pack": (
        PACKED_ARM64, image("linux/arm64")._replace(children=children(program("linux/arm64"))), "",
    ),
    **{
        f"{what} that a script {'starts' if is_sure else 'may start'}{', and may change before' * may_change}": (
            AMD64, scripted(*steps, is_sure=is_sure, may_change=may_change), expected,
        )
        for what, steps, is_sure, may_change, expected in (
            ("a foreign program", (program("linux/arm64"),), True, False, "wrong-label"),
            ("a foreign program", (program("linux/arm64"),), True, True, "wrong-label"),
            ("a foreign program", (program("linux/arm64"),), False, False, ""),
            ("a program that is not there", (NOWHERE,), True, False, "program-missing"),
            ("a program that is not there", (NOWHERE,), True, True, ""),
            ("a word with a carriage return", (NOWHERE._replace(name="./server\r"),), True, False, "carriage-return"),
            ("an empty file", (NOWHERE._replace(kind=EMPTY),), True, False, ""),
            ("a text", (program("linux/amd64"), NOWHERE._replace(kind=TEXT)), True, False, "no-first-line"),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_cause_is_told(case: str) -> None:
    engine, subject, expected = CASES[case]
    conclusion = conclusions.conclude(subject, engine)
    assert (conclusion.cause if conclusion else "") == expected


@pytest.mark.parametrize(
    ("found", "notes"),
    [
        (children(program("linux/amd64")), ()),
        (children(program("linux/arm64")), ()),
        (children(program("linux/arm64"), is_sure=False), (f"/start may start app. {WRONG}",)),
        (children(NOWHERE, may_change=True), ("/start starts /opt/none. /opt/none is not in the image.",)),
        (children(NOWHERE, is_sure=False), ()),
        (children(NOWHERE), ()),
    ],
)
def test_what_only_may_fail_is_a_note(found: Children, notes: tuple[str, ...]) -> None:
    assert conclusions.notes(SCRIPTED._replace(children=found), AMD64) == notes


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        (program("linux/amd64"), (True, True)),
        (program("linux/s390x"), (True, False)),
        (Step(COMMAND, "/bin/sh", "", MISSING), (False, False)),
    ],
)
def test_a_shell_for_another_cpu_is_there_but_does_not_start(shell: Step, *, expected: tuple[bool, bool]) -> None:
    text = Step(COMMAND, "/start", "/start", TEXT, "it does not begin with #!")
    subject = conclusions.with_shell(image("linux/amd64", text), (shell,), AMD64)
    assert (subject.has_shell, subject.starts_shell) == expected
    conclusion = concluded(subject, AMD64)
    assert bool(conclusion.commands) == subject.starts_shell
    assert ("no shell" in conclusion.sentence) == (not subject.has_shell)


def test_an_image_that_is_emulated_and_not_run_in_a_mode_names_its_platform() -> None:
    assert conclusions.emulated((program("linux/arm64"),), AMD64) == "linux/arm64"
    assert conclusions.emulated((program("linux/amd64"),), AMD64) == ""
    assert conclusions.emulated((program("linux/arm/v7"),), MODE) == ""
    assert conclusions.emulated((program("linux/arm/v7"),), ARM64) == "linux/arm/v7"
