"""Programs that are emulated without the rights that they should get are noted, and only these."""

import pytest

from anyarch.diagnosis import credentials
from anyarch.programs.entry_point import Step
from tests.pure.diagnosis.written import Engine, handler, program

SUDO = program("linux/arm64")._replace(path="/usr/bin/sudo", is_setuid=True)
NATIVE = program("linux/amd64")._replace(is_setuid=True)


@pytest.mark.parametrize(
    ("steps", "flags", "noted"),
    [
        ((SUDO,), ("F",), "is a setuid program, but"),
        ((SUDO,), ("OF",), "is a setuid program, but"),
        ((SUDO,), ("OCF",), ""),
        ((SUDO,), ("F", "CF"), ""),
        ((SUDO,), (), ""),
        ((SUDO,), None, ""),
        ((SUDO._replace(is_setuid=False),), ("F",), ""),
        ((NATIVE,), ("F",), ""),
        ((NATIVE, SUDO), ("F",), "is a setuid program, but"),
        ((SUDO._replace(is_setuid=False, has_capabilities=True),), ("F",), "has file capabilities, but"),
        ((SUDO._replace(is_setuid=False, has_capabilities=True),), ("CF",), ""),
        ((NATIVE._replace(has_capabilities=True),), ("F",), ""),
        ((), ("F",), ""),
    ],
)
def test_a_handler_without_c_is_noted_where_a_program_with_more_rights_starts(
    steps: tuple[Step, ...], flags: tuple[str, ...] | None, noted: str
) -> None:
    registered = None if flags is None else tuple(handler(each) for each in flags)
    engine = Engine("linux/amd64", executed=("linux/arm64",), registered=registered)
    note = credentials.note(steps, engine, is_private=False)
    wanted = (noted, "/usr/bin/sudo", "anyarch emulators install linux/arm64") if noted else ()
    assert all(words in note for words in wanted)
    assert bool(note) == bool(noted)


def test_a_private_emulator_gives_no_rights_either() -> None:
    engine = Engine("linux/amd64", packed=("linux/arm64",))
    assert "private emulator" in credentials.note([SUDO], engine, is_private=True)
    assert credentials.note([NATIVE], engine, is_private=True) == ""
