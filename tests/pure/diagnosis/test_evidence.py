"""From a container's log to the cause: what the log names is looked at, and only what the files show counts."""

import dataclasses
import struct
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.diagnosis import conclusions, evidence
from anyarch.diagnosis.subject import Subject
from anyarch.diagnosis.wording import Conclusion
from anyarch.emulators import machine_code
from anyarch.person.errors import RefusedError
from anyarch.programs import endings
from anyarch.programs.endings import State
from anyarch.programs.entry_point import walk
from anyarch.programs.start import File, Start
from tests.pure.diagnosis.written import Engine, concluded
from tests.pure.programs.test_leads import FOLDER, TEXTS
from tests.pure.programs.written_files import file

INNOCENT: list[str] = tomllib.loads((FOLDER / "innocent.toml").read_text(encoding="utf-8"))["lines"]

NATIVE, FOREIGN = machine_code.probe("amd64"), machine_code.probe("arm64")
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
NOT_EXECUTABLE = ("/app/x.node", "/config/app.ini", "/opt/plain")
UNSHOWN, MOUNTED = "/dev/odd", "/mnt/tool"

LEVELS = ("linux/amd64", "linux/amd64/v2", "linux/amd64/v3", "linux/amd64/v4")
NEW_CPU = Engine("linux/amd64", executed=LEVELS)
OLD_CPU = Engine("linux/amd64", executed=LEVELS[:2])
EMULATING = Engine("linux/amd64", executed=("linux/arm64",))


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
    engine: Engine = NEW_CPU

    def look(self, path: str) -> File | None:
        if path == UNSHOWN:
            raise RefusedError("The engine did not show it.")
        files = FILES | self.files
        path = path if path == "/" else path.rstrip("/")
        if path not in files:
            return None
        content = files[path]
        permissions = 0o644 if path in NOT_EXECUTABLE else 0o755
        return file(path, content or b"", permissions)._replace(is_folder=content is None)

    def subject(self) -> Subject:
        state = State(self.state, self.status, self.error, self.restarts)
        ending, said = endings.of_state(state, lambda: self.log)
        steps = walk(self.start, self.look)
        found = evidence.gather(said, self.start, steps, self.look, lambda path: "/host" if path == MOUNTED else "")
        return Subject("app", "linux/amd64", steps, ending, is_image=False, may_be_private=False, evidence=found)

    def diagnosis(self) -> tuple[Conclusion | None, str]:
        """What is concluded, and the line that is not explained."""
        subject = self.subject()
        return conclusions.conclude(subject, self.engine), conclusions.unexplained(subject, self.engine)


BASH = "/entry.sh: line 2: {}: cannot execute binary file: Exec format error\n"
NEWER = "Something that /entry.sh starts needs a newer CPU"
LOADER = b"/lib64/ld-linux-x86-64.so.2\0"
# A program whose one segment names its loader, behind the tables.
DYNAMIC = NATIVE[:64] + struct.pack("<IIQQQQQQ", 3, 4, 120, 0, 0, len(LOADER), len(LOADER), 1) + LOADER


def script(text: str) -> dict[str, bytes | None]:
    return {"/entry.sh": f"#!/bin/sh\n{text}\n".encode()}


