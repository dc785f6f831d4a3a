"""Docker's plugins, `compose` and `buildx` before all: docker starts them through the shim as it does without.

The plugin is one that records how it was started. Docker tells a plugin by what name it was itself called: with the
shim that is the real docker's path, and so what a plugin starts in its turn is the real docker.
"""

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import write_program
from tests.laboratory.conversation import lasting
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import Call, RecordingDocker

METADATA = '{"SchemaVersion":"0.1.0","Vendor":"anyarch","Version":"v1.0.0","ShortDescription":"Records"}'
ORIGINAL = b"DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND"
CHANGING = (b"DOCKER_CLI_PLUGIN_SOCKET", b"OTEL_RESOURCE_ATTRIBUTES")  # made up anew by docker in each start
LINES = [
    "compose up -d",
    "compose run --rm web 'two words' ''",
    "compose --help",
    "buildx build --platform linux/arm64 --pull .",
    "--debug compose ps",
    "--log-level error compose run web",
    "-D buildx bake pull",
]
pytestmark = pytest.mark.usefixtures("real")


@pytest.fixture
def plugin(person: Person, tmp_path: Path) -> RecordingDocker:
    """What runs as `docker compose` and as `docker buildx`."""
    recording = RecordingDocker(str(tmp_path / "recording"))
    recording.behave("cat; echo out; echo err >&2; exit 5")
    folder = Path(person.environment["HOME"], ".docker", "cli-plugins")
    for name in ("compose", "buildx"):
        metadata = f'[ "$1" != docker-cli-plugin-metadata ] || {{ echo {shlex.quote(METADATA)}; exit; }}'
        script = f'{metadata}\nexec {shlex.quote(recording.path)} "$@"'
        write_program(folder / f"docker-{name}", script, "/bin/bash -p")
    return recording


def started(plugin: RecordingDocker, command: Callable[[], Outcome]) -> tuple[Outcome, Call]:
    """How the command ended, and how the plugin was started; what differs between any two starts is left out."""
    ended = command()
    outcome = Outcome(ended.status, ended.output, lasting(ended.errors))
    call = plugin.calls()[-1]
    environment = {name: value for name, value in call.environment.items() if name not in CHANGING}
    descriptors = {number: target.partition(":[")[0] for number, target in call.descriptors.items()}
    return outcome, replace(call, environment=environment, descriptors=descriptors, process=0, parent=0, group=0)


@pytest.mark.parametrize("line", LINES)
def test_a_plugin_is_started_as_without_the_shim(line: str, person: Person, plugin: RecordingDocker, real: str) -> None:
    words = shlex.split(line)
    directly = started(plugin, lambda: person.real_docker(*words))
    assert started(plugin, lambda: person.docker(*words)) == directly
    assert directly[0] == Outcome(5, "out\n", directly[0].errors)
    assert directly[1].environment.get(ORIGINAL, real.encode()) == real.encode()


def test_what_a_plugin_starts_in_its_turn_is_the_real_docker(
    person: Person, plugin: RecordingDocker, real: str
) -> None:
    plugin.behave(f'"${{{ORIGINAL.decode()}:-docker}}" version --format "{{{{.Client.Version}}}}"')
    version = person.run([real, "version", "--format", "{{.Client.Version}}"]).output
    assert person.docker("compose", "x").output == version
