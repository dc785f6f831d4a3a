"""`anyarch emulators pack` on a real engine: what it puts there, what it leaves, and what it says."""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elftools.elf.elffile import ELFFile

from anyarch.emulators.packs import trust
from anyarch.person.settings import Settings
from tests.laboratory import asked, private_programs
from tests.laboratory.architectures import native
from tests.laboratory.archive import archive
from tests.laboratory.debian import cache
from tests.laboratory.debian_image import debian_image
from tests.laboratory.images import DOCKER, Image, Platform, image, layer
from tests.laboratory.person import Outcome, Person
from tests.laboratory.programs import first
from tests.laboratory.suites import SUITES
from tests.real.conftest import QUIETLY

pytestmark = pytest.mark.engine

SOURCE = "anyarch-pack-test:latest"
FOREIGN_IMAGE = "anyarch-pack-foreign:latest"
PATIENCE = "100"  # seconds
LABEL = "label=io.anyarch.pack"
MARK = "io.anyarch.pack.complete"


@pytest.fixture(autouse=True)
def empty(person: Person) -> Iterator[None]:
    """There is no pack before a test, and nothing of packing is left after it."""
    person.anyarch("emulators", "pack", "--remove")
    before = containers(person)
    yield
    assert containers(person) <= before  # others may go at any time
    assert person.real_docker("images", "--quiet", "localhost/anyarch-pack").output == ""
    person.anyarch("emulators", "pack", "--remove")


def containers(person: Person) -> set[str]:
    return set(person.real_docker("ps", "--all", "--quiet").output.split())


def pack(person: Person, *words: str) -> Outcome:
    return person.anyarch("emulators", "pack", *words)


def packed(person: Person, *words: str) -> dict[str, Any]:
    done = pack(person, *words, "--json")
    assert (done.status, done.errors) == (0, "")
    report: dict[str, Any] = json.loads(done.output)
    return report


def volumes(person: Person, *, marks: bool = False) -> list[str]:
    """The packs, whole or not; or those that a mark says to be whole."""
    fields = f'{{{{.Name}}}} {{{{.Label "{MARK}"}}}}'
    listed = person.real_docker("volume", "ls", "--filter", LABEL, "--format", fields).output.splitlines()
    named = [line.partition(" ") for line in listed]
    return [marked if marks else name for name, _, marked in named if bool(marked) == marks]


def load(person: Person, built: Image, name: str) -> None:
    words = [person.real, "load", "--quiet"]
    subprocess.run(words, input=archive(built, name), env=person.environment, check=True, stdout=-3)


@pytest.fixture
def source(person: Person, programs: str) -> Iterator[str]:
    with loaded(person, programs):
        yield SOURCE


@contextlib.contextmanager
def loaded(person: Person, programs: str) -> Iterator[None]:
    """An image with the programs of a folder in it, links as in Debian."""
    files, links = {}, {}
    for parent, _, names in os.walk(programs):
        for name in names:
            path = os.path.join(parent, name)
            place = os.path.relpath(path, programs)
            if "share" in place or ("qemu" in name and "s390x" not in name) or "gconv" in place:
                continue
            if os.path.islink(path):
                links[place] = os.readlink(path)
            else:
                with open(path, "rb") as file:
                    files[place] = (file.read(), 0o755)
    links["usr/local/bin/busybox"] = "/usr/local/bin/link"
    busybox = os.path.relpath(first(programs, "bin/busybox", "usr/bin/busybox"), programs)
    links["usr/local/bin/link"] = f"../../../{busybox}"
    built = image(Platform(native().name), [layer(files, links, DOCKER)], ["/bin/busybox"], DOCKER)
    load(person, built, SOURCE)
    yield
    person.real_docker("rmi", "--force", SOURCE)


def change(person: Person, source: str, volume: str, *words: str) -> None:
    """Have busybox change a pack, as another user of the engine can."""
    mounted = ("--rm", "--volume", f"{volume}:/pack", "--entrypoint", "/pack/busybox")
    assert person.real_docker("run", *mounted, source, *words).status == 0


