"""Programs that are emulated without the rights that they should get are noted, and only these."""

import pytest

from anyarch.diagnosis import credentials
from anyarch.programs.entry_point import Step
from tests.pure.diagnosis.written import Engine, handler, program

SUDO = program("linux/arm64")._replace(path="/usr/bin/sudo", is_setuid=True)
NATIVE = program("linux/amd64")._replace(is_setuid=True)


@pytest.mark.parametrize(
    ("steps", "flags", "is_noted"),
    [
        ((SUDO,), ("F",), True),
        ((SUDO,), ("OF",), True),
        ((SUDO,), ("OCF",), False),
        ((SUDO,), ("F", "CF"), False),
        ((SUDO,), (), False),
        ((SUDO,), None, False),
        ((SUDO._replace(is_setuid=False),), ("F",), False),
        ((NATIVE,), ("F",), False),
        ((NATIVE, SUDO), ("F",), True),
        ((SUDO._replace(is_setuid=False, has_capabilities=True),), ("F",), True),
        ((SUDO._replace(is_setuid=False, has_capabilities=True),), ("CF",), False),
        ((NATIVE._replace(has_capabilities=True),), ("F",), False),
        ((), ("F",), False),
    ],
)
def test_a_handler_without_c_is_noted_where_a_setuid_program_starts(
    steps: tuple[Step, ...], flags: tuple[str, ...] | None, *, is_noted: bool
) -> None:
    registered = None if flags is None else tuple(handler(each) for each in flags)
    engine = Engine("linux/amd64", executed=("linux/arm64",), registered=registered)
    note = credentials.note(steps, engine, is_private=False)
    assert ("/usr/bin/sudo" in note and "anyarch emulators install linux/arm64" in note) == is_noted
    assert bool(note) == is_noted


def test_the_note_says_which_rights_are_lost() -> None:
    engine = Engine("linux/amd64", executed=("linux/arm64",), registered=(handler("F"),))
    capable = SUDO._replace(is_setuid=False, has_capabilities=True)
    assert "is a setuid program, but" in credentials.note([SUDO], engine, is_private=False)
    assert "has file capabilities, but" in credentials.note([capable], engine, is_private=False)


def test_a_private_emulator_gives_no_rights_either() -> None:
    engine = Engine("linux/amd64", packed=("linux/arm64",))
    assert "private emulator" in credentials.note([SUDO], engine, is_private=True)
    assert credentials.note([NATIVE], engine, is_private=True) == ""
