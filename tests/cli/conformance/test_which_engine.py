"""Which of two engines is asked: by every docker of this machine, by `anyarch`, and by `docker anyarch`.

Nothing here says which one is right; docker does. A docker that refuses the command, as old ones do with what is newer,
is not compared.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.conftest import write_program
from tests.laboratory.person import Person
from tests.laboratory.programs import every
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image

IMAGES = {"native": "linux/amd64", "foreign": "linux/arm64"}
ANSWERS = Answers(images={name: classic_image(name, platform) for name, platform in IMAGES.items()})
LOCAL_SSH = """\
until [ "$1" = -- ]; do shift; done
shift 2
DOCKER_HOST={here} exec sh -c "$*"
"""
ANYARCHS = ("anyarch", "docker-sdk")
Wrap = Callable[[str], None]
Engines = dict[str, RecordingEngine]


@dataclass(frozen=True)
class Case:
    """A user's choice of an engine. ``@here`` and ``@there`` stand for the addresses of the two, ``%there`` for a path.

    Attributes:
        flags: docker's global flags.
        variables: environment variables.
        settings: the content of config.json.
        contexts: the content of the file of each context, by the context's name, or by its folder's after a slash.
    """

    flags: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    settings: str = "{}"
    contexts: dict[str, str] = field(default_factory=dict)


FAR = '{"Name": "far", "Endpoints": {"docker": {"Host": "@there"}}}'
CONTEXTS = {"far": FAR, "near": FAR.replace("far", "near").replace("there", "here")}
CASES = {
    "a key in escapes": Case(settings='{"\\u0063urrentcontext": "far"}', contexts=CONTEXTS),
    "the last of several keys": Case(
        settings='{"currentContext": "near", "CURRENTCONTEXT": "near", "currentContext": "far"}', contexts=CONTEXTS
    ),
    "the last, though not in docker's letters": Case(
        settings='{"currentContext": "near", "currentcontext": "far"}', contexts=CONTEXTS
    ),
    "a null after it": Case(settings='{"currentContext": "far", "CURRENTCONTEXT": null}', contexts=CONTEXTS),
    "a number after it": Case(settings='{"currentContext": "far", "currentContext": 5}', contexts=CONTEXTS),
    "a mistake elsewhere": Case(settings='{"psFormat": 5, "currentContext": "far"}', contexts=CONTEXTS),
    "something behind it": Case(settings='{"currentContext": "far"} "', contexts=CONTEXTS),
    "a byte that is no UTF-8": Case(settings='{"psFormat": "\udcff", "currentContext": "far"}', contexts=CONTEXTS),
    "a context in other letters": Case(
        ("--context", "far"), contexts={"far": '{"name": "far", "ENDPOINTS": {"docker": {"hosT": "@there"}}}'}
    ),
    "the last of several hosts": Case(
        ("--context", "far"),
        contexts={"far": '{"Name": "far", "Endpoints": {"docker": {"Host": "@here", "host": "@there", "Host": null}}}'},
    ),
    "the last of several endpoints": Case(
        ("--context", "far"),
        contexts={
            "far": '{"Name": "far", "endpoints": {"docker": {"Host": "@here"}, "Docker": {"Host": "@here"}},'
            '"Endpoints": {"docker": {"Host": "@there"}}}'
        },
    ),
    "a copy beside a context": Case(
        ("--context", "far"),
        contexts={"far": FAR, "/0": FAR.replace("there", "here"), "/z": FAR.replace("there", "here")},
    ),
    "ssh, default socket": Case(variables={"DOCKER_HOST": "ssh://me@Build"}),
    "ssh, an encoded path": Case(variables={"DOCKER_HOST": "ssh://me%40corp@build/%2E/%there"}),
}


@pytest.fixture
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    with contextlib.ExitStack() as stack:
        names = ("here", "there")
        yield {name: stack.enter_context(RecordingEngine(tmp_path_factory.mktemp(name), ANSWERS)) for name in names}


def filled(text: str, engines: Engines) -> str:
    for name, engine in engines.items():
        text = text.replace(f"@{name}", engine.host).replace(f"%{name}", engine.host.removeprefix("unix://"))
    return text


def settle(case: Case, person: Person, engines: Engines) -> list[str]:
    """Give the person the case's variables and files; the flags."""
    home = Path(person.environment["HOME"])
    write_program(home / "ssh" / "ssh", LOCAL_SSH.format(here=engines["here"].host))
    person.environment["PATH"] = f"{home}/ssh:{person.environment['PATH']}"
    del person.environment["DOCKER_HOST"]
    assert person.anyarch("shim", "install").status == 0  # for the plugin
    person.environment |= {name: filled(value, engines) for name, value in case.variables.items()}
    settings = home / ".docker"
    settings.mkdir(exist_ok=True)
    (settings / "config.json").write_bytes(os.fsencode(filled(case.settings, engines)))
    for name, content in case.contexts.items():
        known = hashlib.sha256(name.encode()).hexdigest()
        folder = settings / "contexts" / "meta" / (name[1:] if name.startswith("/") else known)
        folder.mkdir(parents=True)
        (folder / "meta.json").write_text(filled(content, engines))
    return [filled(flag, engines) for flag in case.flags]


WRAPPERS = {
    "a variable": 'DOCKER_HOST=@there exec @docker "$@"',
    "a flag": 'exec @docker --host=@there "$@"',
    "no choice": 'exec @docker "$@"',
}


