"""Files out of images that are not run, on a real engine: links followed inside, and nothing left behind."""

import gzip
import io
import signal
import struct
import subprocess
import sys
import tarfile
from collections.abc import Iterator

import pytest
from docker import APIClient
from docker.errors import ImageNotFound

from anyarch.engine import container_files, unstarted
from anyarch.engine.container_files import ContainerFiles
from tests.laboratory import asked
from tests.laboratory.architectures import native
from tests.laboratory.archive import archive
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.images import DOCKER, Blob, Platform, image, layer
from tests.laboratory.person import Person

pytestmark = pytest.mark.engine

TAG = "anyarch-test-files:latest"
ENOUGH = 1000
FILES = {
    "a/b/real": (b"x" * 5000, 0o750),
    "plain": (b"plain", 0o644),
    "passwd": (b"", 0o600),
    "large": (bytes(8 << 20), 0o644),
}
LINKS = {
    "absolute": "/a/b/real",
    "relative": "a/b/real",
    "over-a-link": "c/b/real",
    "c": "a",
    "upwards": "../../../../plain",
    "a/b/upwards": "../../../../../../plain",
    "dangling": "nowhere",
    "loop": "pool",
    "pool": "loop",
    "folder": "a",
}


def capable(path: str) -> Blob:
    """A layer with a file that has the capability NET_RAW (linux/capability.h, vfs_cap_data)."""
    attribute = struct.pack("<5I", 0x02000001, 1 << 13, 0, 0, 0).decode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as written:
        member = tarfile.TarInfo(path)
        member.pax_headers = {"SCHILY.xattr.security.capability": attribute}
        written.addfile(member)
    return Blob(DOCKER.layer, gzip.compress(packed.getvalue()))


@pytest.fixture(scope="module")
def client(request: pytest.FixtureRequest) -> Iterator[APIClient]:
    content = image(Platform(native().name), [layer(FILES, LINKS, DOCKER), capable("ping")], ["/plain"], DOCKER)
    with asked.engine(request.getfixturevalue("engine").host).client(60) as opened:
        list(opened.load_image(archive(content, TAG)))  # type: ignore[no-untyped-call] # a stream of its progress
        yield opened
        opened.remove_image(TAG, force=True)


@pytest.fixture
def files(client: APIClient) -> Iterator[ContainerFiles]:
    with container_files.of_image(client, TAG, "", ENOUGH) as found:
        yield found


def test_file_capabilities_are_seen(files: ContainerFiles) -> None:
    found = [files.look(path) for path in ("/ping", "/plain")]
    assert [file and file.has_capabilities for file in found] == [True, False]


def left(person: Person) -> str:
    label = f"label={unstarted.LABEL}"
    return person.real_docker("ps", "--all", "--quiet", "--filter", label).output


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("/a/b/real", "/a/b/real"),
        ("/absolute", "/a/b/real"),
        ("/relative", "/a/b/real"),
        ("/over-a-link", "/a/b/real"),
        ("/c/b/real", "/c/b/real"),
        ("/upwards", "/plain"),
        ("/folder/b/upwards", "/plain"),
        ("/passwd", "/passwd"),
    ],
)
def test_links_are_followed_inside(files: ContainerFiles, path: str, real: str) -> None:
    found = files.look(path)
    assert found
    assert (found.path, found.is_folder) == (real, False)
    content, permissions = FILES[real[1:].replace("c/", "a/")]
    assert (found.size, found.permissions) == (len(content), permissions)
    assert found.content == content[:ENOUGH]


@pytest.mark.parametrize("path", ["/nowhere", "/dangling", "/loop", "/plain/below", "/a/nowhere", f"/{'x' * 300}"])
def test_what_is_not_there_is_none(files: ContainerFiles, path: str) -> None:
    assert files.look(path) is None


def test_a_folder_is_told(files: ContainerFiles) -> None:
    folder = files.look("/folder")
    assert folder
    assert (folder.is_folder, folder.path) == (True, "/a")


def test_an_image_that_is_not_there_is_an_error(client: APIClient) -> None:
    with pytest.raises(ImageNotFound, match="nowhere"), container_files.of_image(client, "nowhere", "", ENOUGH):
        pass


# A look that tells when it has a container, or when it is about to make one, and then waits to be ended.
LOOKING = """
import os, sys, time
import docker
from anyarch.engine import container_files
from tests.laboratory import asked
create = docker.APIClient.create_container
def create_and_tell(*words, **named):
    print("making", flush=True)
    if len(sys.argv) > 3:
        os.kill(os.getpid(), int(sys.argv[3]))
    made = create(*words, **named)
    print("done", flush=True)
    return made
docker.APIClient.create_container = create_and_tell
try:
    with asked.engine(sys.argv[1]).client(60) as client, container_files.of_image(client, sys.argv[2], "", 1000):
        print("made", flush=True)
        while True:
            time.sleep(0.1)  # a signal just before a sleep does not end it
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.usefixtures("client")
def test_an_interrupted_look_leaves_no_container(person: Person, number: int) -> None:
    before = left(person)
    words = [sys.executable, "-c", LOOKING, person.environment["DOCKER_HOST"], TAG]
    with subprocess.Popen(words, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as looking:
        assert looking.stdout
        assert "made\n" in looking.stdout
        looking.send_signal(number)
        assert looking.wait(100) == 130
    # In the middle of the request that makes it, nobody could tell whether the engine will do so or not.
    done = subprocess.run([*words, str(int(number))], cwd=REPOSITORY, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.split()) == (130, ["making", "done"])
    assert left(person) == before


def test_what_a_killed_look_has_left_is_removed_by_the_next_one(client: APIClient, person: Person) -> None:
    words = [sys.executable, "-c", LOOKING, person.environment["DOCKER_HOST"], TAG]
    with subprocess.Popen(words, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as looking:
        assert looking.stdout
        assert "made\n" in looking.stdout
        used = left(person)
        with container_files.of_image(client, TAG, "", ENOUGH):
            assert used in left(person)
        looking.kill()
    assert left(person) == used
    with container_files.of_image(client, TAG, "", ENOUGH):
        assert used not in left(person)
    assert left(person) == ""


def test_the_engine_is_not_kept_waiting_by_a_large_file(files: ContainerFiles) -> None:
    """An answer that nobody reads to its end keeps the container locked, unless it is closed."""
    for _ in range(3):
        found = files.look("/large")
        assert found
        assert (found.size, found.content) == (len(FILES["large"][0]), bytes(ENOUGH))
