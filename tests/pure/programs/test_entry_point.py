"""The way from a container's first word to its last program."""

import pytest

from anyarch.emulators import machine_code
from anyarch.programs import entry_point
from anyarch.programs.entry_point import walk
from anyarch.programs.start import File, Start
from tests.pure.programs.written_files import file, looking

PROGRAM = machine_code.probe("amd64")
FILES: dict[str, tuple[bytes, int]] = {
    "/bin/sh": (PROGRAM, 0o755),
    "/usr/bin/env": (PROGRAM, 0o755),
    "/usr/local/bin/app": (b"no x", 0o644),
    "/bin/app": (PROGRAM, 0o755),
    "/only": (b"#!/bin/sh\n", 0o644),
    "/bin/only": (b"#!/bin/sh\n", 0o644),
    "/srv/tool": (b"#!bin/here\n", 0o755),
    "/srv/bin/here": (PROGRAM, 0o755),
    "/node": (b"#!/usr/bin/env -S app --x\n", 0o755),
    "/entry": (b'#!/bin/sh\nexec "$@"\n', 0o755),
    "/mine": (PROGRAM, 0o100),
    "/sudo": (PROGRAM, 0o4755),
    "/own": (PROGRAM, 0o4755),
}
OWNERS = {"/mine": 7, "/own": 7}


def look(path: str) -> File | None:
    if path not in FILES:
        return None
    content, permissions = FILES[path]
    return file(path, content, permissions, OWNERS.get(path, 0))


def started(*command: str, entrypoint: tuple[str, ...] = (), folder: str = "") -> list[str]:
    steps = walk(Start(entrypoint, command, folder=folder), look)
    return [f"{step.role} {step.path or step.name} {step.kind}" for step in steps]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("app",), ["command /bin/app program"]),
        (("nowhere",), ["command nowhere missing"]),
        (("/nowhere",), ["command /nowhere missing"]),
        (("",), ["command  missing"]),
        (("/node",), ["command /node script", "interpreter /usr/bin/env program", "started /bin/app program"]),
        (("sh", "-c", "exec app x"), ["command /bin/sh program", "started /bin/app program"]),
        (("/entry", "app"), ["command /entry script", "interpreter /bin/sh program"]),
    ],
)
def test_the_way_is_followed(command: tuple[str, ...], expected: list[str]) -> None:
    assert started(*command) == expected


def test_paths_begin_in_the_working_folder() -> None:
    assert started("bin/here", folder="/srv") == ["command /srv/bin/here program"]
    assert started("/srv/tool", folder="/srv") == ["command /srv/tool script", "interpreter /srv/bin/here program"]


def test_what_an_entry_point_is_given_is_looked_at_where_it_is_a_program() -> None:
    way = ["command /entry script", "interpreter /bin/sh program"]
    assert started("app", entrypoint=("/entry",)) == [*way, "started /bin/app program"]
    assert started("--port", "80", entrypoint=("/entry",)) == way


@pytest.mark.parametrize("user", ["7", "", "7:7"])
def test_a_file_that_only_its_owner_may_execute(user: str) -> None:
    [step] = walk(Start(command=("/mine",), user=user), look)
    assert step.is_executable


@pytest.mark.parametrize(
    ("command", "user", "gets_rights"),
    [
        ("/sudo", "1000", True),
        ("/sudo", "app:app", True),
        ("/sudo", "", False),
        ("/sudo", "0:0", False),
        ("/sudo", "root", False),
        ("/own", "7", False),
        ("/own", "8", True),
        ("/own", "", True),
        ("/bin/app", "1000", False),
    ],
)
def test_a_setuid_program_gives_another_user_its_owners_rights(command: str, user: str, *, gets_rights: bool) -> None:
    [step] = walk(Start(command=(command,), user=user), look)
    assert step.is_setuid is gets_rights
    assert step.header == PROGRAM[:64].hex()


@pytest.mark.parametrize(("user", "gets_more"), [("", False), ("root:root", False), ("0", False), ("1000", True)])
def test_capabilities_are_more_than_a_user_has_who_is_not_root(user: str, *, gets_more: bool) -> None:
    def capable(path: str) -> File | None:
        found = look(path)
        return found._replace(has_capabilities=True) if found else None

    assert walk(Start(command=("/bin/app",), user=user), capable)[0].has_capabilities is gets_more


@pytest.mark.parametrize(
    ("permissions", "user", "is_readable"),
    [
        (0o711, "1000", False),
        (0o711, "app:app", False),
        (0o711, "", True),
        (0o711, "root", True),
        (0o711, "7", True),
        (0o311, "7", False),
        (0o751, "1000", True),
        (0o755, "1000", True),
    ],
)
def test_a_program_may_be_executed_without_being_readable(permissions: int, user: str, *, is_readable: bool) -> None:
    [step] = walk(Start(command=("/app",), user=user), lambda path: file(path, PROGRAM, permissions, owner=7))
    assert step.is_readable is is_readable


def test_nothing_to_start_is_no_way() -> None:
    assert started() == []


@pytest.mark.parametrize("length", [1, 5, 6, 40])
def test_scripts_that_start_scripts_end_where_linux_ends(length: int) -> None:
    scripts = {f"/s{number}": f"#!/s{number + 1}\n".encode() for number in range(length)}
    scripts[f"/s{length}"] = PROGRAM
    steps = walk(Start(command=("/s0",)), looking(scripts))
    assert (steps[-1].kind == entry_point.PROGRAM) == (length <= 5)
    assert len(steps) <= 6
