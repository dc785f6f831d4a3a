"""Handlers on a real engine, with real QEMU: shown, installed with consent, used, lost, mended, removed.

The installer is the laboratory's own (tests/laboratory/installer.py); it comes from the tests' registry, by its digest.
"""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anyarch.emulators import probe
from anyarch.emulators.handlers import installer
from anyarch.engine import Engine
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.person.settings import Settings
from tests.conftest import EMULATED
from tests.laboratory import asked, handlers, mounts
from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.asked import PATIENCE
from tests.laboratory.debian import cache
from tests.laboratory.installer import name
from tests.laboratory.person import Person
from tests.laboratory.programs import emulator
from tests.laboratory.terminal import INTERRUPT, Terminal
from tests.real.conftest import QUIETLY, lose

FOREIGN, OTHER, _ = EMULATED
PLATFORM = f"linux/{FOREIGN}"
UNEXECUTED = {"28.5": 255}  # a container whose program is not executed, with runc 1.3; 1 with the 1.1 of older ones
UNAME = ARCHITECTURES[FOREIGN].uname

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("emptied_handlers")]


@pytest.fixture
def somebody(person: Person, published_installer: str) -> Iterator[Person]:
    """A person whose installer is the laboratory's, and who has none of its images, neither before nor after."""
    before = left(person)
    done = person.anyarch("config", "set", "emulation.image", published_installer)
    assert done.status == 0, done.errors
    yield person
    for architecture in EMULATED:
        person.real_docker("rmi", "--force", image(person, architecture))
    person.real_docker("rmi", "--force", published_installer)
    assert left(person) == before


def image(somebody: Person, architecture: str) -> str:
    """The image that is offered for nothing but an architecture."""
    written = somebody.anyarch("config", "get", "emulation.image").output
    return f"{written.partition('/')[0]}/only-{architecture}"


def left(person: Person) -> str:
    """What anyarch has left on the engine."""
    containers = person.real_docker("ps", "--all", "--quiet")
    volumes = person.real_docker("volume", "ls", "--quiet")
    images = person.real_docker("images", "--quiet", "--filter", "reference=anyarch-*")
    return containers.output + volumes.output + images.output


def uname(somebody: Person, architecture: str) -> tuple[str, ...]:
    return ("run", *QUIETLY, image(somebody, architecture), "sh", "-c", "uname -m | cat")


def listed(somebody: Person) -> dict[str, dict[str, Any]]:
    report = json.loads(somebody.anyarch("emulators", "list", "--json").output)
    assert report["problem"] is None
    return {row["platform"]: row for row in report["platforms"]}


def test_install_then_a_plain_run_then_remove_then_an_explanation(somebody: Person, kind: str) -> None:
    before = somebody.docker(*uname(somebody, FOREIGN))
    assert before.status != 0
    assert f"anyarch emulators install {PLATFORM}" in before.errors
    done = somebody.anyarch("emulators", "install", "--yes", "--json", FOREIGN, f"linux/{OTHER}", "s390x")
    assert (done.status, {row["installed"] for row in json.loads(done.output)["platforms"]}) == (0, {True})
    for architecture in EMULATED:
        ran = somebody.docker(*uname(somebody, architecture))
        assert (ran.status, ran.output.strip()) == (0, ARCHITECTURES[architecture].uname), ran.errors
        assert "anyarch:" not in ran.errors
    again = somebody.anyarch("emulators", "install", FOREIGN)
    assert again.output.splitlines()[1].split() == [PLATFORM, "executed", "already"]
    done = somebody.anyarch("emulators", "remove", "--yes", PLATFORM, "s390x")
    assert (done.status, done.output.splitlines()) == (0, sorted([f"removed {name(FOREIGN)}", "removed qemu-s390x"]))
    after = somebody.docker(*uname(somebody, FOREIGN))
    unexecuted = UNEXECUTED.get(kind.partition("-")[0], 1)
    assert (after.status, f"anyarch emulators install {PLATFORM}" in after.errors) == (unexecuted, True)
    assert somebody.docker(*uname(somebody, OTHER)).status == 0
    assert somebody.anyarch("emulators", "remove", FOREIGN).output == "There was no such handler.\n"
    assert json.loads(somebody.anyarch("emulators", "remove", "--json", FOREIGN).output)["removed"] == []


def test_a_pack_on_the_engine_is_taken_in_place_of_the_image(somebody: Person, programs: str) -> None:
    somebody.anyarch("config", "set", "emulation.image", f"{image(somebody, 'none')}:missing")
    packed = somebody.anyarch("emulators", "pack", "--from", programs, PLATFORM)
    assert packed.status == 0, packed.errors
    try:
        done = somebody.anyarch("emulators", "install", "--yes", FOREIGN)
        assert (done.status, done.output.split()) == (0, ["PLATFORM", "STATE", PLATFORM, "installed"]), done.errors
        shown = somebody.anyarch("emulators", "list").output
        assert f"{PLATFORM:17}by the handler anyarch-{FOREIGN} (POCF), /pack/qemu-{FOREIGN}\n" in shown
        ran = somebody.docker(*uname(somebody, FOREIGN))
        assert (ran.status, ran.output.strip()) == (0, UNAME), ran.errors
        assert somebody.anyarch("emulators", "remove", "--yes", FOREIGN).output == f"removed anyarch-{FOREIGN}\n"
    finally:
        somebody.anyarch("emulators", "pack", "--remove")


