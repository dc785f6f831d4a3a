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
# ^C is typed again where it is not seen: QEMU leaves a signal that comes just before a program waits until the program
# does something else. With a handler alone, it does so with 11 of 150.
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
    built |= {f"{REPOSITORY}:{name}": debian_image(MOST, cache(os.environ), each) for name, each in SETTINGS.items()}
    for name, content in built.items():
        assert somebody.run([somebody.real, "load", "--quiet"], typed=archive(content, name)).status == 0
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


@pytest.mark.parametrize("architecture", EMULATED)
@pytest.mark.parametrize(
    ("words", "status", "output"),
    [
        (("sh", "-c", "uname -m | cat; exit 7"), 7, "UNAME\n"),
        (("bash", "-c", 'echo ${BASH_VERSION%%.*} $0 "$@"; exit 3', "zero", "a b", "", "*"), 3, "5 zero a b  *\n"),
        (("bash", "-c", "cat < <(uname -m); sh -c 'exit 5'; echo $?"), 0, "UNAME\n5\n"),
        (("/bin/script", "a", "b c"), 0, "/bin/script a b c\n"),
        (("script",), 0, "/bin/script\n"),
    ],
    ids=["pipe", "bash", "substitution", "script", "script in PATH"],
)
def test_programs_their_children_and_pipes(
    user: Person, architecture: str, words: tuple[str, ...], status: int, output: str
) -> None:
    expected = Outcome(status, output.replace("UNAME", ARCHITECTURES[architecture].uname), "")
    assert run(user, f"{REPOSITORY}:{architecture}", *words) == expected


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
    Case("", ("ls", TMP), "kept\n"),
    Case("-w /made/by/docker", ("pwd",), "/made/by/docker\n"),
    Case("-u 65534:65533", ("sh", "-c", "id -u; id -g"), "65534\n65533\n"),
    Case(
        "-u 65534 --read-only --cap-drop ALL --security-opt no-new-privileges",
        ("sh", "-c", "echo a b | wc -w | tr -d ' '; echo x >/tmp/x"),
        "2\n",
        1,
    ),
    Case("--init", ("sh", "-c", "exit 6"), "", 6),
    Case(f"--tmpfs {TMP}", ("ls", TMP), ""),
    Case("-v /no/such/volume", ("ls", "/no/such"), "volume\n"),
    Case("", (), "name default\n", image="service"),
    Case("--entrypoint pwd", (), "/work\n", image="service"),
    Case("", (), "serving\n", 4, image="shell-form"),
    Case("", ("sh", "-c", "kill -TERM $$"), "", 143),
    Case("", ("sh", "-c", "(sleep 1000; exit 3) & exit 7"), "", 7),
    Case("", ("sh", "-c", "sh -c 'exit 3'; kill -9 $$"), "", 137),
    Case("", ("bash", "-c", "(exit 3) & wait $!; exit $?"), "", 3),
    Case("--entrypoint ''", ("echo", "x"), "x\n", image="service"),
    Case("", ("bash", "-c", ORPHAN), "gone\n"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_flag_does_what_it_does_natively(user: Person, case: Case) -> None:
    done = run(user, *shlex.split(case.flags), f"{REPOSITORY}:{case.image}", *case.words)
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
    assert all(says in each.errors for each in (done, natively))


ODD = {
    "foo.bar": "1", "a b": "c", "1x": "", "PWD": "/odd", "OLDPWD": "x", "SHLVL": "many", "IFS": "q", "PPID": "3",
    "OPTIND": "z", "EMPTY": "", "LINES": "a\nb", "PATH": "/nowhere:/bin", "ENV": "/x", "PROOT_NO_SECCOMP": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("image", "given"), [(MOST, {}), (MOST, ODD), (MOST, {"LD_LIBRARY_PATH": "/a:/b"}), ("loader", {}), ("loader", ODD)]
)
def test_the_environment_is_what_docker_made_it_at_each_start(user: Person, image: str, given: dict[str, str]) -> None:
    words = (*(f"--env={name}={value}" for name, value in given.items()), "--hostname", "h", f"{REPOSITORY}:{image}")
    assert user.docker("create", "--name", "environment", *words, "env").status == 0
    configured = json.loads(user.real_docker("inspect", "--format", "{{json .Config.Env}}", "environment").output)
    expected = sorted("\n".join([*configured, "HOSTNAME=h", "HOME=/"]).split("\n"))
    for _ in range(2):
        assert sorted(user.docker("start", "--attach", "environment").output.splitlines()) == expected


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


def test_nothing_is_left_in_the_container_but_where_the_pack_was(user: Person) -> None:
    assert user.docker("run", "--name", "changed", "--network", "none", IMAGE, "sh", "-c", "echo >/made").status == 0
    changes = user.real_docker("diff", "changed").output.splitlines()
    assert sorted(changes) == ["A /etc/ld.so.preload", "A /host-rootfs", "A /made", "C /etc"]


def test_standard_input_arrives(user: Person) -> None:
    assert user.run(["docker", "run", "-i", *QUIETLY, IMAGE, "cat"], typed=b"a\nb") == Outcome(0, "a\nb", "")


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
        for _ in range(ATTEMPTS):
            terminal.type(INTERRUPT)
            with contextlib.suppress(AssertionError):
                terminal.expect("# ", PATIENCE / ATTEMPTS)
                break
        terminal.enter("echo status $?")
        terminal.expect("status 130")
        terminal.enter("exit")
        terminal.expect("exit\r\n")


def test_an_image_that_is_not_local_is_fetched_first(user: Person, registry: PrivateRegistry) -> None:
    name = f"{registry.address}/private"
    content = debian_image(MOST, cache(os.environ))
    Publisher(registry.address).push("private", index([Entry(content, Platform(MOST))], DOCKER))
    planned = json.loads(user.anyarch("plan", "--json", "--", "run", name).output)
    assert (planned["action"], planned["argv"]) == ("private-emulation", ["run", name])
    assert planned["remedy"].endswith(f"docker pull --platform=linux/s390x -- {name}")
    since = f"{time.time():.9f}"
    done = run(user, name)
    assert (done.output, "Status: Downloaded newer image" in done.errors) == ("s390x\n", True), done.errors
    only = ("--filter", "event=create", "--filter", f"label={leftovers.LABEL}", "--format", "{{.From}}")
    told = user.real_docker("events", "--since", since, "--until", f"{time.time():.9f}", *only).output
    assert told.count(f"/{probe.REPOSITORY}:") == 1  # what the probe says is not asked again after the pull
    user.real_docker("rmi", "--force", name)


def test_a_health_check_is_switched_off_and_that_is_said(user: Person) -> None:
    user.environment["ANYARCH_NOTICE"] = "always"
    started = ("--detach", "--name", "checked", "--network", "none", f"{REPOSITORY}:checked", "sleep", "1000")
    assert "HEALTHCHECK" in user.docker("run", *started).errors
    assert user.real_docker("inspect", "--format", "{{json .State.Health}}", "checked").output.strip() == "null"


def test_an_image_may_be_named_by_its_id(user: Person) -> None:
    identity = user.real_docker("image", "inspect", "--format", "{{.Id}}", IMAGE).output.strip()
    assert run(user, identity.removeprefix("sha256:")[:12], "uname", "-m").output == "s390x\n"


def test_verify_tells_the_images_own_program_and_not_the_packs(user: Person) -> None:
    done = user.anyarch("verify", "--run", "--wait=2", "--json", "--", "--network=none", IMAGE, "sleep", "1000")
    report = json.loads(done.output)
    assert (done.status, report["up"], report["emulated"], report["private"]) == (0, True, True, True)
    assert (report["platform"], report["program"]) == (f"linux/{MOST}", "/bin/busybox")
    said = next(finding["found"] for finding in report["findings"] if finding["subject"] == "program")
    assert "emulated by a private emulator" in said


def test_diagnose_counts_on_the_pack_as_the_run_does(user: Person) -> None:
    assert "runs under a private emulator" in user.anyarch("diagnose", IMAGE).output
    user.environment["ANYARCH_EMULATION"] = "never"
    assert user.anyarch("diagnose", IMAGE).status == 1
    plain = user.real_docker("create", IMAGE, "true").output.strip()
    user.environment["ANYARCH_EMULATION"] = "ask"
    private = user.docker("create", IMAGE, "true").output.strip()
    found = json.loads(user.anyarch("diagnose", "--json", private).output)
    assert (found["conclusion"], found["private"], found["emulated"]) == (None, True, f"linux/{MOST}")
    assert json.loads(user.anyarch("diagnose", "--json", plain).output)["conclusion"] is not None
    user.real_docker("rm", plain)


def test_options_offer_the_private_emulator(user: Person) -> None:
    options = json.loads(user.anyarch("options", "--json", IMAGE).output)["options"]
    emulate = next(option for option in options if option["way"] == "emulate")
    assert (emulate["state"], "private emulator" in emulate["sentence"]) == ("ready", True)
    command = shlex.split(emulate["commands"][0])
    assert user.run([*command[:2], *QUIETLY, *command[2:], "uname", "-m"]).output == "s390x\n"
