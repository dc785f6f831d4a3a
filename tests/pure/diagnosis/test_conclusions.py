"""Conclusions for engines that no test has: other hosts, other CPUs, other emulators."""

import dataclasses
import string

import pytest

from anyarch.decision.facts import Product
from anyarch.diagnosis import conclusions
from anyarch.diagnosis.causes.table import CAUSES
from anyarch.diagnosis.subject import Subject
from anyarch.emulators import machine_code
from anyarch.emulators.handlers.table import Handler, parse
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.programs import leads_table
from anyarch.programs.children import Child, Children, Unread
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import (
    COMMAND,
    EMPTY,
    INTERPRETER,
    LOADER,
    MISSING,
    PROGRAM,
    SCRIPT,
    STARTED,
    Step,
)
from anyarch.programs.texts import TEXT

STRICT = """\
enabled
interpreter {}
flags: {}
offset 0
magic 7f454c460201010000000000000000000200b700
mask ffffffffffffff00fffffffffffffffffeffffff
"""
STATIC, DYNAMIC, OTHERS, WRAPPER, UNSEEN = "/bin/static", "/bin/dynamic", "/bin/x86", "/bin/wrapper", "/unseen"
INTERPRETERS = {
    STATIC: Step(COMMAND, STATIC, STATIC, PROGRAM, platform="linux/amd64"),
    DYNAMIC: Step(COMMAND, DYNAMIC, DYNAMIC, PROGRAM, "/lib64/ld-linux-x86-64.so.2", platform="linux/amd64"),
    WRAPPER: Step(COMMAND, WRAPPER, WRAPPER, SCRIPT, "/bin/sh"),
    OTHERS: Step(COMMAND, OTHERS, OTHERS, PROGRAM, platform="linux/s390x"),
}


def handler(flags: str, interpreter: str = STATIC, text: str = STRICT) -> Handler:
    """A handler for arm64, as most installers register one."""
    return parse("qemu-aarch64", text.format(interpreter, flags))


def header(changes: dict[int, int]) -> str:
    """The header of an arm64 program with some other bytes."""
    content = bytearray(machine_code.probe("arm64")[:64])
    for position, value in changes.items():
        content[position] = value
    return content.hex()


@dataclasses.dataclass(frozen=True)
class Engine:
    """An engine that answers as it is told to."""

    name: str
    executed: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    registered: tuple[Handler, ...] | None = None
    native: str = ""
    packed: tuple[str, ...] = ()
    switched: tuple[str, ...] = ()

    def host(self) -> Platform:
        return platforms.parse(self.name)

    def executes(self, platform: Platform) -> bool:
        return str(platform) in self.executed

    def emulates_privately(self, platform: Platform) -> bool:
        return str(platform) in self.packed

    def has_executed(self, platform: Platform) -> str:
        return "2026-01-01" if str(platform) in self.before else ""

    def handlers(self, platform: Platform) -> tuple[Handler, ...] | None:
        if self.registered is None:
            return None
        return tuple(each for each in self.registered if each.architecture == platform.architecture)

    def interpreter(self, handler: Handler) -> Step | None:
        return INTERPRETERS.get(handler.interpreter)

    def product(self, platform: Platform) -> Product | None:
        return Product("Some Desktop", "turn it on.") if str(platform) in self.switched else None

    def native_name(self) -> str:
        return self.native


DISABLED = STRICT.replace("enabled", "disabled")
WIDE = STRICT.replace("00fffffffffffffffffe", "000000000000000000fe")
NARROW = STRICT.replace("ffffffffffffff00", "ffffffffffffffff")
ARM64 = Engine("linux/arm64")
AMD64 = Engine("linux/amd64")


def program(platform: str, role: str = COMMAND, detail: str = "", level: int = 1) -> Step:
    return Step(role, "app", "/bin/app", PROGRAM, detail, platform=platform, level=level)


def aligned(platform: str, alignment: int) -> Step:
    return program(platform)._replace(alignment=alignment)


