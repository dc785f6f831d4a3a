"""Which of two engines is asked: by every docker of this machine, by `anyarch`, and by `docker anyarch`.

Nothing here says which one is right; docker does. A docker that refuses the command, as old ones do with what is newer,
is not compared.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.laboratory.person import Person
from tests.laboratory.programs import every
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image

ANSWERS = Answers(images={"native": classic_image("native", "linux/amd64")})
LOCAL_SSH = """\
#!/bin/sh
until [ "$1" = -- ]; do shift; done
shift 2
DOCKER_HOST={here} exec "$@"
"""


@dataclass(frozen=True)
class Case:
    """A user's choice of an engine. ``@here`` and ``@there`` stand for the addresses of the two, ``%there`` for a path.

    Attributes:
        flags: docker's global flags.
        variables: environment variables.
        settings: the content of config.json.
        contexts: the content of the file of each context, by the context's name.
    """

    flags: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    settings: str = "{}"
    contexts: dict[str, str] = field(default_factory=dict)


CASES = {
    "a variable": Case(variables={"DOCKER_HOST": "@there"}),
    "a flag before a variable": Case(("-H", "@there"), {"DOCKER_HOST": "@here"}),
    "ssh, default socket": Case(variables={"DOCKER_HOST": "ssh://me@Build"}),
    "ssh, a socket's path": Case(variables={"DOCKER_HOST": "ssh://me@Build%there"}),
    "ssh, an encoded path": Case(variables={"DOCKER_HOST": "ssh://me%40corp@build/%2E/%there"}),
}


@pytest.fixture
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RecordingEngine]]:
    with contextlib.ExitStack() as stack:
        names = ("here", "there")
        yield {name: stack.enter_context(RecordingEngine(tmp_path_factory.mktemp(name), ANSWERS)) for name in names}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def filled(text: str, engines: dict[str, RecordingEngine]) -> str:
    for name, engine in engines.items():
        text = text.replace(f"@{name}", engine.host).replace(f"%{name}", engine.host.removeprefix("unix://"))
    return text


def settle(case: Case, person: Person, engines: dict[str, RecordingEngine]) -> list[str]:
    """Give the person the case's variables and files; the flags."""
    home = Path(person.environment["HOME"])
    (home / "ssh").mkdir()
    (home / "ssh" / "ssh").write_text(LOCAL_SSH.format(here=engines["here"].host))
    (home / "ssh" / "ssh").chmod(0o755)
    person.environment["PATH"] = f"{home}/ssh:{person.environment['PATH']}"
    del person.environment["DOCKER_HOST"]
    assert person.anyarch("shim", "install").status == 0  # for the plugin
    person.environment |= {name: filled(value, engines) for name, value in case.variables.items()}
    settings = home / ".docker"
    settings.mkdir(exist_ok=True)
    (settings / "config.json").write_text(filled(case.settings, engines))
    for name, content in case.contexts.items():
        folder = settings / "contexts" / "meta" / hashlib.sha256(name.encode()).hexdigest()
        folder.mkdir(parents=True)
        (folder / "meta.json").write_text(filled(content, engines))
    return [filled(flag, engines) for flag in case.flags]


def asked(engines: dict[str, RecordingEngine]) -> set[str]:
    """The names of the engines that have been asked since the last time."""
    names = {name for name, engine in engines.items() if engine.requests}
    for engine in engines.values():
        engine.clear()
    return names


def test_anyarch_asks_the_engine_that_docker_asks(
    case: Case, person: Person, engines: dict[str, RecordingEngine]
) -> None:
    flags = settle(case, person, engines)
    person.anyarch("plan", "--", *flags, "run", "native")
    ours = asked(engines)
    compared = 0
    for docker in every("docker"):
        done = person.run([docker, *flags, "version", "--format", "{{.Server.Version}}"])
        theirs = asked(engines)
        if done.status == 0:
            compared += 1
            assert theirs == ours, docker
            person.run([docker, *flags, "anyarch", "plan", "--", "run", "native"])
            assert asked(engines) == ours, f"{docker} anyarch"
    assert compared
