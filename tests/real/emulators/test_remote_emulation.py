"""Emulators on engines elsewhere, over TLS and over ssh: handlers and packs are put there, used from here, and removed.

The shim is what runs the images, and `docker ... anyarch` what manages emulators where a flag names the engine.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.breaking_line import BreakingLine
from tests.laboratory.person import Outcome, Person
from tests.laboratory.ways import Ways
from tests.real.conftest import QUIETLY

pytestmark = pytest.mark.engine

PLATFORM = "linux/arm64"
UNAME = ARCHITECTURES["arm64"].uname
CARRIED = 3_000_000  # bytes: more than all that comes before a pack, and less than a pack


@dataclass(frozen=True)
class Remote:
    """Somebody whose engine is elsewhere, with the global flags that say so."""

    person: Person
    flags: list[str]
    image: str

    def emulators(self, *words: str) -> Outcome:
        """Run `anyarch emulators`: as docker's plugin, if it takes docker's flags to name the engine."""
        if self.flags:
            return self.person.real_docker(*self.flags, "anyarch", "emulators", *words)
        return self.person.anyarch("emulators", *words)

    def run(self) -> Outcome:
        """Run the foreign image, whose program starts others and ends with 7."""
        return self.person.docker(*self.flags, "run", *QUIETLY, self.image, "sh", "-c", "uname -m | cat; exit 7")

    def left(self) -> str:
        """What there is on the engine but for images that were pulled."""
        asked = (
            ("ps", "--all", "--quiet"),
            ("volume", "ls", "--quiet"),
            ("images", "--quiet", "--filter", "reference=localhost/anyarch-*"),
        )
        return "".join(self.person.real_docker(*self.flags, *words).output for words in asked)


@pytest.fixture
def remote(
    request: pytest.FixtureRequest, ways: Ways, person: Person, published: str, published_installer: str
) -> Iterator[Remote]:
    assert person.anyarch("config", "set", "emulation.image", published_installer).status == 0
    somebody = Remote(person, ways.take(request.param, person), f"{published}/only-arm64")
    assert somebody.left() == ""
    yield somebody
    somebody.emulators("pack", "--remove")
    for image in (somebody.image, published_installer):
        person.real_docker(*somebody.flags, "rmi", "--force", image)
    assert somebody.left() == ""


@pytest.mark.usefixtures("emptied_handlers")
@pytest.mark.parametrize("remote", ["DOCKER_HOST=tls", "--host ssh"], indirect=True)
def test_a_handler_is_installed_used_and_removed(remote: Remote) -> None:
    before = remote.run()
    assert before.status not in {0, 7}
    assert f"anyarch emulators install {PLATFORM}" in before.errors
    refused = remote.emulators("install", PLATFORM)
    assert (refused.status, "without privileges" in refused.errors, "--yes" in refused.errors) == (2, True, True)
    done = remote.emulators("install", "--yes", PLATFORM)
    assert (done.status, done.output.split()) == (0, ["PLATFORM", "STATE", PLATFORM, "installed"]), done.errors
    report = json.loads(remote.emulators("list", "--json").output)
    listed = next(row for row in report["platforms"] if row["platform"] == PLATFORM)
    assert (report["problem"], listed["executed"], listed["handlers"]) == (None, True, ["qemu-aarch64"])
    ran = remote.run()
    assert (ran.status, ran.output, ran.errors.count("anyarch:")) == (7, f"{UNAME}\n", 0)
    done = remote.emulators("remove", "--yes", PLATFORM)
    assert (done.status, done.output) == (0, "removed qemu-aarch64\n"), done.errors
    done = remote.emulators("test", PLATFORM)
    assert (done.status, done.output.splitlines()[1].split()) == (1, [PLATFORM, "not", "executed"])


@pytest.mark.usefixtures("no_handlers")
@pytest.mark.parametrize("remote", ["DOCKER_HOST=tls", "DOCKER_HOST=ssh"], indirect=True)
def test_a_pack_is_filled_used_and_removed_and_half_of_one_is_none(remote: Remote, programs: str) -> None:
    pack = ("pack", "arm64", "--from", programs)
    direct = remote.person.environment["DOCKER_HOST"]
    address, _, port = direct.rpartition(":")
    with BreakingLine(int(port), CARRIED) as line:
        remote.person.environment["DOCKER_HOST"] = f"{address}:{line.port}"
        done = remote.emulators(*pack)
        assert line.is_broken
    assert (done.status, done.output) == (4, "")
    assert done.errors.startswith(f"anyarch: The engine at {address}:{line.port} ")
    assert [line.partition(" ")[0] for line in done.errors.splitlines()] == ["anyarch:", "fix:"]
    remote.person.environment["DOCKER_HOST"] = direct
    assert remote.left() != ""
    ran = remote.run()
    assert (ran.status in {0, 7}, f"anyarch emulators install {PLATFORM}" in ran.errors) == (False, True)
    assert " filled" in remote.emulators(*pack).output
    ran = remote.run()
    assert (ran.status, ran.output) == (7, f"{UNAME}\n"), ran.errors
    assert remote.emulators("pack", "--remove").output.startswith("removed   anyarch-pack-")
    assert remote.run().status not in {0, 7}
