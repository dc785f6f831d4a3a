"""A password that docker has for a registry goes to the engine and to that registry, and to nothing else.

It is searched for, also as it is encoded on the way, in each file, each line that is printed, the words of each process
that anyarch starts, and each request to an engine or a registry. There is another registry, to which nothing may go.
"""

import base64
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import write_program
from tests.laboratory.collection import shell
from tests.laboratory.faulty_registry import TOKEN, FaultyRegistry
from tests.laboratory.images import OCI, Platform
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_engine import Answer, Answers, RecordingEngine
from tests.laboratory.registry import Credentials
from tests.laboratory.watched import Watched

PLANTED = Credentials("planted-user", "planted-p4ssw0rd")
BOTH = f"{PLANTED.user}:{PLANTED.password}".encode()
IMAGE = shell(b"\x7fELF", Platform("s390x", ""), OCI)
FORMS = (PLANTED.password.encode(), base64.b64encode(BOTH), BOTH.hex().encode(), TOKEN.encode())


@pytest.fixture
def person(person: Person, tmp_path: Path) -> Watched:
    return Watched.instead_of(person, tmp_path / "started")


@pytest.fixture
def registries() -> Iterator[tuple[FaultyRegistry, FaultyRegistry]]:
    with FaultyRegistry(IMAGE, token=PLANTED) as own, FaultyRegistry(IMAGE, token=PLANTED) as other:
        yield own, other


@pytest.fixture
def engine(person: Person, registries: tuple[FaultyRegistry, FaultyRegistry]) -> Iterator[RecordingEngine]:
    """It does not say what platform the image is for, so that anyarch asks the registry itself."""
    unknown = Answer(200, {"Descriptor": IMAGE.manifest.descriptor(), "Platforms": None})
    names = [f"{registry.address}/sound:latest" for registry in registries]
    answers = Answers(distribution=dict.fromkeys(names, unknown), is_here=True, executes={"amd64": 42})
    with RecordingEngine(person.environment["HOME"], answers) as started:
        yield started


@pytest.fixture(params=["auths", "identity token", "helper", "variable"])
def planted(
    request: pytest.FixtureRequest, person: Person, registries: tuple[FaultyRegistry, FaultyRegistry], tmp_path: Path
) -> list[Path]:
    """The password is there; the files that have it."""
    own, _ = registries
    settings = Path(person.environment["HOME"], ".docker", "config.json")
    settings.parent.mkdir()
    entry = {"auth": base64.b64encode(BOTH).decode()}
    if request.param == "identity token":
        entry = {"identitytoken": PLANTED.password}
    logins = {"auths": {own.address: entry}}
    if request.param == "helper":
        answer = json.dumps({"ServerURL": own.address, "Username": PLANTED.user, "Secret": PLANTED.password})
        helper = tmp_path / "real" / "docker-credential-planted"
        write_program(helper, f"cat >>{tmp_path}/servers; echo {shlex.quote(answer)}")
        settings.write_text(json.dumps({"credHelpers": {own.address: "planted"}}))
        return [helper]
    if request.param == "variable":
        person.environment["DOCKER_AUTH_CONFIG"] = json.dumps(logins)
        settings.write_text("{}")
        return []
    settings.write_text(json.dumps(logins))
    return [settings]


def used(person: Person, registries: tuple[FaultyRegistry, FaultyRegistry]) -> list[Outcome]:
    """What a person does with the image of one registry and of the other, and what docker and anyarch say."""
    person.environment |= {"ANYARCH_NOTICE": "always"}
    path = person.environment["PATH"]
    done = [person.anyarch("shim", "install")]
    person.environment["PATH"] = f"{done[0].output.strip()}:{path}"
    for registry in registries:
        image = f"{registry.address}/sound"
        done += [person.docker("run", image), person.docker("pull", image)]
        commands = (
            ("plan", "--json", "--", "run", image),
            ("platforms", "--json", image),
            ("diagnose", "--json", image),
        )
        done += [person.anyarch(*words) for words in commands]
    export = str(Path(person.environment["HOME"], "exported"))
    rest = ("doctor", "--json"), ("cache", "list"), ("cache", "export", export), ("log",), ("config", "list")
    return [*done, *(person.anyarch(*words) for words in rest)]


def test_it_goes_nowhere_else(
    person: Watched,
    engine: RecordingEngine,
    registries: tuple[FaultyRegistry, FaultyRegistry],
    planted: list[Path],
    tmp_path: Path,
) -> None:
    own, other = registries
    said = used(person, registries)
    assert any("linux/s390x" in each.output for each in said), "the registry has answered"
    logged_in = [asked for asked in own.asked if asked.target.startswith("/token")]
    assert logged_in, "with the password"
    for each in said:
        assert not [form for form in FORMS if form in (each.output + each.errors).encode()]
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path not in planted]
    # The recording docker writes down its whole environment, and with it a variable of the person's.
    files = [path for path in files if path.name != "environ" or "DOCKER_AUTH_CONFIG" not in person.environment]
    assert len(files) > 10
    found = [(path, form) for path in files for form in FORMS if form in path.read_bytes()]
    assert found == []
    started = person.started.read_text()  # one of the files
    assert started.count(f'"{person.real}"') > 2
    assert started.count('"-m", "anyarch"') > 10
    if (tmp_path / "servers").exists():
        assert '["docker-credential-planted", "get"]' in started
        assert set((tmp_path / "servers").read_text().replace(own.address, f"{own.address} ").split()) == {own.address}
    assert other.asked, "it was asked"
    assert [asked.authorization for asked in other.asked if asked.authorization] == []
    about = f"/distribution/{own.address}/"
    for request in engine.requests:
        header = base64.urlsafe_b64decode(request.headers.get("x-registry-auth", "") + "==")
        if PLANTED.password.encode() in header:
            assert request.path.startswith((about, "/images/create")), request.path
            assert own.address in request.path + str(request.query)
        rest = [request.path, str(request.query), *(v for k, v in request.headers.items() if k != "x-registry-auth")]
        assert not [form for form in FORMS if form in " ".join(rest).encode() + request.content]
