"""Binary files that Linux does not execute, made by the programs and libraries that usually make them."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile

import pytest

from anyarch.emulators import machine_code
from anyarch.programs import formats
from anyarch.programs.formats import ARCHIVE, COMPRESSED, DOCUMENT, JAVA, MACOS, WEBASSEMBLY, WINDOWS, Content

PROGRAM = machine_code.probe("amd64")
PE = b"MZ\x90\0" + bytes(56) + b"\x40\0\0\0PE\0\0"
TAR = tarfile.TarInfo("tool").tobuf()
X86, ARM = 0x01000007, 0x0100000C
UNIVERSAL = struct.pack(">12I", 0xCAFEBABE, 2, X86, 0, 4096, 100, 12, ARM, 0, 4096, 100, 12)


def thin(order: str, cpu: int, magic: int = 0xFEEDFACF) -> bytes:
    return struct.pack(f"{order}8I", magic, cpu, 0, 2, 0, 0, 0, 0)


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, b"x")
    return file.getvalue()


FORMATS = {
    "macOS, arm64": (thin("<", ARM), Content(MACOS, "darwin/arm64")),
    "macOS, a CPU of another byte order": (thin(">", 18, 0xFEEDFACE), Content(MACOS, "darwin")),
    "macOS, cut off": (b"\xcf\xfa\xed\xfe", Content(MACOS, "darwin")),
    "macOS, universal": (UNIVERSAL, Content(MACOS, "darwin/amd64 and darwin/arm64")),
    "macOS, universal, with zeros only": (b"\xca\xfe\xba\xbe" + bytes(60), Content(MACOS, "darwin")),
    "a Java class": (b"\xca\xfe\xba\xbe\0\0\0\x37" + bytes(60), Content(JAVA, "a compiled Java class")),
    "a Java archive": (zipped("META-INF/MANIFEST.MF"), Content(JAVA, "a Java archive (JAR)")),
    "Windows, amd64": (PE + b"\x64\x86", Content(WINDOWS, "windows/amd64")),
    "Windows, arm64": (PE + b"\x64\xaa", Content(WINDOWS, "windows/arm64")),
    "Windows, or DOS": (b"MZ\x90\0", Content(WINDOWS, "windows")),
    "WebAssembly": (b"\0asm\1\0\0\0", Content(WEBASSEMBLY, "a WebAssembly module")),
    "zip": (zipped("tool"), Content(ARCHIVE, "a zip archive")),
    "tar": (TAR, Content(ARCHIVE, "a tar archive")),
    "tar.bz2": (bz2.compress(TAR), Content(ARCHIVE, "a tar archive, compressed with bzip2")),
    "tar.xz": (lzma.compress(TAR), Content(ARCHIVE, "a tar archive, compressed with xz")),
    "a program, gzip": (
        gzip.compress(PROGRAM), Content(COMPRESSED, "an executable that is compressed with gzip", "gzip"),
    ),
    "a script, xz": (
        lzma.compress(b"#!/bin/sh\n"), Content(COMPRESSED, "an executable that is compressed with xz", "xz"),
    ),
    "a text, gzip": (gzip.compress(b"hello"), Content(COMPRESSED, "a file that is compressed with gzip")),
    "gzip, damaged": (b"\x1f\x8b\x08\xff\xff", Content(COMPRESSED, "a file that is compressed with gzip")),
    "xz, damaged": (b"\xfd7zXZ\0\xff\xff\xff\xff\xff\xff", Content(COMPRESSED, "a file that is compressed with xz")),
    "zstd": (b"\x28\xb5\x2f\xfd\x24\0", Content(COMPRESSED, "a file that is compressed with zstd")),
    "deb": (b"!<arch>\ndebian-binary   1", Content(ARCHIVE, "a Debian package")),
    "a static library": (b"!<arch>\n/               1", Content(DOCUMENT, "a static library")),
    "rpm": (b"\xed\xab\xee\xdb\3\0", Content(ARCHIVE, "an RPM package")),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0", Content(DOCUMENT, "a PNG image")),
    "PDF": (b"%PDF-1.7\n", Content(DOCUMENT, "a PDF document")),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_recognized(name: str) -> None:
    content, expected = FORMATS[name]
    assert formats.recognize(content) == expected


@pytest.mark.parametrize(
    "content", [b"MZ is how it begins\n", b"BZhuman\n", PROGRAM, b"#!/bin/sh\n", b"\xca\xfe", b"PK"]
)
def test_what_only_looks_similar_is_not_recognized(content: bytes) -> None:
    assert formats.recognize(content) is None


def test_a_program_that_is_too_large_to_be_read_whole_is_seen_in_what_was_read() -> None:
    large = gzip.compress(PROGRAM + bytes(range(256)) * 4096)
    found = formats.recognize(large[: len(large) // 2])
    assert found
    assert found.encoding == "gzip"


@pytest.mark.parametrize(
    ("content", "size", "expected"),
    [
        (PROGRAM[:3], 3, "it ends after 3 of the four bytes with which a program begins"),
        (bytes(100), 100, "it contains only zero bytes"),
        (bytes(100), 5000, "it begins with 100 zero bytes"),
        (b"\1\2\3", 3, "it is neither a program nor a script"),
    ],
)
def test_damage_is_described(content: bytes, size: int, expected: str) -> None:
    assert formats.damage(content, size) == expected