def test_the_list_shows_each_state(somebody: Person) -> None:
    emptied = listed(somebody)
    assert [emptied[PLATFORM][key] for key in ("executed", "native", "handlers")] == [False, False, []]
    assert [emptied[f"linux/{native().name}"][key] for key in ("executed", "native")] == [True, True]
    somebody.anyarch("emulators", "install", "--yes", FOREIGN)
    filled = listed(somebody)
    assert [filled[PLATFORM][key] for key in ("executed", "handlers")] == [True, [name(FOREIGN)]]
    shown = somebody.anyarch("emulators", "list").output
    assert f"{PLATFORM:17}by the handler {name(FOREIGN)} (POCF), /anyarch-lab/{name(FOREIGN)}\n" in shown
    assert "linux/s390x      not executed\n" in shown
    interpreter = emulator("s390x", cache(os.environ))
    line = f":anyarch-lab-try:M::{handlers.rule(ARCHITECTURES['s390x'])}:{interpreter}:OC"
    handlers.write(os.path.join(handlers.FOLDER, "register"), line.encode())
    shown = somebody.anyarch("emulators", "list").output
    assert "linux/s390x      not executed; the handler anyarch-lab-try lacks the flag F" in shown
    assert somebody.anyarch("emulators", "install", "--yes", "s390x").status == 0


def test_with_the_policy_install_a_script_gets_its_handler_and_again_after_a_loss(somebody: Person) -> None:
    somebody.environment["ANYARCH_EMULATION"] = "install"
    for _ in range(2):
        ran = somebody.docker(*uname(somebody, FOREIGN))
        assert (ran.status, ran.output.strip()) == (0, UNAME), ran.errors
        assert "anyarch:" not in ran.errors
        lose(name(FOREIGN))


@pytest.mark.parametrize("command", ["/bin/true", "/bin/nope"])
def test_for_handlers_that_were_never_registered_no_container_stays(
    somebody: Person, tmp_path: Path, command: str
) -> None:
    before = left(somebody)
    file = tmp_path / "Dockerfile"
    file.write_text(f'FROM {image(somebody, "none").replace("only-none", "multi")}\nENTRYPOINT ["{command}"]\n')
    nothing = "anyarch-tests-registers-nothing"
    done = somebody.real_docker("build", "--quiet", "--tag", nothing, str(tmp_path))
    assert done.status == 0, done.errors
    try:
        somebody.anyarch("config", "set", "emulation.image", nothing)
        done = somebody.anyarch("emulators", "install", "--yes", "--json", FOREIGN)
        assert (done.status, [row["installed"] for row in json.loads(done.output)["platforms"]]) == (1, [False])
    finally:
        somebody.real_docker("rmi", "--force", nothing)
    assert left(somebody) == before


@pytest.mark.parametrize(("keys", "status"), [("y\r", 0), ("n\r", 125), (INTERRUPT, 128 + signal.SIGINT)])
def test_at_a_terminal_the_answer_counts(somebody: Person, tmp_path: Path, keys: str, status: int) -> None:
    script = tmp_path / "script"
    script.write_text('trap : INT; docker "$@"; echo "ended with $?."\n')
    with Terminal(["bash", str(script), *uname(somebody, FOREIGN)], somebody.environment, str(tmp_path)) as terminal:
        assert f"{PLATFORM} cannot run here." in terminal.expect("[y/N/a/v] ")
        terminal.type(keys)
        shown = terminal.expect("ended with ") + terminal.expect(".")
    assert shown.endswith(str(status)), shown
    assert (f"\n{UNAME}\r\n" in shown) == (status == 0)


def test_where_nobody_has_the_table_mounted_a_container_keeps_it(somebody: Person) -> None:
    before = left(somebody)
    mounts.unmount(handlers.FOLDER, "--lazy")
    try:
        assert somebody.anyarch("emulators", "install", "--yes", FOREIGN).status == 0
        assert somebody.docker(*uname(somebody, FOREIGN)).output.strip() == UNAME
        assert somebody.anyarch("emulators", "remove", "--yes", "all").status == 0
        assert left(somebody) == before
    finally:
        mounts.mount("binfmt_misc", handlers.FOLDER)


def test_a_handler_that_is_lost_once_it_was_seen_to_work_is_kept_by_a_container_too(
    somebody: Person, published_installer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another container was starting, and had the table mounted in its own namespace for a moment."""
    before = left(somebody)
    ask = probe.ask

    def ask_and_lose(engine: Engine, platform: Platform) -> bool:
        is_executed = ask(engine, platform)
        if os.path.ismount(tmp_path):
            assert is_executed
            mounts.unmount(str(tmp_path), "--lazy")
        return is_executed

    monkeypatch.setattr(probe, "ask", ask_and_lose)
    mounts.mount("binfmt_misc", str(tmp_path))
    mounts.unmount(handlers.FOLDER, "--lazy")
    try:
        settings = Settings(emulation_image=published_installer, probe_timeout=PATIENCE)
        engine = asked.engine(somebody.environment["DOCKER_HOST"], settings=settings)
        wanted = platforms.parse(PLATFORM)
        assert installer.install(engine, installer.propose(engine, (wanted,)), print) == (wanted,)
        assert somebody.docker(*uname(somebody, FOREIGN)).output.strip() == UNAME
        assert somebody.anyarch("emulators", "remove", "--yes", "all").status == 0
        assert left(somebody) == before
    finally:
        if os.path.ismount(tmp_path):
            mounts.unmount(str(tmp_path), "--lazy")
        mounts.mount("binfmt_misc", handlers.FOLDER)
