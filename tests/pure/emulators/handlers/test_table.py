"""Reading what a kernel says of its handlers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.emulators.handlers import registration, table
from anyarch.emulators.handlers.table import Handler, parse
from anyarch.oci.architectures import EMULATED
from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.handlers import rule

QEMU = """\
enabled
interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P
flags: POF
offset 0
magic 7f454c460201010000000000000000000200b700
mask ffffffffffffff00fffffffffffffffffeffffff
"""


def as_kernel(line: str) -> str:
    """What the kernel shows of an entry that was written as a line."""
    _, _, kind, offset, magic, mask, interpreter, flags = line.split(":")
    assert kind == "M"
    shown = {"magic": magic, "mask": mask}
    rest = "".join(f"{name} {value.replace(chr(92) + 'x', '')}\n" for name, value in shown.items())
    return f"enabled\ninterpreter {interpreter}\nflags: {flags}\noffset {offset or 0}\n{rest}"


def test_an_entry_is_read() -> None:
    found = parse("qemu-aarch64", QEMU)
    assert found == Handler(
        "qemu-aarch64",
        is_enabled=True,
        interpreter="/usr/libexec/qemu-binfmt/aarch64-binfmt-P",
        flags="POF",
        architecture="arm64",
    )
    assert found.is_fixed


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        (QEMU.replace("enabled", "disabled"), "is_enabled", False),
        (QEMU.replace("flags: POF", "flags: OC"), "is_fixed", False),
        (QEMU.replace("flags: POF", "flags: "), "flags", ""),
        (QEMU.replace("offset 0", "offset 4"), "architecture", ""),
        (QEMU.replace("7f454c46", "4d5a0000"), "architecture", ""),
        (QEMU.replace("b700\n", "ffff\n"), "architecture", ""),
        ("enabled\ninterpreter /usr/bin/python3\nflags: \nextension .py\n", "architecture", ""),
        ("enabled\ninterpreter /init\nflags: P\noffset 0\nmagic 4d5a\n", "architecture", ""),
    ],
)
def test_an_entry_that_is_other(text: str, field: str, value: object) -> None:
    assert getattr(parse("name", text), field) == value


@given(st.text())
def test_whatever_a_kernel_says_is_read(text: str) -> None:
    assert parse("name", text).architecture in {"", *EMULATED}


@pytest.mark.parametrize("architecture", sorted(EMULATED))
def test_what_is_registered_is_recognised(architecture: str) -> None:
    line = registration.line(architecture, "/pack/qemu") + "POCF"
    found = parse(registration.name(architecture), as_kernel(line))
    assert found == Handler(
        f"anyarch-{architecture}", is_enabled=True, interpreter="/pack/qemu", flags="POCF", architecture=architecture
    )


@pytest.mark.parametrize("architecture", sorted(set(EMULATED) & set(ARCHITECTURES)))
def test_what_is_registered_is_what_the_laboratory_registers(architecture: str) -> None:
    expected = f":anyarch-{architecture}:M::{rule(ARCHITECTURES[architecture])}:/i:"
    assert registration.line(architecture, "/i") == expected


def test_the_table_is_an_unnamed_volume_of_its_own_type() -> None:
    mount = table.MOUNT
    assert (mount["Type"], mount["Source"]) == ("volume", None)
    assert mount["VolumeOptions"]["DriverConfig"]["Options"]["type"] == "binfmt_misc"
