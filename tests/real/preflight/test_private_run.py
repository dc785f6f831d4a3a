"""Foreign programs on a real engine whose kernel has no handler for them: with a pack they run, in a script.

Everything is real: QEMU, PRoot and tini are Debian's, the images are busybox and bash of Debian for each architecture.
"""

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from anyarch.bare import records
from anyarch.emulators import probe
from anyarch.engine import leftovers
from tests.conftest import EMULATED
from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.archive import archive
from tests.laboratory.debian import cache
from tests.laboratory.debian_image import debian_image
from tests.laboratory.images import DOCKER, Entry, Platform, index
from tests.laboratory.person import Outcome, Person
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import PrivateRegistry
from tests.laboratory.terminal import INTERRUPT, PATIENCE, Terminal
from tests.real.conftest import QUIETLY

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("no_handlers")]

MOST = "s390x"  # what is tested once, is tested with this
REPOSITORY = "anyarch-private-test"
IMAGE = f"{REPOSITORY}:{MOST}"
ATTEMPTS = 5
TMP = "/tmp"  # noqa: S108 - the container's
SETTINGS: dict[str, dict[str, Any]] = {
    "service": {"Entrypoint": ["/bin/sh", "-c", 'echo "$0" "$@"', "name"], "Cmd": ["default"], "WorkingDir": "/work"},
    "shell-form": {"Entrypoint": ["/bin/sh", "-c", "echo serving; exit 4"], "Cmd": None},
    "checked": {"Healthcheck": {"Test": ["CMD", "/bin/true"], "Interval": 1_000_000_000}},
    "loader": {"Env": ["PATH=/bin", "LD_LIBRARY_PATH=/x:/y", "LD_PRELOAD="]},
}


@pytest.fixture(scope="module")
def pack(somebody: Person, programs: str) -> Iterator[str]:
    """The engine's pack, while the tests of this module run; the volume's name."""
    done = somebody.anyarch("emulators", "pack", *EMULATED, "--from", programs, "--json")
    assert done.status == 0, done.errors
    yield json.loads(done.output)["volume"]
    assert somebody.anyarch("emulators", "pack", "--remove").status == 0


@pytest.fixture(scope="module")
def loaded(somebody: Person) -> Iterator[None]:
    """The images, for each architecture and in each setting; they are gone afterwards."""
    built = {f"{REPOSITORY}:{name}": debian_image(name, cache(os.environ)) for name in EMULATED}
    for name, settings in SETTINGS.items():
        built[f"{REPOSITORY}:{name}"] = debian_image(MOST, cache(os.environ), settings)
    for name, content in built.items():
        words = [somebody.real, "load", "--quiet"]
        subprocess.run(words, input=archive(content, name), env=somebody.environment, check=True, stdout=-3)
    yield
    somebody.real_docker("rmi", "--force", *built)


@pytest.fixture
def user(person: Person, somebody: Person, pack: str, loaded: None) -> Iterator[Person]:  # noqa: ARG001
    # What is in the pack is known: to read it whole, as each first run with a pack does, takes longer than the run.
    known, own = (os.path.join(records.folder(each.environment), records.PACKS) for each in (somebody, person))
    shutil.copytree(known, own)
    yield person
    # What a failed test leaves running would keep the pack from being removed, and fail the tests of other modules.
    for container in person.real_docker("ps", "--all", "--quiet", "--filter", f"volume={pack}").output.split():
        person.real_docker("rm", "--force", container)


def run(user: Person, *words: str) -> Outcome:
    return user.docker("run", *QUIETLY, *words)


