"""Programs that people drive docker with, with the shim in front: scripts, and python-on-whales.

Each is run as it would be without anyarch, and must find its image, its output and its exit status; where a foreign
image is all there is, it must run that without knowing of platforms.
"""

import sys
from pathlib import Path

import pytest

from tests.laboratory.person import Outcome
from tests.real.conftest import Machine, Store

pytestmark = [
    pytest.mark.engine,
    pytest.mark.usefixtures("emulation", "image"),
    pytest.mark.parametrize("registered", ["registered"], indirect=True),
    pytest.mark.parametrize("image", ["multi", "armonly-index"], indirect=True),
]

SCRIPTS = {
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
}
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


@pytest.fixture
def image(request: pytest.FixtureRequest, store: Store, machine: Machine) -> None:
    """An image that has yet to be pulled; the person's variables name it, and what it prints."""
    expected = machine.native_name if request.param == "multi" else machine.foreign_name
    store.person.environment |= {"IMAGE": store.prepare(request.param, "absent"), "EXPECTED": expected}


def is_fine(done: Outcome) -> bool:
    assert done.status == 0, done.errors
    assert "anyarch" not in done.errors
    return done.output.splitlines()[-1] == "fine"


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_a_bash_script_does_not_notice(store: Store, tmp_path: Path, script: str) -> None:
    assert is_fine(store.person.run(["bash", "-c", script], folder=str(tmp_path)))


def test_python_on_whales_does_not_notice(store: Store) -> None:
    assert is_fine(store.person.run([sys.executable, "-c", WHALES]))
