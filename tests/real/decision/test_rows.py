"""Each row of the decision table on a real engine: what the container prints, how docker ends, what is local then.

Every case runs with handlers in the kernel for foreign programs, and without. The exact texts are docker's own.
"""

from dataclasses import dataclass

import pytest

from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.person import Outcome
from tests.real.conftest import QUIETLY, Machine, Store

pytestmark = pytest.mark.engine

NATIVE = "prints the native uname"
FOREIGN = "prints the foreign uname"
ARM = "prints the uname of a 32-bit arm"
NOTHING = "succeeds"
NOT_EXECUTED = "exec format error"
NO_MATCH = "no match"
NO_IMAGE = "No such image"
NOT_FOUND = "not found"

LOST = "the engine does not find the image that it has just pulled"
NO_NATIVE = "the engine looks for the native image, which does not exist"
TAKEN_FOR_A_NAME = "docker takes the short ID for a name, and looks for it on Docker Hub"

TWICE = (NOTHING, NOTHING)
NOTHING_FETCHED = {NO_MATCH, NO_IMAGE, NOT_FOUND}
NO_EMULATOR = "has no emulator"


@dataclass(frozen=True)
class Case:
    """A command, and what becomes of it.

    Attributes:
        row: of the decision table.
        image: of the laboratory's collection.
        local: what is there before, see `Store.prepare`.
        words: the command, IMAGE as `{}`, or `{id}` and `{short}` for the local image's ID.
        emulated: what happens where the kernel has handlers.
        bare: what happens where it has none.
        said: what anyarch says of the latter on standard error; empty for nothing.
        after: the local platform afterwards, unless nothing could be fetched: `native`, `foreign`, `unlabelled`, an
            architecture, or empty for no image.
        variable: DOCKER_DEFAULT_PLATFORM.
        bare_row: the row where the kernel has no handlers, if it is another one.
        bare_after: the local platform then, if it is another one.
    """

    row: int
    image: str
    local: str
    words: str
    emulated: str
    bare: str
    said: str = ""
    after: str = "native"
    variable: str = ""
    bare_row: int = 0
    bare_after: str = ""

    def __str__(self) -> str:
        variable = f"DOCKER_DEFAULT_PLATFORM={self.variable} " if self.variable else ""
        return f"row {self.row}: {variable}{self.words.format(self.image, id='ID', short='SHORT-ID')} ({self.local})"


