"""What an intercepted command that needs no change may load (docs/explanation/the-hot-path.md).

Module names are counted, not milliseconds: they say the same on every machine.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from dataclasses import replace
from pathlib import Path

import pytest

import anyarch
from anyarch import shim
from anyarch.bare import memo, memory, records
from anyarch.bare.command_line import Invocation, parse
from anyarch.bare.endpoint import resolve
from anyarch.emulators import probe
from tests.laboratory.pages import every
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image

MOST_MODULES = 18  # besides those of a bare interpreter, which differ from Python to Python
FORBIDDEN = {
    "json", "re", "typing", "pathlib", "dataclasses", "enum", "subprocess", "logging", "click", "docker", "elftools",
    "platformdirs", "os", "contextlib", "functools", "collections", "socket", "signal", "struct", "hashlib",
}  # fmt: skip

# In place of the launcher stands this, run in the very process that would have advised it.
REPORT = """
import sys
sys.path[:0] = sys.argv[1], sys.path[-1]
import posix
posix.dup2(2, 3)
write = posix.write
def end(status):
    write(2, repr(sorted(sys.modules)).encode())
    exit(status)
exit = posix._exit
posix._exit = end
from anyarch.shim import advise
advise([sys.argv[1], sys.argv[2], "/real/docker", *sys.argv[3:]])
"""
AS_TYPED = ["end"]
WITH_PLATFORM = ["+--platform", "+linux/arm64", '="${1}" "${3}" "${4}" "${2}"', "end"]  # for `run arm`
SOURCE = Path(anyarch.__file__).parents[1]
LIBRARIES = sysconfig.get_path("purelib")
PYTHON = (sys.executable, "-I", "-S", "-X", "utf8", "-c")
BARE = frozenset(
    subprocess.run(
        [*PYTHON, "import sys; print(*sys.modules)"], check=True, capture_output=True, text=True
    ).stdout.split()
)


def run(words: list[str], environment: dict[str, str], libraries: str = "") -> tuple[list[str], set[str]]:
    """The advice, by lines, and the modules loaded by then that a bare interpreter does without."""
    command = [*PYTHON, REPORT, str(SOURCE), libraries, *words]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    advice = [line for line in done.stdout.decode().splitlines() if not line.startswith("wait ")]
    return advice, set(eval(done.stderr)) - BARE  # noqa: S307 - what the lines above have printed


def assert_light(modules: set[str], more: int = 0) -> None:
    """These are few enough, and none is forbidden."""
    assert len(modules) <= MOST_MODULES + more, sorted(modules)
    assert not modules & FORBIDDEN


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A person's variables, whose engine has said once that it is linux/amd64."""
    variables = {"HOME": str(tmp_path), "DOCKER_HOST": f"unix://{tmp_path}/engine.sock"}
    remember(variables)
    return variables


def remember(variables: dict[str, str]) -> None:
    """Remember that of the engine, and nothing else."""
    shutil.rmtree(os.path.join(variables["HOME"], ".cache"), ignore_errors=True)
    settings = f"{variables['HOME']}/config.toml"
    memory.keep_platform(records.folder(variables), resolve({}, variables), "linux/amd64", settings)


ENGINE = Answers(images={"native": classic_image("native", "linux/amd64"), "arm": classic_image("arm", "linux/arm64")})


def test_the_page_shows_the_modules_that_are_loaded(tmp_path: Path, environment: dict[str, str]) -> None:
    page = every("docs/explanation/the-hot-path.md")
    [shown] = [text for place, text in page.items() if (place.heading, place.kind) == ("Where the time goes", "text")]
    with RecordingEngine(tmp_path, ENGINE):
        _, modules = run(["run", "native"], environment)
    assert set(re.findall(r"\banyarch[\w.]*", shown)) == {name for name in modules if name.startswith("anyarch")}


