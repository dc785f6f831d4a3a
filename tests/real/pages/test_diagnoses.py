"""What `anyarch diagnose` finds in images with one fault each, typed as pages show it, on a terminal of 80 columns."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.laboratory.architectures import native
from tests.laboratory.faulty_images import Programs, Recipe, built, recipes
from tests.laboratory.reader import Reader
from tests.real.conftest import Store

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("no_handlers")]

NAME = "app0"  # of the image that pages call app
EXECUTABLE = 0o755
RUN = "docker run --rm --network none app"
FOR_THE_ENGINE = "docker run --rm --network none --pull never --platform linux/amd64 app"
DAMAGED = "docs/how-to/damaged-program.md"
SCRIPT = "docs/how-to/exec-format-error-in-a-script.md"
FORMAT_ERROR = "docs/how-to/exec-format-error.md"
NOT_FOUND = "docs/how-to/no-such-file-or-directory.md"
DENIED = "docs/how-to/permission-denied.md"
LABEL = "docs/how-to/platform-does-not-match.md"
LEVEL = "docs/how-to/cpu-level.md"
CRASHES = "docs/how-to/qemu-uncaught-target-signal.md"

Load = Callable[[Recipe], None]


@pytest.fixture
def load(reader: Reader, store: Store, faulty_programs: Programs, foreign: str) -> Iterator[Load]:
    """Puts an image onto the engine that pages call app."""
    reader.places["app"] = NAME
    reader.columns = 80

    def put(recipe: Recipe) -> None:
        store.load(built(recipe, native().name, foreign, faulty_programs), NAME)

    yield put
    reader.person.real_docker("rmi", "--force", NAME)


@pytest.fixture
def load_as(load: Load, faulty_programs: Programs) -> Callable[[str, str], None]:
    """Puts one of the faulty images onto the engine, with another path for what it starts."""

    def put(name: str, path: str) -> None:
        recipe = recipes(faulty_programs)[name]
        files = {path.removeprefix("/") if file == "start" else file: each for file, each in recipe.files.items()}
        load(replace(recipe, files=files, command=(path,)))

    return put


LoadAs = Callable[[str, str], None]


def test_a_program_that_is_none_is_told_for_what_it_is(reader: Reader, load_as: LoadAs) -> None:
    load_as("broken-file", "/app")
    reader.follows(DAMAGED, "It is empty or truncated", 0)
    load_as("git-lfs-pointer", "/app")
    reader.follows(DAMAGED, "It is a git-lfs pointer", 0)
    load_as("error-page", "/app")
    reader.follows(DAMAGED, "It is what a server answered", 0)
    load_as("macos-program", "/app")
    reader.follows(DAMAGED, "It is a program for macOS or Windows", 0)


def test_a_script_that_cannot_start_is_explained(
    reader: Reader, load: Load, load_as: LoadAs, faulty_programs: Programs
) -> None:
    load_as("no-first-line", "/start.sh")
    reader.is_shown(SCRIPT, "Fix `exec format error` for a script", 0, RUN)
    reader.follows(SCRIPT, "Fix `exec format error` for a script", 0)
    load_as("carriage-return", "/start.sh")
    reader.is_shown(NOT_FOUND, "Fix `no such file or directory` for a file that exists", 0, RUN)
    reader.follows(NOT_FOUND, "Fix `no such file or directory` for a file that exists", 0)
    load_as("no-shell", "/start.sh")
    reader.follows(NOT_FOUND, "A script whose interpreter is not in the image", 0)
    load_as("not-executable", "/start.sh")
    reader.is_shown(DENIED, "Fix `permission denied`", 0, RUN)
    reader.follows(DENIED, "Fix `permission denied`", 0)
    shell, script = ((content, EXECUTABLE) for content in (faulty_programs.native, b'#!/bin/sh\nexec "$APP"\n'))
    load(Recipe({"bin/sh": shell, "start.sh": script}, ("/start.sh",), has_shell=False))
    reader.follows(SCRIPT, "A program that the script starts is for another CPU", 0)


def test_a_wrong_label_and_a_program_for_another_cpu_are_told(
    reader: Reader, load: Load, store: Store, faulty_programs: Programs
) -> None:
    load(Recipe({}, ("uname", "-m"), label="foreign"))
    reader.is_shown(LABEL, "Fix `does not match the specified platform`", 0, FOR_THE_ENGINE)
    reader.follows(LABEL, "Fix `does not match the specified platform`", 0)
    load(Recipe({"app": (faulty_programs.foreign, EXECUTABLE)}, ("/app",)))
    store.succeed("tag", NAME, store.name("app"))
    del reader.places["app"]
    reader.follows(FORMAT_ERROR, "Fix `exec format error`", 3)


def test_what_is_wrong_is_found_without_being_shown(reader: Reader, load_as: LoadAs) -> None:
    load_as("low-cpu-level", "/app")
    reader.types(LEVEL, "Fix `CPU ISA level is lower than required`", 0, status=1)
    reader.person.real_docker("run", "--name", "app1", "--network", "none", NAME)
    reader.places = {"my-container": "app1"}
    reader.types(CRASHES, "Fix `qemu: uncaught target signal 11`", 0, status=1)
    reader.person.real_docker("rm", "--force", "app1")
