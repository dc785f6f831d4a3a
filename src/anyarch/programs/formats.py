"""What a binary file is that Linux cannot execute: a program for another system, an archive, a document.

A format is recognized by its first bytes, by the documents of those who define it. No library does it for anyarch.
puremagic 1.30 takes a universal Mach-O program for Java, each zip for an Office document and zero bytes for an
embroidery pattern, and does not know WebAssembly. filetype 1.2 does not know Mach-O, cpio or HTML. python-magic 0.4
recognizes most of them, but it needs libmagic, which macOS does not have, and words its answers as that library's
release does. None of them gives a Mach-O program's CPU as Go names it, looks into what is compressed, or knows what a
server answers. What matters here is a short list, and each entry of it has its own fix.

It does not read ELF programs (`elf`), scripts (`script`), or other texts (`texts`).
"""

import contextlib
import struct
import zlib
from collections.abc import Callable
from typing import NamedTuple

from anyarch.oci.architectures import MAGIC

MACOS = "program for macOS"
WINDOWS = "program for Windows"
WEBASSEMBLY = "WebAssembly module"
JAVA = "Java program"
COMPRESSED = "compressed file"
ARCHIVE = "archive"
DOCUMENT = "document"

_ENOUGH = 512  # bytes of what is compressed, to recognize it: one block of a tar archive
_MEMORY = 1 << 27  # bytes, for xz: twice what its highest level needs
_PAGE_HEADER = 0x3C  # where an .exe has the offset of its PE header (PE format, MS-DOS stub)
_MOST_CPUS = 20  # in a universal program; in a Java class the same field is its version, which is 45 or higher
_MACHINES = {0x014C: "386", 0x8664: "amd64", 0xAA64: "arm64", 0x01C4: "arm"}  # PE format, machine types
_CPUS = {7: "386", 0x01000007: "amd64", 12: "arm", 0x0100000C: "arm64"}  # mach/machine.h, cputype
# Of a program for one CPU, mach-o/loader.h: its byte order.
_THIN = {b"\xfe\xed\xfa\xce": ">", b"\xfe\xed\xfa\xcf": ">", b"\xce\xfa\xed\xfe": "<", b"\xcf\xfa\xed\xfe": "<"}
_UNIVERSAL = {b"\xca\xfe\xba\xbe": 20, b"\xca\xfe\xba\xbf": 32}  # mach-o/fat.h: bytes of each entry
_TAR = b"ustar"  # POSIX.1-1988, at 257
_TAR_AT = 257

# The format's first bytes, its kind, and the end of the sentence "it is ...". A longer one stands before a shorter one.
_FORMATS = (
    (b"\0asm", WEBASSEMBLY, "a WebAssembly module"),
    (b"\xca\xfe\xba\xbe", JAVA, "a compiled Java class"),
    (b"\x1f\x8b", COMPRESSED, "gzip"),
    *((b"BZh%d1AY&SY" % level, COMPRESSED, "bzip2") for level in range(1, 10)),
    (b"\xfd7zXZ\0", COMPRESSED, "xz"),
    (b"\x28\xb5\x2f\xfd", COMPRESSED, "zstd"),
    (b"\x04\x22\x4d\x18", COMPRESSED, "lz4"),
    (b"\x1f\x9d", COMPRESSED, "compress"),
    (b"LZIP", COMPRESSED, "lzip"),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE, "a 7z archive"),
    (b"PK\5\6", ARCHIVE, "an empty zip archive"),
    (b"Rar!\x1a\7", ARCHIVE, "a RAR archive"),
    (b"!<arch>\ndebian-binary", ARCHIVE, "a Debian package"),
    (b"!<arch>\n", DOCUMENT, "a static library"),
    (b"!<thin>\n", DOCUMENT, "a static library"),
    (b"\xed\xab\xee\xdb", ARCHIVE, "an RPM package"),
    (b"070701", ARCHIVE, "a cpio archive"),
    (b"070702", ARCHIVE, "a cpio archive"),
    (b"070707", ARCHIVE, "a cpio archive"),
    (b"\xc7\x71", ARCHIVE, "a cpio archive"),
    (b"xar!", ARCHIVE, "a package for macOS"),
    (b"hsqs", ARCHIVE, "a squashfs file system"),
    (b"MSCF", ARCHIVE, "a Windows cabinet archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOCUMENT, "an Office document or an installer for Windows"),
    (b"%PDF-", DOCUMENT, "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", DOCUMENT, "a PNG image"),
    (b"\xff\xd8\xff", DOCUMENT, "a JPEG image"),
    (b"GIF8", DOCUMENT, "a GIF image"),
    (b"SQLite format 3\0", DOCUMENT, "an SQLite database"),
    (b"BC\xc0\xde", DOCUMENT, "LLVM bitcode"),
    (b"\x1bLua", DOCUMENT, "compiled Lua code"),
    (b"dex\n", DOCUMENT, "a program for Android"),
    (b"\0GITCRYPT\0", DOCUMENT, "a file that git-crypt has encrypted"),
    (b"age-encryption.org/v1\n", DOCUMENT, "a file that age has encrypted"),
    (b"$ANSIBLE_VAULT;", DOCUMENT, "a file that Ansible Vault has encrypted"),
    (b"/annex/objects/", DOCUMENT, "a git-annex pointer"),
)


