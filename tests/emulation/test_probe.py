"""The probe on a real engine: it tells the truth, and nothing of it stays."""

import gc
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable

import pytest

from anyarch import engine, platforms
from anyarch.emulation import probe, programs
from anyarch.emulation.probe import ProbeError
from laboratory.architectures import native
from laboratory.debian import cache
from laboratory.handlers import executes, handler
from laboratory.person import Person
from laboratory.programs import emulator

TIMEOUT = 30.0


def ask(person: Person, architecture: str) -> bool:
    endpoint = engine.resolve({"host": person.environment["DOCKER_HOST"]}, {})
    host, platform = (platforms.parse(f"linux/{name}") for name in (native().name, architecture))
    return probe.executes(endpoint, host, platform, TIMEOUT)


def left(person: Person) -> str:
    """Containers and images of probes on the engine."""
    containers = person.real_docker("ps", "--all", "--quiet", "--filter", f"label={probe.LABEL}")
    images = person.real_docker("images", "--all", "--quiet", "--filter", f"label={probe.LABEL}")
    return containers.output + images.output


@pytest.mark.engine
@pytest.mark.usefixtures("handlers_turn")
def test_it_says_yes_with_a_handler_and_no_without(person: Person, foreign: str, program: Callable[[str], str]) -> None:
    if executes(program(foreign)):
        pytest.skip(f"this machine runs {foreign} by itself")
    assert ask(person, native().name)
    assert not ask(person, foreign)
    with handler(foreign, emulator(foreign, cache(os.environ))):
        assert ask(person, foreign)
    assert not ask(person, foreign)
    assert left(person) == ""


@pytest.mark.engine
def test_probes_at_once_do_not_collide(person: Person) -> None:
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(person, native().name))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 6
    assert left(person) == ""


KILLED = """
import os, signal, sys
from anyarch import engine, platforms
from anyarch.emulation import probe
import docker
start = docker.APIClient.start
def start_and_die(*words, **named):
    start(*words, **named)
    os.kill(os.getpid(), signal.SIGKILL)
docker.APIClient.start = start_and_die
host = platforms.parse(sys.argv[2])
probe.executes(engine.resolve({"host": sys.argv[1]}, {}), host, host, 30.0)
"""


@pytest.mark.engine
def test_a_killed_probe_leaves_no_container(person: Person) -> None:
    host, started = person.environment["DOCKER_HOST"], f"{time.time():.6f}"
    words = [sys.executable, "-c", KILLED, host, f"linux/{native().name}"]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    events = ["events", "--since", started, "--filter", f"label={probe.LABEL}", "--filter", "event=destroy"]
    watching = subprocess.Popen(
        [person.real, *events], env=person.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert watching.stdout
    assert watching.stdout.readline()
    watching.kill()
    watching.communicate()
    assert person.real_docker("ps", "--all", "--quiet", "--filter", f"label={probe.LABEL}").output == ""


def test_without_a_program_nobody_knows() -> None:
    host = platforms.parse("linux/amd64")
    with pytest.raises(ProbeError, match="no test program"):
        probe.executes(engine.resolve({"host": "unix:///s"}, {}), host, platforms.parse("linux/sparc64"), TIMEOUT)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # docker-py leaves its socket to gc
def test_without_an_engine_nobody_knows(tmp_path: object) -> None:
    host = platforms.parse("linux/amd64")
    with pytest.raises(ProbeError, match="could not be asked"):
        probe.executes(engine.resolve({"host": f"unix://{tmp_path}/none.sock"}, {}), host, host, TIMEOUT)
    gc.collect()


def test_the_image_is_the_engines_own_platform_and_holds_one_program() -> None:
    archive = probe.image(platforms.parse("linux/arm/v7"), programs.program("s390x"), "anyarch-probe:1")
    with tarfile.open(fileobj=io.BytesIO(archive)) as outer:
        files = {name: outer.extractfile(name) for name in outer.getnames()}
        contents = {name: file.read() for name, file in files.items() if file}
    manifest, configuration = (json.loads(contents[name]) for name in ("manifest.json", "config.json"))
    assert manifest[0]["RepoTags"] == ["anyarch-probe:1"]
    assert [configuration[name] for name in ("os", "architecture", "variant")] == ["linux", "arm", "v7"]
    with tarfile.open(fileobj=io.BytesIO(contents[manifest[0]["Layers"][0]])) as layer:
        [entry] = layer.getmembers()
        assert (entry.name, entry.mode) == ("probe", 0o755)