CASES = [
    Case(2, "multi", "absent", "run --platform linux/FOREIGN {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign"),
    Case(2, "multi", "absent", "run --platform linux/NATIVE {}", NATIVE, NATIVE),
    Case(2, "multi", "foreign", "run --platform=linux/NATIVE {}", NATIVE, NATIVE),
    Case(2, "multi", "absent", "run {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign", variable="linux/FOREIGN"),
    Case(2, "multi", "absent", "pull -q --platform linux/FOREIGN {}", NOTHING, NOTHING, after="foreign"),
    Case(3, "multi", "native", "run {}", NATIVE, NATIVE),
    Case(3, "multi", "native", "run {id}", NATIVE, NATIVE),
    Case(3, "mislabelled", "native", "run {}", FOREIGN, NOT_EXECUTED),
    Case(4, "multi", "foreign", "run {}", FOREIGN, NATIVE, after="foreign", bare_row=5, bare_after="native"),
    Case(4, "multi-oci", "foreign", "run {}", FOREIGN, NATIVE, after="foreign", bare_row=5, bare_after="native"),
    Case(4, "withattest", "foreign", "run {}", FOREIGN, NATIVE, after="foreign", bare_row=5, bare_after="native"),
    Case(4, "multi", "moved", "run {}", FOREIGN, NATIVE, after="foreign", bare_row=5, bare_after="native"),
    Case(4, "multi", "foreign", "create --network none {}", *TWICE, after="foreign", bare_row=5, bare_after="native"),
    Case(4, "multi", "built", "run {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign", bare_row=6),
    Case(4, "nothere", "built", "run {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign", bare_row=6),
    Case(4, "multi", "foreign", "run --pull=never {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign", bare_row=6),
    Case(4, "multi", "foreign", "run {id}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign", bare_row=6),
    Case(4, "multi", "foreign", "run {short}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign", bare_row=6),
    Case(4, "armonly-index", "foreign", "run {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign", bare_row=6),
    Case(4, "armonly-single-v8", "foreign", "run {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign", bare_row=6),
    Case(4, "mislabelled-rev", "foreign", "run {}", NATIVE, NATIVE, "", "foreign"),
    Case(6, "armonly-index", "built", "pull -q {}", NO_MATCH, NO_MATCH, after="foreign"),
    Case(6, "armonly-index", "built", "run --pull=always {}", NO_MATCH, NO_MATCH, after="foreign"),
    Case(7, "multi", "absent", "run --pull=never {}", NO_IMAGE, NO_IMAGE, after=""),
    Case(7, "armonly-index", "absent", "create --pull never {}", NO_IMAGE, NO_IMAGE, after=""),
    Case(8, "nothere", "absent", "run {}", NOT_FOUND, NOT_FOUND, after=""),
    Case(8, "nothere", "absent", "pull {}", NOT_FOUND, NOT_FOUND, after=""),
    Case(9, "multi", "absent", "run {}", NATIVE, NATIVE),
    Case(9, "multi", "foreign", "run --pull=always {}", NATIVE, NATIVE),
    Case(9, "multi-oci", "absent", "run {}", NATIVE, NATIVE),
    Case(9, "withattest", "absent", "run {}", NATIVE, NATIVE),
    Case(9, "amdonly-index", "absent", "run {}", NATIVE, NATIVE),
    Case(9, "amdonly-single", "absent", "run {}", NATIVE, NATIVE),
    Case(9, "i386", "absent", "run {}", NATIVE, NATIVE, after="386"),
    Case(9, "i386", "absent", "pull -q {}", NOTHING, NOTHING, after="386"),
    Case(9, "multi", "absent", "pull -q {}", NOTHING, NOTHING),
    Case(10, "armonly-index", "absent", "run {}", FOREIGN, NO_MATCH, NO_EMULATOR, "foreign"),
    Case(10, "armattest", "absent", "run {}", FOREIGN, NO_MATCH, NO_EMULATOR, "foreign"),
    Case(10, "armonly-single", "absent", "run {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign"),
    Case(10, "armonly-single-v8", "absent", "run {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign"),
    Case(10, "armonly-single", "foreign", "run --pull=always {}", FOREIGN, NOT_EXECUTED, NO_EMULATOR, "foreign"),
    Case(10, "mislabelled-rev", "absent", "run {}", NATIVE, NATIVE, NO_EMULATOR, "foreign"),
    Case(10, "idxarm-cfgamd", "absent", "run {}", FOREIGN, NO_MATCH, NO_EMULATOR, "native"),
    Case(10, "arm32", "absent", "run {}", ARM, NO_MATCH, NO_EMULATOR, "arm"),
    Case(10, "arm32-single", "absent", "run {}", ARM, NOT_EXECUTED, NO_EMULATOR, "arm"),
    Case(10, "armonly-index", "absent", "create --network none {}", NOTHING, NO_MATCH, NO_EMULATOR, "foreign"),
    Case(10, "armonly-index", "absent", "pull -q {}", NOTHING, NOTHING, after="foreign"),
    Case(10, "armonly-index", "foreign", "pull -q {}", NOTHING, NOTHING, after="foreign"),
    Case(10, "armonly-single", "absent", "pull -q {}", NOTHING, NOTHING, after="foreign"),
    Case(11, "windows-only", "absent", "run {}", NO_MATCH, NO_MATCH, "cannot run", after=""),
    Case(11, "windows-only", "absent", "pull -q {}", NO_MATCH, NO_MATCH, "cannot run", after=""),
    Case(11, "noarch", "absent", "run {}", FOREIGN, NOT_EXECUTED, after="unlabelled"),
    Case(11, "emptyarch", "absent", "run {}", NATIVE, NATIVE, after="unlabelled"),
]


# What docker says of these; of the others it says just that.
SAYS = {LOST: "No such image: 127.0.0.1", NO_NATIVE: "content digest sha256:", TAKEN_FOR_A_NAME: "Unable to find image"}


@dataclass(frozen=True)
class Otherwise:
    """How one kind of engine ends a case in a way of its own.

    Attributes:
        emulated: what happens where the kernel has handlers.
        bare: what happens where it has none.
        because: what that engine does and why, in sentences for the page of engines.
        after: the local platform afterwards, if it is another one.
    """

    emulated: str
    bare: str
    because: str
    after: str = ""


NATIVE_OR_NONE = Otherwise(
    FOREIGN,
    NO_NATIVE,
    "The containerd store of Docker 26 uses only the native image of an index, unless it is asked for another "
    "platform. anyarch asks for the foreign one if the engine can run it. If not, the command stays unchanged, and "
    "fails as it does without anyarch.",
)
NO_NATIVE_BY_SHORT_ID = Otherwise(
    FOREIGN,
    TAKEN_FOR_A_NAME,
    "The containerd store of Docker 26 has no native image under the ID, so docker tries to pull an image of that "
    "name. anyarch asks for the foreign one if the engine can run it. If not, the command stays unchanged, and fails "
    "as it does without anyarch.",
)
INDEX_AND_CONFIGURATION = Otherwise(
    LOST,
    NO_MATCH,
    "The index says that the image is foreign, but the image's own configuration says that it is native. The "
    "containerd store of Docker 26 pulls by the index, and then looks for the image by its configuration. The same "
    "happens without anyarch if you ask for that platform.",
)
NATIVE_BY_ITSELF = Otherwise(
    NATIVE,
    NATIVE,
    "The containerd store of Docker 26 replaces a foreign copy that came from the registry with the native image, "
    "without being asked to. anyarch leaves that to docker.",
    "native",
)
BOTH_KEPT = Otherwise(
    NATIVE,
    NATIVE,
    "The containerd store keeps both platforms under the name, and runs the native one.",
    "native",
)
CREATED_NATIVE = Otherwise(NOTHING, NOTHING, NATIVE_BY_ITSELF.because, "native")
OTHERWISE = {
    ("26.1-containerd", "row 4: run multi (foreign)"): NATIVE_BY_ITSELF,
    ("26.1-containerd", "row 4: run multi-oci (foreign)"): NATIVE_BY_ITSELF,
    ("26.1-containerd", "row 4: run withattest (foreign)"): NATIVE_BY_ITSELF,
    ("26.1-containerd", "row 4: run multi (moved)"): BOTH_KEPT,
    ("28.5-containerd", "row 4: run multi (moved)"): BOTH_KEPT,
    ("26.1-containerd", "row 4: create --network none multi (foreign)"): CREATED_NATIVE,
    ("26.1-containerd", "row 4: run --pull=never multi (foreign)"): NATIVE_OR_NONE,
    ("26.1-containerd", "row 4: run ID (foreign)"): NATIVE_OR_NONE,
    ("26.1-containerd", "row 4: run SHORT-ID (foreign)"): NO_NATIVE_BY_SHORT_ID,
    ("26.1-containerd", "row 10: run idxarm-cfgamd (absent)"): INDEX_AND_CONFIGURATION,
}


