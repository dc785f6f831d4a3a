"""What the scripts of a container start: the files, and what could not be read."""

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.emulators import machine_code
from anyarch.programs import descent
from anyarch.programs.children import Children, Unread
from anyarch.programs.start import DEFAULT_PATH, File, Start
from tests.pure.programs.written_files import file

NATIVE, FOREIGN = machine_code.probe("amd64"), machine_code.probe("arm64")
FILES: dict[str, bytes] = {
    **dict.fromkeys(("/bin/mkdir", "/bin/sh", "/bin/bash", "/bin/su", "/usr/bin/apt-get", "/usr/bin/dirname"), NATIVE),
    **dict.fromkeys(("/usr/bin/env", "/usr/bin/nice", "/usr/bin/python3", "/usr/local/bin/gosu"), NATIVE),
    **dict.fromkeys(("/app/server", "/opt/app", "/usr/local/bin/server"), FOREIGN),
    "/app/app.py": b"#!/usr/bin/python3\n",
    "/opt/text": b"/opt/app $1\n",
}


def find(script: str = "", start: Start | None = None, files: dict[str, bytes] | None = None) -> Children:
    """What is found for an entry point `/start.sh` with a script; or for another start."""
    there = FILES | (files or {}) | ({"/start.sh": f"#!/bin/sh\n{script}\n".encode()} if script else {})

    def look(path: str) -> File | None:
        assert path.startswith("/")
        assert "\0" not in path
        content = there.get(posixpath.normpath(path))
        return None if content is None else file(path, content)

    return descent.find(start or Start(("/start.sh",), path=DEFAULT_PATH), look)


def told(found: Children) -> list[str]:
    """For each that is started, whether that is sure, and its files."""
    return [
        " ".join(["sure" if child.is_sure else "perhaps", *(step.path or f"no {step.name}" for step in child.steps)])
        for child in found.started
    ]


def shell(text: str, *environment: str) -> Start:
    return Start(command=("/bin/sh", "-c", text), environment=environment)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cd /tmp && /opt/app --x", "sure /opt/app"),
        ("cd /app && ./server --port $PORT", "sure /app/server"),
        ("PORT=80 exec server $PORT", "sure /usr/local/bin/server"),
        ('exec gosu app server "$X"', "sure /usr/local/bin/gosu /usr/local/bin/server"),
        ('exec nice -n 5 /opt/app "$X"', "sure /usr/bin/nice /opt/app"),
        ("exec $SERVER", "sure /opt/app"),
        ("cd /app && nowhere", "sure no nowhere"),
        ("if [ -f /x ]; then /opt/app; fi", "perhaps /opt/app"),
    ],
)
def test_what_a_text_starts_is_found(text: str, expected: str) -> None:
    found = find(start=shell(text, "SERVER=/opt/app"))
    assert told(found) == [expected]
    assert (found.unread, found.hidden) == ((), None)
    assert found.started[0].by == "/bin/sh"


def test_a_script_starts_a_program_from_the_working_folder() -> None:
    found = find("mkdir -p /data\n./server", Start(("/start.sh",), folder="/app"))
    assert told(found) == ["sure /bin/mkdir", "sure /app/server"]
    assert [child.by for child in found.started] == ["/start.sh", "/start.sh"]


@pytest.mark.parametrize(("entry", "server"), [("/start.sh", "/server"), ("start.sh", "/usr/local/bin/server")])
def test_a_script_finds_its_own_folder(entry: str, server: str) -> None:
    files = {"/usr/local/bin/start.sh": b'#!/bin/sh\nexec "$(dirname "$0")/server"\n', "/server": NATIVE}
    found = find('cd "$(dirname "$0")" && exec ./server', Start((entry,)), files)
    assert told(found)[-1] == f"sure {server}"


def test_what_cmd_gives_is_what_the_script_gets() -> None:
    found = find('exec gosu app "$@"', Start(("/start.sh",), ("server", "-x")))
    assert told(found) == ["sure /usr/local/bin/gosu /usr/local/bin/server"]
    assert told(find('exec "$@"', Start(("/start.sh",), ("none",)))) == ["sure no none"]
    assert find('exec "$@"') == Children()


def test_scripts_that_scripts_start_are_read() -> None:
    files = {"/run.sh": b"#!/bin/bash\n. /lib.sh\nrun $1\n", "/lib.sh": b"run() { exec /opt/$1; }\n"}
    found = find("exec /run.sh app", files=files)
    assert told(found) == ["sure /run.sh /bin/bash", "sure /opt/app"]
    assert found.started[1].by == "/run.sh"
    assert told(find("sh /run.sh app", files=files))[1:] == ["sure /opt/app"]


def test_a_script_does_not_inherit_what_may_not_be_exported() -> None:
    files = {"/run.sh": b"#!/bin/sh\nexec $SERVER\n"}
    exported = Start(("/start.sh",), environment=("SERVER=/opt/none",))
    assert told(find("SERVER=/opt/app\n/run.sh", exported, files))[-1] == "sure /opt/app"
    assert find("OTHER=/opt/app\n/run.sh", files=files).hidden == Unread("/run.sh", "exec $SERVER")


