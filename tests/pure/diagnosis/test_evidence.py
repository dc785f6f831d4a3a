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
from anyarch.person.errors import RefusedError
from anyarch.programs import endings
from anyarch.programs.endings import State
from anyarch.programs.entry_point import walk
from anyarch.programs.start import File, Start
from tests.pure.diagnosis.written import ARM64, Engine, concluded
from tests.pure.programs.written_files import file

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


LEVELS = ("linux/amd64", "linux/amd64/v2", "linux/amd64/v3", "linux/amd64/v4")
NEW_CPU = Engine("linux/amd64", executed=LEVELS)
OLD_CPU = Engine("linux/amd64", executed=LEVELS[:2])
EMULATING = Engine("linux/amd64", executed=(*LEVELS, "linux/arm64"))


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
    engine: Engine = NEW_CPU
    label: str = "linux/amd64"

    def look(self, path: str) -> File | None:
        files = FILES | self.files
        path = path if path == "/" else path.rstrip("/")
        if path not in files:
            return None
        content = files[path]
        permissions = 0o644 if path in self.plain else 0o755
        return file(path, content or b"", permissions)._replace(is_folder=content is None)

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
DASH = "sh: 1: ./server: Exec format error\n"
NEWER = "Something that /entry.sh starts needs a newer CPU"
TOOL = ("/opt/tool",)
IN_APP = Start(("/entry.sh",), folder="/app")
DYNAMIC = dynamic(NATIVE, "/lib64/ld-linux-x86-64.so.2")


def script(text: str) -> dict[str, bytes | None]:
    return {"/entry.sh": f"#!/bin/sh\n{text}\n".encode()}


