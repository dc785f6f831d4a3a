"""What TAB shows: `anyarch __complete`, the plugin's answer to docker, and real shells that load the script."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import write_program
from tests.laboratory.person import Person
from tests.laboratory.programs import every
from tests.laboratory.recording_engine import Answer, Answers, Hang, RecordingEngine
from tests.laboratory.shells import GRAMMARS, PROMPT
from tests.laboratory.terminal import TAB, Terminal

IMAGES = [{"RepoTags": ["alpine:latest", "alpine:3.20", "<none>:<none>"]}, {"RepoTags": None}]
CONTAINERS = [{"Names": ["/web", "/alpine-1"]}]
WORLD = Answers(faults={"/images/json": Answer(200, IMAGES), "/containers/json": Answer(200, CONTAINERS)})


def completed(person: Person, line: str) -> list[str]:
    """What can follow a line, without descriptions; the last is the directive."""
    done = person.anyarch("__complete", *line.split(" "))
    assert (done.status, done.errors) == (0, "")
    return [found.partition("\t")[0] for found in done.output.splitlines()]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("doc", ["doctor", ":4"]),
        ("cache l", ["list", ":4"]),
        ("doctor --js", ["--json", ":4"]),
        ("doctor --color a", ["auto", "always", ":4"]),
        ("platforms al", ["alpine", "alpine:3.20", ":4"]),
        ("platforms alpine:", ["alpine:3.20", "alpine:latest", ":4"]),
        ("diagnose al", ["alpine-1", "alpine", "alpine:3.20", ":4"]),
        ("verify w", ["web", ":4"]),
        ("plan r", ["run", ":4"]),
        ("plan -- run al", ["alpine", "alpine:3.20", ":4"]),
        ("emulators test linux/s3", ["linux/s390x", ":4"]),
        ("config get no", ["notice", ":4"]),
        ("config set notice ", ["always", "auto", "never", ":4"]),
        ("config set emulation.prefer s390x,linux/am", ["s390x,linux/amd64", "s390x,linux/amd64p32", ":4"]),
        ("config set docker.engine f", ["far", ":4"]),
        ("cache export ", [":0"]),
        ("nonsense ", [":4"]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("engine")
def test_what_can_follow(person: Person, line: str, found: list[str]) -> None:
    context = Path(person.environment["HOME"], ".docker", "contexts", "meta", "0")
    context.mkdir(parents=True)
    (context / "meta.json").write_text(json.dumps({"Name": "far"}))
    assert completed(person, line) == found


def test_an_engine_that_is_silent_or_absent_completes_nothing(person: Person, engine: RecordingEngine) -> None:
    engine.become(Answers(faults={"/images/json": Hang()}))
    assert completed(person, "platforms al") == [":4"]
    engine.close()
    assert completed(person, "platforms al") == [":4"]


@pytest.mark.parametrize("client", every("docker"))
@pytest.mark.usefixtures("engine")
def test_docker_completes_its_plugin(person: Person, client: str) -> None:
    person.real = client
    person.install()
    for words, found in (("doc", "doctor\tCheck that"), ("platforms al", "alpine:3.20\timage"), ("", "plan\tShow")):
        done = person.run([client, "__complete", "anyarch", *words.split(" ")])
        if "version 20.10." in person.run([client, "--version"]).output:
            assert done.output == ":0\n"  # it asks no plugin
        else:
            assert f"\n{found}" in f"\n{done.output}"
            assert done.output.splitlines()[-1] == ":4"


@pytest.mark.parametrize("shell", GRAMMARS)
@pytest.mark.usefixtures("engine")
def test_real_shells_complete_at_tab(person: Person, tmp_path: Path, shell: str) -> None:
    write_program(tmp_path / "real" / "anyarch", f'exec {person.command[0]} -P -m anyarch "$@"')
    environment = person.environment | {"TERM": "dumb", "PS1": PROMPT}
    with Terminal([*GRAMMARS[shell].start, "-i"], environment, str(tmp_path)) as terminal:
        terminal.enter("autoload -U compinit; compinit -u -D" if shell == "zsh" else "")
        terminal.enter(GRAMMARS[shell].evaluate.format(f"anyarch completion {shell}"))
        terminal.enter("echo rea''dy")
        terminal.expect("ready")
        terminal.type(f"echo x; anyarch doct{TAB}")
        terminal.expect("doctor")
        terminal.type("\x15")
        terminal.type(f"anyarch platforms alpine:3{TAB}")
        terminal.expect("alpine:3.20")