# What is foreign, by how that is said.
FOREIGN_PROGRAMS = {
    "a relative word in the working folder": (
        "/app/server", Container(BASH.format("./server"), start=Start(("/entry.sh",), folder="/app")),
    ),
    "a text for a shell that changes the folder": (
        "/app/server", Container("sh: 1: ./server: Exec format error\n", start=Start((), ("sh", "-c", "cd /app; $Y"))),
    ),
    "a script that changes folders twice": (
        "/srv/app/server", Container(BASH.format("./server"), script("cd /srv\ncd app\n./server")),
    ),
    "a script that is in its folder": (
        "/srv/server", Container(BASH.format("./server"), {"/srv/run": b"#!/bin/sh\n"}, start=Start(("/srv/run",))),
    ),
    "a script that keeps the folder in a variable": (
        "/srv/app/bin/server", Container(BASH.format("bin/server"), script('HOME=/srv/app\ncd "$HOME"\nbin/server')),
    ),
    "a script behind the script": (
        "/srv/server", Container("/opt/run: line 2: ./server: cannot execute binary file\n", {"/opt/run": b"cd /srv"}),
    ),
    "a bare word along PATH": ("/usr/local/bin/gosu", Container("/entry.sh: 2: exec: gosu: Exec format error\n")),
    "a bare word in a folder that the script adds to PATH": (
        "/opt/x/bin/tool", Container("/entry.sh: 2: exec: tool: Exec format error\n", script("PATH=/opt/x/bin:$PATH")),
    ),
    "a shell that has read it as a script": (
        "/bin/gosu", Container("/bin/gosu: line 1: \ufffdELF\ufffd: not found\n", status=127),
    ),
    "the newest of two": ("/opt/b", Container(BASH.format("/opt/a") + BASH.format("/opt/b"), {"/opt/a": FOREIGN})),
    "one before a sound one": ("/opt/a", Container(BASH.format("/opt/a") + BASH.format("/bin/echo"))),
    "one before one that is not shown": ("/opt/a", Container(BASH.format("/opt/a") + BASH.format(UNSHOWN))),
    "a child, in a container that runs all the same": (
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
    "a loader that QEMU misses": (
        Container("qemu-aarch64: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory\n", status=255),
        "child-loader-missing", "/lib/ld-linux-aarch64.so.1, is not in the image: the image is for linux/amd64.",
    ),
    "a loader that a child misses, in a container that runs all the same": (
        Container("rosetta error: failed to open elf at /lib/ld-musl-x86_64.so.1\nready\n", status=0, state="running"),
        "child-loader-missing", "Something that /entry.sh starts is a dynamic program for linux/amd64",
    ),
    "a loader that is missing, and a status that does not tell": (
        Container("/entry.sh: line 2: /app/server: No such file or directory\nstopped\n", {"/app/server": DYNAMIC}),
        "loader-missing", "/app/server needs the loader /lib64/ld-linux-x86-64.so.2",
    ),
    "a text file that was taken for the driver": (
        Container("OSError: [Errno 8] Exec format error: '/opt/NOTICE'\n", {"/opt/NOTICE": b"Third-party notices\n"}),
        "no-first-line", "/opt/NOTICE",
    ),
    "a program that is missing, in the short run between two starts": (
        Container("/entry.sh: line 2: nope: command not found\n", status=0, state="running", restarts=4),
        "program-missing", "nope is not in the image",
    ),
    "tini and a carriage return": (
        Container("[FATAL tini (6)] exec /run failed: No such file or directory\n", {"/run": b"#!/bin/sh\r\n"}, 127),
        "carriage-return", "/run",
    ),
    "a script that is to be started, for an interpreter that is missing": (
        Container("Error: spawn /opt/run ENOENT\n", {"/opt/run": b"#!/usr/bin/python3\n"}),
        "interpreter-missing", "/opt/run needs /usr/bin/python3",
    ),
    **{
        f"{what}, and is not marked as executable": (
            Container("/entry.sh: line 2: /opt/plain: Permission denied\n", {"/opt/plain": content}, status),
            "not-executable", "/opt/plain is not marked",
        )
        for what, content, status in (("a text that is to be started", b"echo\n", 126), ("a program", NATIVE, 1))
    },
    "a program on a mount without execution": (
        Container("", {MOUNTED: NATIVE}, 126, error=f'exec: "{MOUNTED}": permission denied: unknown'),
        "noexec-mount", f"{MOUNTED} is on /host",
    ),
    "a file that a start names": (
        Container("[dumb-init] mcp-sqlite: No such file or directory\nbye\n", status=2),
        "program-missing", "mcp-sqlite",
    ),
    "a command that is not found, with which the script ends": (
        Container("/entry.sh: 2: gosu: not found\n", status=127), "program-missing", "gosu is not in the image",
    ),
    "a native module for another CPU": (
        Container("Error: /app/x.node: invalid ELF header\n", {"/app/x.node": FOREIGN}),
        "foreign-module",
        "/app/x.node is a native module for linux/arm64, which /bin/sh cannot load: it is a program for linux/amd64.",
    ),
    "a native module that is damaged": (
        Container("Error: /app/x.node: file too short\n", {"/app/x.node": NATIVE[:70]}),
        "broken-file", "/app/x.node is damaged",
    ),
    "an instruction that a child used": (
        Container('/entry.sh: line 2:     7 Illegal instruction     "$@"\n', status=132), "low-cpu-level", NEWER,
    ),
    "a library that wants a newer CPU": (
        Container("Fatal glibc error: CPU does not support x86-64-v3\n", status=127, engine=OLD_CPU),
        "low-cpu-level", NEWER,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_the_file_shows_is_the_cause(case: str) -> None:
    container, cause, words = CASES[case]
    found = concluded(container.subject(), container.engine)
    assert found.cause == cause, found.sentence
    assert words in found.sentence
    assert not any(command.startswith("docker run") for command in found.commands)  # the child instead of the container


@pytest.mark.parametrize(
    ("case", "advice", "commands"),
    [
        ("a text file that was taken for the driver", 'Make its first line "#!/bin/sh".', 0),
        ("a bare word along PATH", "Rebuild the image with a program for linux/amd64 in it. Until then, ", 1),
        ("tini and a carriage return", "Save the file with Unix line endings", 7),
    ],
)
def test_an_advice_without_its_command_is_a_whole_one(case: str, advice: str, commands: int) -> None:
    container = CASES[case][0]
    found = concluded(container.subject(), container.engine)
    assert (found.advice[: len(advice)], len(found.commands)) == (advice, commands)


UNEXPLAINED = {
    "a program that is sound": Container(BASH.format("/bin/echo"), status=126),
    "a program that is missing, although it had the wrong format": Container(BASH.format("/opt/gone"), status=126),
    "a program that is not named": Container("Error: spawn Unknown system error -8\n"),
    "a command that is not found, after which the script went on": Container("/entry.sh: 2: jq: not found\nnext\n"),
    "a program that is not executed, and may be": Container("/entry.sh: 2: /bin/echo: Permission denied\n", status=126),
    "a crash": Container("Segmentation fault\n", status=139),
    "a crash without a word": Container("", status=139),
    "a loader that is there": Container("rosetta error: failed to open elf at /lib/ld.so\n", {"/lib/ld.so": b""}),
}


@pytest.mark.parametrize("case", UNEXPLAINED)
def test_a_start_that_failed_is_not_passed_over(case: str) -> None:
    container = UNEXPLAINED[case]
    assert container.diagnosis() == (None, container.log.partition("\n")[0] or "status 139")


RUNS = "/entry.sh: 2: jq: not found\nexec /bin/echo: exec format error\nexec /gone: exec format error\nready\n"


@pytest.mark.parametrize(
    "container",
    [
        Container(RUNS, status=0, state="running"),
        Container(RUNS, status=0, state="running", restarts=3),
        Container("exec /opt/tool: exec format error\n", {"/opt/tool": FOREIGN}, engine=EMULATING),
    ],
    ids=["a container that runs", "a container that runs again", "a program that is emulated by now"],
)
def test_what_is_well_now_needs_no_explanation(container: Container) -> None:
    assert container.diagnosis() == (None, "")


@pytest.mark.parametrize(
    ("status", "state", "restarts"), [(1, "exited", 0), (2, "exited", 0), (255, "exited", 0), (0, "running", 1)]
)
@pytest.mark.parametrize("line", INNOCENT)
def test_an_innocent_line_gives_nothing(line: str, status: int, state: str, restarts: int) -> None:
    assert Container(f"{line}\n", status=status, state=state, restarts=restarts).diagnosis() == (None, "")


SOUND = ["/bin/sh", "/bin/bash", "/bin/echo", "/entry.sh", "bash", "echo", "sh", "./entry.sh", "../bin/echo"]
LINES = ["{}", *(text["line"].replace(text.get("file", "\0"), "{}") for text in TEXTS)]


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
    found, line = container.diagnosis()
    assert line.isprintable()
    if found:
        assert "".join((found.sentence, found.advice, *found.commands)).isprintable()
        # What is missing may be named; a loader that is missing is needed by a program that the entry point starts.
        assert found.cause in ("program-missing", "child-loader-missing")
        named = found.sentence.partition(" is not in the image")[0] if found.cause == "program-missing" else ""
        assert named not in SOUND