def test_a_volume_is_filled_once_and_says_what_it_is_for(person: Person, programs: str, source: str) -> None:
    report = packed(person, "s390x", "linux/arm/v7", "--from", programs)
    assert (report["is_new"], report["emulates"], report["removed"]) == (True, ["arm", "s390x"], [])
    assert [report["volume"]] == volumes(person) == volumes(person, marks=True)
    labels = person.real_docker("volume", "inspect", "--format", "{{json .Labels}}", report["volume"]).output
    assert json.loads(labels) == {
        "io.anyarch.pack": "2",
        "io.anyarch.pack.host": native().name,
        "io.anyarch.pack.emulates": "arm s390x",
    }
    tini = next(each for each in report["files"] if each["path"] == "tini")
    digest = hashlib.sha256(Path(programs, "usr/bin/tini-static").read_bytes()).hexdigest()
    assert tini == {"path": "tini", "digest": f"sha256:{digest}", "origin": f"/usr/bin/tini-static of {programs}"}
    assert all(each["origin"] for each in report["files"])
    again = packed(person, "arm", "s390x", "--from", programs)
    assert (again["volume"], again["is_new"]) == (report["volume"], False)
    # Another user of the engine can make a volume of that name, with programs that work as well.
    change(person, source, report["volume"], "cp", "/pack/tini", "/pack/another")
    assert packed(person, "arm", "s390x", "--from", programs)["is_new"] is True


def test_a_new_pack_takes_the_place_of_the_old_unless_that_is_in_use(
    person: Person, programs: str, source: str
) -> None:
    first = packed(person, "s390x", "--from", programs)["volume"]
    second = packed(person, "arm", "--from", programs)
    assert second["removed"] == [first]
    user = ("create", "--name", "user", "-v", f"{second['volume']}:/x", source)
    try:
        assert person.real_docker(*user).status == 0
        done = pack(person, "s390x", "--from", programs)
        assert f"in use    {second['volume']}: a container uses it" in done.output
        assert sorted(volumes(person)) == sorted([first, second["volume"]])
        assert volumes(person, marks=True) == [first]
    finally:
        person.real_docker("rm", "user")


@pytest.fixture
def foreign_image(person: Person) -> Iterator[str]:
    load(person, debian_image("s390x", cache(os.environ)), FOREIGN_IMAGE)
    yield FOREIGN_IMAGE
    person.real_docker("rmi", "--force", FOREIGN_IMAGE)


@pytest.mark.usefixtures("no_handlers")
@pytest.mark.parametrize("suite", SUITES)
def test_packages_of_each_debian_make_a_pack_whose_runs_end_with_the_program(
    person: Person, suite: str, foreign_image: str
) -> None:
    """On arm64 with the PRoot of unstable: those before it crash."""
    packages = private_programs.folder(cache(os.environ), suite)
    assert packed(person, "s390x", "--from", packages)["emulates"] == ["s390x"]  # it was tried
    script = 'trap "exit 9" TERM; kill -TERM 0; exit 8'  # the group, as `docker stop` does
    words = ("docker", "run", *QUIETLY, foreign_image, "sh", "-c", script)
    assert person.run(["timeout", PATIENCE, *words]).status == 9


@pytest.mark.parametrize("suite", [None, "trixie"])
def test_the_programs_may_come_from_an_image(person: Person, suite: str | None) -> None:
    """Also from one in which all is in /usr, and no link leads there."""
    packages = private_programs.folder(cache(os.environ), suite)
    with loaded(person, packages):
        from_image = packed(person, "s390x", "--from-image", SOURCE)
    from_folder = packed(person, "s390x", "--from", packages)
    assert from_image["volume"] == from_folder["volume"]
    assert from_folder["is_new"] is False


def test_an_image_that_the_engine_lacks_is_a_finding(person: Person) -> None:
    done = pack(person, "s390x", "--from-image", "anyarch/nowhere")
    assert (done.status, done.output) == (1, "")
    assert "docker pull anyarch/nowhere" in done.errors


def test_what_is_missing_is_a_finding_that_names_its_packages(person: Person, tmp_path: Path) -> None:
    done = pack(person, "s390x", "--from", str(tmp_path))
    assert (done.status, done.output) == (1, "")
    names = "tini-static busybox proot qemu-s390x-static Debian qemu-user-static-s390x".split()
    for word in (*names, "Since Debian 13, qemu-user has", "the static tini is in tini-static", str(tmp_path)):
        assert word in done.errors
    assert volumes(person) == []
    assert pack(person, "--remove").output == "There is no pack.\n"


@pytest.mark.parametrize(
    "words",
    [("mars",), ("linux/sparc64",), (native().name,), ("--from", "/proc/self/nowhere"), ("--remove", "arm64"),
     ("--from", "/", "--from-image", "x")],
)  # fmt: skip
def test_what_makes_no_sense_is_a_usage_error(person: Person, words: tuple[str, ...]) -> None:
    done = pack(person, *words)
    assert (done.status, done.output) == (2, "")
    assert "Error: " in done.errors


