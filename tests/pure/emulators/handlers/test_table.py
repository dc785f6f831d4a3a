"""Reading what a kernel says of its handlers."""

import pytest

from anyarch.emulators import machine_code
from anyarch.emulators.handlers import registration, table
from anyarch.emulators.handlers.table import Handler, parse
from anyarch.engine import leftovers
from anyarch.oci.architectures import EMULATED
from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.handlers import rule
from tests.pure.diagnosis.written import STRICT

QEMU = STRICT.format("/usr/libexec/qemu-binfmt/aarch64-binfmt-P", "POF")


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
        magic="7f454c460201010000000000000000000200b700",
        mask="ffffffffffffff00fffffffffffffffffeffffff",
    )
    assert found.is_fixed


@pytest.mark.parametrize(
    ("position", "value", "recognizes"),
    [(0, 0x7F, True), (0, 0x7E, False), (7, 3, True), (8, 0x41, False), (16, 3, True), (16, 4, False), (20, 1, True)],
)
def test_a_handler_recognizes_the_bytes_that_its_mask_counts(position: int, value: int, *, recognizes: bool) -> None:
    header = bytearray(machine_code.probe("arm64"))
    header[position] = value
    assert parse("qemu-aarch64", QEMU).recognizes(bytes(header)) is recognizes


@pytest.mark.parametrize("architecture", sorted(EMULATED))
def test_anyarchs_own_handler_is_recognized_and_recognizes_an_appimage(architecture: str) -> None:
    own = parse(registration.name(architecture), as_kernel(registration.line(architecture, "/pack/qemu") + "POCF"))
    assert (own.name, own.architecture) == (f"anyarch-{architecture}", architecture)
    assert (own.is_enabled, own.interpreter, own.flags) == (True, "/pack/qemu", "POCF")
    header = bytearray(machine_code.probe(architecture))
    assert own.recognizes(bytes(header))
    header[8:11] = b"AI\x02"
    assert own.recognizes(bytes(header))
    header[4] ^= 3  # the class
    assert not own.recognizes(bytes(header))


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


@pytest.mark.parametrize("architecture", sorted(set(EMULATED) & set(ARCHITECTURES)))
def test_what_is_registered_is_what_others_register_without_the_padding(architecture: str) -> None:
    magic, mask = rule(ARCHITECTURES[architecture]).split(":")
    ignored = "\\x00" * 9
    wider = mask[: 7 * 4] + ignored + mask[16 * 4 :]
    assert registration.line(architecture, "/i") == f":anyarch-{architecture}:M::{magic}:{wider}:/i:"


def test_the_table_is_an_unnamed_volume_of_its_own_type() -> None:
    for stays in (False, True):
        mount = table.mount(stays=stays)
        assert (mount["Type"], mount["Source"]) == ("volume", None)
        assert mount["VolumeOptions"]["DriverConfig"]["Options"]["type"] == "binfmt_misc"
        assert (leftovers.LABEL in mount["VolumeOptions"].get("Labels", {})) == (not stays)
