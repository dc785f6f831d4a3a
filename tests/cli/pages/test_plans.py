"""Plans, the log, settings and mistakes, typed as pages show them."""

import os
from dataclasses import replace
from pathlib import Path

from tests.cli.pages.conftest import ANSWERS, EMULATING, NATIVE
from tests.laboratory.reader import Reader
from tests.laboratory.recording_engine import RecordingEngine, classic_image

PLANS, SEE = "docs/how-to/see-what-would-happen.md", "See what anyarch would do"
MISMATCH, NO_MATCH = "docs/how-to/no-matching-manifest.md", "Fix `no matching manifest`"
FORMAT_ERROR, FIX = "docs/how-to/exec-format-error.md", "Fix `exec format error`"
JSON = "docs/reference/json.md"
SETTINGS = "docs/reference/settings.md"


def test_a_plan_and_the_log(reader: Reader, engine: RecordingEngine) -> None:
    reader.follows(PLANS, SEE, 0)
    reader.follows(PLANS, SEE, 1)
    reader.follows(PLANS, SEE, 2)
    reader.types(FORMAT_ERROR, FIX, 0)
    reader.installs()
    images = {**ANSWERS.images, "arm64v8/alpine": classic_image("arm64v8/alpine", "linux/arm64")}
    engine.become(replace(EMULATING, images=images))
    reader.person.environment["ANYARCH_NOTICE"] = "always"
    reader.person.docker("run", "arm64v8/alpine")
    engine.become(ANSWERS)
    reader.person.anyarch("cache", "clear")  # also that arm64 was executed
    reader.person.docker("run", "alpine")
    reader.follows(PLANS, "Afterwards")


def test_a_question_says_what_it_is_about(reader: Reader) -> None:
    reader.installs()
    reader.answers("[y/N/a/v] ", "n")
    reader.is_shown("docs/how-to/install-an-emulator.md", "When you are asked", 0, "docker run --rm localhost:5000/app")


def test_a_plan_is_an_object(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(NATIVE)
    reader.installs()
    reader.person.age()
    os.utime(engine.host.removeprefix("unix://"), (1, 1))  # it has been up for long, so that a memo is left
    reader.person.docker("run", "--rm", "alpine")
    reader.follows(PLANS, "For programs", 0)


def test_an_image_for_no_platform_of_the_engines(reader: Reader, engine: RecordingEngine) -> None:
    reader.follows(MISMATCH, NO_MATCH, 0)
    reader.installs()
    reader.follows(MISMATCH, NO_MATCH, 2)
    reader.types(MISMATCH, NO_MATCH, 3)
    engine.become(EMULATING)
    reader.types(MISMATCH, NO_MATCH, 1)


def test_an_error_is_an_object_and_what_is_printed_fits_a_template(reader: Reader) -> None:
    reader.follows(JSON, "Errors")
    reader.types(JSON, "`--format`", 0)


def test_a_setting_that_is_wrong_is_told(reader: Reader) -> None:
    settings = Path(reader.home, ".config/anyarch/config.toml")
    patient = settings.read_text()
    settings.write_text(f'notice = "loud"\n{patient}')
    reader.follows(SETTINGS, "Mistakes", 0)
    settings.write_text(f"lookup.timout = 5\n{patient}")
    reader.quotes(SETTINGS, "Mistakes", 1)


def test_a_policy_is_set_and_the_image_that_installs_handlers_is_a_setting(reader: Reader) -> None:
    reader.types("docs/how-to/install-an-emulator.md", "In scripts, and after a reboot", 0)
    assert reader.person.anyarch("config", "get", "emulation.policy").output == "install\n"
    reader.is_shown("docs/explanation/threat-model.md", "The supply chain", 0, "anyarch config get emulation.image")