@pytest.mark.parametrize(
    "words", [["run", "-it", "--rm", "native", "sh"], ["create", "native"], ["container", "run", "native"]]
)
def test_a_local_native_image_needs_no_module_beyond_the_budget(
    tmp_path: Path, environment: dict[str, str], words: list[str]
) -> None:
    with RecordingEngine(tmp_path, ENGINE) as engine:
        got, modules = run(words, environment)
        assert [request.path for request in engine.requests] == ["/images/native/json"]
    assert got == AS_TYPED
    assert "anyarch.bare.files" in modules, "which leaves the memo"
    assert_light(modules)


def test_the_same_holds_for_a_context_that_dockers_settings_name(tmp_path: Path, environment: dict[str, str]) -> None:
    meta = tmp_path / ".docker" / "contexts" / "meta" / "0"
    meta.mkdir(parents=True)
    endpoints = {"docker": {"Host": environment.pop("DOCKER_HOST")}}
    (meta / "meta.json").write_text(json.dumps({"Name": "desktop", "Endpoints": endpoints}))
    (tmp_path / ".docker" / "config.json").write_text(json.dumps({"currentContext": "desktop"}))
    with RecordingEngine(tmp_path, ENGINE) as engine:
        _, modules = run(["run", "native"], environment)
        assert len(engine.requests) == 1
    assert_light(modules)


@pytest.mark.parametrize("host", ["tcp://127.0.0.1:9", "ssh://me@nowhere/run/docker.sock"])
def test_an_engine_elsewhere_is_not_asked_about_an_image_that_it_was_asked_about(tmp_path: Path, host: str) -> None:
    environment = {"HOME": str(tmp_path), "DOCKER_HOST": host}
    read = parse(["run", "native"], environment)
    assert isinstance(read, Invocation)
    remembered = memory.Remembered({"file": f"{tmp_path}/none/config.toml", "lifetime": "600"})
    subject = memo.Subject(records.folder(environment), read, environment, "/real/docker")
    memo.keep(subject, resolve({}, environment), remembered, time.time())
    got, modules = run(["run", "native"], environment)
    assert got == AS_TYPED
    assert_light(modules, 1)  # for what addresses look like


@pytest.mark.parametrize("words", [["ps"], ["run", "--help"], ["run", "--unknown", "x"], ["--debug", "info"], []])
def test_what_passes_through_loads_no_more_and_sends_no_request(
    tmp_path: Path, environment: dict[str, str], words: list[str]
) -> None:
    with RecordingEngine(tmp_path, ENGINE) as engine:
        got, modules = run(words, environment)
        assert engine.requests == ()
    assert got == AS_TYPED
    assert_light(modules)


def test_an_emulated_run_leaves_the_hot_path_only_once(tmp_path: Path, environment: dict[str, str]) -> None:
    with RecordingEngine(tmp_path, replace(ENGINE, executes={"arm64": 42})) as engine:
        os.utime(engine.host.removeprefix("unix://"), (1, 1))
        state = ""
        while state != probe.kernel():  # other tests change the kernel's handlers, and then the engine is asked again
            state = probe.kernel()
            remember(environment)
            first = run(["run", "arm"], environment, LIBRARIES)
            before = len(engine.requests)
            second = run(["run", "arm"], environment, LIBRARIES)
            asked = [request.path for request in engine.requests[before:]]
            _, modules_of_another = run(["run", "--rm", "arm"], environment, LIBRARIES)
    assert first[0] == WITH_PLATFORM
    assert "docker" in first[1]
    got, modules = second
    assert (got, asked) == (WITH_PLATFORM, ["/images/arm/json"])
    assert_light(modules, 2)  # for precedents, and their digest
    assert "typing" in modules_of_another, "the command is another one"
    heavy = {"docker", "requests", "urllib3", "elftools"}
    assert not modules_of_another & heavy, "but what the engine executes is known"


def test_an_engine_that_is_gone_is_asked_once_and_nothing_more_is_loaded(environment: dict[str, str]) -> None:
    got, modules = run(["run", "native"], environment)
    assert got == AS_TYPED
    assert not modules & FORBIDDEN


def test_a_launcher_that_an_older_version_has_installed_does_not_find_what_it_asks_for() -> None:
    """It would take this Python for the one that becomes docker; not to find it makes it run docker as typed."""
    assert not hasattr(shim, "main")