# What is foreign, by how that is said.
FOREIGN_PROGRAMS = {
    "C02: a relative word in the working folder": (
        "/app/server", Container(BASH.format("./server"), status=126, start=IN_APP),
    ),
    "C02: a relative word without a point": ("/app/bin/yq", Container(BASH.format("bin/yq"), status=126, start=IN_APP)),
    "C02: sh -c with dash": (
        "/app/server", Container(DASH, status=126, start=Start((), ("sh", "-c", "./server --x $Y"), folder="/app")),
    ),
    "C02: sh -c with cd": (
        "/app/server", Container(DASH, status=126, start=Start((), ("sh", "-c", "cd /app && ./server --x $Y"))),
    ),
    "C02: a script that changes folders twice": (
        "/srv/app/server", Container(BASH.format("./server"), script("cd /srv\ncd app\n./server")),
    ),
    "C02: busybox, which runs it as a script": (
        "/app/server",
        Container('./server: line 1: syntax error: unexpected word (expecting ")")\n', status=2, start=IN_APP),
    ),
    "C02: a script that changes to its own folder": (
        "/srv/server",
        Container(
            BASH.format("./server"),
            {"/srv/run": b'#!/bin/sh\ncd "$(dirname "$0")"\n./server\n'},
            start=Start(("/srv/run",)),
        ),
    ),
    "C02: a script that keeps the folder in a variable": (
        "/srv/app/bin/server",
        Container(BASH.format("./bin/server"), script('HOME=/srv/app\ncd "$HOME"\n./bin/server')),
    ),
    "C02: a script behind the script": (
        "/srv/app/server",
        Container(
            "/opt/run: line 3: ./server: cannot execute binary file\n",
            {"/opt/run": b"#!/bin/sh\ncd /srv/app\n./server\n"},
        ),
    ),
    "C04: a bare word along PATH": (
        "/usr/local/bin/gosu", Container("/entry.sh: 2: exec: gosu: Exec format error\n", status=126),
    ),
    "C04: a bare word in a folder that the script adds to PATH": (
        "/opt/x/bin/tool",
        Container(
            "/entry.sh: 3: exec: tool: Exec format error\n", script("export PATH=/opt/x/bin:$PATH\nexec tool"), 126
        ),
    ),
    "C05: Python's words": (
        "/opt/chromedriver", Container("OSError: [Errno 8] Exec format error: '/opt/chromedriver'\n"),
    ),
    "C05: a long trace behind it": (
        "/opt/driver",
        Container(f'java.io.IOException: Cannot run program "/opt/driver": error=8, Exec format error\n{TRACE}'),
    ),
    "C06: between two starts": (
        "/opt/tool", Container(BASH.format("/opt/tool"), status=126, state="restarting", restarts=4),
    ),
    "C06: in the short run between": (
        "/opt/tool", Container(BASH.format("/opt/tool"), status=0, state="running", restarts=4),
    ),
    "C17: busybox on a small program, which it finds to be a command": (
        "/bin/gosu", Container("/bin/gosu: line 1: \ufffdELF\ufffd: not found\n", status=127),
    ),
    "C17: dash": (
        "/bin/lfs", Container("/bin/lfs: 3: /bin/lfs: Syntax error: Unterminated quoted string\n", status=2),
    ),
    "the newest of two": (
        "/opt/b", Container(BASH.format("/opt/a") + BASH.format("/opt/b"), {"/opt/a": FOREIGN}, 126),
    ),
    "one that is foreign before one that is sound": (
        "/opt/a", Container(BASH.format("/opt/a") + BASH.format("/bin/echo"), status=126),
    ),
    "a child that is foreign, in a container that runs all the same": (
        "/opt/a", Container(BASH.format("/opt/a") + "ready\n", status=0, state="running"),
    ),
}  # fmt: skip
CASES = {
    **{
        case: (
            dataclasses.replace(container, files={**container.files, path: FOREIGN}),
            "wrong-label", f"{path} in it is a program for linux/arm64",
        )
        for case, (path, container) in FOREIGN_PROGRAMS.items()
    },
    "K4: a 32-bit program on a CPU without the mode": (
        Container(
            "./steamcmd.sh: line 75: /usr/local/bin/box86: cannot execute binary file\n",
            {"/bin/sh": FOREIGN, "/usr/local/bin/box86": machine_code.probe("arm")},
            126, engine=ARM64, label="linux/arm64",
        ),
        "no-32-bit-mode", "/usr/local/bin/box86",
    ),
    "C03: a loader that Rosetta misses": (
        Container(
            "rosetta error: failed to open elf at /lib64/ld-linux-x86-64.so.2\n", status=133, label="linux/arm64"
        ),
        "child-loader-missing", "Something that /entry.sh starts is a dynamic program for linux/amd64",
    ),
    "C03: a loader that QEMU misses": (
        Container("qemu-aarch64: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory\n", status=255),
        "child-loader-missing", "/lib/ld-linux-aarch64.so.1, is not in the image: the image is for linux/amd64.",
    ),
    "C03: a loader that a child misses, in a container that runs all the same": (
        Container("rosetta error: failed to open elf at /lib/ld-musl-x86_64.so.1\nready\n", status=0, state="running"),
        "child-loader-missing", "Something that /entry.sh starts",
    ),
    "C05: a text file that was taken for the driver": (
        Container("OSError: [Errno 8] Exec format error: '/opt/NOTICE'\n", {"/opt/NOTICE": b"Third-party notices\n"}),
        "no-first-line", "/opt/NOTICE",
    ),
    "C06: a program that is missing, in the short run between": (
        Container("/entry.sh: line 2: nope: command not found\n", status=0, state="running", restarts=4),
        "program-missing", "nope is not in the image",
    ),
    "C17: busybox on a small program": (
        Container('/bin/gosu: line 1: syntax error: unexpected ")"\n', {"/bin/gosu": OTHER}, 2),
        "wrong-label", "/bin/gosu",
    ),
    **{
        f"C18: {shell}": (
            Container(f"/entry.sh: line 2: /app/server: {said}\n", {"/app/server": DYNAMIC}, status),
            "loader-missing", "/app/server needs the loader /lib64/ld-linux-x86-64.so.2",
        )
        for shell, said, status in (
            ("bash 5.2 and a loader that is missing", "cannot execute: required file not found", 127),
            ("an older bash", "No such file or directory", 127),
            ("an older bash, and a status that does not tell", "No such file or directory\nstopped", 1),
        )
    },
    "K6: tini and a carriage return": (
        Container(
            "[FATAL tini (6)] exec /start.sh failed: No such file or directory\n", {"/start.sh": b"#!/bin/sh\r\n"}, 127
        ),
        "carriage-return", "/start.sh",
    ),
    "a script that is to be started, for an interpreter that is missing": (
        Container("Error: spawn /opt/run ENOENT\n", {"/opt/run": b"#!/usr/bin/python3\n"}),
        "interpreter-missing", "/opt/run needs /usr/bin/python3",
    ),
    **{
        f"{what}, and is not marked as executable": (
            Container(f"/entry.sh: {line}: /opt/tool: Permission denied\n", {"/opt/tool": content}, 126, plain=TOOL),
            "not-executable", "/opt/tool is not marked",
        )
        for what, line, content in (
            ("a program that is to be started", "line 2", NATIVE), ("a text that is to be started", "2", b"echo\n"),
        )
    },
    "a program on a mount without execution": (
        Container("", {"/opt/tool": NATIVE}, 126, error='exec: "/opt/tool": permission denied: unknown', mounts=TOOL),
        "noexec-mount", "/opt/tool is on /host",
    ),
    "a file that a start names": (
        Container("[dumb-init] mcp-sqlite: No such file or directory\nbye\n", status=2),
        "program-missing", "mcp-sqlite",
    ),
    "a command that is not found, with which the script ends": (
        Container("/entry.sh: 2: gosu: not found\n", status=127), "program-missing", "gosu is not in the image",
    ),
    "a native module for another CPU": (
        Container("Error: /app/x.node: invalid ELF header\n", {"/app/x.node": FOREIGN}, plain=("/app/x.node",)),
        "foreign-module",
        "/app/x.node is a native module for linux/arm64, which /bin/sh cannot load: it is a program for linux/amd64.",
    ),
    "a native module that is damaged": (
        Container("Error: /app/x.node: file too short\n", {"/app/x.node": NATIVE[:70]}, plain=("/app/x.node",)),
        "broken-file", "/app/x.node is damaged",
    ),
    "C15: an instruction that a child used": (
        Container('/entry.sh: line 2:     7 Illegal instruction     "$@"\n', status=132), "low-cpu-level", NEWER,
    ),
    "C15: the same without a word": (Container("", status=132), "low-cpu-level", NEWER),
    "a library that wants a newer CPU": (
        Container("Fatal glibc error: CPU does not support x86-64-v3\n", status=127, engine=OLD_CPU),
        "low-cpu-level", NEWER,
    ),
    "a crash of an emulated child": (
        Container(
            "qemu: uncaught target signal 11 (Segmentation fault) - core dumped\nSegmentation fault\n",
            {"/bin/sh": FOREIGN}, 139, label="linux/arm64", engine=EMULATING,
        ),
        "emulator-crash", "Something that /entry.sh starts is a program for linux/arm64",
    ),
}  # fmt: skip


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
        ("a script that is to be started, for an interpreter that is missing", "Install /usr/bin/python3 in", 0),
        ("C04: a bare word along PATH", "Rebuild the image with a program for linux/amd64 in it. Until then, ", 1),
        ("K6: tini and a carriage return", "Save the file with Unix line endings", 7),
    ],
)
def test_no_command_starts_a_child_instead_of_the_container(case: str, advice: str, commands: int) -> None:
    container = CASES[case][0]
    found = concluded(container.subject(), container.engine)
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
    assert Container(log, {"/opt/tool": FOREIGN}, engine=EMULATING).diagnosis() == ("", "")


@pytest.mark.parametrize(
    ("status", "state", "restarts"), [(1, "exited", 0), (2, "exited", 0), (255, "exited", 0), (0, "running", 1)]
)
@pytest.mark.parametrize("line", INNOCENT)
def test_an_innocent_line_gives_nothing(line: str, status: int, state: str, restarts: int) -> None:
    assert Container(f"{line}\n", status=status, state=state, restarts=restarts).diagnosis() == ("", "")


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