def test_without_a_pack_it_fails_and_with_one_it_runs(person: Person, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("loaded")
    assert "exec format error" in run(person, IMAGE).errors
    request.getfixturevalue("pack")
    assert run(person, IMAGE) == Outcome(0, f"{ARCHITECTURES[MOST].uname}\n", "")


@pytest.mark.parametrize("architecture", EMULATED)
@pytest.mark.parametrize(
    ("words", "status", "output"),
    [
        (("sh", "-c", "uname -m | cat; exit 7"), 7, "UNAME\n"),
        (("sh", "-c", "for i in 1 2 3; do /bin/echo $i; done | wc -l | tr -d ' '"), 0, "3\n"),
        (("bash", "-c", 'echo ${BASH_VERSION%%.*} $0 "$@"; exit 3', "zero", "a b", "", "*"), 3, "5 zero a b  *\n"),
        (("bash", "-c", "cat < <(uname -m); sh -c 'exit 5'; echo $?"), 0, "UNAME\n5\n"),
        (("/bin/script", "a", "b c"), 0, "/bin/script a b c\n"),
        (("script",), 0, "/bin/script\n"),
    ],
    ids=["pipe", "children", "bash", "substitution", "script", "script in PATH"],
)
def test_programs_their_children_and_pipes(
    user: Person, architecture: str, words: tuple[str, ...], status: int, output: str
) -> None:
    done = run(user, f"{REPOSITORY}:{architecture}", *words)
    expected = output.replace("UNAME", ARCHITECTURES[architecture].uname)
    assert (done.status, done.output, done.errors) == (status, expected, "")


@dataclass(frozen=True)
class Case:
    """Flags and words of a run, and how it ends."""

    flags: str
    words: tuple[str, ...]
    output: str
    status: int = 0
    image: str = MOST

    def __str__(self) -> str:
        return " ".join([self.flags, self.image, *self.words])


# Until somebody reaps what a child has left.
ORPHAN = "orphan=$(sh -c 'sleep 0 >/dev/null & echo $!'); while [ -e /proc/$orphan ]; do sleep 0.1; done; echo gone"
CASES = [
    Case("", ("cat", f"{TMP}/kept"), "kept\n"),
    Case("", ("ls", TMP), "kept\n"),
    Case("", ("pwd",), "/\n"),
    Case(f"-w {TMP}", ("pwd",), f"{TMP}\n"),
    Case("-w /made/by/docker", ("pwd",), "/made/by/docker\n"),
    Case("-u 65534:65533", ("sh", "-c", "id -u; id -g"), "65534\n65533\n"),
    Case(
        "-u 65534 --read-only --cap-drop ALL --security-opt no-new-privileges",
        ("sh", "-c", "echo a b | wc -w | tr -d ' '; echo x >/tmp/x"),
        "2\n",
        1,
    ),
    Case("--read-only", ("sh", "-c", "ls /tmp; uname -m"), "kept\ns390x\n"),
    Case("--init", ("sh", "-c", "exit 6"), "", 6),
    Case(f"--tmpfs {TMP}", ("ls", TMP), ""),
    Case("-v /no/such/volume", ("ls", "/no/such"), "volume\n"),
    Case("--entrypoint /bin/echo", ("a", "b"), "a b\n"),
    Case("--entrypoint uname", ("-m",), "s390x\n"),
    Case("", (), "name default\n", image="service"),
    Case("", ("given",), "name given\n", image="service"),
    Case("--entrypoint pwd", (), "/work\n", image="service"),
    Case("", (), "serving\n", 4, image="shell-form"),
    Case("", ("false",), "", 1),
    Case("", ("sh", "-c", "kill -9 $$"), "", 137),
    Case("", ("sh", "-c", "kill -TERM $$"), "", 143),
    Case("", ("sh", "-c", "(sleep 1000; exit 3) & exit 7"), "", 7),
    Case("", ("sh", "-c", "sh -c 'exit 3'; kill -9 $$"), "", 137),
    Case("", ("bash", "-c", "(exit 3) & wait $!; exit $?"), "", 3),
    Case("--entrypoint ''", ("echo", "x"), "x\n", image="service"),
    Case("", ("bash", "-c", ORPHAN), "gone\n"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_flag_does_what_it_does_natively(user: Person, case: Case) -> None:
    flags = [flag.replace("''", "") for flag in case.flags.split()]
    done = run(user, *flags, f"{REPOSITORY}:{case.image}", *case.words)
    assert (done.status, done.output) == (case.status, case.output), done.errors


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("nope",), 127, 'exec: "nope": executable file not found in $PATH'),
        (("/bin/nope",), 127, 'exec: "/bin/nope": stat /bin/nope: no such file or directory'),
        (("/plain",), 126, 'exec: "/plain": permission denied'),
        (("/bin",), 126, 'exec: "/bin": '),
    ],
)
def test_a_command_that_cannot_be_started_ends_as_natively(
    user: Person, words: tuple[str, ...], status: int, says: str
) -> None:
    done = run(user, IMAGE, *words)
    natively = user.real_docker("run", *QUIETLY, IMAGE, *words)
    assert (done.status, natively.status) == (status, status)
    assert says in done.errors
    assert says in natively.errors


