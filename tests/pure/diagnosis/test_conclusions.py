"""Conclusions for engines that no test has: other hosts, other CPUs, other emulators."""

import dataclasses
import string

import pytest

from anyarch.diagnosis import conclusions
from anyarch.diagnosis.causes.table import CAUSES
from anyarch.diagnosis.subject import Subject
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.programs import leads_table
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import COMMAND, INTERPRETER, LOADER, MISSING, PROGRAM, SCRIPT, Step


@dataclasses.dataclass(frozen=True)
class Engine:
    """An engine that answers as it is told to."""

    name: str
    executed: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    unflagged: tuple[str, ...] = ()
    native: str = ""
    packed: tuple[str, ...] = ()

    def host(self) -> Platform:
        return platforms.parse(self.name)

    def executes(self, platform: Platform) -> bool:
        return str(platform) in self.executed

    def emulates_privately(self, platform: Platform) -> bool:
        return str(platform) in self.packed

    def has_executed(self, platform: Platform) -> str:
        return "2026-01-01" if str(platform) in self.before else ""

    def lacks_flag(self, platform: Platform) -> bool:
        return str(platform) in self.unflagged

    def native_name(self) -> str:
        return self.native


ARM64 = Engine("linux/arm64")
AMD64 = Engine("linux/amd64")


def program(platform: str, role: str = COMMAND, detail: str = "", level: int = 1) -> Step:
    return Step(role, "app", "/bin/app", PROGRAM, detail, platform=platform, level=level)


SCRIPT_STEP = Step(COMMAND, "/start", "/start", SCRIPT, "/bin/sh")
SHELL_STEP = program("linux/amd64")._replace(script="cd /app && ./server --port $PORT")
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
    "an illegal instruction, of a program that says nothing of its level": (
        AMD64, Subject("app", "linux/amd64", (program("linux/amd64"),), Ending(leads_table.ILLEGAL, 132, "")),
        "low-cpu-level",
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
        Engine("linux/amd64", unflagged=("linux/arm64",)), Subject("app", "linux/arm64", (program("linux/arm64"),)),
        "handler-without-f",
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
        AMD64, Subject("app", "linux/amd64", (SHELL_STEP,)), "shell-text",
    ),
    "a foreign shell whose text is not followed": (
        ARM64, Subject("app", "linux/amd64", (SHELL_STEP,)), "foreign-program",
    ),
    "a container shows by its end what its shell starts": (
        AMD64, Subject("app", "linux/amd64", (SHELL_STEP,), is_image=False), "",
    ),
    "nothing to start": (AMD64, Subject("app", "linux/amd64", ()), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_cause_is_told(case: str) -> None:
    engine, subject, expected = CASES[case]
    conclusion = conclusions.conclude(subject, engine)
    assert (conclusion.cause if conclusion else "") == expected


def test_the_version_of_an_arm_program_is_the_labels() -> None:
    conclusion = conclusions.conclude(Subject("app", "linux/arm/v6", (program("linux/arm/v7"),)), AMD64)
    assert conclusion
    assert conclusion.sentence == "/bin/app is a program for linux/arm/v6, which the engine (linux/amd64) cannot run."
    assert conclusion.commands == ("anyarch emulators install linux/arm/v6",)


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
        "detail", "level", "crash", "loading", "go", "first", "shell", "decode",
    }  # fmt: skip
    cause = CAUSES[name]
    for text in (cause.sentence, cause.advice, *cause.commands):
        assert {field for _, field, _, _ in string.Formatter().parse(text) if field is not None} <= known
    assert cause.sentence.endswith(".")
    assert cause.advice.endswith(":" if cause.commands else ".")


def test_an_emulated_image_names_its_platform() -> None:
    assert conclusions.emulated((program("linux/arm64"),), AMD64) == "linux/arm64"
    assert conclusions.emulated((program("linux/amd64"),), AMD64) == ""


def test_a_mode_of_the_cpu_is_not_emulated() -> None:
    has_mode = Engine("linux/arm64", executed=("linux/arm/v7",))
    assert conclusions.emulated((program("linux/arm/v7"),), has_mode) == ""
    assert conclusions.emulated((program("linux/arm/v7"),), ARM64) == "linux/arm/v7"
