"""The launcher where something is missing that it uses, and how many processes it starts."""

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import change_launcher
from tests.cli.shell.conftest import StandIn
from tests.cli.shell.ways import KNOWN, PASSED_ON
from tests.laboratory import debian
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.starts import Start

ASKING = "run --rm image"
OLD_BASH, NO_MAPFILE, BUSYBOX, DASH, BASH = "a bash before 5.1", "no mapfile", "busybox", "dash", "bash"
CHANGES = {
    OLD_BASH: ("5.[1-9]*", "never"),
    NO_MAPFILE: ("\n_anyarch_docker=", "\nenable -n mapfile\n_anyarch_docker="),
    BUSYBOX: ("/bin/bash -p", "/bin/busybox sh"),
    DASH: ("/bin/bash -p", "/bin/dash"),
}
HIDING = ("unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh")


@pytest.fixture
def reader(request: pytest.FixtureRequest, person: Person, known_image: None) -> str:  # noqa: ARG001
    """What reads the launcher, which knows the image `known`, if it can know one."""
    name = str(request.param)
    if name == BUSYBOX:
        debian.install("busybox-static")
    if name != BASH:
        change_launcher(person, *CHANGES[name])
    return name


@pytest.mark.parametrize("words", [PASSED_ON, KNOWN, ASKING])
@pytest.mark.parametrize("reader", [OLD_BASH, NO_MAPFILE, BUSYBOX], indirect=True)
def test_docker_cannot_tell_the_difference(reader: str, words: str, person: Person, docker: RecordingDocker) -> None:
    directly, launched = Start([word.encode() for word in words.split()]).both(person, docker)
    level = {b"SHLVL": b"2"} if reader == BUSYBOX else {}  # which busybox counts, and then exports
    assert launched == replace(directly, environment={**directly.environment, **level})


@pytest.mark.parametrize("words", [PASSED_ON, KNOWN, ASKING])
@pytest.mark.parametrize("reader", [OLD_BASH, NO_MAPFILE, BUSYBOX, DASH, BASH], indirect=True)
@pytest.mark.usefixtures("reader")
def test_without_proc_docker_gets_its_words(words: str, person: Person) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can hide /proc")
    shutil.copy("/bin/echo", person.real)
    assert person.run([*HIDING, f"{person.shim}/docker", *words.split()]) == Outcome(0, f"{words}\n", "")


@pytest.mark.parametrize("variables", [{"SHLVL": None}, {"SHLVL": "7"}])
def test_without_proc_bash_adds_no_level(variables: dict[str, str | None], person: Person) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can hide /proc")
    shutil.copy("/usr/bin/printenv", person.real)
    done = Start([b"SHLVL"], {**variables}, behind=HIDING).launched(person)
    assert done.stdout.decode().strip() == (variables["SHLVL"] or "")


@pytest.mark.parametrize(("words", "number"), [(PASSED_ON, 0), (KNOWN, 0), (ASKING, 1)])
@pytest.mark.parametrize("reader", [OLD_BASH, NO_MAPFILE, BUSYBOX, DASH, BASH], indirect=True)
def test_it_starts_no_process_but_python(  # noqa: PLR0913, PLR0917 - three are parameters
    reader: str, words: str, number: int, person: Person, python: StandIn, tmp_path: Path
) -> None:
    debian.install("strace")
    python.behave("echo end")
    shutil.copy("/bin/true", person.real)
    log = tmp_path / "trace"
    tracing = ["strace", "-f", "-qq", "-e", "trace=fork,vfork,clone,clone3", "-o", str(log)]
    assert person.run([*tracing, f"{person.shim}/docker", *words.split()]) == Outcome(0, "", "")
    started = re.findall(r"(?:fork|clone3?)(?:\(.*|.*resumed.*)= \d+$", log.read_text(), re.MULTILINE)
    knows = reader in (BASH, NO_MAPFILE)
    assert len(started) == (number if knows or words != KNOWN else 1)
