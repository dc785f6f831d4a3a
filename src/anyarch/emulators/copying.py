"""A program that copies files, for containers without any other: into the kernel's table of handlers, and out of it.

``/copy SOURCE TARGET [SOURCE TARGET]...`` opens each source, reads it once, opens the target, which must exist, and
writes once what was read: that is how the kernel's files want to be treated (Documentation/admin-guide/binfmt-misc.rst:
an entry is one write). It ends with 0, or with 1 at the first pair that cannot be copied whole.

It is a few dozen instructions without loader and libraries (`programs.executable`), for the architectures that engines
run on. A source of more than `LARGEST` bytes is cut off there; the kernel's entries are far shorter.
"""

from anyarch.emulators import programs

LARGEST = 8192

# In each line one step: the next source or the end; open; read; open the target; write; the next pair; 1 or 0; exit.
_CODE = {
    "amd64": """
        488d5c2410 488b3b 4885ff 7444
        31f6 6a02 58 0f05 97
        488db42400dfffff ba00200000 31c0 0f05 95 85ed 782d
        488b7b08 6a01 5e 6a02 58 0f05 97
        488db42400dfffff 89ea 6a01 58 0f05 39e8 750d
        4883c310 ebb4
        31ff 6a3c 58 0f05 6a01 5f ebf6
    """,
    "arm": """
        08808de2 040098e4 000050e3 1400000a
        0010a0e3 0570a0e3 000000ef
        029a4de2 0910a0e1 022aa0e3 0370a0e3 000000ef 00a0b0e1 0900004a
        040098e4 0110a0e3 0570a0e3 000000ef
        0910a0e1 0a20a0e1 0470a0e3 000000ef
        0a0050e1 e8ffff0a
        0100a0e3 0170a0e3 000000ef
    """,
    "arm64": """
        f3430091 618640f8 210300b4
        600c8092 020080d2 080780d2 010000d4
        f40b40d1 e10314aa 020084d2 e80780d2 010000d4 f50300aa 9501f8b7
        600c8092 618640f8 220080d2 080780d2 010000d4
        e10314aa e20315aa 080880d2 010000d4
        1f0015eb 20fdff54
        200080d2 02000014 000080d2 a80b80d2 010000d4
    """,
    "ppc64le": """
        1000c139 00e0e139 00006ee8 0000232c 64008241
        00008038 05000038 02000044 50008341
        787be47d 0020a038 03000038 02000044 3c008341 781b707c
        08006ee8 01008038 05000038 02000044 24008341
        787be47d 7883057e 04000038 02000044 10008341
        1000ce39 0080237c 9cff8241
        01006038 01000038 02000044
    """,
    "riscv64": """
        93040101 b7220000 33095140 83b50400 13050000 638e0504
        1305c0f9 13060000 93088003 73000000
        93050900 37260000 9308f003 73000000 93090500 63c80902
        1305c0f9 83b58400 13061000 93088003 73000000
        93050900 13860900 93080004 73000000
        93840401 e30235fb
        13051000 9308d005 73000000
    """,
    "s390x": """
        4180f010 a7fbe000 e32080000004 b9020022 a7840020
        a7390000 0a05
        b904003f a7492000 0a03 b9020092 a7440012
        e32080080004 a7390001 0a05
        b904003f b9040049 0a04
        a78b0010 ec29ffe08064
        a7290001 0a01
    """,
}

ARCHITECTURES = frozenset(_CODE)


def program(architecture: str) -> bytes:
    """The program for an architecture by its Go name, one of `ARCHITECTURES`."""
    return programs.executable(architecture, bytes.fromhex(_CODE[architecture]))