class Content(NamedTuple):
    """What a file is.

    Attributes:
        kind: one of the words above, or of `texts`.
        detail: the end of the sentence "it is ..."; for a program for another system, its platforms as Go names them.
        encoding: how its bytes have to be decoded to get what Linux executes, if they have: the name of a Python codec,
            of a compression, or one of `line_endings`.
        interpreter: of a script that Linux does not recognize, its interpreter and argument.
    """

    kind: str
    detail: str
    encoding: str = ""
    interpreter: str = ""


def recognize(content: bytes) -> Content | None:
    """What a binary file is; None if it is of no known format.

    Args:
        content: the beginning of the file.
    """
    readers: tuple[Callable[[bytes], Content | None], ...] = (_macos, _windows, _zip, _tar, _listed)
    return next(filter(None, (read(content) for read in readers)), None)


def damage(content: bytes, size: int) -> str:
    """What is wrong with a file that is of no known format, as a clause.

    Args:
        content: the beginning of the file, which is not empty.
        size: the size of the whole file in bytes.
    """
    if MAGIC.startswith(content):
        return f"it ends after {size} of the four bytes with which a program begins"
    zeros = len(content) - len(content.lstrip(b"\0"))
    if zeros == size:
        return "it contains only zero bytes"
    if zeros == len(content):
        return f"it begins with {zeros} zero bytes"
    return "it is neither a program nor a script"


def _macos(content: bytes) -> Content | None:
    """A Mach-O program: for one CPU, or a universal one, which begins like a Java class."""
    beginning = content[:4]
    cpus: list[int] = []
    if beginning in _THIN:
        cpus = _numbers(content, _THIN[beginning], [4])
    elif beginning in _UNIVERSAL:
        count = next(iter(_numbers(content, ">", [4])), 0)
        if count > _MOST_CPUS:
            return None
        cpus = _numbers(content, ">", [8 + entry * _UNIVERSAL[beginning] for entry in range(count)])
    else:
        return None
    names = [f"darwin/{_CPUS[cpu]}" for cpu in dict.fromkeys(cpus) if cpu in _CPUS]
    return Content(MACOS, " and ".join(names) or "darwin")


def _numbers(content: bytes, order: str, places: list[int]) -> list[int]:
    """The 32-bit numbers at some places, without those beyond the end."""
    return [struct.unpack_from(f"{order}I", content, at)[0] for at in places if at + 4 <= len(content)]


def _windows(content: bytes) -> Content | None:
    if not content.startswith(b"MZ") or b"\0" not in content[:_PAGE_HEADER]:
        return None
    with contextlib.suppress(struct.error):
        [at] = struct.unpack_from("<I", content, _PAGE_HEADER)
        signature, machine = struct.unpack_from("<4sH", content, at)
        if signature == b"PE\0\0" and machine in _MACHINES:
            return Content(WINDOWS, f"windows/{_MACHINES[machine]}")
    return Content(WINDOWS, "windows")


def _zip(content: bytes) -> Content | None:
    """A zip archive; one that Java makes begins with the folder of its manifest (JAR File Specification)."""
    if not content.startswith(b"PK\3\4"):
        return None
    if content[30:].startswith(b"META-INF/"):
        return Content(JAVA, "a Java archive (JAR)")
    return Content(ARCHIVE, "a zip archive")


def _tar(content: bytes) -> Content | None:
    return Content(ARCHIVE, "a tar archive") if content[_TAR_AT:].startswith(_TAR) else None


def _listed(content: bytes) -> Content | None:
    kind, detail = next((row[1:] for row in _FORMATS if content.startswith(row[0])), ("", ""))
    if kind == COMPRESSED:
        return _compressed(content, detail)
    return Content(kind, detail) if kind else None


def _compressed(content: bytes, method: str) -> Content:
    inside = _decompressed(content, method)
    if _tar(inside):
        return Content(ARCHIVE, f"a tar archive, compressed with {method}")
    what = "an executable" if is_executable(inside) else "a file"
    return Content(COMPRESSED, f"{what} that is compressed with {method}", method if is_executable(inside) else "")


def is_executable(beginning: bytes) -> bool:
    """Whether a file that begins so is an ELF program or a script, sound or not."""
    return beginning.startswith((MAGIC, b"#!"))


def _decompressed(content: bytes, method: str) -> bytes:
    """The beginning of what is compressed; empty if it is damaged, or if Python does not have the method."""
    with contextlib.suppress(ImportError, zlib.error, EOFError, OSError, ValueError):
        if method == "gzip":
            return zlib.decompressobj(wbits=31).decompress(content, _ENOUGH)
        if method == "bzip2":
            import bz2  # noqa: PLC0415 - a Python may have been built without it

            return bz2.BZ2Decompressor().decompress(content, _ENOUGH)
        if method == "xz":
            import lzma  # noqa: PLC0415 - the same

            with contextlib.suppress(lzma.LZMAError):
                return lzma.LZMADecompressor(memlimit=_MEMORY).decompress(content, _ENOUGH)
    return b""