def test_a_file_without_a_first_line_is_read_by_the_shell() -> None:
    found = find("/opt/text x; gosu app /opt/text")
    assert told(found) == ["sure /opt/text", "sure /opt/app", "sure /usr/local/bin/gosu /opt/text"]
    assert [child.steps[-1].kind for child in found.started] == ["script", "program", "text"]


def test_a_file_may_be_made_before() -> None:
    text = "mkdir /x; /opt/a; cat </dev/null; apt-get install b; /opt/b"
    assert [(child.steps[0].name, child.may_change) for child in find(text).started] == [
        ("mkdir", False), ("/opt/a", False), ("cat", True), ("apt-get", True), ("/opt/b", True),
    ]  # fmt: skip
    assert find("echo x >/opt/c; /opt/c").started[0].may_change


def test_an_applet_of_busybox_needs_no_file() -> None:
    files = {"/bin/sh": b"#!/bin/busybox sh\n", "/bin/busybox": NATIVE}
    found = find("wget x; other", Start(("/bin/busybox", "sh", "/start.sh")), files)
    assert [child.may_change for child in found.started] == [True, True]
    assert not find("other", Start(("/bin/busybox", "sh", "/start.sh")), files).started[0].may_change


@pytest.mark.parametrize(
    ("start", "unread"),
    [
        (Start(command=("python3", "app.py"), folder="/app"), Unread("/app/app.py", "a script for python3")),
        (Start(command=("/app/app.py",)), Unread("/app/app.py", "a script for /usr/bin/python3")),
        (Start(command=("python3", "-m", "x")), Unread("/usr/bin/python3", "-m x")),
        (Start(command=("env", "python3", "-c", "a\nb")), Unread("/usr/bin/python3", "-c a\nb")),
    ],
)
def test_scripts_of_other_languages_are_unread(start: Start, unread: Unread) -> None:
    found = find(start=start)
    assert (found.unread, found.hidden) == ((unread,), None)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("exec $NOWHERE", "exec $NOWHERE"),
        ("cd $NOWHERE && ./server", "./server"),
        (". /none; server", "server"),
        ("su - app -c ./server", "./server"),
        ("env -u A", "what its arguments start"),
    ],
)
def test_what_takes_the_place_of_the_last_program_is_hidden(text: str, unread: str) -> None:
    found = find(start=shell(text.replace("env ", "/usr/bin/env ")))
    assert found.hidden
    assert found.hidden.what == unread
    assert found.hidden in found.unread


def test_what_is_unread_before_a_known_program_hides_nothing() -> None:
    found = find("$SETUP\nexec server")
    assert (found.unread, found.hidden) == ((Unread("/start.sh", "$SETUP"),), None)


def test_a_script_that_is_not_there_is_missing() -> None:
    found = find(start=Start(command=("sh", "/none.sh")))
    assert told(found) == ["sure no /none.sh"]
    assert found.started[0].may_change
    assert find(start=Start(command=("sh", "/opt/app"))).hidden


@pytest.mark.parametrize("command", [("sh",), ("server",), ("sh", "-c", "echo hello; exit 1"), ("none",), ()])
def test_what_starts_nothing_more_has_no_children(command: tuple[str, ...]) -> None:
    assert find(start=Start(command=command)) == Children()


def test_a_script_that_starts_itself_is_read_once() -> None:
    found = find('if [ "$1" != again ]; then exec gosu app "$0" again; fi\nexec server')
    assert told(found) == ["perhaps /usr/local/bin/gosu /start.sh /bin/sh", "perhaps /usr/local/bin/server"]
    assert (found.unread, found.hidden) == ((), None)


def test_only_so_much_is_read() -> None:
    found = find("\n".join(f"/opt/p{number}" for number in range(100)))
    assert len(found.started) == 40
    assert found.unread == (Unread("/start.sh", "more than 40 programs"),)
    files = {f"/s{number}": f"#!/bin/sh\n/s{(number + 1) % 7}\n".encode() for number in range(7)}
    assert "too many" in find("/s0", files=files).unread[0].what
    bomb = "\n".join([f"f{number}() {{ f{number + 1}; f{number + 1}; }}" for number in range(7)] + ["f0"] * 50)
    assert find(bomb).unread


PIECES = st.sampled_from(
    ["/opt/app", "server", "./server", "$X", '"$@"', "$1", "cd /app", "exec", "gosu app", "nice -n", "if", "then", "fi",
     ";", "\n", "&&", "||", "case x in", "x)", ";;", "esac", "{", "}", "(", ")", "X=/opt/app", "set --", "sh -c",
     "'", '"', "$(", "`", "python3", "/start.sh", ". /start.sh", "eval", "env", "f()", "f", ">", "<<E", "#", "\\"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=40))
def test_no_text_names_what_it_does_not_have(text: str) -> None:
    found = find(text, Start(("/start.sh",), ("server",)))
    for child in found.started:
        name = child.steps[0].name
        assert name in text or name == "server" or "$" in text or "\\" in text or any(sign in text for sign in "'\"")
        assert "\0" not in name
    for unread in found.unread:
        assert "\0" not in unread.what