ODD = {
    "foo.bar": "1", "a b": "c", "1x": "", "PWD": "/odd", "OLDPWD": "x", "SHLVL": "many", "IFS": "q", "PPID": "3",
    "OPTIND": "z", "EMPTY": "", "LINES": "a\nb", "PATH": "/nowhere:/bin", "ENV": "/x", "PROOT_NO_SECCOMP": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("image", "given"),
    [(MOST, {}), (MOST, ODD), (MOST, {"LD_LIBRARY_PATH": "/a:/b"}), ("loader", {}), ("loader", ODD)],
)
def test_the_environment_is_what_docker_made_it(user: Person, image: str, given: dict[str, str]) -> None:
    words = (*(f"--env={name}={value}" for name, value in given.items()), "--hostname", "h", f"{REPOSITORY}:{image}")
    assert user.docker("create", "--name", "environment", *words, "env").status == 0
    configured = json.loads(user.real_docker("inspect", "--format", "{{json .Config.Env}}", "environment").output)
    printed = user.docker("start", "--attach", "environment").output
    assert sorted(printed.splitlines()) == sorted("\n".join([*configured, "HOSTNAME=h", "HOME=/"]).split("\n"))


@contextlib.contextmanager
def trapping(user: Person, name: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A run that is ended by a signal of that name in the block, in a container that is called like it."""
    script = f'trap "echo trapped; exit 9" {name}; echo ready; while :; do sleep 0.1; done'
    words = ["/usr/bin/env", "docker", "run", *QUIETLY, "--name", name, IMAGE, "sh", "-c", script]
    with subprocess.Popen(words, env=user.environment, stdout=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stdout.readline() == b"ready\n"
        yield running
        assert running.stdout.read() == b"trapped\n"
    assert running.returncode == 9


def test_docker_stop_reaches_the_program(user: Person) -> None:
    with trapping(user, "TERM"):
        assert user.docker("stop", "--time", "60", "TERM").status == 0


def test_interrupting_the_run_interrupts_the_program(user: Person) -> None:
    with trapping(user, "INT") as running:
        running.send_signal(signal.SIGINT)


def test_a_container_that_was_created_is_started_later_and_again(user: Person) -> None:
    words = ("create", "--name", "later", "--network", "none", IMAGE, "sh", "-c", "uname -m; exit 8")
    assert user.docker(*words).status == 0
    for _ in range(2):
        done = user.docker("start", "--attach", "later")
        assert (done.status, done.output) == (8, "s390x\n")


def test_nothing_is_left_in_the_container_but_where_the_pack_was(user: Person) -> None:
    words = ("run", "--name", "changed", "--network", "none", IMAGE, "sh", "-c", "echo >/made")
    assert user.docker(*words).status == 0
    changes = user.real_docker("diff", "changed").output.splitlines()
    assert sorted(changes) == ["A /etc/ld.so.preload", "A /host-rootfs", "A /made", "C /etc"]


def test_standard_input_arrives(user: Person) -> None:
    words = ["/usr/bin/env", "docker", "run", "-i", *QUIETLY, IMAGE, "cat"]
    done = subprocess.run(words, input=b"a\nb", env=user.environment, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"a\nb", b"")


def test_at_a_terminal_a_pack_is_taken_without_a_question_and_the_run_has_the_terminal(user: Person) -> None:
    words = ["docker", "run", "-it", *QUIETLY, IMAGE, "bash", "--norc"]
    with Terminal(words, {**user.environment, "TERM": "dumb"}, "/") as terminal:
        said = terminal.expect("expect it to be slower; not recommended for production.")
        assert "[y/N/a/v]" not in said
        assert said.endswith("linux/s390x runs under a private emulator: ")
        terminal.expect("# ")
        terminal.enter("test -t 0 && test -t 1 && echo is a ter''minal")
        terminal.expect("is a terminal")
        terminal.expect("# ")
        terminal.enter("sh -c 'echo beg\"\"un; read forever'")
        terminal.expect("begun")
        interrupt_until(terminal, "# ")
        terminal.enter("echo status $?")
        terminal.expect("status 130")
        terminal.enter("exit")
        terminal.expect("exit\r\n")


def interrupt_until(terminal: Terminal, text: str) -> None:
    """Press ^C, and again where it is not seen.

    QEMU leaves a signal that comes just before a program waits until the program does something else: with a handler
    alone, 11 of 150.
    """
    for _ in range(ATTEMPTS):
        terminal.type(INTERRUPT)
        with contextlib.suppress(AssertionError):
            terminal.expect(text, PATIENCE / ATTEMPTS)
            return
    raise AssertionError(f"{ATTEMPTS} interrupts, and no {text!r}")


def probes(user: Person, since: float) -> int:
    """How many probes the engine has run since a time."""
    only = ("--filter", "event=create", "--filter", f"label={leftovers.LABEL}", "--format", "{{.From}}")
    told = user.real_docker("events", "--since", f"{since:.9f}", "--until", f"{time.time():.9f}", *only)
    return told.output.count(f"/{probe.REPOSITORY}:")


def test_an_image_that_is_not_local_is_fetched_first(user: Person, registry: PrivateRegistry) -> None:
    content = debian_image(MOST, cache(os.environ))
    name = f"{registry.address}/private"
    Publisher(registry.address).push("private", index([Entry(content, Platform(MOST))], DOCKER))
    planned = json.loads(user.anyarch("plan", "--json", "--", "run", name).output)
    assert (planned["action"], planned["argv"]) == ("private-emulation", ["run", name])
    assert planned["remedy"].endswith(f"docker pull --platform=linux/s390x -- {name}")
    since = time.time()
    done = run(user, name)
    assert (done.status, done.output) == (0, "s390x\n"), done.errors
    assert "Status: Downloaded newer image" in done.errors
    assert probes(user, since) == 1  # what it says is not asked again after the pull
    again = run(user, name)
    assert (again.output, again.errors) == ("s390x\n", "")
    always = run(user, "--pull=always", name)
    assert always.output == "s390x\n"
    assert always.errors.count("Status: Image is up to date") == 1
    user.real_docker("rmi", "--force", name)


def test_a_health_check_is_switched_off_and_that_is_said(user: Person) -> None:
    user.environment["ANYARCH_NOTICE"] = "always"
    words = ("run", "--detach", "--name", "checked", "--network", "none", f"{REPOSITORY}:checked", "sleep", "1000")
    done = user.docker(*words)
    assert done.status == 0
    assert "HEALTHCHECK" in done.errors
    assert user.real_docker("inspect", "--format", "{{json .State.Health}}", "checked").output.strip() == "null"


def test_a_program_is_started_in_a_running_container_through_the_packs_own(user: Person) -> None:
    words = ("run", "--detach", "--name", "entered", "--network", "none", IMAGE, "sleep", "1000")
    assert user.docker(*words).status == 0
    assert user.docker("exec", "entered", "uname", "-m").status != 0
    inside = user.docker("exec", "entered", "/host-rootfs/start", MOST, "sh", "-c", "uname -m; exit 3")
    assert (inside.status, inside.output) == (3, "s390x\n")


def test_an_image_may_be_named_by_its_id(user: Person) -> None:
    identity = user.real_docker("image", "inspect", "--format", "{{.Id}}", IMAGE).output.strip()
    for name in (identity, identity.removeprefix("sha256:")[:12]):
        done = run(user, name, "uname", "-m")
        assert (done.status, done.output) == (0, "s390x\n")


def test_verify_tells_the_images_own_program_and_not_the_packs(user: Person) -> None:
    image = f"{REPOSITORY}:{EMULATED[0]}"
    done = user.anyarch("verify", "--run", "--wait", "2", "--json", "--", "--network", "none", image, "sleep", "1000")
    report = json.loads(done.output)
    assert (done.status, report["up"], report["emulated"]) == (0, True, True)
    assert report["platform"] == f"linux/{EMULATED[0]}"
    assert report["program"] == "/bin/busybox"
    assert report["private"]
    said = next(finding["found"] for finding in report["findings"] if finding["subject"] == "program")
    assert "emulated by a private emulator" in said


def test_diagnose_counts_on_the_pack_as_the_run_does(user: Person) -> None:
    image = f"{REPOSITORY}:{EMULATED[0]}"
    done = user.anyarch("diagnose", image)
    assert (done.status, "runs under a private emulator" in done.output) == (0, True)
    user.environment["ANYARCH_EMULATION"] = "never"
    assert user.anyarch("diagnose", image).status == 1
    plain = user.real_docker("create", image, "true").output.strip()
    user.environment["ANYARCH_EMULATION"] = "ask"
    private = user.docker("create", image, "true").output.strip()
    found = json.loads(user.anyarch("diagnose", "--json", private).output)
    assert (found["conclusion"], found["private"], found["emulated"]) == (None, True, f"linux/{EMULATED[0]}")
    assert json.loads(user.anyarch("diagnose", "--json", plain).output)["conclusion"] is not None
    user.real_docker("rm", plain)


def test_options_offer_the_private_emulator(user: Person) -> None:
    image = f"{REPOSITORY}:{EMULATED[0]}"
    done = user.anyarch("options", "--json", image)
    emulate = next(option for option in json.loads(done.output)["options"] if option["way"] == "emulate")
    assert (done.status, emulate["state"]) == (0, "ready")
    assert "private emulator" in emulate["sentence"]
    command = shlex.split(emulate["commands"][0])
    ran = user.run([*command[:2], *QUIETLY, *command[2:], "uname", "-m"])
    assert (ran.status, ran.output) == (0, f"{ARCHITECTURES[EMULATED[0]].uname}\n")
