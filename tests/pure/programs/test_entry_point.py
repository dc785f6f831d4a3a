"""The way from a container's first word to its last program."""

import pytest

from anyarch.emulators import machine_code
from anyarch.programs import entry_point
from anyarch.programs.entry_point import walk
from anyarch.programs.start import Start
from tests.pure.programs.written_files import file, looking

PROGRAM = machine_code.probe("amd64")
FILES: dict[str, tuple[bytes, int]] = {
    "/bin/sh": (PROGRAM, 0o755),
    "/usr/bin/env": (PROGRAM, 0o755),
    "/usr/local/bin/app": (b"no x", 0o644),
    "/bin/app": (PROGRAM, 0o755),
    "/srv/tool": (b"#!bin/here\n", 0o755),
    "/srv/bin/here": (PROGRAM, 0o755),
    "/node": (b"#!/usr/bin/env -S app --x\n", 0o755),
    "/entry": (b'#!/bin/sh\nexec "$@"\n', 0o755),
}


def started(*command: str, entrypoint: tuple[str, ...] = (), folder: str = "") -> list[str]:
    start = Start(entrypoint, command, folder=folder)
    steps = walk(start, lambda path: file(path, *FILES[path]) if path in FILES else None)
    return [f"{step.role} {step.path or step.name} {step.kind}" for step in steps]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ((), []),
        (("app",), ["command /bin/app program"]),
        (("nowhere",), ["command nowhere missing"]),
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


@pytest.mark.parametrize(
    ("owner", "permissions", "user", "expected"),
    [
        (7, 0o100, "7", "is_executable has_capabilities"),
        (7, 0o100, "7:7", "is_executable has_capabilities"),
        (7, 0o100, "", "is_executable is_readable"),
        (7, 0o055, "7", "has_capabilities"),
        (7, 0o644, "1000", "is_readable has_capabilities"),
        (7, 0o711, "7", "is_executable is_readable has_capabilities"),
        (7, 0o311, "7", "is_executable has_capabilities"),
        (7, 0o711, "app:app", "is_executable has_capabilities"),
        (7, 0o711, "root", "is_executable is_readable"),
        (7, 0o751, "1000", "is_executable is_readable has_capabilities"),
        (7, 0o4755, "7", "is_executable is_readable has_capabilities"),
        (7, 0o4755, "8", "is_executable is_readable has_capabilities is_setuid"),
        (7, 0o4755, "", "is_executable is_readable is_setuid"),
        (0, 0o4755, "app:app", "is_executable is_readable has_capabilities is_setuid"),
        (0, 0o4755, "0", "is_executable is_readable"),
        (0, 0o4755, "root:root", "is_executable is_readable"),
    ],
)
def test_what_a_user_may_do_with_a_program_and_gets_from_it(
    owner: int, permissions: int, user: str, expected: str
) -> None:
    found = file("/app", PROGRAM, permissions, owner)._replace(has_capabilities=True)
    [step] = walk(Start(command=("/app",), user=user), lambda _: found)
    rights = ("is_executable", "is_readable", "has_capabilities", "is_setuid")
    assert [each for each in rights if getattr(step, each)] == expected.split()
    assert step.header == PROGRAM[:64].hex()


@pytest.mark.parametrize("length", [1, 5, 6, 40])
def test_scripts_that_start_scripts_end_where_linux_ends(length: int) -> None:
    scripts = {f"/s{number}": f"#!/s{number + 1}\n".encode() for number in range(length)}
    scripts[f"/s{length}"] = PROGRAM
    steps = walk(Start(command=("/s0",)), looking(scripts))
    assert (steps[-1].kind == entry_point.PROGRAM) == (length <= 5)
    assert len(steps) <= 6
