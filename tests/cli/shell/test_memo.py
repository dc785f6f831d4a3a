"""A warm run or create of a native image starts no Python; and whatever may make a difference does.

The launcher and `bare.memo` read memos by the same rules: each case is tried on both.
"""

import os
import re
from pathlib import Path

import pytest

from anyarch.bare import memo, records
from anyarch.bare.command_line import Invocation, parse
from tests.cli.shell.conftest import StandIn
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import RecordingEngine

RUN = ("run", "--rm", "-it", "-e", "A=1", "native", "sh")


@pytest.fixture(autouse=True)
def engine(known_engine: RecordingEngine) -> RecordingEngine:
    return known_engine


def asked(person: Person, python: StandIn, *words: str, **variables: str) -> bool:
    """Whether the launcher asks Python about a command; and whether `bare.memo` would have told it to, is the same."""
    environment = person.environment | variables
    read = parse([*words], environment)
    by_memo = isinstance(read, Invocation) and memo.holds(
        memo.Subject(records.folder(environment), read, environment, person.real)
    )
    assert person.run([f"{person.shim}/docker", *words], variables) == Outcome(0, "", "")
    started = bool(python.starts())
    assert started is not by_memo or words[0].startswith("-"), "the two disagree"
    return started


@pytest.mark.parametrize(
    "words",
    [
        RUN,
        ("create", "native"),
        ("container", "run", "-d", "--name=x", "native"),
        ("run", "-p", "80:80", "native", "--pull"),
    ],
)
def test_only_the_first_run_starts_python(
    person: Person, python: StandIn, words: tuple[str, ...], docker: RecordingDocker, engine: RecordingEngine
) -> None:
    assert asked(person, python, *words)
    assert not asked(person, python, *words)
    assert not asked(person, python, "run", "native")
    assert len(engine.requests) == 1
    assert docker.calls()[1].words == [word.encode() for word in words]


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--platform", "linux/amd64", "native"),
        ("run", "--pull=missing", "native"),
        ("run", "--runtime", "runc", "native"),
        ("create", "other"),
        ("--debug", "run", "native"),
    ],
)
def test_other_words_do(person: Person, python: StandIn, words: tuple[str, ...]) -> None:
    asked(person, python, *RUN)
    assert asked(person, python, *words)


@pytest.mark.parametrize("name", [*memo.VARIABLES, "DOCKER_DEFAULT_PLATFORM", "DOCKER_CUSTOM_HEADERS"])
def test_other_variables_do(person: Person, python: StandIn, name: str) -> None:
    asked(person, python, *RUN)
    person.environment["ANYARCH_CACHE_DIR"] = records.folder(person.environment)
    assert asked(person, python, *RUN, **{name: f"{person.environment['HOME']}/other"})


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        (("build", "."), True),
        (("image", "rm", "native"), True),
        (("--debug", "load"), True),
        (("new", "verb"), True),
        (("pull", "other"), True),
        (("ps",), False),
        (("exec", "c", "build"), False),
        (("--debug", "run", "native"), False),
        (("--context", "run", "ps"), False),
        (("-H", "unix:///s", "build", "run"), True),
    ],
)
def test_a_command_that_may_change_images_ends_it(
    person: Person, python: StandIn, words: tuple[str, ...], *, ends: bool
) -> None:
    asked(person, python, *RUN)
    person.run([f"{person.shim}/docker", *words])
    python.starts()
    assert asked(person, python, *RUN) == ends


@pytest.mark.parametrize("file", [".config/anyarch/config.toml", ".docker/config.json"])
def test_settings_that_appear_end_it(person: Person, python: StandIn, file: str) -> None:
    asked(person, python, *RUN)
    place = Path(person.environment["HOME"], file)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch()
    assert asked(person, python, *RUN)


@pytest.mark.parametrize(("field", "value"), [("until", "1"), ("from", "99999999999"), ("for", "x"), ("until", "x")])
def test_one_whose_time_is_over_or_that_is_garbled_does_not_count(
    person: Person, python: StandIn, field: str, value: str
) -> None:
    asked(person, python, *RUN)
    [file] = Path(records.folder(person.environment), "native").iterdir()
    written = file.stat().st_mtime
    file.write_text(re.sub(rf"^{field}\t.*$", f"{field}\t{value}", file.read_text(), flags=re.MULTILINE))
    os.utime(file, (written, written))
    assert asked(person, python, *RUN)


def test_the_setting_says_how_long_it_counts(person: Person, python: StandIn) -> None:
    assert person.anyarch("config", "set", "native.lifetime", "0").status == 0
    for _ in range(2):
        assert asked(person, python, *RUN)


def test_it_counts_for_the_function_as_well(person: Person, python: StandIn) -> None:
    asked(person, python, *RUN)
    script = f". {person.shim}/init.bash; docker run native; docker build . ; docker run native"
    path = f"{os.path.dirname(person.real)}:{person.environment['PATH']}"
    person.run(["bash", "-c", script], {"PATH": path})
    assert python.starts() == 1, "for the second run, after the build"
