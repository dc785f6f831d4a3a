"""The probe on a real engine: it tells the truth, and nothing of it stays."""

import contextlib
import io
import json
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import docker
import pytest
import requests

from anyarch.emulators import machine_code, probe
from anyarch.engine import Engine, leftovers, one_off
from anyarch.oci import platforms
from anyarch.person.errors import UnreachableError
from anyarch.person.settings import Settings
from tests.laboratory import asked
from tests.laboratory.architectures import native
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.handlers import handler
from tests.laboratory.person import Person

TIMEOUT = 100.0
FEATURES = {  # which the levels of amd64 add, as Linux calls them
    "v2": {"popcnt", "ssse3", "sse4_2"},
    "v3": {"avx2", "bmi1", "bmi2", "f16c", "fma"},
    "v4": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
}


def ask(person: Person, architecture: str) -> bool:
    return probe.ask(opened(person), platforms.parse(f"linux/{architecture}"))


def opened(person: Person) -> Engine:
    return asked.engine(person.environment["DOCKER_HOST"], settings=Settings(probe_timeout=TIMEOUT))


def images(person: Person) -> str:
    """The probes' images on the engine."""
    return person.real_docker("images", "--all", "--quiet", "--filter", f"label={leftovers.LABEL}").output


def left(person: Person) -> str:
    """Containers and images of probes on the engine."""
    return person.real_docker("ps", "--all", "--quiet", "--filter", f"label={leftovers.LABEL}").output + images(person)


@pytest.mark.engine
@pytest.mark.usefixtures("unaided")
def test_it_says_yes_with_a_handler_and_no_without(person: Person, foreign: str, qemu: str) -> None:
    assert ask(person, native().name)
    assert not ask(person, foreign)
    with handler(foreign, qemu):
        assert ask(person, foreign)
    assert not ask(person, foreign)
    assert left(person) == ""


@pytest.mark.engine
@pytest.mark.parametrize("level", FEATURES)
def test_it_says_yes_to_the_levels_that_the_cpu_has_and_no_to_others(person: Person, level: str) -> None:
    if native().name != "amd64":
        pytest.skip("only amd64 has these levels")
    features = set(Path("/proc/cpuinfo").read_text().partition("\nflags")[2].partition("\n")[0].split())
    assert ask(person, f"amd64/{level}") == (FEATURES[level] <= features)


@pytest.mark.engine
def test_probes_at_once_do_not_collide(person: Person) -> None:
    platform = platforms.parse(f"linux/{native().name}")
    many = 30  # so many that images are listed while others are removed, which containerd's store may not survive
    answers = [*probe.ask_each(opened(person), [platform] * many)]
    assert answers == [probe.Answer(platform, executed=True)] * many
    assert left(person) == ""


# A probe that meets a signal at a certain step, the name of one of docker-py's methods.
STRUCK = """
import os, sys
from anyarch.emulators import probe
from anyarch.oci import platforms
from tests.laboratory import asked
import docker
step, signal = sys.argv[3], int(sys.argv[4])
original = getattr(docker.APIClient, step)
def and_strike(*words, **named):
    done = original(*words, **named)
    os.kill(os.getpid(), signal)
    return done
setattr(docker.APIClient, step, and_strike)
probe.ask(asked.engine(sys.argv[1]), platforms.parse(sys.argv[2]))
"""


def strike(person: Person, step: str, number: signal.Signals) -> int:
    words = [sys.executable, "-c", STRUCK, person.environment["DOCKER_HOST"], f"linux/{native().name}"]
    done = subprocess.run([*words, step, str(int(number))], cwd=REPOSITORY, check=False, stderr=subprocess.DEVNULL)
    return done.returncode


@pytest.mark.engine
@pytest.mark.parametrize("step", ["load_image", "create_container", "start"])
def test_an_interrupted_probe_leaves_nothing_and_the_next_removes_what_a_killed_one_leaves(
    person: Person, step: str
) -> None:
    assert strike(person, step, signal.SIGINT) == -signal.SIGINT
    assert left(person) == ""
    assert strike(person, step, signal.SIGKILL) == -signal.SIGKILL
    assert images(person)
    assert ask(person, native().name)
    assert left(person) == ""


@pytest.mark.engine
@pytest.mark.parametrize("step", ["create_container", "start", "remove_container", "remove_image"])
def test_a_connection_that_breaks_leaves_nothing(person: Person, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    original = getattr(docker.APIClient, step)
    broken: list[str] = []

    def breaking(*arguments: object, **named: object) -> object:
        is_first, is_removal = not broken, step.startswith("remove")
        broken.append(step)
        if is_first and is_removal:  # then the engine does not get it; else its answer is lost
            raise requests.ConnectionError(step)
        answer = original(*arguments, **named)
        if is_first:
            raise requests.ConnectionError(step)
        return answer

    monkeypatch.setattr(docker.APIClient, step, breaking)
    with contextlib.suppress(UnreachableError):
        ask(person, native().name)
    assert broken
    assert left(person) == ""


@pytest.mark.engine
def test_what_a_living_process_uses_stays(person: Person) -> None:
    engine = opened(person)
    with (
        engine.client(TIMEOUT) as client,
        one_off.loaded(
            client, engine.platform(), "anyarch-other", {"program": machine_code.probe(native().name)}
        ) as tag,
    ):
        assert ask(person, native().name)
        assert one_off.run(client, tag, one_off.Task()).status == machine_code.STATUS
    assert left(person) == ""


def test_each_image_is_for_the_engines_own_platform_and_has_a_layer_of_its_own() -> None:
    """So that none loses its layer when another is removed."""
    layers = set()
    for number in range(2):
        content = one_off.image(platforms.parse("linux/arm/v7"), {"probe": b""}, f"probe:{number}")
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            file = archive.extractfile("config.json")
            assert file
            configuration = json.load(file)
        assert [configuration[name] for name in ("os", "architecture", "variant")] == ["linux", "arm", "v7"]
        layers.update(configuration["rootfs"]["diff_ids"])
    assert len(layers) == 2
