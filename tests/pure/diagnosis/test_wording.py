"""What is said of a cause: its sentence, its advice, and its commands."""

import string

import pytest

from anyarch.diagnosis.causes.table import CAUSES
from anyarch.programs import leads_table
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import COMMAND, INTERPRETER, LOADER, MISSING, SCRIPT, Step
from anyarch.programs.texts import TEXT
from tests.pure.diagnosis.written import (
    AMD64,
    HIDDEN,
    NOWHERE,
    SCRIPT_STEP,
    SHELL_STEP,
    Engine,
    concluded,
    image,
    program,
    scripted,
)


@pytest.mark.parametrize(
    "steps",
    [
        (program("linux/amd64", detail="/lib/ld-musl-x86_64.so.1"), Step(LOADER, "/lib/ld-musl", "", MISSING)),
        (SCRIPT_STEP, Step(INTERPRETER, "/bin/zsh", "", MISSING)),
        (program("linux/amd64"), NOWHERE._replace(kind=TEXT)),
    ],
    ids=["loader", "interpreter", "text"],
)
def test_no_command_makes_what_a_script_starts_the_first(steps: tuple[Step, ...]) -> None:
    conclusion = concluded(scripted(*steps), AMD64)
    assert conclusion.commands == ()
    assert conclusion.advice.endswith(".")
    assert "entrypoint" not in conclusion.advice.lower()
    assert "Until then" not in conclusion.advice


def test_what_hides_the_start_is_quoted() -> None:
    conclusion = concluded(image("linux/amd64", SHELL_STEP)._replace(children=HIDDEN), AMD64)
    sentence = "/bin/sh runs the text $SERVER --port $PORT: what that starts is not known from the image."
    assert (conclusion.cause, conclusion.sentence) == ("shell-text", sentence)


@pytest.mark.parametrize("engine", ["linux/arm64", "linux/arm/v7", "linux/s390x"])
def test_advice_for_another_cpu_has_no_amd64_in_it(engine: str) -> None:
    for name, line in ((engine, ""), ("linux/riscv64", "qemu: uncaught target signal 4")):
        subject = image(name, ending=Ending(leads_table.ILLEGAL, 132, line))
        conclusion = concluded(subject, Engine(engine, executed=("linux/riscv64",)))
        assert "amd64" not in conclusion.sentence + conclusion.advice


def test_the_version_of_an_arm_program_is_the_labels() -> None:
    conclusion = concluded(image("linux/arm/v6", program("linux/arm/v7")), AMD64)
    assert conclusion.cause == "foreign-program"
    assert conclusion.sentence == "/bin/app is a program for linux/arm/v6, which the engine (linux/amd64) cannot run."
    assert conclusion.commands == ("anyarch emulators install linux/arm/v6",)


def test_names_are_quoted_for_the_shell_and_braces_mean_nothing() -> None:
    name = "/a b'{image}$(reboot)"
    conclusion = concluded(
        image("linux/amd64", Step(COMMAND, name, name, SCRIPT, "/bin/sh", is_executable=False)), AMD64
    )
    assert conclusion.sentence == f"{name} is not marked as executable."
    assert """docker cp program "$id":'/a b'"'"'{image}$(reboot)'""" in conclusion.commands


def test_a_command_that_lacks_a_word_is_left_out() -> None:
    conclusion = concluded(image("linux/amd64", program("")), AMD64)  # for a CPU that no image is for
    assert (conclusion.cause, conclusion.commands) == ("foreign-program", ())
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
    conclusion = concluded(image("linux/amd64"), desktop)
    assert (conclusion.cause, conclusion.commands) == ("foreign-program", ())
    assert conclusion.advice.endswith("Some Desktop: turn it on.")
    assert concluded(image("linux/s390x"), desktop).commands == ("anyarch emulators install linux/s390x",)


def test_a_container_that_was_started_without_the_pack_is_created_again() -> None:
    engine = Engine("linux/amd64", packed=("linux/s390x",))
    subject = image("linux/s390x")._replace(is_image=False, may_be_private=False)
    conclusion = concluded(subject, engine)
    assert (conclusion.cause, conclusion.commands) == ("foreign-program", ())
    assert "private emulator for linux/s390x" in conclusion.advice
    mislabeled = concluded(subject._replace(label="linux/arm64"), engine)
    assert mislabeled.commands == ("anyarch emulators install linux/s390x",)
