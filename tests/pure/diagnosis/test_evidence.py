"""From a container's log to the cause: what the log names is looked at, and only what the files show counts."""

import dataclasses
import struct
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.diagnosis import conclusions, evidence
from anyarch.diagnosis.subject import Subject
from anyarch.emulators import machine_code
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.person.errors import RefusedError
from anyarch.programs import endings
from anyarch.programs.endings import State
from anyarch.programs.entry_point import walk
from anyarch.programs.start import File, Start

CORPUS = Path(__file__).parents[1] / "programs" / "leads"
INNOCENT: list[str] = tomllib.loads((CORPUS / "innocent.toml").read_text(encoding="utf-8"))["lines"]

NATIVE, FOREIGN, OTHER = (machine_code.probe(name) for name in ("amd64", "arm64", "s390x"))
FILES: dict[str, bytes | None] = {  # None for a folder
    "/bin/sh": NATIVE,
    "/bin/bash": NATIVE,
    "/bin/echo": NATIVE,
    "/entry.sh": b"#!/bin/sh\n/opt/tool\n",
    "/config": None,
    "/config/app.ini": b"[server]\nport = 80\n",
    "/data": None,
}
ENTRY = Start(entrypoint=("/entry.sh",))
PLAIN = ("/config/app.ini",)


@dataclasses.dataclass
class Engine:
    """An engine, with every level of an amd64 CPU, and perhaps emulators."""

    emulated: tuple[str, ...] = ()
    levels: tuple[str, ...] = ("v2", "v3", "v4")
    name: str = "linux/amd64"

    def host(self) -> Platform:
        return platforms.parse(self.name)

    def executes(self, platform: Platform) -> bool:
        is_own = platform.architecture == self.host().architecture and platform.variant in ("", *self.levels)
        return is_own or str(platform) in self.emulated

    def emulates_privately(self, platform: Platform) -> bool:  # noqa: ARG002
        return False

    def has_executed(self, platform: Platform) -> str:  # noqa: ARG002
        return ""

    def lacks_flag(self, platform: Platform) -> bool:  # noqa: ARG002
        return False

    def native_name(self) -> str:
        return ""


@dataclasses.dataclass
class Container:
    """A container that has ended, or is running, with its files; /entry.sh is its entry point."""

    log: str
    files: dict[str, bytes | None] = dataclasses.field(default_factory=dict)
    status: int = 1
    state: str = "exited"
    restarts: int = 0
    error: str = ""
    start: Start = ENTRY
    plain: tuple[str, ...] = PLAIN
    mounts: tuple[str, ...] = ()
    engine: Engine = dataclasses.field(default_factory=Engine)
    label: str = "linux/amd64"

    def look(self, path: str) -> File | None:
        files = FILES | self.files
        path = path if path == "/" else path.rstrip("/")
        if path not in files:
            return None
        content = files[path]
        permissions = 0o644 if path in self.plain else 0o755
        return File(path, content is None, permissions, 0, len(content or b""), content or b"")

    def subject(self) -> Subject:
        state = State(self.state, self.status, self.error, self.restarts)
        ending, said = endings.of_state(state, lambda: self.log)
        steps = walk(self.start, self.look)
        mount = lambda path: "/host" if path in self.mounts else ""  # noqa: E731
        found = evidence.gather(said, self.start, steps, self.look, mount)
        return Subject("app", self.label, steps, ending, is_image=False, may_be_private=False, evidence=found)

    def diagnosis(self) -> tuple[str, str]:
        """The cause, and its sentence; for no cause, the line that is not explained."""
        subject = self.subject()
        found = conclusions.conclude(subject, self.engine)
        if found:
            return found.cause, found.sentence
        return "", conclusions.unexplained(subject, self.engine)


def dynamic(program: bytes, loader: str) -> bytes:
    """The same program with a loader: one more entry in the table of segments, at the end of the file."""
    name = loader.encode() + b"\0"
    header, rest = bytearray(program[:64]), program[64:]
    at = len(program) + 2 * 56
    entry = struct.pack("<IIQQQQQQ", 3, 4, at, 0, 0, len(name), len(name), 1)
    struct.pack_into("<Q", header, 32, len(program))
    struct.pack_into("<H", header, 56, 2)
    return bytes(header) + rest + rest[:56] + entry + name