LARGE = Engine("linux/arm64", executed=("linux/arm64", "linux/arm/v7", "linux/amd64"))  # pages of 16 KiB
SMALL = Engine("linux/arm64", executed=("linux/arm64", "linux/arm64/4k"))
UNSUPPORTED = Ending(leads_table.PAGES, 134, "<jemalloc>: Unsupported system page size")
SIGNAL_4 = "qemu: uncaught target signal 4 (Illegal instruction) - core dumped"
HANGING = Ending(leads_table.ILLEGAL, 0, SIGNAL_4)
SCRIPT_STEP = Step(COMMAND, "/start", "/start", SCRIPT, "/bin/sh")
SHELL_STEP = program("linux/amd64")._replace(name="/bin/sh")
HIDDEN = Children(hidden=Unread("/bin/sh", "$SERVER --port $PORT"))
SCRIPTED = (SCRIPT_STEP, program("linux/amd64", role=INTERPRETER)._replace(name="/bin/sh"))
WRONG = "The image says linux/amd64, but /bin/app in it is a program for linux/arm64, which the engine cannot run."
NOWHERE = Step(STARTED, "/opt/none", "", MISSING)


def children(*steps: Step, is_sure: bool = True, may_change: bool = False) -> Children:
    return Children((Child("/start", is_sure, may_change, steps),))


