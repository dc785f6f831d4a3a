import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.laboratory import debian, mounts
from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.archive import archive
from tests.laboratory.debian import cache
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.handlers import executes, handler
from tests.laboratory.images import Image, Index
from tests.laboratory.leftovers import processes, read
from tests.laboratory.programs import PATH, emulator, find
from tests.laboratory.unavailable import Unavailable

pytestmark = pytest.mark.engine

INTERRUPTED = """
import signal, sys
from tests.laboratory.engine import PrivateEngine
try:
    with PrivateEngine() as engine:
        print(engine.folder, flush=True)
        signal.pause()
except KeyboardInterrupt:
    sys.exit(3)
"""


def docker(engine: PrivateEngine, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {"PATH": PATH, "DOCKER_HOST": engine.host, "DOCKER_CONFIG": engine.folder}
    return subprocess.run([find("docker"), *words], check=False, capture_output=True, input=given, env=environment)


def test_it_says_what_it_is(engine: PrivateEngine) -> None:
    told = docker(engine, "info", "--format", "{{.Driver}} {{.DockerRootDir}}")
    assert told.stdout.decode().split() == ["vfs", f"{engine.folder}/data"]


def test_it_pulls_and_runs_the_image_of_its_own_architecture(engine: PrivateEngine, published: str) -> None:
    ran = docker(engine, "run", "--rm", "--network", "none", f"{published}/multi")
    assert (ran.returncode, ran.stdout.decode().strip()) == (0, native().uname)


@pytest.mark.usefixtures("handlers_turn")
def test_a_foreign_image_needs_a_handler(
    engine: PrivateEngine, published: str, foreign: str, program: Callable[[str], str]
) -> None:
    if executes(program(foreign)):
        pytest.skip(f"this machine runs {foreign} by itself")
    run = ["run", "--rm", "--network", "none", "--platform", f"linux/{foreign}", f"{published}/armonly-index"]
    without = docker(engine, *run)
    assert without.returncode in {1, 255}
    assert b"exec format error" in without.stderr
    with handler(foreign, emulator(foreign, cache(os.environ))):
        ran = docker(engine, *run)
    assert (ran.returncode, ran.stdout.decode().strip()) == (0, ARCHITECTURES[foreign].uname)


def test_an_archive_can_be_loaded(engine: PrivateEngine, images: dict[str, Image | Index]) -> None:
    single = images["amdonly-single"]
    assert isinstance(single, Image)
    loaded = docker(engine, "load", "--quiet", given=archive(single, "loaded:1"))
    assert loaded.stdout.decode() == "Loaded image: loaded:1\n"
    ran = docker(engine, "run", "--rm", "--network", "none", "--pull", "never", "loaded:1", "/bin/echo", "hello")
    assert ran.stdout == b"hello\n"


@pytest.mark.parametrize("orderly", [True, False])
@pytest.mark.usefixtures("engine")
def test_nothing_of_it_is_left_whichever_way_it_ends(published: str, *, orderly: bool) -> None:
    with PrivateEngine() as engine:
        folder = engine.folder
        docker(engine, "run", "--detach", "--network", "none", f"{published}/multi", "/bin/sleep", "1000")
        [*ours] = processes(folder)
        assert len(ours) == 2
        if not orderly:
            for daemon in reversed(engine.daemons):
                assert daemon.process
                daemon.process.kill()
                daemon.process.wait()
    assert not processes(folder)
    assert not mounts.below(folder)
    assert not os.path.exists(folder)
    assert not any(read(f"/proc/{process}/cmdline") for process in ours)  # dead, and waiting for init at most


@pytest.mark.usefixtures("engine")
def test_an_interrupt_from_the_terminal_ends_it_in_good_order() -> None:
    repository = debian.REPOSITORY
    words = [sys.executable, "-c", INTERRUPTED]
    with subprocess.Popen(words, cwd=repository, stdout=subprocess.PIPE, text=True, start_new_session=True) as run:
        assert run.stdout
        folder = run.stdout.readline().strip()
        assert os.path.exists(f"{folder}/docker.sock")
        os.killpg(run.pid, signal.SIGINT)
    assert run.returncode == 3
    assert not os.path.exists(folder)


def test_two_engines_do_not_see_each_other(engine: PrivateEngine, images: dict[str, Image | Index]) -> None:
    single = images["amdonly-single"]
    assert isinstance(single, Image)
    with PrivateEngine() as other:
        docker(other, "load", "--quiet", given=archive(single, "only-there:1"))
        assert docker(other, "image", "inspect", "only-there:1").returncode == 0
        assert docker(engine, "image", "inspect", "only-there:1").returncode == 1
    assert docker(engine, "version").returncode == 0


@pytest.mark.usefixtures("engine")
def test_an_engine_that_cannot_start_tells_why_and_leaves_nothing() -> None:
    engine = PrivateEngine(options=["--no-such-option"])
    with pytest.raises(Unavailable, match="unknown flag: --no-such-option"), engine:
        pass
    assert not engine.folder
    assert not engine.daemons


def test_it_listens_where_it_is_told(engine: PrivateEngine, tmp_path: os.PathLike[str]) -> None:
    second = f"unix://{os.fspath(tmp_path)}/second.sock"
    with PrivateEngine(hosts=[second], settings={"labels": ["purpose=test"]}) as other:
        told = docker(engine, "--host", second, "info", "--format", "{{.Labels}} {{.DockerRootDir}}")
        assert told.stdout.decode().strip() == f"[purpose=test] {other.folder}/data"
