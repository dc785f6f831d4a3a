"""A home, settings, credentials or an installation that is broken: docker runs as asked, and nothing is said of it."""

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import have_credential_helper
from tests.laboratory import conversation, examples
from tests.laboratory.conversation import Listen
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image, index, refused

WORLD = Answers(
    architecture="arm64",
    images={"native": classic_image("native", "linux/arm64"), "foreign": classic_image("foreign", "linux/amd64")},
    distribution={"amd": index("linux/amd64"), "limited": refused(429, "toomanyrequests")},
    executes={"amd64": 42},
    exit_status=7,
)
NO_OVERRIDE = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]  # so that modes hold for root too


def home(person: Person, *path: str) -> Path:
    return Path(person.environment["HOME"], *path)


def cache_that_holds_a_file(person: Person) -> None:
    home(person, ".cache").write_text("")


def cache_of_garbage(person: Person) -> None:
    person.docker("run", "native")
    person.docker("run", "foreign")
    records = [path for path in home(person, ".cache").rglob("*") if path.is_file()]
    assert records
    for record in records:
        record.write_bytes(b"\xff\x00garbage\n\tend\nend\n")


def variables(person: Person, **given: str | None) -> None:
    """Variables, in which {home} is the person's; None takes one away."""
    for name, value in {key: value and value.format(home=home(person)) for key, value in given.items()}.items():
        person.environment.pop(name, None)
        person.environment |= {} if value is None else {name: value}


def settings(person: Person, content: bytes) -> None:
    file = home(person, "anyarch.toml")
    file.write_bytes(content)
    person.environment["ANYARCH_CONFIG"] = str(file)


def docker_settings(person: Person, content: str) -> None:
    home(person, ".docker").mkdir()
    home(person, ".docker", "config.json").write_text(content)


TROUBLES: dict[str, Callable[[Person], None]] = {
    "a cache that holds a file": cache_that_holds_a_file,
    "a cache of garbage": cache_of_garbage,
    "a home that is missing": partial(variables, HOME="{home}/none"),
    "a home that is empty": partial(variables, ANYARCH_LOG="{home}/log", HOME=""),
    "a home that is unset": partial(variables, ANYARCH_LOG="{home}/log", HOME=None),
    "settings of garbage": partial(settings, content=b"\xff\x00 = ["),
    "settings of the wrong types": partial(
        settings, content=b"notice = 5\nlookup = 'x'\nno.such = 1\nemulation.prefer = [1]\n"
    ),
    "settings that are a folder": partial(variables, ANYARCH_CONFIG="{home}"),
    "values that make no sense": partial(variables, ANYARCH_NOTICE="perhaps", ANYARCH="on", ANYARCH_DOCKER="/none"),
    "a log that is a folder": partial(variables, ANYARCH_LOG="{home}"),
    "a log below a file": partial(variables, ANYARCH_LOG="/dev/null/log"),
    "garbage for docker's settings": partial(docker_settings, content="garbage"),
    "docker settings of wrong types": partial(docker_settings, content='{"currentContext": 5, "credHelpers": []}'),
    "credentials of garbage in a variable": partial(
        variables, DOCKER_AUTH_CONFIG='{{"auths": {{"https://index.docker.io/v1/": {{"auth": "!"}}}}}}'
    ),
    "a credential helper that is missing": partial(docker_settings, content='{"credsStore": "none"}'),
    "a credential helper that prints garbage": partial(have_credential_helper, script="echo garbage"),
}


LINES = ("run native", "create native", "pull limited", "run limited", "run -Z native")


@pytest.fixture(params=list(TROUBLES))
def trouble(request: pytest.FixtureRequest, engine: RecordingEngine, person: Person) -> None:
    engine.become(WORLD)
    TROUBLES[request.param](person)


@pytest.mark.usefixtures("trouble")
@pytest.mark.parametrize(("line", "trouble"), examples.crossed(LINES, [*TROUBLES]), indirect=["trouble"])
def test_a_command_that_needs_no_change_is_the_same(line: str, through_shim: Listen, directly: Listen) -> None:
    assert through_shim(WORLD, *line.split()) == directly(WORLD, *line.split())


@pytest.mark.usefixtures("trouble")
def test_a_platform_is_still_added(through_shim: Listen, directly: Listen) -> None:
    native = directly(WORLD, "run", "native").outcome
    conversation = through_shim(WORLD, "run", "foreign")
    assert conversation.platforms == "create=linux/amd64"
    assert conversation.outcome == native, "docker's own warnings about its settings, and no more"


def test_a_credential_helper_that_waits_does_not_hold_docker_up(person: Person, through_shim: Listen) -> None:
    settings(person, b"lookup.timeout = 8\nlookup.pull_timeout = 8\nprobe.timeout = 8\n")
    have_credential_helper(person, "exec sleep 3600")
    conversation = through_shim(WORLD, "run", "--pull=missing", "foreign")
    assert conversation.outcome == Outcome(7, "", "")


@pytest.mark.parametrize("mode", [0o000, 0o500], ids=["unreadable", "read-only"])
@pytest.mark.parametrize("known", [False, True], ids=["empty", "filled"])
def test_a_cache_that_is_not_permitted_is_none(
    mode: int, engine: RecordingEngine, person: Person, *, known: bool
) -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("modes mean nothing to root, and setpriv is missing")
    engine.become(WORLD)
    folder = home(person, ".cache", "anyarch")
    folder.mkdir(parents=True)
    if known:
        person.docker("run", "native")
    folder.chmod(mode)
    start = NO_OVERRIDE if os.geteuid() == 0 else []
    for image, platforms in (("native", "create="), ("foreign", "create=linux/amd64")):
        words = [*start, "docker", "run", image]
        heard = conversation.listen(engine, WORLD, lambda words=words: person.run(words))  # type: ignore[misc]
        assert (heard.platforms, heard.outcome) == (platforms, Outcome(7, "", ""))


@pytest.mark.parametrize("variables", [{}, {"HOME": ""}], ids=["unset", "empty"])
def test_without_a_home_the_context_is_looked_for_where_docker_does(
    variables: dict[str, str], tmp_path: Path, engine: RecordingEngine, person: Person
) -> None:
    if os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("only root can give a command another list of users")
    engine.become(WORLD)
    host = person.environment.pop("DOCKER_HOST")
    person.real_docker("context", "create", "lab", "--docker", f"host={host}")
    person.real_docker("context", "use", "lab")
    users = tmp_path / "passwd"
    users.write_text(f"root:x:0:0::{person.environment.pop('HOME')}:/bin/sh\n")
    script = f"mount --bind {users} /etc/passwd && exec docker run foreign"
    words = ["unshare", "--mount", "sh", "-c", script]
    heard = conversation.listen(engine, WORLD, lambda: person.run(words, variables))
    assert heard.platforms == "create=linux/amd64"
    assert heard.outcome == Outcome(7, "", "")


@pytest.mark.parametrize("strange", ["missing", "of another user"])  # as of the one who called sudo
def test_nothing_is_left_in_a_home_that_is_not_the_users_own(
    strange: str, person: Person, through_shim: Listen
) -> None:
    folder = home(person)
    if strange == "missing":
        person.environment["HOME"] += "/none"
    elif os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
    else:
        pytest.skip("only root can give a folder away")
    for image in ("native", "foreign", "amd"):
        assert through_shim(WORLD, "run", image).outcome.status == 7
    assert os.listdir(folder) == []