BASH = "/entry.sh: line 2: {}: cannot execute binary file: Exec format error\n"
TRACE = "".join(f"\tat org.example.Class{number}.method(Class.java:{number})\n" for number in range(25))
CASES = {
    "C02: a relative word in the working folder": (
        Container(BASH.format("./server"), {"/app/server": FOREIGN}, 126, start=Start(("/entry.sh",), folder="/app")),
        "wrong-label",
        "/app/server in it is a program for linux/arm64",
    ),
    "C02: a relative word without a point": (
        Container(BASH.format("bin/yq"), {"/app/bin/yq": FOREIGN}, 126, start=Start(("/entry.sh",), folder="/app")),
        "wrong-label",
        "/app/bin/yq",
    ),
    "C02: sh -c with dash": (
        Container(
            "sh: 1: ./server: Exec format error\n",
            {"/app/server": FOREIGN},
            126,
            start=Start((), ("sh", "-c", "./server --x $Y"), folder="/app"),
        ),
        "wrong-label",
        "/app/server",
    ),
    "C02: sh -c with cd": (
        Container(
            "sh: 1: ./server: Exec format error\n",
            {"/app/server": FOREIGN},
            126,
            start=Start((), ("sh", "-c", "cd /app && ./server --x $Y")),
        ),
        "wrong-label",
        "/app/server",
    ),
    "C02: a script that changes folders twice": (
        Container(
            BASH.format("./server"),
            {"/srv/app/server": FOREIGN, "/entry.sh": b"#!/bin/sh\ncd /srv\ncd app\n./server\n"},
        ),
        "wrong-label",
        "/srv/app/server",
    ),
    "C02: busybox, which runs it as a script": (
        Container(
            './server: line 1: syntax error: unexpected word (expecting ")")\n',
            {"/app/server": FOREIGN},
            2,
            start=Start(("/entry.sh",), folder="/app"),
        ),
        "wrong-label",
        "/app/server",
    ),
    "C02: a script that changes to its own folder": (
        Container(
            BASH.format("./server"),
            {"/srv/run": b'#!/bin/sh\ncd "$(dirname "$0")"\n./server\n', "/srv/server": FOREIGN},
            start=Start(("/srv/run",)),
        ),
        "wrong-label",
        "/srv/server",
    ),
    "C02: a script that keeps the folder in a variable": (
        Container(
            BASH.format("./bin/server"),
            {"/entry.sh": b'#!/bin/sh\nHOME=/srv/app\ncd "$HOME"\n./bin/server\n', "/srv/app/bin/server": FOREIGN},
        ),
        "wrong-label",
        "/srv/app/bin/server",
    ),
    "C02: a script behind the script": (
        Container(
            "/opt/run: line 3: ./server: cannot execute binary file\n",
            {"/opt/run": b"#!/bin/sh\ncd /srv/app\n./server\n", "/srv/app/server": FOREIGN},
        ),
        "wrong-label",
        "/srv/app/server",
    ),
    "K4: a 32-bit program on a CPU without the mode": (
        Container(
            "./steamcmd.sh: line 75: /usr/local/bin/box86: cannot execute binary file\n",
            {"/bin/sh": FOREIGN, "/usr/local/bin/box86": machine_code.probe("arm")},
            126,
            engine=Engine(name="linux/arm64"),
            label="linux/arm64",
        ),
        "no-32-bit-mode",
        "/usr/local/bin/box86",
    ),
    "C03: a loader that Rosetta misses": (
        Container(
            "rosetta error: failed to open elf at /lib64/ld-linux-x86-64.so.2\n", status=133, label="linux/arm64"
        ),
        "child-loader-missing",
        "Something that /entry.sh starts is a dynamic program for linux/amd64",
    ),
    "C03: a loader that QEMU misses": (
        Container("qemu-aarch64: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory\n", status=255),
        "child-loader-missing",
        "/lib/ld-linux-aarch64.so.1, is not in the image: the image is for linux/amd64.",
    ),
    "C03: a loader that a child misses, in a container that runs all the same": (
        Container("rosetta error: failed to open elf at /lib/ld-musl-x86_64.so.1\nready\n", status=0, state="running"),
        "child-loader-missing",
        "Something that /entry.sh starts",
    ),
    "C04: a bare word along PATH": (
        Container("/entry.sh: 2: exec: gosu: Exec format error\n", {"/usr/local/bin/gosu": FOREIGN}, 126),
        "wrong-label",
        "/usr/local/bin/gosu in it is a program for linux/arm64",
    ),
    "C04: a bare word in a folder that the script adds to PATH": (
        Container(
            "/entry.sh: 3: exec: tool: Exec format error\n",
            {"/opt/x/bin/tool": FOREIGN, "/entry.sh": b"#!/bin/sh\nexport PATH=/opt/x/bin:$PATH\nexec tool\n"},
            126,
        ),
        "wrong-label",
        "/opt/x/bin/tool",
    ),
    "C05: Python's words": (
        Container("OSError: [Errno 8] Exec format error: '/opt/chromedriver'\n", {"/opt/chromedriver": FOREIGN}),
        "wrong-label",
        "/opt/chromedriver in it is a program for linux/arm64",
    ),
    "C05: a text file that was taken for the driver": (
        Container("OSError: [Errno 8] Exec format error: '/opt/NOTICE'\n", {"/opt/NOTICE": b"Third-party notices\n"}),
        "no-first-line",
        "/opt/NOTICE",
    ),
    "C05: a long trace behind it": (
        Container(
            f'java.io.IOException: Cannot run program "/opt/driver": error=8, Exec format error\n{TRACE}',
            {"/opt/driver": FOREIGN},
        ),
        "wrong-label",
        "/opt/driver",
    ),
    "C06: between two starts": (
        Container(BASH.format("/opt/tool"), {"/opt/tool": FOREIGN}, 126, "restarting", 4),
        "wrong-label",
        "/opt/tool",
    ),
    "C06: in the short run between": (
        Container(BASH.format("/opt/tool"), {"/opt/tool": FOREIGN}, 0, "running", 4),
        "wrong-label",
        "/opt/tool",
    ),
    "C06: a program that is missing, in the short run between": (
        Container("/entry.sh: line 2: nope: command not found\n", status=0, state="running", restarts=4),
        "program-missing",
        "nope is not in the image",
    ),
    "C17: busybox on a small program": (
        Container('/bin/gosu: line 1: syntax error: unexpected ")"\n', {"/bin/gosu": OTHER}, 2),
        "wrong-label",
        "/bin/gosu",
    ),
    "C17: busybox on a small program, which it finds to be a command": (
        Container("/bin/gosu: line 1: \ufffdELF\ufffd: not found\n", {"/bin/gosu": FOREIGN}, 127),
        "wrong-label",
        "/bin/gosu",
    ),
    "C17: dash": (
        Container("/bin/lfs: 3: /bin/lfs: Syntax error: Unterminated quoted string\n", {"/bin/lfs": FOREIGN}, 2),
        "wrong-label",
        "/bin/lfs",
    ),
    "C18: bash 5.2 and a loader that is missing": (
        Container(
            "/entry.sh: line 2: /app/server: cannot execute: required file not found\n",
            {"/app/server": dynamic(NATIVE, "/lib64/ld-linux-x86-64.so.2")},
            127,
        ),
        "loader-missing",
        "/app/server needs the loader /lib64/ld-linux-x86-64.so.2",
    ),
    "C18: an older bash": (
        Container(
            "/entry.sh: line 2: /app/server: No such file or directory\n",
            {"/app/server": dynamic(NATIVE, "/lib64/ld-linux-x86-64.so.2")},
            127,
        ),
        "loader-missing",
        "/app/server",
    ),
    "C18: an older bash, and a status that does not tell": (
        Container(
            "/entry.sh: line 2: /app/server: No such file or directory\nstopped\n",
            {"/app/server": dynamic(NATIVE, "/lib64/ld-linux-x86-64.so.2")},
            1,
        ),
        "loader-missing",
        "/app/server",
    ),
    "K6: tini and a carriage return": (
        Container(
            "[FATAL tini (6)] exec /start.sh failed: No such file or directory\n",
            {"/start.sh": b"#!/bin/sh\r\n"},
            127,
        ),
        "carriage-return",
        "/start.sh",
    ),
    "a script that is to be started, for an interpreter that is missing": (
        Container("Error: spawn /opt/run ENOENT\n", {"/opt/run": b"#!/usr/bin/python3\n"}),
        "interpreter-missing",
        "/opt/run needs /usr/bin/python3",
    ),
    "a program that is not marked as executable": (
        Container(
            "/entry.sh: line 2: /opt/tool: Permission denied\n", {"/opt/tool": NATIVE}, 126, plain=("/opt/tool",)
        ),
        "not-executable",
        "/opt/tool is not marked",
    ),
    "a text that is to be started, and is not marked as executable": (
        Container("/entry.sh: 2: /opt/tool: Permission denied\n", {"/opt/tool": b"echo\n"}, 126, plain=("/opt/tool",)),
        "not-executable",
        "/opt/tool",
    ),
    "a program on a mount without execution": (
        Container(
            "", {"/opt/tool": NATIVE}, 126, error='exec: "/opt/tool": permission denied: unknown', mounts=("/opt/tool",)
        ),
        "noexec-mount",
        "/opt/tool is on /host",
    ),
    "a file that a start names": (
        Container("[dumb-init] mcp-sqlite: No such file or directory\nbye\n", status=2),
        "program-missing",
        "mcp-sqlite",
    ),
    "a command that is not found, with which the script ends": (
        Container("/entry.sh: 2: gosu: not found\n", status=127),
        "program-missing",
        "gosu is not in the image",
    ),
    "the newest of two": (
        Container(BASH.format("/opt/a") + BASH.format("/opt/b"), {"/opt/a": FOREIGN, "/opt/b": FOREIGN}, 126),
        "wrong-label",
        "/opt/b",
    ),
    "one that is foreign before one that is sound": (
        Container(BASH.format("/opt/a") + BASH.format("/bin/echo"), {"/opt/a": FOREIGN}, 126),
        "wrong-label",
        "/opt/a",
    ),
    "a child that is foreign, in a container that runs all the same": (
        Container(BASH.format("/opt/a") + "ready\n", {"/opt/a": FOREIGN}, 0, "running"),
        "wrong-label",
        "/opt/a",
    ),
    "a native module for another CPU": (
        Container("Error: /app/x.node: invalid ELF header\n", {"/app/x.node": FOREIGN}, plain=("/app/x.node",)),
        "foreign-module",
        "/app/x.node is a native module for linux/arm64, which /bin/sh cannot load: it is a program for linux/amd64.",
    ),
    "a native module that is damaged": (
        Container("Error: /app/x.node: file too short\n", {"/app/x.node": NATIVE[:70]}, plain=("/app/x.node",)),
        "broken-file",
        "/app/x.node is damaged",
    ),
    "C15: an instruction that a child used": (
        Container('/entry.sh: line 2:     7 Illegal instruction     "$@"\n', status=132),
        "low-cpu-level",
        "Something that /entry.sh starts needs a newer CPU",
    ),
    "C15: the same without a word": (
        Container("", status=132),
        "low-cpu-level",
        "Something that /entry.sh starts needs a newer CPU",
    ),
    "a crash of an emulated child": (
        Container(
            "qemu: uncaught target signal 11 (Segmentation fault) - core dumped\nSegmentation fault\n",
            {"/bin/sh": FOREIGN},
            139,
            label="linux/arm64",
            engine=Engine(("linux/arm64",)),
        ),
        "emulator-crash",
        "Something that /entry.sh starts is a program for linux/arm64",
    ),
    "a library that wants a newer CPU": (
        Container("Fatal glibc error: CPU does not support x86-64-v3\n", status=127, engine=Engine(levels=("v2",))),
        "low-cpu-level",
        "Something that /entry.sh starts needs a newer CPU",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_the_file_shows_is_the_cause(case: str) -> None:
    container, cause, words = CASES[case]
    found, sentence = container.diagnosis()
    assert found == cause, sentence
    assert words in sentence


@pytest.mark.parametrize(
    ("case", "advice", "commands"),
    [
        ("C05: a text file that was taken for the driver", 'Make its first line "#!/bin/sh".', 0),
        ("C18: an older bash", "Link the program statically, or use a base image with its C library.", 0),
        (
            "a script that is to be started, for an interpreter that is missing",
            "Install /usr/bin/python3 in the image.",
            0,
        ),
        ("C04: a bare word along PATH", "Rebuild the image with a program for linux/amd64 in it. Until then, ", 1),
        ("K6: tini and a carriage return", "Save the file with Unix line endings", 7),
    ],
)
def test_no_command_starts_a_child_instead_of_the_container(case: str, advice: str, commands: int) -> None:
    container = CASES[case][0]
    found = conclusions.conclude(container.subject(), container.engine)
    assert found
    assert found.advice.startswith(advice)
    assert len(found.commands) == commands
    assert not any(command.startswith("docker run") for command in found.commands)


UNEXPLAINED = {
    "a program that is sound": Container(BASH.format("/bin/echo"), status=126),
    "a program that is missing, although it had the wrong format": Container(BASH.format("/opt/gone"), status=126),
    "a program that is not named": Container("Error: spawn Unknown system error -8\n"),
    "a command that is not found, after which the script went on": Container("/entry.sh: 2: jq: not found\nnext\n"),
    "a program that is not executed, and may be": Container("/entry.sh: 2: /bin/echo: Permission denied\n", status=126),
    "a crash": Container("Segmentation fault\n", status=139),
    "a loader that is there": Container(
        "rosetta error: failed to open elf at /lib/ld-linux.so.2\n", {"/lib/ld-linux.so.2": b""}
    ),
}


@pytest.mark.parametrize("case", UNEXPLAINED)
def test_a_start_that_failed_is_not_passed_over(case: str) -> None:
    container = UNEXPLAINED[case]
    assert container.diagnosis() == ("", container.log.splitlines()[0])


def test_a_path_that_the_engine_does_not_show_hides_no_other() -> None:
    container = Container(BASH.format("/opt/tool") + BASH.format("/dev/odd"), {"/opt/tool": FOREIGN}, 126)
    looked_at = container.look

    def look(path: str) -> File | None:
        if path == "/dev/odd":
            raise RefusedError("The engine did not show /dev/odd.")
        return looked_at(path)

    container.look = look  # type: ignore[method-assign]
    assert container.diagnosis()[0] == "wrong-label"


def test_a_crash_without_a_word_is_told_by_its_status() -> None:
    assert Container("", status=139).diagnosis() == ("", "status 139")


@pytest.mark.parametrize("restarts", [0, 3])
def test_a_container_that_runs_has_nothing_to_explain(restarts: int) -> None:
    log = "/entry.sh: 2: jq: not found\nexec /bin/echo: exec format error\nexec /gone: exec format error\nready\n"
    assert Container(log, status=0, state="running", restarts=restarts).diagnosis() == ("", "")


def test_a_program_that_is_emulated_by_now_has_failed_for_a_known_reason() -> None:
    log = "exec /opt/tool: exec format error\n"
    emulating = Engine(("linux/arm64",))
    assert Container(log, {"/opt/tool": FOREIGN}, engine=emulating).diagnosis() == ("", "")


@pytest.mark.parametrize("status", [1, 2, 255])
@pytest.mark.parametrize("line", INNOCENT)
def test_an_innocent_line_gives_nothing(line: str, status: int) -> None:
    assert Container(f"{line}\n", status=status).diagnosis() == ("", "")


@pytest.mark.parametrize("line", INNOCENT)
def test_an_innocent_line_gives_nothing_while_the_container_runs(line: str) -> None:
    assert Container(f"{line}\n", status=0, state="running", restarts=1).diagnosis() == ("", "")


SOUND = ["/bin/sh", "/bin/bash", "/bin/echo", "/entry.sh", "bash", "echo", "sh", "./entry.sh", "../bin/echo"]
LINES = [
    "exec {}: exec format error", "{}: cannot execute binary file", "/entry.sh: 2: exec: {}: Exec format error",
    "/entry.sh: line 2: {}: No such file or directory", "/entry.sh: line 2: {}: Permission denied",
    "/entry.sh: 2: {}: not found", "[FATAL tini (7)] exec {} failed: No such file or directory", "sh: {}: not found",
    "{}: line 1: syntax error: unexpected word", "{}: 1: Syntax error: word unexpected", "{}: line 1: x: not found",
    "OSError: [Errno 8] Exec format error: '{}'", "Error: spawn {} ENOENT", "fork/exec {}: permission denied",
    "qemu-aarch64: Could not open '{}': No such file or directory", "rosetta error: failed to open elf at {}",
    "qemu: uncaught target signal 11 ({})", "qemu: uncaught target signal 4 ({})", "Illegal instruction",
    "/entry.sh: line 2: 7 Illegal instruction {}", "{}: CPU ISA level is lower than required", "{}",
    "Fatal glibc error: CPU does not support x86-64-v2", "{}: invalid ELF header",
    "Error loading shared library {}: Exec format error",
]  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(LINES), st.one_of(st.sampled_from(SOUND), st.text())), max_size=12),
    st.sampled_from([1, 2, 126, 127, 137, 255]),
    st.sampled_from(["exited", "restarting", "running", "dead"]),
    st.integers(0, 2),
)
def test_no_log_names_a_sound_file_or_prints_a_control_character(
    said: list[tuple[str, str]], status: int, state: str, restarts: int
) -> None:
    log = "\n".join(line.replace("{}", word) for line, word in said)
    container = Container(log, status=status, state=state, restarts=restarts)
    found = conclusions.conclude(container.subject(), container.engine)
    assert conclusions.unexplained(container.subject(), container.engine).isprintable()
    if found is None:
        return
    assert "".join((found.sentence, found.advice, *found.commands)).isprintable()
    # What is missing may be named; a loader that is missing is needed by a program that the entry point starts.
    assert found.cause in ("program-missing", "child-loader-missing")
    named = found.sentence.partition(" is not in the image")[0] if found.cause == "program-missing" else ""
    assert named not in SOUND