# The command itself, interrupted in the middle of sending: at the second piece of the archive.
INTERRUPTED = """
import os, signal, sys
from anyarch.emulators.packs import volume
whole = volume._archive
def interrupted(contents, wrote):
    for number, piece in enumerate(whole(contents, wrote)):
        if number == 8:
            os.kill(os.getpid(), signal.SIGINT)
        yield piece
volume._archive = interrupted
from anyarch.cli.main import main
main()
"""
KILLED = INTERRUPTED.replace("SIGINT", "SIGKILL")


def test_an_interrupt_leaves_nothing(person: Person, programs: str) -> None:
    done = person.run([sys.executable, "-c", INTERRUPTED, "emulators", "pack", "s390x", "--from", programs])
    assert done.status == 128 + signal.SIGINT
    assert (done.output, done.errors.strip()) == ("", "")
    assert volumes(person) == volumes(person, marks=True) == []


def crashing(programs: str, place: Path) -> str:
    """A folder with the same programs, but for a PRoot that crashes at once."""
    folder = str(shutil.copytree(programs, place, symlinks=True))
    path = Path(folder, "usr/bin/proot")
    with path.open("r+b") as file:
        elf = ELFFile(file)
        [start] = elf.address_offsets(elf["e_entry"])
        file.seek(start)
        file.write(bytes(16))
    return folder


def test_programs_that_do_not_work_on_the_engine_are_refused(person: Person, programs: str, tmp_path: Path) -> None:
    done = pack(person, "s390x", "--from", crashing(programs, tmp_path / "crashing"))
    assert (done.status, done.output) == (1, "")
    assert "running a program for s390x, ended with SIGSEGV" in done.errors
    assert volumes(person) == volumes(person, marks=True) == []


def test_a_volume_that_no_longer_works_is_filled_anew(person: Person, programs: str, source: str) -> None:
    first = packed(person, "s390x", "--from", programs)
    volume = first["volume"]
    change(person, source, volume, "truncate", "-s", "0", "/pack/loader")
    report = packed(person, "s390x", "--from", programs)
    assert (report["volume"], report["is_new"], report["accelerated"]) == (volume, True, first["accelerated"])


def found(person: Person) -> str | None:
    """The pack that a run would use."""
    trusted = person.anyarch("config", "get", "emulation.packs").output.strip()
    settings = Settings(probe_timeout=asked.PATIENCE, packs=tuple(filter(None, trusted.split(","))))
    pack = trust.find(
        asked.engine(person.environment["DOCKER_HOST"], settings=settings, HOME=person.environment["HOME"])
    )
    return pack.volume if pack else None


def test_a_volume_that_was_removed_alone_takes_its_mark_along(person: Person, programs: str) -> None:
    first = packed(person, "s390x", "--from", programs)
    volume = first["volume"]
    assert found(person) == volume
    person.real_docker("volume", "rm", volume)
    assert found(person) is None
    words = [sys.executable, "-c", KILLED, "emulators", "pack", "s390x", "--from", programs]
    assert person.run(words).status == -signal.SIGKILL
    assert found(person) is None
    assert volumes(person) == [volume] or not first["accelerated"]  # else it was to become another one
    assert packed(person, "s390x", "--from", programs)["is_new"] is True
    assert found(person) == volume


def test_what_others_label_or_change_is_not_used(person: Person, programs: str, source: str) -> None:
    volume = packed(person, "s390x", "--from", programs)["volume"]
    planted = "anyarch-pack-planted"
    labels = ("--label", "io.anyarch.pack=2", "--label", f"io.anyarch.pack.host={native().name}")
    emulates = ("--label", "io.anyarch.pack.emulates=s390x")
    person.real_docker("volume", "create", *labels, *emulates, planted)
    person.real_docker("volume", "create", *labels, "--label", f"{MARK}={planted}", f"{planted}-complete")
    assert found(person) == volume
    change(person, source, volume, "cp", "/pack/tini", "/pack/supervise")
    place = person.real_docker("volume", "inspect", "--format", "{{.Mountpoint}}", volume).output.strip()
    if not os.access(place, os.R_OK):
        person.anyarch("cache", "clear")  # from here, nothing shows a change before the volume is read again
    assert found(person) is None
    assert packed(person, "s390x", "--from", programs)["removed"] == [planted]
    assert found(person) == volume
