"""A credential helper that would ask at the terminal, and one that takes long, while anyarch decides."""

import os
import select
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import have_credential_helper
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine, index
from tests.laboratory.shells import PROMPT
from tests.laboratory.terminal import INTERRUPT, Terminal

PATIENCE = 60.0
PROMPTING = """
exec 3<>/dev/tty || exit 1
stty raw -echo <&3
printf 'Passphrase: ' >&3
read -r line <&3
"""
WORLD = Answers(distribution={"image": index("linux/amd64")})  # to whose engine the image is not local
pytestmark = pytest.mark.parametrize("shell", ["bash"], indirect=True)


@pytest.fixture
def prompting(person: Person) -> None:
    have_credential_helper(person, PROMPTING)


@pytest.fixture
def endless(person: Person) -> Iterator[int]:
    """One that never answers, with a child; and the pipe that they hold open as long as they live."""
    place = os.path.join(person.environment["HOME"], "pipe")
    os.mkfifo(place)
    have_credential_helper(person, f"exec 9>{place}; echo >&9; sleep 3600 & sleep 3600")
    person.environment["ANYARCH_CONFIG"] = os.path.join(person.environment["HOME"], "anyarch.toml")
    Path(person.environment["ANYARCH_CONFIG"]).write_text("[lookup]\ntimeout = 600\n")
    descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    yield descriptor
    os.close(descriptor)


@pytest.mark.usefixtures("prompting")
def test_a_helper_cannot_prompt_and_the_terminal_stays_as_it_is(
    engine: RecordingEngine, terminal: Terminal, person: Person, docker: RecordingDocker
) -> None:
    docker.behave('stty -g >"$call/modes"')
    run = "stty -echo -icanon min 7; stty -g >~/modes; docker run image; stty -g >~/after; stty echo icanon"
    terminal.enter(f"{run}; echo don''e")
    assert "Passphrase" not in terminal.expect("done")
    before, after = (Path(person.environment["HOME"], name).read_bytes() for name in ("modes", "after"))
    assert before == docker.kept("modes") == after
    assert [request.headers.get("x-registry-auth") for request in engine.requests_for("GET", "/distribution/*")] == [
        None
    ]


def test_an_interrupt_ends_a_helper_and_all_that_it_has_started_without_a_word(
    engine: RecordingEngine, endless: int, terminal: Terminal, docker: RecordingDocker
) -> None:
    terminal.enter("docker run image")
    assert select.select([endless], [], [], PATIENCE)[0]
    assert os.read(endless, 1)
    terminal.type(INTERRUPT)
    assert terminal.expect(PROMPT).replace("docker run image", "").replace("^C", "").strip() == ""
    terminal.enter('echo "sta"tus=$?.')
    terminal.expect("status=130.")
    assert select.select([endless], [], [], PATIENCE)[0]
    assert os.read(endless, 1) == b""
    assert docker.calls() == []
    assert engine.requests_for("GET", "/distribution/*") == ()
