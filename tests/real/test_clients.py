"""Programs that people drive docker with, with the shim in front: scripts, make, compose, buildx, python-on-whales.

Each is run as it would be without anyarch, and must find its image, its output and its exit status; where a foreign
image is all there is, it must run that without knowing of platforms.
"""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.laboratory import suites
from tests.laboratory.person import Outcome
from tests.laboratory.suites import SUITES
from tests.real.conftest import Machine, Store

pytestmark = pytest.mark.engine

SCRIPTS = {
    "substitution": """
        set -euo pipefail
        seen=$(docker run --rm --network none "$IMAGE")
        test "$seen" = "$EXPECTED"
        if docker run --rm --network none "$IMAGE" sh -c 'exit 7'; then exit 1; else test $? -eq 7; fi
        echo fine
    """,
    "pipes": """
        set -euo pipefail
        printf 'b\\na\\n' | docker run -i --rm --network none "$IMAGE" cat | sort | tr -d '\\n' | grep -qx ab
        docker run --rm --network none "$IMAGE" sh -c 'echo out; echo err >&2' 2>/dev/null | grep -qx out
        echo fine
    """,
    "trap and cleanup": """
        set -euo pipefail
        folder=$(mktemp -d)
        cleanup() {
            docker rm --force "$container" >/dev/null
            rm -r "$folder"
        }
        container=$(docker create --network none --cidfile "$folder/id" "$IMAGE" sh -c 'echo told; exit 3')
        trap cleanup EXIT
        test "$container" = "$(cat "$folder/id")"
        status=0
        docker start --attach "$container" >"$folder/out" || status=$?
        test "$status" -eq 3
        docker logs "$container" | grep -qx told
        docker cp "$container:/bin/busybox" "$folder/busybox"
        test -s "$folder/busybox"
        echo fine
    """,
    "xargs -P": """
        set -euo pipefail
        seq 6 | xargs -P 6 -I{} docker run --rm --network none "$IMAGE" echo said-{} >lines
        test "$(sort lines | tr '\\n' ' ')" = "said-1 said-2 said-3 said-4 said-5 said-6 "
        echo fine
    """,
    "pull, then a detached run": """
        set -euo pipefail
        docker pull --quiet "$IMAGE" | grep -q "$IMAGE"
        name=anyarch-test-$$
        docker run --detach --network none --name "$name" "$IMAGE" sh -c 'exit 5' >/dev/null
        test "$(docker wait "$name")" = 5
        docker rm "$name" >/dev/null
        echo fine
    """,
}
MAKEFILE = """\
DOCKER ?= docker
RUN = $(DOCKER) run --rm --network none $(IMAGE)
ARCHITECTURE := $(shell $(RUN))

.PHONY: check one two
check: one two
\t@test "$(ARCHITECTURE)" = "$(EXPECTED)" && echo fine
one two:
\t@$(RUN) true
"""
WHALES = """
import os
from python_on_whales import docker
from python_on_whales.exceptions import DockerException

image, expected = os.environ["IMAGE"], os.environ["EXPECTED"]
docker.pull(image, quiet=True)
assert docker.image.exists(image)
assert docker.run(image, remove=True, networks=["none"]) == expected
try:
    docker.run(image, ["sh", "-c", "exit 9"], remove=True, networks=["none"])
except DockerException as error:
    assert error.return_code == 9, error
container = docker.create(image, ["sh", "-c", "echo told; /bin/sleep 100"], networks=["none"])
container.start()
assert container.state.running, (container.state, container.logs())
container.kill()
assert docker.wait(container) == 137
container.remove()
running = docker.run(image, ["sleep", "100"], detach=True, networks=["none"])
assert running.execute(["uname", "-m"]) == expected
running.remove(force=True)
print("fine")
"""
COMPOSE = """
services:
  told:
    image: {image}
    network_mode: none
    command: ["/bin/uname", "-m"]
"""


@pytest.fixture
def image(request: pytest.FixtureRequest, store: Store, machine: Machine) -> str:
    """An image that has yet to be pulled; the person's variables name it, and what it prints."""
    name = store.prepare(request.param, "absent")
    expected = machine.native_name if request.param == "multi" else machine.foreign_name
    store.person.environment |= {"IMAGE": name, "EXPECTED": expected}
    return name


@pytest.fixture
def plugins(store: Store) -> None:
    """Docker's own plugins compose and buildx, from another Debian."""
    root = suites.chroot(SUITES["trixie"])
    folder = Path(store.person.environment["HOME"], ".docker")
    folder.mkdir(exist_ok=True)
    settings = {"cliPluginsExtraDirs": [os.path.join(root, "usr", "libexec", "docker", "cli-plugins")]}
    (folder / "config.json").write_text(json.dumps(settings))


either = pytest.mark.parametrize("image", ["multi", "armonly-index"], indirect=True)
native = pytest.mark.parametrize("image", ["multi"], indirect=True)
emulated = pytest.mark.parametrize("registered", ["registered"], indirect=True)


def is_fine(done: Outcome) -> bool:
    assert done.status == 0, done.errors
    assert "anyarch" not in done.errors
    return done.output.splitlines()[-1] == "fine"


@emulated
@either
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.usefixtures("emulation", "image")
def test_a_bash_script_does_not_notice(store: Store, tmp_path: Path, script: str) -> None:
    assert is_fine(store.person.run(["bash", "-c", script], folder=str(tmp_path)))


@emulated
@either
@pytest.mark.usefixtures("emulation", "image")
def test_a_makefile_does_not_notice_also_with_several_jobs(store: Store, tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(MAKEFILE)
    assert is_fine(store.person.run(["make", "--jobs=3", "check"], folder=str(tmp_path)))


@emulated
@either
@pytest.mark.usefixtures("emulation", "image")
def test_python_on_whales_does_not_notice(store: Store) -> None:
    assert is_fine(store.person.run([sys.executable, "-c", WHALES]))


@native
@pytest.mark.usefixtures("plugins")
def test_compose_passes_through(store: Store, image: str, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE.format(image=image))
    store.person.environment["COMPOSE_PROJECT_NAME"] = tmp_path.name.strip("_").lower()

    def compose(*words: str) -> Outcome:
        return store.person.run(["docker", "compose", *words], folder=str(tmp_path))

    ran = compose("run", "--rm", "--quiet-pull", "--no-TTY", "told")
    assert (ran.status, ran.output.strip()) == (0, store.person.environment["EXPECTED"])
    up = compose("up", "--no-color", "--no-log-prefix", "--exit-code-from", "told")
    assert (up.status, store.person.environment["EXPECTED"] in up.output) == (0, True), up.errors
    assert compose("down").status == 0
    assert "anyarch" not in ran.errors + up.errors


@native
@pytest.mark.usefixtures("plugins", "image")
def test_buildx_passes_through_and_what_it_builds_is_run(store: Store, machine: Machine, tmp_path: Path) -> None:
    person = store.person
    with open(person.shim + "/docker", "rb") as file:
        (tmp_path / "told").write_bytes(file.read(100))
    (tmp_path / "Dockerfile").write_text(f"FROM {store.name('multi')}\nCOPY told /told\n")
    name = store.name("built-here")
    built = person.docker("buildx", "build", "--load", "--tag", name, str(tmp_path))
    store.adopt(name)
    assert built.status == 0, built.errors
    ran = person.docker("run", "--rm", "--network", "none", name)
    assert (ran.status, ran.output.strip()) == (0, machine.native_name)
    assert "anyarch" not in built.errors + ran.errors
