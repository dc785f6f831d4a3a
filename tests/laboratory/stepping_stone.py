"""The smallest program that becomes a shell script, so that a script can stand where only a program will do.

`/bin/sh` is started with the script, and with every word that the program was started with, the name among them; the
environment and all else of the process stay. The program is a static ELF file. Its words lie on the stack behind their
number (System V ABI, process initialisation), so that two more are put in front of them by writing over the number and
the place before it.
"""

import os
import struct

from tests.laboratory.architectures import ARCHITECTURES

_SHELL = b"/bin/sh\0"
_BASE, _PAGE = 0x400000, 0x10000
_HEADERS = 64 + 56  # of the file, and of its one segment
# execve(shell, {shell, script, words...}, environment); each `{}` is where the address of script, then shell, goes.
_AMD64 = "488b0c24 488d54cc10 48b8{} 48890424 48bf{} 57 4889e6 6a3b58 0f05"
_ARM64 = "e10340f9 e26f218b 42400091 e3000058 e30300f9 e0000058 e0831ff8 e12300d1 a81b80d2 010000d4 {}{}"
_CODE = {"amd64": _AMD64, "arm64": _ARM64}


def write(path: str, script: str, architecture: str) -> None:
    code = _CODE[architecture].replace(" ", "")
    length = len(bytes.fromhex(code.format("00" * 8, "00" * 8)))
    shell = _BASE + _HEADERS + length
    addresses = (struct.pack("<Q", address).hex() for address in (shell + len(_SHELL), shell))
    content = bytes.fromhex(code.format(*addresses)) + _SHELL + os.fsencode(script) + b"\0"
    size = _HEADERS + len(content)
    identity = b"\x7fELF\x02\x01\x01" + bytes(9)
    machine, flags = ARCHITECTURES[architecture].machine, 0
    header = struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, _BASE + _HEADERS, 64, 0, flags, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, _BASE, _BASE, size, size, _PAGE)
    with open(path, "wb") as file:
        file.write(identity + header + segment + content)
    os.chmod(path, 0o700)