CASES = {
    "a 32-bit program on a CPU that has no such mode": (
        ARM64, Subject("app", "linux/arm/v7", (program("linux/arm/v7"),)), "no-32-bit-mode",
    ),
    "a foreign program, and a pack": (
        Engine("linux/amd64", packed=("linux/s390x",)),
        Subject("app", "linux/s390x", (program("linux/s390x"),)), "",
    ),
    "a foreign program, and a pack for another CPU": (
        Engine("linux/amd64", packed=("linux/arm64",)),
        Subject("app", "linux/s390x", (program("linux/s390x"),)), "foreign-program",
    ),
    "a foreign program in a container that was started without the pack": (
        Engine("linux/amd64", packed=("linux/s390x",)),
        Subject("app", "linux/s390x", (program("linux/s390x"),), may_be_private=False), "foreign-program",
    ),
    "a wrong label, and a pack, which docker does not start then": (
        Engine("linux/amd64", packed=("linux/s390x",)),
        Subject("app", "linux/arm64", (program("linux/s390x"),)), "wrong-label",
    ),
    "a 32-bit program on a CPU that has the mode": (
        Engine("linux/arm64", executed=("linux/arm/v7",)),
        Subject("app", "linux/arm/v7", (program("linux/arm/v7"),)), "",
    ),
    "a 32-bit program in an image for the 64-bit CPU": (
        Engine("linux/amd64", executed=("linux/386",)), Subject("app", "linux/amd64", (program("linux/386"),)), "",
    ),
    "an amd64 program in an arm64 image, under Rosetta": (
        Engine("linux/arm64", executed=("linux/amd64",)),
        Subject("app", "linux/arm64", (
            program("linux/amd64", detail="/lib64/ld-linux-x86-64.so.2"),
            Step(LOADER, "/lib64/ld-linux-x86-64.so.2", "", MISSING),
        )), "loader-missing",
    ),
    "a program for v3 on a CPU that has v3": (
        Engine("linux/amd64", executed=("linux/amd64/v3",)),
        Subject("app", "linux/amd64", (program("linux/amd64", level=3),)), "",
    ),
    "a program for v3 on an older CPU": (
        Engine("linux/amd64", executed=("linux/amd64/v2",)),
        Subject("app", "linux/amd64", (program("linux/amd64", level=3),)), "low-cpu-level",
    ),
    "a program for v4 under an emulator that has v2": (
        Engine("linux/arm64", executed=("linux/amd64", "linux/amd64/v2")),
        Subject("app", "linux/amd64", (program("linux/amd64", level=4),)), "low-cpu-level",
    ),
    "an arm64 program for pages of 4 KiB on a kernel with 16 KiB": (
        LARGE, Subject("app", "linux/arm64", (aligned("linux/arm64", 4096),)), "page-size",
    ),
    "one that is aligned to more": (LARGE, Subject("app", "linux/arm64", (aligned("linux/arm64", 65536),)), ""),
    "a 32-bit arm program for pages of 4 KiB on a kernel with 16 KiB": (
        LARGE, Subject("app", "linux/arm/v7", (aligned("linux/arm/v7", 4096),)), "page-size",
    ),
    "an arm64 program for pages of 4 KiB on a kernel that has them": (
        SMALL, Subject("app", "linux/arm64", (aligned("linux/arm64", 4096),)), "",
    ),
    "an amd64 program, whose kernel has no other pages": (
        Engine("linux/amd64", executed=("linux/amd64",)),
        Subject("app", "linux/amd64", (aligned("linux/amd64", 4096),)), "",
    ),
    "an emulated program, whose emulator has pages of its own": (
        LARGE, Subject("app", "linux/amd64", (aligned("linux/amd64", 4096),)), "",
    ),
    "a program that says that the pages are too large": (
        LARGE,
        Subject("app", "linux/arm64", (aligned("linux/arm64", 65536),), UNSUPPORTED, is_image=False), "page-size",
    ),
    "one that says so, and they are not": (
        SMALL, Subject("app", "linux/arm64", (aligned("linux/arm64", 65536),), UNSUPPORTED, is_image=False), "",
    ),
    "an illegal instruction, of a program that says nothing of its level": (
        AMD64, Subject("app", "linux/amd64", (program("linux/amd64"),), Ending(leads_table.ILLEGAL, 132, "")),
        "low-cpu-level",
    ),
    "an illegal instruction on an arm64 CPU": (
        ARM64, Subject("app", "linux/arm64", (program("linux/arm64"),), Ending(leads_table.ILLEGAL, 132, "")),
        "old-arm64-cpu",
    ),
    "an illegal instruction on a 32-bit arm CPU": (
        Engine("linux/arm/v6"),
        Subject("app", "linux/arm/v7", (program("linux/arm/v7"),), Ending(leads_table.ILLEGAL, 132, "")), "old-arm-cpu",
    ),
    "an illegal instruction of a 32-bit arm program on an arm64 CPU": (
        Engine("linux/arm64", executed=("linux/arm/v7",)),
        Subject("app", "linux/arm/v7", (program("linux/arm/v7"),), Ending(leads_table.ILLEGAL, 132, "")), "old-cpu",
    ),
    "an illegal instruction on another CPU": (
        Engine("linux/s390x"),
        Subject("app", "linux/s390x", (program("linux/s390x"),), Ending(leads_table.ILLEGAL, 132, "")), "old-cpu",
    ),
    "an illegal instruction of an emulated program, by its status": (
        Engine("linux/arm64", executed=("linux/amd64",)),
        Subject("app", "linux/amd64", (program("linux/amd64"),), Ending(leads_table.ILLEGAL, 132, "")),
        "emulator-lacks-instruction",
    ),
    "an illegal instruction of an emulated program that hangs": (
        Engine("linux/amd64", executed=("linux/arm64",)),
        Subject("app", "linux/arm64", (program("linux/arm64"),), HANGING, is_image=False),
        "emulator-lacks-instruction",
    ),
    "a level that glibc misses under an emulator": (
        Engine("linux/arm64", executed=("linux/amd64",)),
        Subject("app", "linux/amd64", (program("linux/amd64"),), Ending(leads_table.LOW_LEVEL, 127, "x")),
        "emulator-lacks-instruction",
    ),
    "an emulator that fails itself": (
        Engine("linux/arm64", executed=("linux/amd64",)),
        Subject("app", "linux/amd64", (program("linux/amd64"),), Ending(leads_table.EMULATOR, 134, "x")),
        "emulator-failure",
    ),
    "an illegal instruction that QEMU reports of something else than the native program": (
        AMD64, Subject("app", "linux/amd64", (program("linux/amd64"),), HANGING, is_image=False), "",
    ),
    "an emulator that fails inside of a native program is none of the engine's": (
        AMD64, Subject("app", "linux/amd64", (program("linux/amd64"),), Ending(leads_table.EMULATOR, 134, "x")), "",
    ),
    "a crash of a native program is its own affair": (
        AMD64, Subject("app", "linux/amd64", (program("linux/amd64"),), Ending(leads_table.CRASH, 139, "")), "",
    ),
    "a crash of an emulated program": (
        Engine("linux/arm64", executed=("linux/amd64",)),
        Subject("app", "linux/amd64", (program("linux/amd64"),), Ending(leads_table.CRASH, 139, "")), "emulator-crash",
    ),
    "a crash of a 32-bit program is its own affair too": (
        Engine("linux/amd64", executed=("linux/386",)),
        Subject("app", "linux/386", (program("linux/386"),), Ending(leads_table.CRASH, 139, "")), "",
    ),
    "a 64-bit program in an image for the 32-bit CPU": (
        ARM64, Subject("app", "linux/arm/v7", (program("linux/arm64"),)), "wrong-label-native",
    ),
    "another level on the label is no disagreement": (
        AMD64, Subject("app", "linux/amd64/v3", (program("linux/amd64"),)), "",
    ),
    "a handler that is known to lack its flag": (
        Engine("linux/amd64", registered=(handler("OC"),)), Subject("app", "linux/arm64", (program("linux/arm64"),)),
        "handler-without-f",
    ),
    **{
        f"a handler with the flags {flags} and the interpreter {interpreter}{', and an end' * ended}": (
            Engine("linux/amd64", registered=(handler(flags, interpreter),)),
            Subject(
                "app", "linux/arm64", (program("linux/arm64"),),
                Ending(leads_table.NO_SUCH_FILE, 255, "exec /bin/app: no such file or directory") if ended else None,
            ), expected,
        )
        for flags, interpreter, ended, expected in (
            ("", STATIC, True, "handler-without-f"),
            ("OC", DYNAMIC, False, "handler-without-f"),
            ("F", DYNAMIC, False, "handler-dynamic"),
            ("OCF", DYNAMIC, True, "handler-dynamic"),
            ("F", UNSEEN, True, "handler-dynamic"),
            ("F", UNSEEN, False, "foreign-program"),
            ("F", STATIC, False, "foreign-program"),
            ("F", OTHERS, False, "handler-for-another-cpu"),
            ("F", WRAPPER, False, "handler-script"),
            ("F", WRAPPER, True, "handler-script"),
        )
    },
    "two handlers, one of which would do": (
        Engine("linux/amd64", registered=(handler("", DYNAMIC), handler("F", STATIC))),
        Subject("app", "linux/arm64", (program("linux/arm64"),)), "foreign-program",
    ),
    "a handler that is disabled": (
        Engine("linux/amd64", registered=(handler("OC", text=DISABLED),)),
        Subject("app", "linux/arm64", (program("linux/arm64"),)), "handler-disabled",
    ),
    "a disabled handler beside one that does not work": (
        Engine("linux/amd64", registered=(handler("OC", text=DISABLED), handler("F", DYNAMIC))),
        Subject("app", "linux/arm64", (program("linux/arm64"),)), "handler-dynamic",
    ),
    "no such file, and no handler any more": (
        Engine("linux/amd64", registered=(), before=("linux/arm64",)),
        Subject("app", "linux/arm64", (program("linux/arm64"),), Ending(leads_table.NO_SUCH_FILE, 255, "x")),
        "handler-gone",
    ),
    "no such file, on an engine that does not show its handlers": (
        AMD64, Subject("app", "linux/arm64", (program("linux/arm64"),), Ending(leads_table.NO_SUCH_FILE, 255, "x")),
        "emulator-not-found",
    ),
    **{
        f"a header with {changes}, and the mask {mask}": (
            Engine("linux/amd64", executed=("linux/arm64",), registered=registered),
            Subject("app", "linux/arm64", (program("linux/arm64")._replace(header=header(changes)),)), expected,
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
            Subject("app", "linux/arm64", (program("linux/arm64")._replace(is_readable=not is_unreadable),)), expected,
        )
        for is_unreadable, flags, expected in (
            (True, ("F",), "handler-without-o"),
            (True, ("PF",), "handler-without-o"),
            (True, ("OF",), ""),
            (True, ("CF",), ""),
            (True, ("F", "POCF"), ""),
            (True, (), ""),
            (False, ("F",), ""),
        )
    },
    "an AppImage in a container that a private emulator has started": (
        Engine("linux/amd64", executed=("linux/arm64",), registered=(handler("F"),)),
        Subject("app", "linux/arm64", (program("linux/arm64")._replace(header=header({8: 0x41})),), is_image=False), "",
    ),
    "a handler that is gone": (
        Engine("linux/amd64", before=("linux/arm64",)), Subject("app", "linux/arm64", (program("linux/arm64"),)),
        "handler-gone",
    ),
    "a foreign interpreter": (
        AMD64, Subject("app", "linux/amd64", (SCRIPT_STEP, program("linux/arm64", role=INTERPRETER))),
        "foreign-interpreter",
    ),
    "a program for a CPU without images": (
        AMD64, Subject("app", "linux/amd64", (program(""),)), "foreign-program",
    ),
    "another CPU's program behind a label for the host": (
        AMD64, Subject("app", "linux/amd64", (program("linux/arm64"),)), "wrong-label",
    ),
    "a variant on the label is no disagreement": (
        ARM64, Subject("app", "linux/arm64/v8", (program("linux/arm64"),)), "",
    ),
    "permission denied without a mount tells nothing": (
        AMD64, Subject("app", "linux/amd64", (program("linux/amd64"),), Ending(leads_table.NO_PERMISSION, 1, "x")), "",
    ),
    "a hard-float program in an image for arm/v6, as Alpine's": (
        Engine("linux/amd64", executed=("linux/arm/v7",)),
        Subject("app", "linux/arm/v6", (program("linux/arm/v7"),)), "",
    ),
    "a soft-float program in an image for arm/v5, as Debian's armel": (
        Engine("linux/amd64", executed=("linux/arm/v6",)),
        Subject("app", "linux/arm/v5", (program("linux/arm/v6"),)), "",
    ),
    "a foreign arm program of another version than the label's": (
        AMD64, Subject("app", "linux/arm/v6", (program("linux/arm/v7"),)), "foreign-program",
    ),
    "a pack for arm, and another version on the label": (
        Engine("linux/amd64", packed=("linux/arm/v7",)),
        Subject("app", "linux/arm/v6", (program("linux/arm/v7"),)), "",
    ),
    "an image that is fine, and another platform in the variable": (
        AMD64, Subject("app", "linux/amd64", (program("linux/amd64"),), asked="linux/arm64"), "default-platform",
    ),
    "nothing to start, and another platform in the variable": (
        AMD64, Subject("app", "linux/amd64", (), asked="linux/arm64"), "default-platform",
    ),
    "a program that cannot run whatever the variable says": (
        AMD64, Subject("app", "linux/arm64", (program("linux/arm64"),), asked="linux/s390x"), "foreign-program",
    ),
    "a shell whose text is not followed": (
        AMD64, Subject("app", "linux/amd64", (SHELL_STEP,), children=HIDDEN), "shell-text",
    ),
    "a foreign shell whose text is not followed": (
        ARM64, Subject("app", "linux/amd64", (SHELL_STEP,), children=HIDDEN), "foreign-program",
    ),
    "a container shows by its end what its shell starts": (
        AMD64, Subject("app", "linux/amd64", (SHELL_STEP,), is_image=False, children=HIDDEN), "",
    ),
    "a foreign program that a script starts": (
        AMD64, Subject("app", "linux/amd64", SCRIPTED, children=children(program("linux/arm64"))), "wrong-label",
    ),
    "the first fault of what starts comes before that of what a script starts": (
        AMD64, Subject("app", "linux/amd64", (program("linux/s390x"),), children=children(NOWHERE)), "wrong-label",
    ),
    "a program that a script starts, and that is not there": (
        AMD64, Subject("app", "linux/amd64", SCRIPTED, children=children(NOWHERE)), "program-missing",
    ),
    "a program that a script starts, and that it may make before": (
        AMD64, Subject("app", "linux/amd64", SCRIPTED, children=children(NOWHERE, may_change=True)), "",
    ),
    "a foreign program that a script may change before": (
        AMD64,
        Subject("app", "linux/amd64", SCRIPTED, children=children(program("linux/arm64"), may_change=True)),
        "wrong-label",
    ),
    "a program that a script may start": (
        AMD64, Subject("app", "linux/amd64", SCRIPTED, children=children(program("linux/arm64"), is_sure=False)), "",
    ),
    "a word of a script with a carriage return": (
        AMD64,
        Subject("app", "linux/amd64", SCRIPTED, children=children(NOWHERE._replace(name="./server\r"))),
        "carriage-return",
    ),
    "an empty file that a shell reads as a script": (
        AMD64, Subject("app", "linux/amd64", SCRIPTED, children=children(NOWHERE._replace(kind=EMPTY))), "",
    ),
    "a wrapper's program without a first line": (
        AMD64,
        Subject("app", "linux/amd64", SCRIPTED, children=children(program("linux/amd64"), NOWHERE._replace(kind=TEXT))),
        "no-first-line",
    ),
    "a foreign program that a script starts, and a pack": (
        Engine("linux/amd64", packed=("linux/arm64",)),
        Subject("app", "linux/arm64", (program("linux/arm64"),), children=children(program("linux/arm64"))), "",
    ),
    "a program that is given to a script, which is not understood": (
        AMD64, Subject("app", "linux/amd64", (*SCRIPTED, program("linux/amd64", role=STARTED)), children=HIDDEN), "",
    ),
    "nothing to start": (AMD64, Subject("app", "linux/amd64", ()), ""),
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
    assert conclusions.notes(Subject("app", "linux/amd64", SCRIPTED, children=found), AMD64) == notes


@pytest.mark.parametrize("kind", ["loader", "interpreter", "text"])
def test_no_command_makes_what_a_script_starts_the_first(kind: str) -> None:
    steps = {
        "loader": (
            program("linux/amd64", detail="/lib/ld-musl-x86_64.so.1"),
            Step(LOADER, "/lib/ld-musl", "", MISSING),
        ),
        "interpreter": (SCRIPT_STEP, Step(INTERPRETER, "/bin/zsh", "", MISSING)),
        "text": (program("linux/amd64"), NOWHERE._replace(kind=TEXT)),
    }
    conclusion = conclusions.conclude(Subject("app", "linux/amd64", SCRIPTED, children=children(*steps[kind])), AMD64)
    assert conclusion
    assert conclusion.commands == ()
    assert conclusion.advice.endswith((".", "library."))
    assert "entrypoint" not in conclusion.advice.lower()
    assert "Until then" not in conclusion.advice


def test_what_hides_the_start_is_quoted() -> None:
    conclusion = conclusions.conclude(Subject("app", "linux/amd64", SCRIPTED, children=HIDDEN), AMD64)
    assert conclusion
    assert (
        conclusion.sentence
        == "/bin/sh runs the text $SERVER --port $PORT: what that starts is not known from the image."
    )


@pytest.mark.parametrize("engine", ["linux/arm64", "linux/arm/v7", "linux/s390x"])
def test_advice_for_another_cpu_has_no_amd64_in_it(engine: str) -> None:
    for name, line in ((engine, ""), ("linux/riscv64", SIGNAL_4)):
        subject = Subject("app", name, (program(name),), Ending(leads_table.ILLEGAL, 132, line))
        conclusion = conclusions.conclude(subject, Engine(engine, executed=("linux/riscv64",)))
        assert conclusion
        assert "amd64" not in conclusion.sentence + conclusion.advice


def test_the_version_of_an_arm_program_is_the_labels() -> None:
    conclusion = conclusions.conclude(Subject("app", "linux/arm/v6", (program("linux/arm/v7"),)), AMD64)
    assert conclusion
    assert conclusion.sentence == "/bin/app is a program for linux/arm/v6, which the engine (linux/amd64) cannot run."
    assert conclusion.commands == ("anyarch emulators install linux/arm/v6",)


@pytest.mark.parametrize(
    ("shell", "expected"),
    [((program("linux/amd64"),), (True, True)), ((program("linux/s390x"),), (True, False)), ((), (False, False))],
)
def test_a_shell_for_another_cpu_is_there_but_does_not_start(
    shell: tuple[Step, ...], *, expected: tuple[bool, bool]
) -> None:
    text = Step(COMMAND, "/start", "/start", TEXT, "it does not begin with #!")
    missing = (Step(COMMAND, "/bin/sh", "", MISSING),)
    subject = conclusions.with_shell(Subject("app", "linux/amd64", (text,)), shell or missing, AMD64)
    assert (subject.has_shell, subject.starts_shell) == expected
    conclusion = conclusions.conclude(subject, AMD64)
    assert conclusion
    assert bool(conclusion.commands) == subject.starts_shell
    assert ("no shell" in conclusion.sentence) == (not subject.has_shell)


def test_names_are_quoted_for_the_shell_and_braces_mean_nothing() -> None:
    name = "/a b'{image}$(reboot)"
    step = Step(COMMAND, name, name, SCRIPT, "/bin/sh", is_executable=False)
    conclusion = conclusions.conclude(Subject("app", "linux/amd64", (step,)), AMD64)
    assert conclusion
    assert conclusion.sentence == f"{name} is not marked as executable."
    assert """docker cp program "$id":'/a b'"'"'{image}$(reboot)'""" in conclusion.commands


def test_a_command_that_lacks_a_word_is_left_out() -> None:
    conclusion = conclusions.conclude(Subject("app", "linux/amd64", (program(""),)), AMD64)
    assert conclusion
    assert conclusion.commands == ()
    assert conclusion.advice.endswith("reboot.")


@pytest.mark.parametrize("name", CAUSES)
def test_each_cause_has_its_words_and_no_others(name: str) -> None:
    known = {
        "image", "label", "asked", "script", "host", "name", "path", "platform", "emulated", "words", "native", "mount",
        "detail", "level", "crash", "offered", "interpreter", "loading", "go", "first", "shell", "decode",
    }  # fmt: skip
    cause = CAUSES[name]
    for text in (cause.sentence, cause.advice, *cause.commands):
        assert {field for _, field, _, _ in string.Formatter().parse(text) if field is not None} <= known
    assert cause.sentence.endswith(".")
    assert cause.advice.endswith(":" if cause.commands else ".")


def test_where_a_product_has_its_own_emulator_that_is_turned_on_and_none_installed() -> None:
    desktop = Engine("linux/arm64", switched=("linux/amd64",))
    subject = Subject("app", "linux/amd64", (program("linux/amd64"),))
    conclusion = conclusions.conclude(subject, desktop)
    assert conclusion
    assert (conclusion.cause, conclusion.commands) == ("foreign-program", ())
    assert conclusion.advice.endswith("Some Desktop: turn it on.")
    other = conclusions.conclude(Subject("app", "linux/s390x", (program("linux/s390x"),)), desktop)
    assert other
    assert other.commands == ("anyarch emulators install linux/s390x",)


def test_a_container_that_was_started_without_the_pack_is_created_again() -> None:
    packed = Engine("linux/amd64", packed=("linux/s390x",))
    subject = Subject("app", "linux/s390x", (program("linux/s390x"),), is_image=False, may_be_private=False)
    conclusion = conclusions.conclude(subject, packed)
    assert conclusion
    assert conclusion.commands == ()
    assert "private emulator for linux/s390x" in conclusion.advice
    mislabeled = conclusions.conclude(subject._replace(label="linux/arm64"), packed)
    assert mislabeled
    assert mislabeled.commands == ("anyarch emulators install linux/s390x",)


def test_an_emulated_image_names_its_platform() -> None:
    assert conclusions.emulated((program("linux/arm64"),), AMD64) == "linux/arm64"
    assert conclusions.emulated((program("linux/amd64"),), AMD64) == ""


def test_a_mode_of_the_cpu_is_not_emulated() -> None:
    has_mode = Engine("linux/arm64", executed=("linux/arm/v7",))
    assert conclusions.emulated((program("linux/arm/v7"),), has_mode) == ""
    assert conclusions.emulated((program("linux/arm/v7"),), ARM64) == "linux/arm/v7"