@pytest.fixture
def wrapper(person: Person, engines: Engines, tmp_path: Path) -> Wrap:
    """A way to put a script in docker's place, for a person whose variables name the engine `here`."""

    def wrap(body: str) -> None:
        script = tmp_path / "wrapper" / "docker"
        write_program(script, filled(body, engines).replace("@docker", person.real))
        person.environment |= {"DOCKER_HOST": engines["here"].host, "ANYARCH_DOCKER": str(script)}

    return wrap


def asked(engines: Engines, by: tuple[str, ...] = ("",)) -> set[str]:
    """The names of the engines that have been asked since the last time, by one whose User-Agent begins so."""
    names = {
        name
        for name, engine in engines.items()
        if any(request.headers.get("user-agent", "").startswith(by) for request in engine.requests)
    }
    for engine in engines.values():
        engine.clear()
    return names


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_anyarch_asks_the_engine_that_docker_asks(case: Case, person: Person, engines: Engines) -> None:
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


@pytest.mark.parametrize("body", WRAPPERS.values(), ids=WRAPPERS)
def test_the_command_of_a_script_is_left_alone(wrapper: Wrap, body: str, person: Person, engines: Engines) -> None:
    wrapper(body)
    assert person.docker("run", "--pull=never", "foreign") == person.real_docker("run", "--pull=never", "foreign")
    planned = json.loads(person.anyarch("plan", "--json", "--", "run", "--pull=never", "foreign").output)
    assert (planned["action"], planned["row"]) == ("unchanged", 1)
    assert "docker.engine" in planned["reason"]
    assert asked(engines, ANYARCHS) == set()
    assert "docker.engine" in person.anyarch("doctor").output


@pytest.mark.parametrize("named", ["@there", "there", "default"])
def test_the_engine_of_a_script_is_the_one_that_the_setting_names(
    wrapper: Wrap, named: str, person: Person, engines: Engines
) -> None:
    wrapper(WRAPPERS["no choice" if named == "default" else "a variable"])
    person.real_docker("context", "create", "there", "--docker", f"host={engines['there'].host}")
    person.environment["ANYARCH_CONFIG"] = f"{person.environment['HOME']}/settings"
    assert person.anyarch("config", "set", "docker.engine", filled(named, engines)).status == 0
    asked(engines)
    person.docker("run", "--pull=never", "native")
    assert asked(engines, ANYARCHS) == {"here" if named == "default" else "there"}
    planned = json.loads(person.anyarch("plan", "--json", "--", "run", "--pull=never", "native").output)
    assert asked(engines) == {"here" if named == "default" else "there"}
    assert planned["row"] == 3
    person.docker("--host", engines["here"].host, "run", "--pull=never", "native")
    assert asked(engines, ANYARCHS) == {"here"}


def test_a_script_that_calls_docker_by_name_is_handled_with_the_engine_that_it_chooses(
    wrapper: Wrap, person: Person, engines: Engines
) -> None:
    wrapper('unset ANYARCH_DOCKER; DOCKER_HOST=@there exec docker "$@"')
    assert person.docker("run", "--pull=never", "native").status == 0
    assert asked(engines, ANYARCHS) == {"there"}


KNOWING = "Docker version 28"  # the oldest client that was seen to know DOCKER_CUSTOM_HEADERS
HEADERS = {
    "of the settings": ('{"HttpHeaders": {"X-Team": "one"}, "httpheaders": {"X-More": "two"}}', ""),
    "in other letters": ('{"HTTPHEADERS": {"x-team": "one"}}', ""),
    "none any more": ('{"HttpHeaders": {"X-Team": "one"}, "HttpHeaders": null}', ""),
    "a number": ('{"HttpHeaders": {"X-Team": 5, "X-More": "two"}}', ""),
    "of the variable": ("{}", "X-Team=one, X-More = two = 2"),
    "of the variable alone": ('{"HttpHeaders": {"X-Team": "one"}}', "X-More=two"),
    "in quotes": ("{}", '"X-Team=one, ""two""",X-More=two\nX-Last=three'),
    "no value": ("{}", "X-Team"),
    "no name": ("{}", "=one"),
    "a stray quote": ("{}", 'X-Team="one'),
}


@pytest.mark.parametrize("written", HEADERS.values(), ids=HEADERS)
def test_the_headers_are_the_ones_that_docker_sends(written: tuple[str, str], person: Person, engines: Engines) -> None:
    def sent() -> set[tuple[tuple[str, str], ...]]:
        headers = {tuple(sorted(each for each in request.headers.items() if each[0].startswith("x-")))
                   for request in engines["there"].requests}  # fmt: skip
        asked(engines)
        return headers

    case = Case(variables={"DOCKER_HOST": "@there", "DOCKER_CUSTOM_HEADERS": written[1]}, settings=written[0])
    settle(case, person, engines)
    assert person.anyarch("plan", "--", "run", "native").status == 0
    ours = sent()
    newest = max(every("docker"), key=lambda docker: person.run([docker, "--version"]).output)
    if written[1] and person.run([newest, "--version"]).output < KNOWING:
        pytest.skip("this docker does not know DOCKER_CUSTOM_HEADERS")
    asked(engines)
    person.run([newest, "version"])
    assert ours == sent()