def run(case: Case, store: Store, machine: Machine) -> tuple[Outcome, str]:
    """The command's outcome, and the image's name."""
    name = store.prepare(case.image, case.local)
    identity = store.identity(name)
    words = case.words.replace("FOREIGN", machine.foreign).replace("NATIVE", machine.native)
    words = words.format(name, id=identity, short=identity.removeprefix("sha256:")[:12])
    verb, *rest = words.split()
    if case.variable:
        variable = case.variable.replace("FOREIGN", machine.foreign)
        store.person.environment["DOCKER_DEFAULT_PLATFORM"] = variable
    return store.person.docker(verb, *(QUIETLY if verb == "run" else ()), *rest), name


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_row(case: Case, emulation: bool, store: Store, machine: Machine, kind: str) -> None:  # noqa: FBT001
    if case.image in {"arm32", "arm32-single", "i386"} and machine.native != "amd64":
        pytest.skip("only an amd64 engine has 386 for its other mode, and arm for foreign")
    done, name = run(case, store, machine)
    ends = OTHERWISE.get((kind, str(case)), case)
    expected = ends.emulated if emulation else ends.bare
    printed = {NATIVE: machine.native_name, FOREIGN: machine.foreign_name, ARM: ARCHITECTURES["arm"].uname}
    is_lost = not done.output and NOT_EXECUTED not in done.errors
    if expected in {*printed, NOT_EXECUTED} and is_lost and (done.status == 0) == (expected in printed):
        # On a busy machine, docker itself loses the output of a short command once in some thousands.
        done, name = run(case, store, machine)
    if expected in printed:
        assert done.output.strip() == printed[expected]
    elif expected != NOTHING:
        assert SAYS.get(expected, expected) in done.errors
    assert (done.status == 0) == (expected in {*printed, NOTHING})
    said = "" if emulation and case.said == NO_EMULATOR else case.said
    assert said in done.errors
    assert ("anyarch:" in done.errors) == bool(said)
    after = case.after if emulation else case.bare_after or case.after
    if isinstance(ends, Otherwise):
        after = ends.after or after
    labels = {"native": machine.native, "foreign": machine.foreign, "unlabelled": ""}
    stays = after and (case.local == "built" or expected not in NOTHING_FETCHED)
    assert store.platform(name) == (f"linux/{labels.get(after, after)}" if stays else "")


def test_every_row_that_an_engine_sees_is_covered() -> None:
    assert {row for case in CASES for row in (case.row, case.bare_row or case.row)} == set(range(2, 12))


@pytest.mark.usefixtures("emulation")
def test_a_local_build_keeps_its_name_and_its_identity(store: Store) -> None:
    name = store.prepare("multi", "built")
    before = store.identity(name)
    store.person.docker("run", *QUIETLY, name)
    assert store.identity(name) == before


def test_what_is_emulated_on_purpose_brings_no_warning_of_dockers(
    emulation: bool,  # noqa: FBT001
    store: Store,
) -> None:
    done = store.person.docker("run", *QUIETLY, store.prepare("armonly-index", "foreign"))
    assert ("WARNING" in done.errors) == (not emulation)


@pytest.mark.usefixtures("emulation")
def test_a_level_of_the_cpu_comes_before_what_is_emulated_though_docker_does_not_select_it(
    store: Store, machine: Machine
) -> None:
    for words in (("run", *QUIETLY), ("pull", "--quiet")):
        name = store.prepare("level-or-foreign", "absent")
        done = store.person.docker(*words, name)
        assert (done.status, "anyarch:" in done.errors) == (0, False), done.errors
        assert words[0] == "pull" or done.output.strip() == machine.native_name
        assert store.platform(name) == f"linux/{machine.native}"
